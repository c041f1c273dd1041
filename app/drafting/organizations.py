"""What an article tells of bodies: founded when, called what for short, part of what."""

import re
from typing import Final

from app.drafting import subjects
from app.drafting.claims import Page
from app.drafting.entities import Entity
from app.drafting.holding import post_entity
from app.drafting.masks import Mask, grammar
from app.drafting.records import ClaimKind, Named, Span
from app.drafting.statements import claimable, entity, told
from app.drafting.subjects import ADVERBS, Subject
from app.drafting.tails import read_date

_FOUNDED: Final = grammar(
    rf"\b(?:was|were|has been|had been) {ADVERBS}(?:set up|founded|established|created"
    r"|formed|launched|constituted|instituted|inaugurated)"
    r"(?: by [^,;.]{2,50}?)?(?: (?:in|at) <L>)? (?P<on><D>)"
)
_FOUNDED_ASIDE: Final = grammar(
    r"(?P<body><O>)(?: \(<O>\))?, (?:an? [a-z -]{3,40} )?(?:which was )?(?:set up"
    r"|founded|established|created|formed|launched)(?: by [^,;.]{2,50}?)? (?P<on><D>)"
)
_FOUNDER: Final = grammar(
    rf"\b(?:(?:has|had) )?{ADVERBS}(?:co-)?(?:founded|established|set up|created|formed"
    r"|launched) (?:the |<S> )?(?:own )?(?P<body><O>)(?: \(<O>\))?(?: (?P<on><D>))?"
)
_WHICH_FOUNDED: Final = grammar(
    r"(?P<body><O>)(?: \(<O>\))?,? (?:which|that) (?:<H>|<P>) (?:co-)?(?:founded|set"
    r" up|established|created|launched)"
    r" (?P<on><D>)"
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
# Farther from its verb, over long asides, a subject is left out of the quote.
_FAR: Final = 90
_OF_BODY: Final = grammar(r"(?P<body><O>) of (?:the )?(?P<of><O>)")
_IS_PART: Final = grammar(r"\b(?:is|was) (?:a )?part of (?:the )?(?P<of><O>)")


def find(page: Page, mask: Mask) -> None:
    """Add what a sentence tells of bodies."""
    for pattern, predicate in ((_FOUNDED, "founded"), (_DISSOLVED, "dissolved")):
        for match in pattern.finditer(mask.text):
            body = _body(page, mask, match)
            if body is not None:
                _date(page, mask, match, body.who, predicate, first=body.at)
    for pattern, reader in ((_FOUNDER, _founder), (_REPORTS, _reports), (_IS_PART, _is_part)):
        for match in pattern.finditer(mask.text):
            reader(page, mask, match)
    # Within offices, too: "director of the department of the party (ABC), founded in 1930".
    plain = page.plain[mask.number]
    for pattern in (_FOUNDED_ASIDE, _WHICH_FOUNDED):
        for match in pattern.finditer(plain.text):
            _date(page, plain, match, entity(plain, match, "body"), "founded")
    for pattern in (_PART, _OF_BODY):
        for match in pattern.finditer(plain.text):
            _part(page, plain, match)


def abbreviations(page: Page) -> None:
    """Add the short names that the article tells in brackets."""
    for body, place, short in page.reading.abbreviations:
        page.add(told(-1, ClaimKind.ORGANIZATION, "abbreviation", body, place, value=short))


def _body(page: Page, mask: Mask, match: re.Match[str]) -> Subject | None:
    """The body of which a verb tells something, if it may be claimed."""
    who: list[Subject] = [
        each
        for each in subjects.subjects(mask, match.start())
        if each.who.kind is Named.ORGANIZATION
    ]
    if not who or claimable(page, mask, who[0].at, match) is None:
        return None
    return who[0]


def _add(page: Page, mask: Mask, body: Entity, predicate: str, quote: Span, what: Entity) -> None:
    page.add(told(mask.number, ClaimKind.ORGANIZATION, predicate, body, quote, what=what))


def _date(
    page: Page,
    mask: Mask,
    match: re.Match[str],
    body: Entity | None,
    predicate: str,
    *,
    first: int | None = None,
) -> None:
    date = read_date(page, mask, match.start("on"))
    if body is None or date.date is None:
        return
    quote = mask.span(match.start(), match.end())
    if first is not None and quote.start - mask.start(first) < _FAR:
        quote = mask.span(first, match.end())
    claim = told(mask.number, ClaimKind.ORGANIZATION, predicate, body, quote, value=date.date.text)
    claim.date = date
    page.add(claim)


def _founder(page: Page, mask: Mask, match: re.Match[str]) -> None:
    """ "X founded the party in 1990"."""
    who, body = subjects.subjects(mask, match.start()), entity(mask, match, "body")
    if not who or not match["on"] or who[0].who is body:
        return
    if claimable(page, mask, who[0].at, match) is not None:
        _date(page, mask, match, body, "founded")


def _reports(page: Page, mask: Mask, match: re.Match[str]) -> None:
    body = _body(page, mask, match)
    if body is None:
        return
    what = mask.items[match.start("to")].what
    above = what if isinstance(what, Entity) else post_entity(page, what)
    _add(page, mask, body.who, "reports_to", mask.span(match.start(), match.end()), above)


def _is_part(page: Page, mask: Mask, match: re.Match[str]) -> None:
    body, whole = _body(page, mask, match), entity(mask, match, "of")
    if body is not None and whole is not None and body.who is not whole:
        _add(page, mask, body.who, "part_of", mask.span(body.at, match.end()), whole)


def _part(page: Page, mask: Mask, match: re.Match[str]) -> None:
    body = entity(mask, match, "body")
    whole = entity(mask, match, "of") or entity(mask, match, "owner")
    if body is not None and whole is not None and body is not whole:
        _add(page, mask, body, "part_of", mask.span(match.start(), match.end()), whole)
