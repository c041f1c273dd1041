"""Whether a ledger is whole: no gap, nothing partial, and all that is derived as it is assembled.

``incumbent verify`` asks more; this asks the same of the present view in a way of its own: it takes
away all that is derived, lets it be written anew, compares, and rolls back.
"""

from collections import Counter
from typing import Any, Final

from sqlalchemy import Connection, Engine, Table, delete, func, select, text
from sqlalchemy.orm import Session

from app.db import write_session
from app.models import (
    Article,
    ArticleText,
    Change,
    ChangeEntity,
    Citation,
    ClosedNameKey,
    ClosedNameWord,
    Document,
    Entity,
    EntityValue,
    Event,
    Fact,
    NameKey,
    NameWord,
    Organization,
    Person,
    Post,
    Quality,
    Reference,
    SearchName,
    SearchText,
    SearchWord,
    Tenure,
)
from app.models.base import table_of
from app.profiles.ready import refresh
from app.vocabulary import EXCLUDE, UPGRADE

_VERSIONED: Final = (
    *(Document, Reference, Person, Organization, Post, Event, Article),
    *(EntityValue, Tenure, SearchText, SearchName),
)
_NUMBERED: Final = (NameKey, NameWord, SearchWord)
_CLOSED: Final = (ClosedNameKey, ClosedNameWord)
# What says when a row was written, and under which number: not what it says.
_OF_WRITING: Final = {"since", "until", "number"}
Rows = Counter[tuple[Any, ...]]


def assert_whole(engine: Engine) -> None:
    """Fail where anything of the ledger is missing, partial, or told otherwise than it is."""
    with engine.connect() as connection:
        _assert_no_gap(connection)
        _assert_nothing_partial(connection)
        if connection.dialect.name == "sqlite":
            assert connection.scalars(text("PRAGMA integrity_check")).all() == ["ok"]
            assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
    kept, assembled = _kept_and_assembled(engine)
    for name, rows in kept.items():
        assert rows == assembled[name], (
            f"{name} is not as it is assembled: {_told(rows, assembled[name])}"
        )


def _told(kept: Rows, assembled: Rows) -> str:
    return f"only kept {[*(kept - assembled)][:3]}, only assembled {[*(assembled - kept)][:3]}"


def _assert_no_gap(connection: Connection) -> None:
    for column in (Change.number, Fact.row):
        lowest, highest, rows = connection.execute(
            select(func.min(column), func.max(column), func.count())
        ).one()
        assert rows == 0 or (lowest, highest) == (1, rows), f"{column} has gaps"


def _assert_nothing_partial(connection: Connection) -> None:
    """Each change touched something; no fact lacks a citation; quotes are where they say."""
    touched = set(connection.scalars(select(ChangeEntity.change).distinct()))
    # Documents that are written otherwise say nothing of anybody.
    of_facts = select(Change.number).where(Change.action.not_in((UPGRADE, EXCLUDE)))
    assert touched >= set(connection.scalars(of_facts))
    quote = func.substr(ArticleText.text, Citation.start + 1, Citation.end - Citation.start)
    placed = select(Citation.fact_row, Citation.exact, quote)
    placed = placed.join(ArticleText, ArticleText.article_id == Citation.article_id)
    placed = placed.where(Citation.start.is_not(None))
    for row, exact, found in connection.execute(placed):
        assert exact == found, f"fact {row} quotes {exact!r}, and there stands {found!r}"
    last = select(Citation.fact_row, func.max(Citation.ordinal) + 1, func.count())
    for row, expected, counted in connection.execute(last.group_by(Citation.fact_row)):
        assert counted == expected, f"fact {row} lacks citations"


def _kept_and_assembled(engine: Engine) -> tuple[dict[str, Rows], dict[str, Rows]]:
    """What is derived as it is kept, and as it is when all of it is written anew."""
    with write_session(engine) as session:
        kept = _derived(session)
        for model in (*_VERSIONED, *_NUMBERED, *_CLOSED, Quality):
            session.execute(delete(table_of(model)))
        last = session.scalar(select(func.max(Change.number)))
        if last:
            refresh(session, last, set(session.scalars(select(Entity.id))))
            session.flush()
        assembled = _derived(session)
        session.rollback()
    return kept, assembled


def _derived(session: Session) -> dict[str, Rows]:
    found = {each.__tablename__: _rows(session, each) for each in (*_VERSIONED, Quality)}
    names = _by_number(session, SearchName, SearchName.entity_id, SearchName.name)
    texts = _by_number(session, SearchText, SearchText.entity_id, SearchText.field)
    for model in _NUMBERED:
        owners = texts if model is SearchWord else names
        rows = session.execute(select(table_of(model))).mappings()
        present = ((owners.get(row["number"]), _said(dict(row))) for row in rows)
        found[model.__tablename__] = Counter(each for each in present if each[0])
    return found


def _rows(session: Session, model: Any) -> Rows:
    table: Table = table_of(model)
    wanted = select(table)
    if "until" in table.c:
        wanted = wanted.where(table.c.until.is_(None))
    rows = (dict(row) for row in session.execute(wanted).mappings())
    # Of what was withdrawn or merged a version may be kept, or none be needed.
    return Counter(_said(row) for row in rows if row.get("body", "") is not None)


def _by_number(session: Session, model: Any, *columns: Any) -> dict[int, tuple[Any, ...]]:
    found = select(model.number, *columns).where(model.until.is_(None))
    return {row[0]: tuple(row[1:]) for row in session.execute(found)}


def _said(row: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(str(value) for name, value in sorted(row.items()) if name not in _OF_WRITING)
