"""Which fact is which: ids that stay with a fact through corrections, and are never given anew."""

import base64
import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import orjson

from app.ledger.facts import NewFact
from app.models.rows import FactRow
from app.vocabulary import PROPERTIES, FactKind

# Kinds of which an entity has several side by side, told apart by their value.
_TOLD_BY_VALUE: Final = {FactKind.NAME, FactKind.IDENTIFIER, FactKind.LINK, FactKind.STATEMENT}


@dataclass(frozen=True, slots=True)
class Identified:
    """A new fact with its id, digest and origin; ``unchanged`` where it stands as it is already."""

    id: str
    digest: str
    fact: NewFact
    origin: str
    dataset_id: str
    unchanged: bool = False

    def at_row(self, row: int, change: int) -> FactRow:
        """The fact as the row of the ledger that a change records."""
        return FactRow(
            row=row,
            id=self.id,
            digest=self.digest,
            **self.fact.columns(),
            origin=self.origin,
            dataset_id=self.dataset_id,
            recorded_in=change,
            retracted_in=None,
            retraction_reason=None,
        )


def identify_edition(
    origin: str, dataset_id: str, facts: Iterable[NewFact], before: Sequence[FactRow]
) -> Iterator[Identified]:
    """Give each fact an id that depends on what is said alone, not on what was said before.

    So an edition of a dataset gives the same ids whether or not another was imported before it.
    Memberships of one person in the same body are told apart by when they began and by what their
    source says beside; facts that are alike in all this, by their order.
    """
    standing = {row.id: row for row in before if row.retracted_in is None}
    numbers: Counter[bytes] = Counter()
    for fact in facts:
        identity = _edition_identity(origin, fact)
        numbers[identity] += 1
        fact_id = _hash(identity + b"%d" % numbers[identity])
        digest = fact.digest(dataset_id)
        known = standing.get(fact_id)
        stands = known is not None and known.digest == digest
        yield Identified(fact_id, digest, fact, origin, dataset_id, unchanged=stands)


def identify(
    origin: str, dataset_id: str, facts: Iterable[NewFact], before: Sequence[FactRow]
) -> Iterator[Identified]:
    """Give each fact its id, given all rows that the origin ever recorded.

    A fact is what it was where it says the same; else it is a correction of a standing one about
    the same thing, in their order; else it is new, with an id that none had before it. A fact that
    was retracted and is said again to the letter is the old one.
    """
    same: dict[bytes, list[NewFact]] = defaultdict(list)
    for fact in facts:
        same[_identity(origin, fact)].append(fact)
    recorded: dict[bytes, list[FactRow]] = defaultdict(list)
    for row in before:
        recorded[_identity(origin, row)].append(row)
    live = {row.id for row in before if row.retracted_in is None}
    for identity, group in same.items():
        rows = recorded[identity]
        taken = {row.id for row in rows}
        for fact, digest, known in _match(dataset_id, group, rows, live):
            fact_id = known.id if known else _new_id(identity, taken)
            taken.add(fact_id)
            stands = known is not None and known.retracted_in is None and known.digest == digest
            yield Identified(fact_id, digest, fact, origin, dataset_id, unchanged=stands)


def _match(
    dataset_id: str, facts: list[NewFact], rows: list[FactRow], live: set[str]
) -> Iterator[tuple[NewFact, str, FactRow | None]]:
    """Each fact with its digest and the row that it is, or None where it is new."""
    if not rows:
        for fact in facts:
            yield fact, fact.digest(dataset_id), None
        return
    standing = [row for row in rows if row.retracted_in is None]
    fresh: list[tuple[NewFact, str]] = []
    for fact in facts:
        digest = fact.digest(dataset_id)
        known = next((row for row in standing if row.digest == digest), None)
        if known is None:
            fresh.append((fact, digest))
        else:
            standing.remove(known)
            yield fact, digest, known
    # A corrected row shares its id with the one that stands: that one is not to be had again.
    gone = {row.digest: row for row in rows if row.id not in live}
    for fact, digest in fresh:
        known = standing.pop(0) if standing else gone.pop(digest, None)
        if known is not None:  # other readings of it are new facts
            gone = {each: row for each, row in gone.items() if row.id != known.id}
        yield fact, digest, known


def _new_id(identity: bytes, taken: set[str]) -> str:
    """80 bits of sha256 in base 32 over what the fact is about and a running number."""
    number = 1
    while (found := _hash(identity + b"%d" % number)) in taken:
        number += 1
    return found


def _hash(told: bytes) -> str:
    return base64.b32encode(hashlib.sha256(told).digest()[:10]).decode().lower()


def _edition_identity(origin: str, fact: NewFact) -> bytes:
    identity = _identity(origin, fact.as_said())  # whatever was merged since
    if fact.kind != FactKind.MEMBERSHIP:
        return identity
    began = fact.start_date and fact.start_date.text
    return identity + orjson.dumps([began, fact.source_data], option=orjson.OPT_SORT_KEYS)


def _identity(origin: str, fact: NewFact | FactRow) -> bytes:
    """What stays the same when a fact is corrected."""
    known = PROPERTIES.get(fact.property)
    many = fact.kind == FactKind.ATTRIBUTE and known is not None and known.many
    told = [
        origin,
        fact.kind,
        fact.subject_id,
        fact.property,
        fact.object_id,
        fact.organization_id,
        fact.post_id,
        fact.on_behalf_of_id,
        fact.value if fact.kind in _TOLD_BY_VALUE or many else None,
    ]
    return orjson.dumps(told, option=orjson.OPT_SORT_KEYS)
