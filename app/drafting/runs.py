"""Runs of capitals, which names are made of, and runs joined where a body's name goes on."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from app.countries import country_code
from app.drafting import lexicon
from app.drafting.records import Span
from app.drafting.tokens import Token

_JUNIOR: Final = frozenset(["jr", "sr"])
_RANKS: Final = (
    *(("field", "marshal"), ("air", "marshal"), ("vice", "admiral"), ("rear", "admiral")),
    *(("major", "general"), ("brigadier", "general"), ("lieutenant", "general")),
    *(("lieutenant", "colonel"), ("air", "commodore"), ("sergeant", "major")),
)
_TWO_WORDS: Final = frozenset(
    [("tan", "sri"), ("datuk", "seri"), ("dato", "seri"), ("dato", "sri"), ("toh", "puan"), *_RANKS]
)
# "Palace of Columns", "Bay of Stones".
_HALLS: Final = frozenset(
    "palace hall gulf bay cape isle port strait straits valley bridge".split()
)
# What a house is of that makes laws: "Osk State House of Assembly".
_CHAMBERS: Final = frozenset(
    "assembly representatives commons lords delegates deputies councillors chiefs elders".split()
)
_NUMBER: Final = re.compile(r"\b\d{1,3}(?:st|nd|rd|th) $")
_UNITS: Final = frozenset(
    "brigade division regiment battalion corps army fleet squadron congress".split()
)
_OF: Final = re.compile(r" (?:of|for|on|against) (?:the )?")


@dataclass(frozen=True, slots=True)
class Run:
    """Capitals that follow one another, and the form of address before them."""

    words: tuple[Token, ...]
    address: tuple[Token, ...] = ()
    after_office: bool = False

    @property
    def place(self) -> Span:
        """Where it stands, without the form of address."""
        return Span(self.words[0].start, self.words[-1].end)


def runs(words: Sequence[Token], text: str, taken: Sequence[Span]) -> Iterator[Run]:
    """The runs of capitals among the words, outside of what is taken (dates, offices)."""
    common = {each.lower for each in words if each.text.islower()}
    free = list(_free(words, taken))
    at = 0
    while at < len(free):
        if not free[at].is_capital:
            at += 1
            continue
        end = at + 1
        while (following := _continued(free, end - 1, text)) is not None:
            end = following + 1
        yield from _trimmed(free[at:end], taken, common)
        at = end


def _free(words: Sequence[Token], taken: Sequence[Span]) -> Iterator[Token]:
    ordered, at = sorted(taken), 0
    for word in words:
        while at < len(ordered) and ordered[at].end <= word.start:
            at += 1
        if at == len(ordered) or word.end <= ordered[at].start:
            yield word


def _continued(words: Sequence[Token], at: int, text: str) -> int | None:
    """The next word of the run that has this one: it, or the one behind particles."""
    if words[at].owns and words[at].lower not in lexicon.COLLECTIVES:
        return None
    if _is_nickname(words, at + 1, text):
        return at + 2
    following = at + 1
    while following < len(words) and following - at < 4 and _adjoin(words, following - 1, text):  # noqa: PLR2004 - "van der" and one more
        if words[following].is_capital and not words[following].opens:
            return following
        if words[following].lower not in lexicon.PARTICLES:
            return None
        following += 1
    return None


def _is_nickname(words: Sequence[Token], at: int, text: str) -> bool:
    """Whether a word in quotation marks stands between two of a name: Ana “Kit” Prado."""
    if at < 1 or at + 1 >= len(words) or not words[at + 1].is_capital:
        return False
    before = text[words[at - 1].end : words[at].start]
    return before in (' "', " “") and text[words[at].end : words[at + 1].start] in ('" ', "” ")


def _adjoin(words: Sequence[Token], at: int, text: str) -> bool:
    gap = text[words[at].end : words[at + 1].start]
    if gap == " " or (gap in ("’s ", "'s ") and words[at].owns):
        return True
    lower = words[at].lower
    if gap in ("’ ", "' "):
        # "Dockers' Federation".
        owners = lower.endswith("s") and words[at + 1].lower in lexicon.BODIES
        return owners or lower in lexicon.COLLECTIVES
    if words[at + 1].lower in _JUNIOR:
        return gap == ", "
    return gap in (". ", ".") and (len(lower) == 1 or lower in lexicon.HONORIFICS or lower == "st")


def _trimmed(run: Sequence[Token], taken: Sequence[Span], common: set[str]) -> Iterator[Run]:
    """The run without what only opens the sentence, and its form of address apart."""
    address: list[Token] = []
    after_office = any(each.end + 1 == run[0].start for each in taken)
    while run and _only_opens(run, common):
        run = run[1:]
    while len(run) > 2 and (run[0].lower, run[1].lower) in _TWO_WORDS:  # noqa: PLR2004 - and a name
        address += run[:2]
        run = run[2:]
    while (
        len(run) > 1
        and run[0].lower.rstrip(".") in lexicon.HONORIFICS
        and not run[0].owns
        and run[-1].lower not in lexicon.BODIES
    ):
        address.append(run[0])
        run = run[1:]
    nameless = (lexicon.HONORIFICS | lexicon.MONTH_NAMES) - lexicon.PORTFOLIOS
    if not run or (len(run) == 1 and run[0].lower in nameless):
        return
    if run[-1].lower in lexicon.PARTICLES and len(run) > 1 and run[-1].text.islower():
        run = run[:-1]
    yield Run(tuple(run), tuple(address), after_office)


def _only_opens(run: Sequence[Token], common: set[str]) -> bool:
    word = run[0]
    if not word.opens:
        # "Composer Anna Weber" within a title-cased line, or "the Former Minister".
        named = len(run) > 2  # noqa: PLR2004 - a trade and two names
        return named and word.lower in lexicon.TRADES - lexicon.HONORIFICS
    if word.is_acronym or word.lower in lexicon.HONORIFICS:
        return False
    if word.lower in lexicon.OPENERS:
        return True
    if len(run) == 1:
        return word.lower in common
    return word.lower in lexicon.TRADES - lexicon.GIVEN_NAMES or (
        word.lower in common - lexicon.GIVEN_NAMES
        and word.lower not in lexicon.BODIES | lexicon.PLACE_STARTS | lexicon.PARTICLES
    )


def numbered(run: Run, text: str) -> Run:
    """A unit with its number: "4th Mountain Brigade"."""
    before = text[max(0, run.place.start - 6) : run.place.start]
    match = _NUMBER.search(before)
    if not match or run.words[-1].lower not in _UNITS:
        return run
    first = run.words[0]
    start = run.place.start - len(match[0])
    return replace(
        run, words=(replace(first, start=start, text=f"{match[0]}{first.text}"), *run.words[1:])
    )


def composed(found: Sequence[Run], text: str) -> list[Run]:
    """Runs joined where a body's name goes on over "of", "for", "and"."""
    joined: list[Run] = []
    at = 0
    while at < len(found):
        run = found[at]
        while at + 1 < len(found) and _belongs(run, found[at + 1], text):
            at += 1
            run = replace(run, words=run.words + found[at].words)
        joined.append(numbered(run, text))
        at += 1
    return joined


