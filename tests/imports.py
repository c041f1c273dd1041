"""What tests of imports share: an import in one call, and the state that it leaves."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, func, select, text

from app.db import make_engine, read_session
from app.importers.datasets import Particulars
from app.importers.importing import Import, Progress, run_import
from app.importers.records import Json
from app.importers.report import Report
from app.importers.runs import Run
from app.models import Change
from tests.tiny_format import TinyFormat, write_tiny

# For tests in which no statement differs from one database to the other.
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
DEMO: Json = {
    "title": "Demo",
    "licence": "CC0-1.0",
    "attribution": "The demo",
    "url": "https://demo.example",
}
FIRST: list[Json] = [
    {"seat": "ada", "in": "senate", "from": "2020"},
    {"body": "senate", "name": "Senate"},
    {"person": "ada", "name": "Ada Moreau", "born": "1980", "wikidata": "Q1"},
    {"person": "bo", "name": "Bo Li", "wikidata": "Q2"},
    {"seat": "bo", "in": "senate", "from": "2021-02"},
    {"person": "cy", "name": "Cy Voss"},
    {"seat": "cy", "in": "house", "from": "2022"},
    {"body": "house", "name": "House"},
]
# Ada has another birthday, Cy and the house left, Dee is new.
SECOND: list[Json] = [
    {"body": "senate", "name": "Senate"},
    {"person": "ada", "name": "Ada Moreau", "born": "1980-05", "wikidata": "Q1"},
    {"seat": "ada", "in": "senate", "from": "2020"},
    {"person": "bo", "name": "Bo Li", "wikidata": "Q2"},
    {"seat": "bo", "in": "senate", "from": "2021-02"},
    {"person": "dee", "name": "Dee Okafor"},
    {"seat": "dee", "in": "senate"},
]


def silent(stage: str, done: int, of: int | None) -> None:
    """No progress is shown."""


def import_lines(engine: Engine, folder: Path, lines: list[Json], **more: Any) -> Run:
    """Import the lines, written to a file in this folder."""
    return import_file(engine, write_tiny(folder / "tiny.jsonl", lines), **DEMO, **more)


def import_file(
    engine: Engine,
    path: Path,
    *,
    dataset: str = "demo",
    progress: Progress = silent,
    report: Report | None = None,
    **more: Any,
) -> Run:
    """Import a file of the tiny format; ``more``: options, and particulars of the dataset."""
    told = {name: more.pop(name) for name in DEMO if name in more}
    wanted = Import(
        format=more.pop("format", TinyFormat()),
        path=path,
        dataset=Particulars(id=dataset, **told),
        actor="Ada",
        **more,
    )
    return run_import(engine, wanted, report or Report(), progress)


def changes(engine: Engine) -> int:
    """How many changes there are."""
    with read_session(engine) as session:
        return session.scalar(select(func.count()).select_from(Change)) or 0


def shown(engine: Engine) -> dict[str, list[tuple[Any, ...]]]:
    """All that is shown now: documents and list rows, without the numbers of changes."""
    tables = {
        "documents": "id, kind, body, name",
        "people": "id, name, sort_key, short",
        "organizations": "id, name, sort_key, short",
        "entity_values": "kind, property, value, entity_id",
    }
    found = {}
    with engine.connect() as connection:
        for table, columns in tables.items():
            there = " AND body IS NOT NULL" if table == "documents" else ""
            rows = f"SELECT {columns} FROM {table} WHERE until IS NULL{there} ORDER BY {columns}"  # noqa: S608
            found[table] = [tuple(row) for row in connection.execute(text(rows))]
    return found


def reads_like(
    engine: Engine, lines: list[Json], make_database: Callable[[str], str], folder: Path
) -> bool:
    """Whether a database reads like one into which only these lines were imported."""
    alone = make_engine(make_database(engine.dialect.name))
    import_lines(alone, folder, lines)
    is_so = shown(engine) == shown(alone)
    alone.dispose()
    return is_so
