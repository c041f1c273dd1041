"""A ledger rebuilt from the change feed of another instance, to the byte."""

import datetime as dt
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from app.ledger.chain import new_salt
from app.ledger.changes import LedgerError
from app.ledger.upgrading import rewrite_all
from app.ledger.withholding import WITHHOLDING
from app.ledger.writing import write_anew, write_touched
from app.models import ArticleText, Change, Citation, Dataset, Entity, Fact
from app.vocabulary import EXCLUDE, REPAIR, UPGRADE

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
    _insert_missing(session, ArticleText, entry["articles"], "article_id")
    for gone in entry["retracted"]:  # first: a corrected row has the id of the one before it
        ended = {"retracted_in": number, "retraction_reason": gone["reason"]}
        session.execute(update(Fact).where(Fact.row == gone["row"]).values(**ended))
    _insert(session, Fact, [_fact(row, number) for row in entry["recorded"]])
    _insert(session, Citation, [cited for row in entry["recorded"] for cited in row["citations"]])
    session.expire_all()
    touched = {each["id"] for each in entry["entities"]}
    if entry["action"] == UPGRADE:
        rewrite_all(session, number)
    # What another instance hides, or mended, is that one's own.
    if entry["action"] in (EXCLUDE, REPAIR):
        write_anew(session, number, touched)
    else:
        write_touched(session, number, touched, _withholding(session, number))


def _withholding(session: Session, number: int) -> set[str]:
    """The origins of the notes, among what a change recorded or retracted, that withhold facts."""
    changed = (Fact.recorded_in == number) | (Fact.retracted_in == number)
    found = select(Fact.origin).where(changed, Fact.property.in_(WITHHOLDING))
    return set(session.scalars(found))


def _insert_change(session: Session, entry: Entry) -> None:
    names = ("number", "actor", "action", "reason", "origin", "input_digest")
    row = {name: entry[name] for name in names}
    # Where some of it is not told, neither is its salt: this ledger is another one from there on.
    row |= {"at": dt.datetime.fromisoformat(entry["at"]), "salt": entry["salt"] or new_salt()}
    _insert(session, Change, [row])


def _fact(row: Entry, number: int) -> Entry:
    days = {name: dt.date.fromisoformat(row[name]) for name in _DAYS}
    told = {name: value for name, value in row.items() if name != "citations"}
    return told | days | {"recorded_in": number, "retracted_in": None, "retraction_reason": None}


def _insert(session: Session, table: type[Any], rows: list[Entry]) -> None:
    if rows:
        session.execute(insert(table), rows)


def _insert_missing(session: Session, table: type[Any], rows: list[Entry], key: str = "id") -> None:
    _insert(session, table, [row for row in rows if session.get(table, row[key]) is None])
