"""Offices as news writes them: "deputy minister of water and energy", "acting party secretary".

An office here is its own words only; what body or place it is of is found around it, once those
are known (app/drafting/posts.py).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from app.drafting import office_words
from app.drafting.lexicon import BODIES, PORTFOLIOS, QUALITIES
from app.drafting.records import Span
from app.drafting.tokens import Token

# "A film director", "a Methodist minister".
_NO_OFFICES: Final = {"director": office_words.STAGES, "minister": office_words.FAITHS}
# How many words stand between "deputy" and its office at most.
_LONGEST: Final = 5
_RANKED: Final = re.compile(r"^(?:ex|then|vice|deputy|co|sub|acting|interim|mid)-")
_LED: Final = re.compile(r"^(?:ex|then|former)-")
_LEADS: Final = office_words.PAST | office_words.PASSING | QUALITIES


@dataclass(frozen=True, slots=True)
class Office:
    """An office in the text.

    ``place`` is all of it, ``name`` its name without "former" and the like; ``head`` the noun.
    """

    place: Span
    name: Span
    head: str
    is_past: bool
    is_then: bool
    is_plural: bool = False


def offices(words: Sequence[Token], text: str) -> Iterator[Office]:
    """The offices among these words (those of one sentence), in order, none within another."""
    at = free = 0
    while at < len(words):
        if _is_head(words, at, text):
            last = _last_of(words, at, text)
            yield _office(words, max(free, 0), at, last, text)
            at = free = last + 1
        else:
            at += 1


def _is_head(words: Sequence[Token], at: int, text: str) -> bool:
    word = words[at]
    if _plural(word.lower):
        # Capitals are the name of something: "the Leaders' Meeting".
        return not word.is_capital or word.opens
    if _is_of_two_words(words, at, text):
        return not _is_in_a_name(words, at, text)
    if (
        word.lower not in office_words.HEADS
        and _RANKED.sub("", word.lower) not in office_words.HEADS
    ):
        return False
    before = words[at - 1].lower if at else ""
    if before in _NO_OFFICES.get(word.lower, ()):
        return False
    if word.lower in ("head", "chair", "chief") and before in ("to", "will", "would"):
        return False
    apart = _is_in_a_name(words, at, text) or _is_address(words, at, text)
    return not apart and not _goes_before(words, at, text)


def _is_address(words: Sequence[Token], at: int, text: str) -> bool:
    """Whether it is the "Chief" of "Chief Ade Bello", who is so addressed, and no police chief."""
    if words[at].lower not in office_words.ADDRESSES or not words[at].is_capital:
        return False
    named = at + 1 < len(words) and words[at + 1].is_capital and _joined(words, at, text)
    if not named or words[at + 1].lower in BODIES | office_words.HEADS | office_words.MODIFIERS:
        return False
    alone = at == 0 or not _joined(words, at - 1, text)
    return alone or words[at - 1].lower not in office_words.MODIFIERS


def _is_of_two_words(words: Sequence[Token], at: int, text: str) -> bool:
    """Whether it is the "attorney" of "attorney general", which is no office alone."""
    return (
        words[at].lower in office_words.LAWYERS
        and at + 1 < len(words)
        and words[at + 1].lower == "general"
        and _joined(words, at, text)
    )


def _is_in_a_name(words: Sequence[Token], at: int, text: str) -> bool:
    """Of "King's College", "Ministry of Justice", and of ranks: "Commander Holm"."""
    word = words[at]
    followed = at + 1 < len(words) and words[at + 1].is_capital
    if word.is_capital and followed:
        # "Justice Department".
        if words[at + 1].lower in office_words.DEPARTMENTS and _joined(words, at, text):
            return True
        rank = word.lower == "commander" and _joined(words, at, text)
        if word.owns or rank:
            return True
    before = words[at - 1].lower if at else ""
    # "Office of the Attorney General".
    if word.is_capital and before == "the" and at > 2 and words[at - 2].lower == "of":  # noqa: PLR2004 - "Office of the"
        return words[at - 3].is_capital and words[at - 3].lower in office_words.DEPARTMENTS
    return word.lower in PORTFOLIOS and before in ("of", "for", "and")


def _goes_before(words: Sequence[Token], at: int, text: str) -> bool:
    """Whether a word like "deputy" or "chief" goes before another office here."""
    lower = words[at].lower
    before_others = lower in office_words.MODIFIERS or lower in (
        "deputy",
        "chief",
        "head",
        "member",
    )
    return before_others and _next_is_office(words, at, text)


def _plural(lower: str) -> bool:
    singular = lower[:-3] + "y" if lower.endswith("ies") else lower.removesuffix("s")
    return singular != lower and singular in office_words.OF_SEVERAL


def _next_is_office(words: Sequence[Token], at: int, text: str) -> bool:
    following = at + 1
    while (
        following < len(words)
        and following - at < _LONGEST
        and text[words[following - 1].end : words[following].start] == " "
    ):
        if words[following].lower in office_words.HEADS or _is_of_two_words(words, following, text):
            return True
        if words[following].lower not in office_words.MODIFIERS:
            return False
        following += 1
    return False


def _office(words: Sequence[Token], free: int, at: int, last: int, text: str) -> Office:
    first = _first_of(words, free, at, text)
    start = first
    ranked = _LED.match(words[first].lower)
    while start > free and words[start - 1].lower in _LEADS and _joined(words, start - 1, text):
        start -= 1
    leads = {each.lower for each in words[start:first]} | set(
        words[start].lower.split("-")[:1] if "-" in words[start].lower else ()
    )
    lower = words[at].lower
    head = re.sub(r"^(?:ex|then)-", "", lower)
    plural = _plural(head)
    return Office(
        Span(words[start].start, words[last].end),
        Span(words[first].start + (ranked.end() if ranked else 0), words[last].end),
        head[:-1] if plural else head,
        is_past=bool(leads & office_words.PAST) or lower.startswith("ex-"),
        is_then="then" in leads,
        is_plural=plural,
    )


def _joined(words: Sequence[Token], at: int, text: str) -> bool:
    """Whether only a space stands between a word and the next."""
    return not words[at].owns and text[words[at].end : words[at + 1].start] in (" ", "-")


def _first_of(words: Sequence[Token], free: int, at: int, text: str) -> int:
    first = at
    while first > free:
        before = words[first - 1]
        if not _joined(words, first - 1, text) and before.lower not in ("women", "veterans"):
            break
        if _is_named_party(words, first - 1, text):
            break
        if _LED.sub("", before.lower) in office_words.MODIFIERS and not _numbers_it(words, first):
            first -= 1
        elif (
            before.lower == "and"
            and first - 2 >= free
            and words[first - 2].lower in PORTFOLIOS
            and words[first].lower in PORTFOLIOS
            and _joined(words, first - 2, text)
        ):
            first -= 2
        else:
            break
    return first


def _is_named_party(words: Sequence[Token], at: int, text: str) -> bool:
    """ "Green Party senator": the party is a body, and no kind of senator."""
    named = words[at].lower == "party" and words[at].is_capital and at > 0
    return named and words[at - 1].is_capital and _joined(words, at - 1, text)


def _numbers_it(words: Sequence[Token], first: int) -> bool:
    """Whether "first" counts the holders ("its first president") and is no rank."""
    ranked = ("secretary", "deputy", "vice", "minister", "lady", "vice-president", "sea")
    return words[first - 1].lower in ("first", "second", "third") and (
        words[first].lower not in ranked
    )


def _last_of(words: Sequence[Token], at: int, text: str) -> int:
    last = at
    while (
        last + 1 < len(words) and office_words.ENDS.get(words[last].lower) == words[last + 1].lower
    ):
        if not _joined(words, last, text):
            break
        last += 1
    if words[last].lower == "commander" and _follows(words, last, text, "in", "chief"):
        last += 2
    if words[last].owns:
        return last
    return _complement(words, last, text)


def _follows(words: Sequence[Token], at: int, text: str, *wanted: str) -> bool:
    following = [each.lower for each in words[at + 1 : at + 1 + len(wanted)]]
    gap = text[words[at].end : words[at + 1].start] if at + 1 < len(words) else ""
    return following == list(wanted) and gap in (" ", "-")


def _complement(words: Sequence[Token], last: int, text: str) -> int:
    """The last word of "of water and energy" behind an office, or the office's own."""
    at = last + 1
    if at >= len(words) or words[at].lower not in ("of", "for") or not _joined(words, last, text):
        return last
    at += 1
    if at < len(words) and words[at].lower == "the":
        at += 1
    if at >= len(words) or not _is_subject(words, at, last, text):
        return last
    if words[at].lower == "general" and at + 1 < len(words) and words[at + 1].lower == "staff":
        return at + 1
    while (following := _next_subject(words, at, text)) is not None:
        at = following
    # Of "spokeswoman for the foreign ministry" the ministry is the body.
    if at + 1 < len(words) and words[at + 1].lower in BODIES and _joined(words, at, text):
        return last
    return at


