"""The set that name search is measured on: people and their names, and queries with whom they mean.

``INDEX``: lines of an id, a tab, and a name, or several with `` || `` between them; an id may come
again. ``QUERIES``: lines of a query, its class, and the id of the person meant.
"""

import gc
import hashlib
import sqlite3
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import Engine, select, text

from app.db import read_session, write_session
from app.ledger import NewEntity, NewFact, OpenChange
from app.ledger.upgrading import upgrade_views
from app.migrate import migrate
from app.models import Change
from app.vocabulary import EntityKind, FactKind
from benchmarks.dataset import garbage_kept

_AT_ONCE: Final = 5000  # people of one change
_BETWEEN: Final = " || "
People = list[tuple[str, list[str]]]


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked, of which class it is, and who is meant."""

    text: str
    group: str
    expected: str

    @property
    def crosses_scripts(self) -> bool:
        """Whether the person's names are in other scripts than the query."""
        return self.group.startswith("xs_") or self.group == "wade_giles"


def read_index(path: Path) -> People:
    """The people with their names."""
    names: dict[str, list[str]] = defaultdict(list)
    for line in path.read_text("utf-8").splitlines():
        person, _, told = line.partition("\t")
        names[person] += told.split(_BETWEEN)
    return [(person, list(dict.fromkeys(filter(None, told)))) for person, told in names.items()]


def read_queries(path: Path, sample: int) -> list[Query]:
    """Every so many-th query."""
    lines = path.read_text("utf-8").splitlines()
    return [Query(*line.split("\t")) for line in lines[::sample]]


def digest_of(paths: Sequence[Path]) -> str:
    """A few letters that change with what the files have."""
    made = hashlib.sha256()
    for path in paths:
        made.update(path.read_bytes())
    return made.hexdigest()[:12]


def load_people(engine: Engine, people: People, origin: str) -> float:
    """Record the people's names in a database, as an import does; seconds of our work.

    What a run before this one recorded is not recorded again.
    """
    migrate(engine)
    with write_session(engine) as session:
        upgrade_views(session)
    with read_session(engine) as session:
        there = set(session.scalars(select(Change.origin).distinct()))
    started = time.process_time()
    with garbage_kept():
        for first in range(0, len(people), _AT_ONCE):
            name = f"{origin}-{first}"
            if name not in there:
                _record(engine, people[first : first + _AT_ONCE], name)
                gc.collect()
                print(f"  {first + _AT_ONCE:,} of {len(people):,}", file=sys.stderr, flush=True)
    taken = time.process_time() - started
    _settle(engine)
    return taken


def _record(engine: Engine, people: People, origin: str) -> None:
    facts = [
        NewFact(
            kind=FactKind.NAME, subject_id=person, property="alias" if n else "name", value=name
        )
        for person, names in people
        for n, name in enumerate(names)
    ]
    with write_session(engine) as session:
        change = OpenChange(
            session, actor="benchmark", action="import", reason="Names", origin=origin
        )
        change.declare_dataset("names", "Names to search")
        change.declare(NewEntity(id=person, kind=EntityKind.PERSON) for person, _ in people)
        change.record(origin, "names", facts)
        change.close()


def _settle(engine: Engine) -> None:
    if engine.dialect.name == "postgresql":  # which would do so by itself, some time later
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))


def bytes_of_search(engine: Engine) -> tuple[int, int]:
    """How many bytes names to search by take with their keys and indexes, and how many names."""
    with engine.connect() as connection:
        names = connection.scalar(text("SELECT count(*) FROM search_names")) or 0
        if engine.dialect.name == "postgresql":
            size = connection.scalar(text(_SIZE_ON_POSTGRESQL))
        else:
            size = _size_on_sqlite(engine)
    return int(size or 0), int(names)


_TABLES: Final = ("search_names", "name_keys", "name_words")
_SIZE_ON_POSTGRESQL: Final = "SELECT " + " + ".join(
    f"pg_total_relation_size('{table}')" for table in _TABLES
)


def _size_on_sqlite(engine: Engine) -> int:
    """The pages of the tables and their indexes, counted in the file as it stands."""
    with engine.connect() as connection:
        rows = connection.exec_driver_sql(
            "SELECT name FROM sqlite_schema WHERE tbl_name IN (?, ?, ?) AND rootpage > 0", _TABLES
        )
        names = [row[0] for row in rows]
    with sqlite3.connect(str(engine.url.database)) as connection:
        pages = connection.execute(
            f"SELECT sum(pgsize) FROM dbstat WHERE name IN ({', '.join('?' * len(names))})", names
        )
        return int(pages.fetchone()[0])
