"""The chain of changes: each has a digest over the one before it and over all that it did.

Whoever noted the digest of one change can hold the ledger to every change up to it: none can be
altered, added or left out without another digest. docs/data-model.md has the recipe, by which
digests are checked outside; it never changes, or those that are noted somewhere would be worth
nothing.
"""

import hashlib
import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import orjson
from sqlalchemy import Connection, Select, Update, bindparam, func, select, update

from app.models.articles import ArticleText
from app.models.base import table_of
from app.models.changes import Change, ChangeEntity
from app.models.entities import Entity
from app.models.facts import Fact

_BLOCK: Final = 500  # changes whose parts are in memory at once
_ROWS: Final = 2_000  # rows that the database sends at once
Parts = dict[str, str]
Counts = dict[str, int]
_changes = table_of(Change).c
_facts = table_of(Fact).c
_entities = table_of(Entity).c
_texts = table_of(ArticleText).c
_touched = table_of(ChangeEntity).c
# Each part of a change: the column by which its rows are found, and those that are hashed, of which
# the first orders the rows.
_WORDS: Final = ("at", "actor", "action", "reason", "origin", "input_digest")
_PARTS: Final[Mapping[str, tuple[Any, tuple[Any, ...]]]] = {
    "words": (_changes.number, tuple(_changes[name] for name in _WORDS)),
    # A fact's digest is over all that it and its citations say.
    "facts": (_facts.recorded_in, (_facts.row, _facts.id, _facts.digest, _facts.origin)),
    "retractions": (_facts.retracted_in, (_facts.row, _facts.retraction_reason)),
    "entities": (_entities.declared_in, (_entities.id, _entities.kind)),
    "texts": (_texts.declared_in, (_texts.article_id, _texts.sha256)),
    "touched": (_touched.change, (_touched.entity_id,)),
}


@dataclass(frozen=True, slots=True)
class Link:
    """A change of the chain: as it is kept, and as it comes out of what the ledger holds.

    ``parts`` are the digests of what it did, ``counts`` how many rows each is over; the others are
    those that were kept.
    """

    number: int
    digest: str | None
    kept_parts: Parts
    kept_counts: Counts
    parts: Parts
    counts: Counts


def new_salt() -> str:
    """What goes into the digests of a new change."""
    return secrets.token_hex(16)


def seal(connection: Connection, number: int) -> None:
    """Give the newest change its digest: all that it did is written.

    A release before this one gives none; while both serve, the next of this one does.
    """
    unsealed = select(func.min(_changes.number)).where(_changes.digest.is_(None))
    before = digest_at(connection, number - 1)
    is_behind = before is None and number > 1
    first = connection.scalar(unsealed) if is_behind else None
    chain(connection, first or number, number)


def digest_at(connection: Connection, number: int) -> str | None:
    """The digest of a change; None where there is none."""
    return connection.scalar(select(_changes.digest).where(_changes.number == number))


def chain(connection: Connection, first: int, last: int) -> None:
    """Give these changes their digests, in their order."""
    before = digest_at(connection, first - 1)
    for start in range(first, last + 1, _BLOCK):
        rows = []
        for link in links(connection, start, min(start + _BLOCK - 1, last)):
            rows.append(_sealed(link, before))
            before = str(rows[-1]["digest"])
        if rows:
            connection.execute(_SEALING, rows)


def digest_of(parts: Mapping[str, str], before: str | None) -> str:
    """The digest of a change with these parts, behind a change with the digest ``before``."""
    return hashlib.sha256(orjson.dumps([before, *(parts.get(name) for name in _PARTS)])).hexdigest()


def links(connection: Connection, first: int, last: int) -> Iterator[Link]:
    """The changes with these numbers, as far as they are there, in their order."""
    for start in range(first, last + 1, _BLOCK):
        yield from _block(connection, start, min(start + _BLOCK - 1, last))


def _block(connection: Connection, first: int, last: int) -> Iterator[Link]:
    kept = select(_changes.number, _changes.salt, _changes.digest, _changes.parts)
    rows = connection.execute(kept.where(_changes.number.between(first, last))).all()
    salts = {row.number: row.salt or "" for row in rows}
    found = {name: _hashed(connection, name, salts, first, last) for name in _PARTS}
    for row in sorted(rows):
        parts = {name: found[name][row.number].hexdigest() for name in _PARTS}
        counts = {name: found[name][row.number].rows for name in _PARTS}
        yield Link(row.number, row.digest, *_kept(row.parts), parts, counts)


def _kept(parts: Any) -> tuple[Parts, Counts]:
    """The digests and the counts that were kept, as far as they can be read."""
    told = parts if isinstance(parts, dict) else {}
    whole = {name: told.get(name) for name in _PARTS}
    pairs = {name: pair for name, pair in whole.items() if isinstance(pair, list) and len(pair) > 1}
    return {n: str(pair[0]) for n, pair in pairs.items()}, {n: pair[1] for n, pair in pairs.items()}


class _Hasher:
    """A digest over lines, each the JSON of a row, below a line with the salt."""

    __slots__ = ("_sha", "rows")

    def __init__(self, salt: str) -> None:
        self._sha = hashlib.sha256(f"{salt}\n".encode())
        self.rows = 0

    def add(self, row: Iterable[Any]) -> None:
        self._sha.update(orjson.dumps([*row]) + b"\n")
        self.rows += 1

    def hexdigest(self) -> str:
        return self._sha.hexdigest()


def _hashed(
    connection: Connection, part: str, salts: Mapping[int, str], first: int, last: int
) -> dict[int, _Hasher]:
    hashers = {number: _Hasher(salt) for number, salt in salts.items()}
    # One change is a write, which need not wait for a cursor of the server.
    how = {"yield_per": _ROWS} if last > first else {}
    for number, *row in connection.execute(_rows_of(part, first, last), execution_options=how):
        if number in hashers:
            hashers[number].add(row)
    return hashers


def _rows_of(part: str, first: int, last: int) -> Select[*tuple[Any, ...]]:
    by, columns = _PARTS[part]
    return select(by, *columns).where(by.between(first, last)).order_by(by, columns[0])


def _sealed(link: Link, before: str | None) -> dict[str, Any]:
    kept = {name: [digest, link.counts[name]] for name, digest in link.parts.items()}
    return {"is_number": link.number, "digest": digest_of(link.parts, before), "parts": kept}


_SEALING: Final[Update] = (
    update(table_of(Change))
    .where(_changes.number == bindparam("is_number"))
    .values(digest=bindparam("digest"), parts=bindparam("parts"))
)