def _is_subject(words: Sequence[Token], at: int, last: int, text: str) -> bool:
    word = words[at]
    if word.lower == "general":
        return at + 1 < len(words) and words[at + 1].lower == "staff"
    if word.lower in office_words.OF_ITSELF:
        # "Leader of the opposition", and not "of the opposition Homeland Union".
        if word.is_capital:
            return not _names_a_body(words, at, text)
        return not (at + 1 < len(words) and words[at + 1].is_capital and _joined(words, at, text))
    if word.lower in PORTFOLIOS:
        return not _names_a_body(words, at, text)
    return (
        words[last].lower in office_words.OF_ANYTHING
        and not word.is_capital
        and word.lower not in office_words.STOP | office_words.REGIONS
        and not word.text[0].isdigit()
    )


def _names_a_body(words: Sequence[Token], at: int, text: str) -> bool:
    """Whether capitals run on to words of other kinds: "head of Energy Watch", "of Sport Union"."""
    gaps = (" ", "' ", "’ ", "'s ", "’s ")
    while (
        at + 1 < len(words)
        and words[at].is_capital
        and text[words[at].end : words[at + 1].start] in gaps
    ):
        at += 1
        if words[at].lower in BODIES:
            return True
    return False


def _next_subject(words: Sequence[Token], at: int, text: str) -> int | None:
    if at + 1 >= len(words) or words[at].owns:
        return None
    gap, following = text[words[at].end : words[at + 1].start], words[at + 1]
    if following.is_capital and not words[at].is_capital:
        return None
    if gap == " " and following.lower == "and" and at + 2 < len(words):
        beyond = at + 2
        if words[beyond].lower in ("for", "of") and beyond + 1 < len(words):
            beyond += 1
        known = words[beyond].lower in PORTFOLIOS
        return beyond if known and _joined(words, at + 1, text) else None
    if gap == " " and following.lower in PORTFOLIOS:
        return at + 1
    if gap == ", " and following.lower in PORTFOLIOS and _lists_on(words, at + 1, text):
        return at + 1
    return None


def _lists_on(words: Sequence[Token], at: int, text: str) -> bool:
    """Whether a list of subjects goes on behind a comma to its "and"."""
    for following in range(at, min(at + 5, len(words) - 1)):
        if words[following + 1].lower == "and":
            return True
        if words[following + 1].lower not in PORTFOLIOS:
            return False
        if text[words[following].end : words[following + 1].start] not in (" ", ", "):
            return False
    return False
