"""Memberships, as an export tells them: as the list of memberships does."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

import orjson
from sqlalchemy import ColumnElement, Row, or_, select
from sqlalchemy.orm import Session

from app.db import AnySelect
from app.exports.wanted import Wanted, stream
from app.models import Fact, Tenure, WithheldFact, holds
from app.profiles.facts import Json
from app.profiles.succession import read_tenures, write_memberships
from app.queries.lists import listing
from app.queries.memberships import LIST
from app.queries.parameters import ListError
from app.queries.tenures import TENURE_COLUMNS
from app.timespans import Question
from app.vocabulary import FactKind

_COLUMNS: Final = (Tenure.row, *TENURE_COLUMNS)


def pieces(session: Session, wanted: Wanted) -> Iterator[bytes]:
    """The memberships as lines of JSON, a page at a time, in the order of their recording."""
    columns = {column.key: column for column in _COLUMNS}
    found: AnySelect = select(*columns.values()).where(*_meeting(session, wanted))
    if wanted.after is not None:
        found = found.where(Tenure.row > _row_of(session, wanted, wanted.after))
    day = wanted.given.get("on") or wanted.given.get("as_of")
    asked = Question.of(day) if day else None
    for rows in stream(session, found.order_by(Tenure.row)):
        yield b"".join(b"%b\n" % line for line in write_memberships(read_tenures(rows), asked))


def shorts(session: Session, wanted: Wanted) -> Iterator[list[Json]]:
    """The same, to be written otherwise."""
    for piece in pieces(session, wanted):
        yield [orjson.loads(line) for line in piece.splitlines()]


def tombstones(session: Session, wanted: Wanted) -> Iterator[list[Json]]:
    """What was told after the change ``since`` and is no more; nothing where none was named."""
    if wanted.since is None:
        return
    before = _ids(_items(session, wanted, wanted.since), _withheld(wanted))
    after = _ids(_items(session, wanted, wanted.known_at))
    for rows in stream(session, before.except_(after).order_by("id")):
        yield [_tombstone(row) for row in rows]


def _tombstone(row: Row[Any]) -> Json:
    told = {"kind": FactKind.MEMBERSHIP, "deleted": True, "merged_into": None, "change": None}
    return {"id": row.id, **told}


def _withheld(wanted: Wanted) -> AnySelect:
    """The memberships that were withheld behind the change: what was told then is not known."""
    since = WithheldFact.change.between((wanted.since or 0) + 1, wanted.number)
    return select(WithheldFact.row).where(since)


def _ids(*items: AnySelect) -> AnySelect:
    of_any = or_(*(Fact.row.in_(each) for each in items))
    return select(Fact.id).where(of_any, Fact.kind == FactKind.MEMBERSHIP)


def _items(session: Session, wanted: Wanted, known_at: int | None) -> AnySelect:
    return listing(session, LIST, wanted.given, known_at).items()


def _meeting(session: Session, wanted: Wanted) -> Sequence[ColumnElement[bool]]:
    met: list[ColumnElement[bool]] = [holds(Tenure, wanted.known_at)]
    if wanted.given:
        met.append(Tenure.row.in_(_items(session, wanted, wanted.known_at)))
    if wanted.since is not None:
        later = Tenure.since > wanted.since
        then = Tenure.row.in_(_items(session, wanted, wanted.since))
        met.append(or_(later, ~then) if wanted.given else later)
    return met


def _row_of(session: Session, wanted: Wanted, membership_id: str) -> int:
    found = select(Tenure.row).join(Fact, Fact.row == Tenure.row)
    there = (Fact.id == membership_id, holds(Tenure, wanted.known_at))
    row = session.scalars(found.where(*there)).one_or_none()
    if row is None:
        raise ListError("after", f"there is no membership {membership_id!r} in this export")
    return row
