"""The synthetic set: legislatures one after the other, until they have as many people as wanted."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Final

from app.ledger import NewEntity, NewFact
from benchmarks.legislature import Legislature, Text, world

# Raised when the same seed comes to draw another set: kept databases are then made anew.
VERSION: Final = "1"
PEOPLE_A_BATCH: Final = 5000
# Drawn are 2.25; a few say the same as another, and stand once.
MEMBERSHIPS_A_PERSON: Final = 2.225
# People of a legislature: log-normal with the median 113 and the 90th percentile 523.
_MEAN, _DEVIATION = 4.727, 1.196
_SMALLEST, _LARGEST = 10, 6000


@dataclass(frozen=True, slots=True)
class Batch:
    """What one change records; ``people`` counts those in it."""

    origin: str
    people: int
    entities: list[NewEntity]
    texts: list[Text]
    facts: list[NewFact]


def batches(people: int, seed: int) -> Iterator[Batch]:
    """The whole set, the same for the same arguments."""
    entities, facts = world()
    yield Batch("world", 0, entities, [], facts)
    waiting: list[Legislature] = []
    for each in legislatures(people, seed):
        waiting.append(each.fill())
        if sum(one.size for one in waiting) >= PEOPLE_A_BATCH:
            yield _batch(waiting)
            waiting = []
    if waiting:
        yield _batch(waiting)


def legislatures(people: int, seed: int) -> Iterator[Legislature]:
    """Legislatures to fill; the last one is cut where the set is full."""
    number = first = 0
    while first < people:
        random = Random(f"{VERSION}-{seed}-{number}")  # noqa: S311 (to repeat, not to hide)
        drawn = round(random.lognormvariate(_MEAN, _DEVIATION))
        size = min(max(_SMALLEST, min(_LARGEST, drawn)), people - first)
        yield Legislature(number, first, size, random)
        number, first = number + 1, first + size


def _batch(filled: list[Legislature]) -> Batch:
    return Batch(
        origin=f"legislatures-{filled[0].number:05d}",
        people=sum(each.size for each in filled),
        entities=[entity for each in filled for entity in each.entities],
        texts=[text for each in filled for text in each.texts],
        facts=[fact for each in filled for fact in each.facts],
    )
