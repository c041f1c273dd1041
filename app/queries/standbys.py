"""Standbys: copies of a PostgreSQL database that follow it, and how far they have come."""

from sqlalchemy import Engine, make_url
from sqlalchemy.exc import SQLAlchemyError

from app.db import read_session
from app.queries.measures import newest_number

_PORT = 5432


def standby_name(url: str) -> str:
    """A standby as it is told of: its host and port, without who signs in."""
    parts = make_url(url)
    return f"{parts.host or 'localhost'}:{parts.port or _PORT}"


def newest_of(engine: Engine) -> int | None:
    """The number of the newest change that a database has; None where it does not answer."""
    try:
        with read_session(engine) as session:
            return newest_number(session)
    except SQLAlchemyError:
        return None