def _belongs(run: Run, following: Run, text: str) -> bool:
    gap = text[run.place.end : following.place.start]
    if len(gap) > 12 or following.address or run.address:  # noqa: PLR2004 - " against the "
        return False
    if gap == " of " and len(run.words) == 1 and run.words[0].lower in _HALLS:
        return not run.words[0].owns
    if _OF.fullmatch(gap):
        chamber = run.words[-1].lower == "house" and following.words[0].lower in _CHAMBERS
        return (chamber and gap == " of ") or (_is_body(run) and _goes_on(run, following, gap))
    portfolio = all(each.lower in lexicon.PORTFOLIOS for each in following.words)
    if gap in (" and ", " & ", ", ", ", and "):
        if portfolio and _tail_is_portfolio(run) and not following.words[-1].owns:
            return True
        if gap in (" and ", " & "):
            return _is_pair(run, following, text)
    return False


def _tail_is_portfolio(run: Run) -> bool:
    """Whether it is "Ministry of Water", so that "and Energy" goes on."""
    return (
        run.words[-1].lower in lexicon.PORTFOLIOS
        and run.words[0].lower in lexicon.BODIES
        and len(run.words) > 1
        and run.words[-1].lower not in lexicon.BODIES
    )


def _is_pair(run: Run, following: Run, text: str) -> bool:
    """Whether it is the "Reef" of "the Reef and Land Party"."""
    before = text[max(0, run.place.start - 4) : run.place.start]
    return (
        before.casefold() == "the "
        and len(run.words) <= 2  # noqa: PLR2004 - "the Rural Workers and Miners Union"
        and not _is_body(run)
        and not run.words[-1].owns
        and country_code(run.words[-1].text) is None
        and len(following.words) > 1
        and following.words[-1].lower in lexicon.BODIES
    )


def _is_body(run: Run) -> bool:
    first, last = run.words[0].lower, run.words[-1].lower
    return (
        last in lexicon.BODIES | lexicon.PARTY_NAMES
        or (first in lexicon.BODIES and any(stands_apart(run)))
        # "House of Deputies".
        or (first == "house" and len(run.words) == 1)
    )


def stands_apart(run: Run) -> Iterator[bool]:
    """Whether words of the run stand apart: "Ministry of Water" does, "Bank Indonesia" does not."""
    for one, two in zip(run.words, run.words[1:], strict=False):
        yield two.start - one.end > 2  # noqa: PLR2004 - a space, or an apostrophe and a space


def _goes_on(run: Run, following: Run, gap: str) -> bool:
    """Whether "of X" is part of the body's name; of another body it is not."""
    if run.words[-1].owns:
        return False
    alone = len(run.words) == 1
    if _is_body(following) or following.words[-1].lower in lexicon.PARTIES:
        return alone and not gap.endswith("the ")
    return True


def written(run: Run, text: str) -> str:
    """The run as the article prints it."""
    return " ".join(text[run.place.start : run.place.end].split())
