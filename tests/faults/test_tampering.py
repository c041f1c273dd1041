"""The database changed by hand: ``verify`` names the first wrong change, or what to mend."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, delete, insert, select

from app.db import make_engine, write_session
from app.keeping.repairing import RecordWrongError, repair
from app.ledger.chain import chain, digest_at
from app.ledger.deprecating import deprecate
from app.ledger.hiding import hide
from app.ledger.merging import merge
from app.ledger.undoing import revert, withdraw
from app.loading.load import load
from app.models import Base, Change, Citation, Document, Fact
from app.models.base import table_of
from tests import tampering
from tests.conftest import DATABASES, MakeDatabase
from tests.dossiers import KESSARIA, write_dossier
from tests.faults.sizes import FULL, report, size
from tests.imports import FIRST, import_lines
from tests.tampering import Place, another, changed, checked, columns, owner, place, unlock

RECORD_PARTS = ("ledger", "facts", "texts")
# Since when something is withheld, and after which change facts were counted: many would be right.
FREE = {("withheld_facts", "change"), ("dataset_counts", "change")}


@pytest.fixture(scope="module", params=size(["sqlite"], DATABASES))
def edited(
    request: pytest.FixtureRequest,
    make_database: MakeDatabase,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Engine]:
    """A ledger in which everything happened, and whose database refuses no edit any more."""
    engine = make_engine(make_database(request.param))
    fill(engine, tmp_path_factory.mktemp("dossiers"))
    assert checked(engine).problems == []
    unlock(engine)
    yield engine
    engine.dispose()


def fill(engine: Engine, folder: Path) -> None:
    """Dossiers, an import, a merge, a hidden field, a wrong fact, a withdrawal and a revert."""
    write_dossier(folder, KESSARIA)
    load(engine, folder)
    write_dossier(folder, second(), SECOND_TEXT, "second")
    load(engine, folder)
    import_lines(engine, folder, FIRST)
    told: dict[str, Any] = {"actor": "Ed", "reason": "A test"}
    with write_session(engine) as session:
        merge(session, "ada-m", "ada-moreau", **told)
    with write_session(engine) as session:
        hide(session, "ada-moreau", "occupation", **told)
    with write_session(engine) as session:
        fact = session.scalars(select(Fact.id).where(Fact.property == "summary")).first()
        deprecate(session, str(fact), **told)
    with write_session(engine) as session:
        withdraw(session, "delta-congress", **told)
    with write_session(engine) as session:
        last = session.scalars(select(Change.number).order_by(Change.number.desc())).first()
        revert(session, int(last or 0), **told)


SECOND_TEXT = "Ada M. opened a school. The school is in Kessaria.\n"


def second() -> dict[str, Any]:
    ada = {
        "id": "ada-m",
        "name": {"value": "Ada M.", "cite": "Ada M."},
        "facts": [
            {"property": "summary", "value": "Ada M. opened a school.", "cite": "opened a school"}
        ],
    }
    article = {"id": "second", "file": "second.txt", "title": "A school"}
    return {"dossier": 1, "curator": "Test Curator", "article": article, "people": [ada]}


def test_every_table_is_of_the_record_or_derived_or_neither() -> None:
    assert tampering.every_model_has_a_place()


def test_the_first_wrong_change_is_named_whatever_column_was_changed(edited: Engine) -> None:
    named = 0
    skipped = 3 * DATABASES.index(edited.dialect.name)
    for column in columns(tampering.RECORD)[size(skipped, 0) :: size(8, 1)]:
        for offset in range(size(1, 5)):
            at = place(edited, column, offset)
            if at is None:
                break
            change = owner(edited, at)
            with changed(edited, at) as (_, after):
                verified = checked(edited, *RECORD_PARTS)
            moved = column.foreign_keys and column.key != "entity_id" and isinstance(after, int)
            first = min(change, after) if moved and column.table.name != "citations" else change
            assert verified.first_wrong == first, (column, verified.problems)
            named += 1
    report("tampering: columns of the record", database=edited.dialect.name, named=named)
    assert checked(edited, *RECORD_PARTS).problems == []


def test_rows_that_were_taken_away_or_added_are_named(edited: Engine) -> None:
    # In short, each database has half of the tables. A change is added with a large gap before it.
    skipped = DATABASES.index(edited.dialect.name)
    for name in tampering.RECORD[size(skipped, 0) :: size(2, 1)]:
        table = Base.metadata.tables[name]
        at = place(edited, next(iter(table.primary_key.columns)), 1)
        assert at
        change = owner(edited, at)
        with edited.begin() as connection:
            row = dict(
                connection.execute(select(table).where(*at.condition(at.key))).one()._mapping
            )
            connection.execute(delete(table).where(*at.condition(at.key)))
        verified = checked(edited, *RECORD_PARTS)
        with edited.begin() as connection:
            connection.execute(insert(table).values(**row))
        assert verified.first_wrong == change, (name, verified.problems)
        added = row | {key.key: another(key, row[key.key]) for key in _own_keys(table)}
        with edited.begin() as connection:
            connection.execute(insert(table).values(**added))
        verified = checked(edited, *RECORD_PARTS)
        with edited.begin() as connection:
            keys = tuple(added[key.key] for key in table.primary_key.columns)
            connection.execute(delete(table).where(*at.condition(keys)))
        assert verified.first_wrong is not None, name


def _own_keys(table: Any) -> list[Any]:
    """The columns that another row must differ in."""
    if table.name == "changes":
        return [table.c.number]
    if table.name == "facts":
        return [table.c.row, table.c.id]
    return [list(table.primary_key.columns)[-1]]


def test_a_text_and_its_sha256_changed_together_are_named(edited: Engine) -> None:
    table = Base.metadata.tables["article_texts"]
    at = place(edited, table.c.sha256)
    assert at
    with changed(edited, at):
        (problem, *_) = checked(edited, "ledger").problems
    assert "the texts that it declared" in problem.what


def test_a_chain_written_anew_is_found_by_a_digest_that_was_noted(edited: Engine) -> None:
    """Who has the password can write all digests anew; not those that others have noted."""
    with edited.connect() as connection:
        noted = {3: str(digest_at(connection, 3))}
        last = max(connection.scalars(select(Change.number)))
    at = Place(table_of(Change).c.reason, (2,))
    try:
        with changed(edited, at):
            with edited.begin() as connection:
                chain(connection, 2, last)
            assert checked(edited, "ledger").is_clean
            verified = checked(edited, "ledger", noted=noted)
            assert [each.where for each in verified.problems] == ["change 3"]
            assert "which was noted" in verified.problems[0].what
    finally:
        with edited.begin() as connection:
            chain(connection, 2, last)
    assert checked(edited, "ledger", noted=noted).is_clean


# Any number is right that the keys of a name, or the words of a text, have as well.
NUMBERED = {"search_names": "name_keys", "search_texts": "search_words"}

# Tried in short, too: what a document of the past repeats of others, without which it cannot even
# be assembled; what is compared as JSON there, which it need not be any more; a row of nobody.
APART = [["entity_references.id"], ["tenures.body", "quality.entity_id"]]


def test_what_is_derived_is_named_and_mended(edited: Engine) -> None:
    """A column of every derived table is changed at once; in full, every column, one by one."""
    every = [each for each in columns(tampering.DERIVED) if (each.table.name, each.key) not in FREE]
    apart = [[each for each in every if str(each) in names] for names in APART]
    rounds = [[each] for each in every] if FULL else [_last_of_each(every), *apart]
    mended = 0
    for some in rounds:
        for column in some:
            at = place(edited, column)
            if at is None:
                continue
            _leave_changed(edited, at)
            mended += 1
        verified = checked(edited)
        tables = {str(column.table) for column in some}
        told = " ".join(each.line() for each in verified.problems)
        for name in tables:
            is_withheld = name == "withheld_facts" and verified.counts["withheld"] > 0
            found = name in told or NUMBERED.get(name, name) in told or is_withheld
            assert found, (name, verified.problems)
        assert not verified.is_clean
        repair(edited, verified, lambda *_: None)
        assert checked(edited).problems == [], some
    report("tampering: derived columns", database=edited.dialect.name, mended=mended)


def _last_of_each(every: list[Any]) -> list[Any]:
    return list({column.table.name: column for column in every}.values())


def _leave_changed(engine: Engine, at: Place) -> None:
    with engine.begin() as connection:
        before = connection.scalar(select(at.column).where(*at.condition(at.key)))
        after = another(at.column, before)
        connection.execute(at.table.update().where(*at.condition(at.key)), {at.column.key: after})


def test_nothing_is_mended_from_a_record_that_is_wrong(edited: Engine) -> None:
    at = place(edited, table_of(Citation).c.exact)
    assert at
    with changed(edited, at), edited.connect() as connection:
        bodies = connection.execute(select(Document.id, Document.body)).all()
        verified = checked(edited)
        with pytest.raises(RecordWrongError):
            repair(edited, verified, lambda *_: None)
        assert connection.execute(select(Document.id, Document.body)).all() == bodies
