"""Moments of the ledger: the change that was the last one known, by its number or by a time."""

import datetime as dt
from typing import Final

from sqlalchemy.orm import Session

from app.models import Change
from app.queries.changes import changes_by_number, last_change
from app.queries.parameters import ListError

_NO_NUMBER: Final = 2**31  # no database column of a change takes it


def change_known(session: Session, known_at: str) -> Change:
    """The last change known then: of this number, or at this time; raises ListError."""
    is_number = known_at.isascii() and known_at.isdigit()
    return _change(session, int(known_at)) if is_number else _change_at(session, known_at)


def _change(session: Session, number: int) -> Change:
    """The change of this number."""
    found = changes_by_number(session, [number]) if number < _NO_NUMBER else []
    if not found:
        newest = last_change(session)
        known = f"the changes are 1 to {newest.number if newest else 0}"
        raise ListError("known_at", known)
    return found[0]


def _change_at(session: Session, text: str) -> Change:
    """The last change at a moment that is over."""
    moment = _moment(text)
    if moment > dt.datetime.now(dt.UTC):
        raise ListError("known_at", f"{text} is not over yet: take the number of a change")
    change = last_change(session, moment)
    if change is None:
        raise ListError("known_at", "nothing had been recorded by then")
    return change


def _moment(text: str) -> dt.datetime:
    try:
        if len(text) == len("2026-11-23"):
            day = dt.date.fromisoformat(text)
            return dt.datetime.combine(day, dt.time.max, dt.UTC)
        # In a query, the + before a zone comes as a space: taken as it was meant.
        moment = dt.datetime.fromisoformat(text.replace(" ", "+") if "T" in text else text)
    except ValueError:
        message = f"{text!r} is neither the number of a change nor a time such as 2026-11-23"
        raise ListError("known_at", message) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
