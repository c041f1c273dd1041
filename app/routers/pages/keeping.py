"""What pages show of the whole database, read once for each change."""

from collections.abc import Callable
from typing import TypeVar

from fastapi import Request
from sqlalchemy.orm import Session

from app.databases.choosing import DATABASE, Database
from app.queries.changes import last_change

T = TypeVar("T")


def kept(request: Request, session: Session, name: str, make: Callable[[], T]) -> T:
    """What ``make`` gives, which rests on nothing but the ledger; made anew after a change.

    Two requests that come at once make it twice, which does no harm.
    """
    database: Database = request.scope[DATABASE]
    known, era = database.kept, database.era
    newest = last_change(session)
    then = (era, newest.number if newest else 0)
    if name not in known or known[name][0] != then:
        known[name] = (then, make())
    told: T = known[name][1]
    return told
