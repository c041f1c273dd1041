"""Whose kin somebody is, and where they studied."""

import re
from dataclasses import replace
from typing import Final

from app.dates import PartialDate
from app.drafting import subjects
from app.drafting.claims import Page
from app.drafting.entities import Entity
from app.drafting.masks import Mask, grammar
from app.drafting.records import ClaimKind, DraftDate, Named, Span
from app.drafting.statements import claimable, entity, persons, told, when
from app.drafting.subjects import Subject
from app.drafting.tails import read_date, tail

_FAMILY: Final = (
    "wife|husband|spouse|widow|widower|son|daughter|brother|sister|father|mother"
    "|nephew|niece|uncle|aunt|cousin|grandson|granddaughter|brother-in-law"
    "|sister-in-law|son-in-law|daughter-in-law|stepson|stepdaughter|half-brother"
    "|half-sister|twin brother|twin sister|fiancée|fiancé|partner"
)
_MARRIED: Final = grammar(
    r"\b(?:is|was|has been) (?:now |also )?married (?:since <D> )?to (?:the )?"
    r"(?:[a-z-]+ )?(?:<R>,? )?(?P<other><P>)(?![’'])|\b(?P<verb>(?:has |had )?married|wed) "
    r"(?:the )?(?:[a-z-]+ )?(?:<R>,? )?(?P<spouse><P>)(?![’'])"
)
_FRONTED: Final = grammar(
    r"^(?:[Nn]ow )?Married (?:since <D> )?to (?:the "
    r"|an? )?(?:[a-z-]+ ){0,4}(?:<R>,? )?(?P<other><P>)"
    r"[^,;.]{0,40}, (?:the )?(?:<R>,? )?(?P<who><P>|<H>)"
)
_KIN: Final = grammar(
    r"(?P<hers><S>|<P>[’']s|<P>[’']) (?:late |former |elder |older |younger |first "
    rf"|second |ex-|twin |only |eldest |youngest )*(?P<kin>{_FAMILY}),? (?:the |an? )?"
    rf"(?:[a-z-]+ ){{0,4}}(?:<R>,? )?(?P<other><P>)(?![’'])"
)
_KIN_OF: Final = grammar(
    r"(?P<who><P>|<H>)(?:,| is| was) (?:also )?(?:the|an?) (?:late |former |elder "
    rf"|older |younger |first |second |only |eldest |youngest )*(?P<kin>{_FAMILY}) of "
    r"(?:the )?(?:[a-z-]+ )?(?:<R>,? )?(?P<other><P>)(?![’'])"
)
_STUDIED: Final = grammar(
    r"\b(?:(?:has|had) )?(?:studied|studying|read(?! (?:aloud|out|from|to|about|that|the)\b)"
    r"|reading(?! (?:aloud|out|from|to|about|that|the)\b)|graduated|trained|was educated|educated"
    r"|was schooled|schooled|enrolled|matriculated|qualified|passed out|to study|to read"
    r"|(?:took|earned|gained|obtained|got|won|received|completed|holds?|held|has|with) (?:<S>|an?)"
    r" (?:[a-z’'-]+ )*(?:degree|doctorate|diploma|master[’']s|bachelor[’']s|PhD|MBA))"
    r"(?: [a-z, ]{2,50}?)?(?: <D>)? (?:at|from|of) (?:the )?(?P<school><O>)"
)
# Only of what is surely a school: "a graduate of the Naval Academy", "attended Osk College".
_ATTENDED: Final = grammar(
    r"(?:\b(?:(?:has|had) )?(?P<verb>attended|entered|left|finished|passed through|dropped out of"
    r"|went to|completed)|(?P<who><P>|<H>)(?:, (?:aged )?\d\d)?(?:,| is| was) an?"
    r" (?:[a-z-]+ )?(?:graduate|alumnus|alumna|product|student) of) (?:the )?(?P<school><O>)"
)
_SCHOOLS: Final = re.compile(
    r"\b(?:university|college|school|academy|institute|polytechnic|lycée|lyceum|seminary|conservatory"
    r"|conservatoire|gymnasium|universidad|universität|université)\b",
    re.IGNORECASE,
)
_UNRELATED: Final = grammar(
    r"(?P<who><P>|<H>) (?:is|was) (?:not|no) (?:related to|relation (?:of|to)|relative of)"
    r" (?:the )?(?:<R>,? )?<P>"
)
_MEANWHILE: Final = grammar(r"(?P<on><D>) while $")
_SPOUSES: Final = frozenset(["wife", "husband", "spouse", "widow", "widower"])
_INVERSE: Final = {
    "son": "parent",
    "daughter": "parent",
    "father": "child",
    "mother": "child",
    "brother": "sibling",
    "sister": "sibling",
    "spouse": "spouse",
}


