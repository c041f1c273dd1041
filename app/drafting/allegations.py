"""What unnamed people say somebody did or suffered: kept as an allegation, never as a fact."""

import re
from typing import Final

from app.drafting import subjects
from app.drafting.certainty import UNNAMED, judge
from app.drafting.claims import Claim, Page
from app.drafting.entities import Entity
from app.drafting.masks import Mask, grammar
from app.drafting.records import ClaimKind, Span
from app.drafting.statements import claimable, entity, persons
from app.drafting.subjects import ADVERBS
from app.drafting.tails import tail
from app.vocabulary import Certainty, Voice

_DEED: Final = grammar(
    rf",? (?:that )?(?:the )?(?:<R> )?(?P<who><P>|<H>),? (?:was|were|had been|has been"
    rf"|is being|was being) {ADVERBS}"
    r"(?P<verb>(?!<R>)[a-z]+(?:ed|en|wn|ught)\b)(?: and [a-z]+ed)?(?P<rest>[^.;]*?"
    r"(?:by|for|of|in|from) (?:the )?(?:<O>[’']s? )?(?P<what><O>|<P>)(?![’']))?"
)
_ACCUSED: Final = grammar(
    r"\b(?P<verb>accuse[sd]?|accusing) (?P<who><P>|<H>) of (?P<what>[^.;]{3,120})"
)


_BELONGED: Final = grammar(
    rf",? (?:that )?(?:the )?(?:<R> )?(?P<who><P>|<H>) (?:(?:had|has"
    rf"|have) )?{ADVERBS}(?:secretly )?"
    r"(?:belonged|belongs) to (?:the )?(?:[a-z-]+ )?(?P<what><O>)"
    rf"|,? (?:that )?(?P<member><P>|<H>) (?:was|is|had been|has been) {ADVERBS}(?:secretly )?"
    r"(?:an? |the )?(?P<post><R>)"
)
# What newspapers and the like are said to have reported.
_OUTLETS: Final = grammar(
    r"(?P<words>\b[Aa]ccording to (?:the )?(?:[a-z-]+ ){0,2}<O>),"
    r"|(?P<who_says><O>),? (?:which |has |had )*(?:reported|claimed|alleged|wrote"
    r"|said)(?: <D>)?(?= that)"
)
_UNDER: Final = grammar(
    rf"\b(?:is|was|are|were|has been|had been|remains|came|is being|was being|being) {ADVERBS}"
    r"(?P<how>under investigation|investigated|probed|questioned|interrogated|under scrutiny)"
    r"(?: <D>)? by (?:the )?(?:<L>[’']s |<O>[’']s? )?(?P<what><O>)(?![’'])(?: \(<O>\))?"
)
# "The audit office has been investigating her since May".
_INVESTIGATES: Final = grammar(
    rf"(?P<what><O>) (?:is|are|was|were|has been|have been|had been) {ADVERBS}(?:investigating"
    r"|probing) (?:<R>,? )?(?P<who><P>|<H>)(?![’'])"
)
_UNDER_WORDS: Final = {
    "under investigation": "investigated_by",
    "probed": "investigated_by",
    "under scrutiny": "investigated_by",
}


def find(page: Page, mask: Mask) -> None:
    """Add what a sentence has unnamed people allege."""
    for source in UNNAMED.finditer(mask.text):
        match = _DEED.match(mask.text, source.end())
        if match:
            _alleged(page, mask, source, match)
        if belonged := _BELONGED.match(mask.text, source.end()):
            _belonged(page, mask, source, belonged)
    for match in _UNDER.finditer(mask.text):
        _under(page, mask, match)
    for match in _INVESTIGATES.finditer(mask.text):
        _investigates(page, mask, match)


