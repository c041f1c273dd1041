"""Mending what is derived, as far as the ledger that it is derived from is whole."""

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.db import write_session
from app.importers.counting import recount
from app.keeping.problems import Progress
from app.keeping.search import search_differences
from app.keeping.verifying import Verified
from app.ledger.repairing import write_derived, write_keys


class RecordWrongError(Exception):
    """The ledger itself is wrong: writing documents from it would only spread that."""


def repair(engine: Engine, verified: Verified, progress: Progress) -> int | None:
    """Write anew what was found to be wrong, in one transaction, which nothing is left half by.

    The number of the change, if that took one. Raises RecordWrongError where the record is wrong.
    """
    if not verified.is_record_whole:
        raise RecordWrongError
    with write_session(engine) as session:
        _mend_keys(session, progress)  # else what is written anew may find its keys there already
        number = write_derived(session, verified.entity_ids, verified.notes)
        _mend_keys(session, progress)
        recount(session)
    return number


def _mend_keys(session: Session, progress: Progress) -> None:
    for found in list(search_differences(session, progress)):
        write_keys(session, found.table.columns, found.missing, found.extra)