def find(page: Page, mask: Mask) -> None:
    """Add what a sentence tells of kin and of studies."""
    for match in _MARRIED.finditer(mask.text):
        who = persons(mask, match.start())
        other = entity(mask, match, "other") or entity(mask, match, "spouse")
        if who and claimable(page, mask, who[0].at, match) is not None:
            _related(page, mask, who[0].who, "spouse", other, mask.span(who[0].at, match.end()))
    for match in _FRONTED.finditer(mask.text):
        place = mask.span(match.start(), match.end())
        wed = entity(mask, match, "who")
        _related(page, mask, wed, "spouse", entity(mask, match, "other"), place)
    for match in _KIN.finditer(mask.text):
        place = mask.span(match.start(), match.end())
        relation = _relation(match["kin"])
        _related(
            page, mask, entity(mask, match, "hers"), relation, entity(mask, match, "other"), place
        )
    for match in _KIN_OF.finditer(mask.text):
        place = mask.span(match.start(), match.end())
        relation = _relation(match["kin"])
        relation = _INVERSE.get(relation, f"{relation}_of")
        _related(
            page, mask, entity(mask, match, "who"), relation, entity(mask, match, "other"), place
        )
    for match in _UNRELATED.finditer(mask.text):
        page.withhold(mask.span(match.start(), match.end()), "negated")
    for match in _STUDIED.finditer(mask.text):
        _studied(page, mask, match)
    for match in _ATTENDED.finditer(mask.text):
        school = entity(mask, match, "school")
        if school is not None and _SCHOOLS.search(school.name):
            _studied(page, mask, match)


def _related(
    page: Page, mask: Mask, who: Entity | None, predicate: str, other: Entity | None, quote: Span
) -> None:
    if who is None or other is None or who is other or who.kind is not Named.PERSON:
        return
    page.add(told(mask.number, ClaimKind.RELATIONSHIP, predicate, who, quote, what=other))


def _relation(kin: str) -> str:
    return "spouse" if kin in _SPOUSES else kin.replace("-", "_").replace(" ", "_")


def _studied(page: Page, mask: Mask, match: re.Match[str]) -> None:
    who = persons(mask, match.start())
    if match.groupdict().get("who"):
        graduate = entity(mask, match, "who")
        who = [Subject(graduate, match.start("who"))] if graduate else []
    school = entity(mask, match, "school")
    judged = claimable(page, mask, who[0].at, match) if who and school else None
    if judged is None:
        return
    behind = tail(page, mask, match.end())
    quote = subjects.quote(mask, _from(mask, who[0]), behind.last)
    claim = told(mask.number, ClaimKind.EDUCATION, "studied_at", who[0].who, quote, what=school)
    claim.start, claim.end = behind.start, behind.end
    if not behind.start:
        claim.date = when(page, mask, who[0].at, match, behind) or _meanwhile(page, mask, match)
    page.add(claim)


def _from(mask: Mask, who: Subject) -> int:
    """From where to quote: over "where she was born" back to who she is."""
    if not mask.text[: who.at].endswith(" where "):
        return who.at
    return min(at for at, item in mask.items.items() if item.what is who.who)


def _meanwhile(page: Page, mask: Mask, match: re.Match[str]) -> DraftDate | None:
    """About when, of "joined the party in 1987 while studying at Y"."""
    before = _MEANWHILE.search(mask.text, 0, match.start())
    then = read_date(page, mask, before.start("on")) if before else None
    if then is None or then.date is None or then.date.is_doubtful or ".." in then.date.text:
        return None
    return replace(then, date=PartialDate.parse(f"{then.date.text}~"))