def _under(page: Page, mask: Mask, match: re.Match[str]) -> None:
    """Who is investigated by whom: that it is so is told, and what it is about stays open."""
    who, what = persons(mask, match.start()), entity(mask, match, "what")
    if not who or what is None:
        return
    if UNNAMED.search(mask.text, 0, match.start()):
        return
    source = _OUTLETS.search(mask.text, 0, match.start())
    judged = judge(mask, who[0].at, match.start(), match.end())
    if judged.reason:
        page.withhold(mask.span(who[0].at, match.end()), judged.reason)
        return
    behind = tail(page, mask, match.end())
    first = min(source.start(), who[0].at) if source else who[0].at
    quote = Span(mask.start(first), subjects.quote(mask, who[0].at, behind.last).end)
    told_by = bool(source) or judged.certainty is not Certainty.ASSERTED
    page.add(
        Claim(
            kind=ClaimKind.ALLEGATION,
            predicate=_UNDER_WORDS.get(match["how"], f"{match['how']}_by"),
            subject=who[0].who,
            object=what,
            quote=quote,
            rule="under-investigation",
            certainty=Certainty.ALLEGED if told_by else Certainty.ASSERTED,
            voice=judged.voice,
            attribution=judged.attribution,
            start=behind.start,
            date=behind.on,
            sentence=mask.number,
        )
    )


def _investigates(page: Page, mask: Mask, match: re.Match[str]) -> None:
    """Whom a body is said to be investigating, and since when."""
    who, what = entity(mask, match, "who"), entity(mask, match, "what")
    judged = claimable(page, mask, match.start(), match) if who and what else None
    if who is None or judged is None or UNNAMED.search(mask.text, 0, match.start()):
        return
    behind = tail(page, mask, match.end())
    told_by = judged.certainty is not Certainty.ASSERTED
    page.add(
        Claim(
            kind=ClaimKind.ALLEGATION,
            predicate="investigated_by",
            subject=who,
            object=what,
            quote=subjects.quote(mask, match.start(), behind.last),
            rule="under-investigation",
            certainty=Certainty.ALLEGED if told_by else Certainty.ASSERTED,
            voice=judged.voice,
            attribution=judged.attribution,
            start=behind.start,
            date=behind.on,
            sentence=mask.number,
        )
    )


def _belonged(page: Page, mask: Mask, source: re.Match[str], match: re.Match[str]) -> None:
    """ "Exiles say he was a member of the league"."""
    who = entity(mask, match, "who") or entity(mask, match, "member")
    what = entity(mask, match, "what")
    if match["post"]:
        post = mask.items[match.start("post")].what
        what = post.organization if post.head == "member" else None
    if who is None or what is None:
        return
    words = page.words(mask.span(source.start("words"), source.end("words")))
    page.add(
        Claim(
            kind=ClaimKind.ALLEGATION,
            predicate="member_of",
            subject=who,
            object=what,
            quote=mask.span(source.start("words"), match.end()),
            rule="said-to-belong",
            certainty=Certainty.ALLEGED,
            voice=Voice.UNNAMED,
            attribution=_source(words),
            sentence=mask.number,
        )
    )


def _source(words: str) -> str:
    """Who says it, without the verb."""
    return re.sub(
        r",? (?:(?:have|has) (?:\w+ )?)?(?:say|said|believe|claim|allege|maintain|insist"
        r"|argue|suggest)\w*$",
        "",
        words,
    )


def _alleged(page: Page, mask: Mask, source: re.Match[str], match: re.Match[str]) -> None:
    who = mask.items[match.start("who")].what
    if not isinstance(who, Entity):
        return
    what = mask.items[match.start("what")].what if match["what"] else None
    words = page.words(mask.span(source.start("words"), source.end("words")))
    quote = mask.span(source.start("words"), match.end())
    page.add(
        Claim(
            kind=ClaimKind.ALLEGATION,
            predicate=f"{match['verb']}_by" if what else match["verb"],
            subject=who,
            object=what if isinstance(what, Entity) else None,
            value=None if what else page.words(mask.span(match.start("verb"), match.end())),
            quote=quote,
            rule="unnamed-sources-say",
            certainty=Certainty.ALLEGED,
            voice=Voice.UNNAMED,
            attribution=_source(words),
            sentence=mask.number,
        )
    )
