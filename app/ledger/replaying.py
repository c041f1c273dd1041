"""A ledger rebuilt from the change feed of another instance, to the byte."""

import datetime as dt
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from app.ledger.changes import LedgerError, write_touched
from app.ledger.upgrading import UPGRADE, rewrite_all
from app.models import ArticleText, Change, Citation, Dataset, Entity, Fact

_DAYS = ("start_earliest", "start_latest", "end_earliest", "end_latest")
Entry = dict[str, Any]


def replay(session: Session, entry: Entry) -> None:
    """Apply one entry of ``/v1/changes?include=facts``; entries come in the order of their numbers.

    Raises LedgerError where the entry is not the next one.
    """
    number = int(entry["number"])
    last = session.scalar(select(func.max(Change.number))) or 0
    if number != last + 1:
        raise LedgerError(f"change {number} does not follow change {last}")
    _insert_change(session, entry)
    _insert_missing(session, Dataset, entry["datasets"])
    _insert(session, Entity, entry["declared"])
    _insert(session, ArticleText, entry["articles"])
    for gone in entry["retracted"]:  # first: a corrected row has the id of the one before it
        ended = {"retracted_in": number, "retraction_reason": gone["reason"]}
        session.execute(update(Fact).where(Fact.row == gone["row"]).values(**ended))
    _insert(session, Fact, [_fact(row, number) for row in entry["recorded"]])
    _insert(session, Citation, [cited for row in entry["recorded"] for cited in row["citations"]])
    session.expire_all()
    if entry["action"] == UPGRADE:
        rewrite_all(session, number)
    else:
        write_touched(session, number, {each["id"] for each in entry["entities"]})


def _insert_change(session: Session, entry: Entry) -> None:
    names = ("number", "actor", "action", "reason", "origin")
    row = {name: entry[name] for name in names}
    row |= {"at": dt.datetime.fromisoformat(entry["at"]), "input_digest": None}
    _insert(session, Change, [row])


def _fact(row: Entry, number: int) -> Entry:
    days = {name: dt.date.fromisoformat(row[name]) for name in _DAYS}
    told = {name: value for name, value in row.items() if name != "citations"}
    return told | days | {"recorded_in": number, "retracted_in": None, "retraction_reason": None}


def _insert(session: Session, table: type[Any], rows: list[Entry]) -> None:
    if rows:
        session.execute(insert(table), rows)


def _insert_missing(session: Session, table: type[Any], rows: list[Entry]) -> None:
    _insert(session, table, [row for row in rows if session.get(table, row["id"]) is None])
