"""Datasette over the same data: what people use instead, as fast as its documentation makes it.

The data is written into a file of its own, denormalised for the three questions asked and opened
as immutable, with its row counts inspected before. Datasette is installed into a virtual
environment of its own and never enters our lock files.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final

from app.db import sqlite_module
from benchmarks.dataset import CACHE
from benchmarks.servers import Server, running
from tests.postgres import free_port

_REQUIREMENT: Final = "datasette==0.65.*"
# On one core a second thread only adds switches between them: 1 was faster than 0 and 3.
_SETTINGS: Final = {
    "num_sql_threads": "1",
    "allow_facet": "off",
    "suggest_facets": "off",
    "allow_csv_stream": "off",
    "cache_size_kb": "65536",
    "sql_time_limit_ms": "10000",
    "max_returned_rows": "1000",
}
_SCHEMA: Final = """
CREATE TABLE organizations (id TEXT PRIMARY KEY, name TEXT, classification TEXT) WITHOUT ROWID;
CREATE TABLE posts (id TEXT PRIMARY KEY, name TEXT, organization_id TEXT) WITHOUT ROWID;
CREATE TABLE articles (id TEXT PRIMARY KEY, title TEXT, publisher TEXT, publication_date TEXT,
  url TEXT) WITHOUT ROWID;
CREATE TABLE people (sort_key TEXT, id TEXT, name TEXT, gender TEXT, birth_date TEXT,
  death_date TEXT, memberships TEXT, PRIMARY KEY (sort_key, id)) WITHOUT ROWID;
CREATE TABLE facts (person_id TEXT, row INTEGER, id TEXT, kind TEXT, property TEXT, value TEXT,
  lang TEXT, organization_id TEXT, post_id TEXT, on_behalf_of_id TEXT, start_date TEXT,
  end_date TEXT, rank TEXT, certainty TEXT, note TEXT, dataset_id TEXT,
  PRIMARY KEY (person_id, row)) WITHOUT ROWID;
CREATE TABLE citations (fact_row INTEGER, ordinal INTEGER, article_id TEXT, exact TEXT, prefix TEXT,
  suffix TEXT, start INTEGER, "end" INTEGER, stance TEXT, voice TEXT, attribution TEXT,
  PRIMARY KEY (fact_row, ordinal)) WITHOUT ROWID;
CREATE TABLE memberships (organization_id TEXT, possibly_from TEXT, possibly_until TEXT,
  row INTEGER, person_id TEXT, person_name TEXT, post_id TEXT, begun_by TEXT, lasts_until TEXT,
  PRIMARY KEY (organization_id, possibly_from, possibly_until, row)) WITHOUT ROWID;
"""
_FILL: Final = """
INSERT INTO organizations SELECT id, name, classification FROM ledger.organizations
  WHERE until IS NULL ORDER BY id;
INSERT INTO posts SELECT id, name, organization_id FROM ledger.posts
  WHERE until IS NULL ORDER BY id;
INSERT INTO articles SELECT id, told ->> 'title', told ->> 'publisher', told ->> 'publication_date',
  told ->> 'url' FROM ledger.entity_references WHERE kind = 'article' AND until IS NULL ORDER BY id;
INSERT INTO people SELECT sort_key, id, name, short ->> 'gender', short ->> 'birth_date',
  short ->> 'death_date', short -> 'memberships' FROM ledger.people
  WHERE until IS NULL ORDER BY sort_key, id;
INSERT INTO facts SELECT subject_id, row, facts.id, facts.kind, property, value ->> '$', lang,
  organization_id, post_id, on_behalf_of_id, start_date, end_date, rank, certainty, note, dataset_id
  FROM ledger.facts JOIN ledger.entities ON entities.id = subject_id
  WHERE entities.kind = 'person' AND retracted_in IS NULL ORDER BY subject_id, row;
