"""What an article tells of bodies: founded when, called what for short, part of what, under whom."""

import re
from typing import Final

from app.drafting.certainty import judge
from app.drafting import subjects
from app.drafting.claims import Claim, Page
from app.drafting.entities import Entity
from app.drafting.holding import post_entity
from app.drafting.masks import Mask, grammar
from app.drafting.records import ClaimKind, DraftDate, Named, Span
from app.drafting.subjects import ADVERBS
from app.drafting.tails import read_date

_FOUNDED: Final = grammar(
    rf"\b(?:was|were|has been|had been) {ADVERBS}(?:set up|founded|established|created"
    r"|formed|launched|constituted|instituted|inaugurated)"
    r"(?: by [^,;.]{2,50}?)?(?: (?:in|at) <L>)? (?P<on><D>)"
)
_FOUNDED_ASIDE: Final = grammar(
    r"(?P<body><O>)(?: \(<O>\))?, (?:a [a-z -]{3,40} )?(?:which was )?(?:set up"
    r"|founded|established|created|formed|launched)(?: by [^,;.]{2,50}?)? (?P<on><D>)"
)
_FOUNDER: Final = grammar(
    rf"\b(?:(?:has|had) )?{ADVERBS}(?:co-)?(?:founded|established|set up|created|formed"
    r"|launched) (?:the |<S> )?(?:own )?(?P<body><O>)(?: \(<O>\))?(?: (?P<on><D>))?"
)
_DISSOLVED: Final = grammar(
    rf"\b(?:was|were|has been|had been) {ADVERBS}(?:dissolved|disbanded|abolished|wound"
    r" up|shut down|banned|outlawed) (?P<on><D>)"
)
_REPORTS: Final = grammar(
    r"\b(?:reports|report|answers|answerable|is answerable|is accountable|is"
    r" subordinate)(?: directly| only)? to (?:the )?(?P<to><R>|<O>)"
)
_PART: Final = grammar(
    r"(?P<body><O>)(?: \(<O>\))?, (?:which is )?(?:(?:the|a|an) (?:[a-z-]+ )?(?:part"
    r"|branch|arm|wing|division|unit|department|organ|agency|body|subsidiary) of "
    r"(?:the )?(?P<of><O>)"
    r"|(?:the )?(?P<owner><O>)[’']s? (?:[a-z-]+ ){0,4}(?:arm|wing|branch|watchdog|body"
    r"|organ|agency|department|unit|division|committee|commission|newspaper|academy"
    r"|school|youth|organisation|organization)\b)"
)
_OF_BODY: Final = grammar(r"(?P<body><O>) of (?:the )?(?P<of><O>)")
_IS_PART: Final = grammar(r"\b(?:is|was) (?:a )?part of (?:the )?(?P<of><O>)")


def find(page: Page, mask: Mask) -> None:
    """Add what a sentence tells of bodies."""
    for pattern, predicate in ((_FOUNDED, "founded"), (_DISSOLVED, "dissolved")):
        for match in pattern.finditer(mask.text):
            _dated(page, mask, match, predicate)
    for match in _FOUNDED_ASIDE.finditer(mask.text):
        _add_date(
            page,
            mask,
            match,
            mask.items[match.start("body")].what,
            "founded",
            mask.span(match.start(), match.end()),
        )
    for match in _FOUNDER.finditer(mask.text):
        _founder(page, mask, match)
    for match in _REPORTS.finditer(mask.text):
        _reports(page, mask, match)
    for match in _PART.finditer(mask.text):
        _part(page, mask, match)
    plain = page.plain[mask.number]
    for match in _OF_BODY.finditer(plain.text):
        _part(page, plain, match)


def abbreviations(page: Page) -> None:
    """Add the short names that the article tells in brackets."""
    for body, place, short in page.reading.abbreviations:
        _add(page, body, "abbreviation", place, value=short)


def _add(
    page: Page,
    body: Entity,
    predicate: str,
    quote: Span,
    *,
    value: str | None = None,
    what: Entity | None = None,
    date: DraftDate | None = None,
    sentence: int = -1,
) -> None:
    page.add(
        Claim(
            kind=ClaimKind.ORGANIZATION,
            predicate=predicate,
            subject=body,
            object=what,
            value=value,
            quote=quote,
            rule=predicate.replace("_", "-"),
            confidence=0.92,
            date=date,
            sentence=sentence,
        )
    )


def _dated(page: Page, mask: Mask, match: re.Match[str], predicate: str) -> None:
    who = [
        each
        for each in subjects.subjects(mask, match.start())
        if each.who.kind is Named.ORGANIZATION
    ]
    if not who:
        return
    judged = judge(mask, who[0].at, match.start(), match.end())
    quote = mask.span(match.start(), match.end())
    if judged.reason:
        page.withhold(quote, judged.reason)
        return
    _add_date(page, mask, match, who[0].who, predicate, quote)


def _add_date(
    page: Page, mask: Mask, match: re.Match[str], body: Entity, predicate: str, quote: Span
) -> None:
    date = read_date(page, mask, match.start("on"))
    if date.date is not None:
        _add(page, body, predicate, quote, value=date.date.text, date=date, sentence=mask.number)


def _founder(page: Page, mask: Mask, match: re.Match[str]) -> None:
    who = subjects.subjects(mask, match.start())
    body = mask.items[match.start("body")].what
    if not who or not match["on"] or who[0].who is body:
        return
    judged = judge(mask, who[0].at, match.start(), match.end())
    quote = mask.span(match.start(), match.end())
    if judged.reason:
        page.withhold(quote, judged.reason)
        return
    _add_date(page, mask, match, body, "founded", quote)


def _reports(page: Page, mask: Mask, match: re.Match[str]) -> None:
    who = [
        each
        for each in subjects.subjects(mask, match.start())
        if each.who.kind is Named.ORGANIZATION
    ]
    what = mask.items[match.start("to")].what
    if not who:
        return
    judged = judge(mask, who[0].at, match.start(), match.end())
    if judged.reason:
        page.withhold(mask.span(match.start(), match.end()), judged.reason)
        return
    above = what if isinstance(what, Entity) else post_entity(page, what)
    _add(
        page,
        who[0].who,
        "reports_to",
        mask.span(match.start(), match.end()),
        what=above,
        sentence=mask.number,
    )


def _part(page: Page, mask: Mask, match: re.Match[str]) -> None:
    groups = match.groupdict()
    name = "of" if groups.get("of") else "owner"
    body, whole = mask.items[match.start("body")].what, mask.items[match.start(name)].what
    if isinstance(body, Entity) and isinstance(whole, Entity) and body is not whole:
        _add(
            page,
            body,
            "part_of",
            mask.span(match.start(), match.end()),
            what=whole,
            sentence=mask.number,
        )
