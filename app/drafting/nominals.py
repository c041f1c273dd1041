"""Persons called by what they are: "the nominee", "the 39-year-old former nurse"."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from app.drafting import lexicon, masks
from app.drafting.entities import Entity
from app.drafting.masks import Item
from app.drafting.records import Named, Span

NOMINAL: Final = "the one"
AGED: Final = "the one so old"
_TRADES: Final = "|".join(sorted(lexicon.TRADES, key=len, reverse=True))
_NOMINAL: Final = re.compile(
    r"\b[Tt]he (?:(?:new|outgoing|incoming|former|retired) )?(?:(?P<age>[1-9]\d)-year-old"
    rf"(?: (?:(?:former|retired|trained|career|one-time) )?(?:[a-z]+ )?(?:{_TRADES})\b)?"
    r"|(?:nominee|appointee|defector|politician|general|admiral|colonel|brigadier|newcomer"
    r"|challenger|frontrunner|front-runner|technocrat|tycoon)\b)"
    r"(?![’'-]| (?:of|for|election|assembly|secretary|staff|strike|manager)\b| [A-ZÀ-Þ])"
)
_AGE_BEHIND: Final = re.compile(r",? (?:aged )?[1-9]\d\b(?! [a-z])")


def nominals(text: str, sentence: Span, taken: Sequence[Item]) -> Iterator[Item]:
    """The places where a sentence calls somebody by what they are, outside of what is taken."""
    for match in _NOMINAL.finditer(text, sentence.start, sentence.end):
        place = Span(match.start(), match.end())
        if not any(each.place.start < place.end and place.start < each.place.end for each in taken):
            yield Item(place, masks.SHE, AGED if match["age"] else NOMINAL)


def aged(text: str, items: Sequence[Sequence[Item]]) -> frozenset[str]:
    """The ids of the persons whose age the article prints behind their name."""
    return frozenset(
        item.what.id
        for each in items
        for item in each
        if item.letter == masks.PERSON and _AGE_BEHIND.match(text, item.place.end)
    )


def meant(
    word: str,
    topic: Entity | None,
    before: Sequence[Sequence[Entity]],
    with_age: frozenset[str],
) -> Entity | None:
    """Whom such words mean: whom the article is about, if that was named; else who was last.

    An age tells of somebody whose age was not told by then.
    """
    spoken_of = [each for sentence in before for each in sentence if each.kind is Named.PERSON]
    if topic is not None and topic in spoken_of:
        spoken_of.insert(0, topic)
    if word == AGED:
        spoken_of = [each for each in spoken_of if each.id not in with_age]
    return spoken_of[0] if spoken_of else topic