INSERT INTO citations SELECT * FROM ledger.citations ORDER BY fact_row, ordinal;
INSERT INTO memberships SELECT tenures.organization_id, possibly_from, possibly_until, row,
  person_id, people.name, post_id, begun_by, lasts_until
  FROM ledger.tenures JOIN ledger.people ON people.id = person_id AND people.until IS NULL
  WHERE tenures.until IS NULL ORDER BY 1, 2, 3, 4;
ANALYZE main;
"""
_CITED: Final = """
  o.name AS organization_name, p.name AS post_name, b.name AS on_behalf_of_name,
  c.article_id, c.exact, c.prefix, c.suffix, c.start, c."end", c.stance, c.voice, c.attribution,
  a.title, a.publisher, a.publication_date, a.url
"""
_JOINS: Final = """
  LEFT JOIN organizations o ON o.id = f.organization_id
  LEFT JOIN posts p ON p.id = f.post_id
  LEFT JOIN organizations b ON b.id = f.on_behalf_of_id
  LEFT JOIN citations c ON c.fact_row = f.row AND c.ordinal = 0
  LEFT JOIN articles a ON a.id = c.article_id
"""
_QUERIES: Final = {
    "profile": f"""
SELECT f.*, {_CITED} FROM facts f {_JOINS}
WHERE f.person_id = :id ORDER BY f.kind, f.property, f.start_date DESC, f.id
""",
    "members": f"""
SELECT m.*, f.*, {_CITED}
FROM memberships m JOIN facts f ON f.person_id = m.person_id AND f.row = m.row {_JOINS}
WHERE m.organization_id = :id AND m.possibly_from <= :on AND m.possibly_until >= :on
ORDER BY m.possibly_from, m.possibly_until, m.row LIMIT 50
""",
    "page": "SELECT * FROM people ORDER BY sort_key, id LIMIT 50",
}
PROFILE: Final = "/data/profile.json?_shape=array&id={}"
MEMBERS: Final = "/data/members.json?_shape=array&id={}&on={}"
PAGE: Final = "/data/page.json?_shape=array"


@contextmanager
def datasette(ledger: Path) -> Iterator[Server]:
    """Datasette, serving the data of our SQLite file."""
    program = _install()
    folder = ledger.parent / "datasette"
    data, inspected = folder / "data.db", folder / "inspected.json"
    if not inspected.exists():
        folder.mkdir(exist_ok=True)
        data.unlink(missing_ok=True)
        write_data(ledger, data)
        command = [program, "inspect", str(data), "--inspect-file", str(inspected)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    metadata = folder / "metadata.json"
    queries = {name: {"sql": sql} for name, sql in _QUERIES.items()}
    metadata.write_text(json.dumps({"databases": {"data": {"queries": queries}}}))
    port = free_port()
    settings = [each for pair in _SETTINGS.items() for each in ("--setting", *pair)]
    files = ["-i", str(data), "--inspect-file", str(inspected), "-m", str(metadata)]
    command = [program, "serve", *files, *settings, "-p", str(port)]
    with running("datasette", command, port, log=folder / "server.log") as server:
        yield server


def write_data(ledger: Path, data: Path) -> None:
    """Write what our profiles, lists and members hold into tables made for these questions."""
    print("  writing Datasette's tables", file=sys.stderr, flush=True)
    connection: Any = sqlite_module().connect(data)
    with closing(connection):
        connection.execute("PRAGMA journal_mode = OFF")
        connection.executescript(_SCHEMA)
        connection.execute("ATTACH ? AS ledger", (str(ledger),))
        connection.executescript(_FILL)


def _install() -> str:
    """Datasette's program, in a virtual environment of its own."""
    home = CACHE / "datasette-venv"
    program = home / "bin" / "datasette"
    if not program.exists():
        print(f"  installing {_REQUIREMENT}", file=sys.stderr, flush=True)
        subprocess.run([sys.executable, "-m", "venv", str(home)], check=True)
        pip = [str(home / "bin" / "python"), "-m", "pip", "--disable-pip-version-check"]
        subprocess.run([*pip, "install", "-qq", _REQUIREMENT], check=True, stdout=2)
    return str(program)
