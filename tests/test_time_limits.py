"""A request's queries have a limit, and so has its wait for another who writes."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from sqlalchemy import Engine, text

from app.db import make_engine, write_session
from tests.conftest import MakeDatabase, Serve
from tests.faults.loads import fill
from tests.keys import with_key
from tests.test_errors_api import check_shape
from tests.writing import HARBOUR

_WORDS = "/v1/search?q=the+minister+of+foreign"


def _is_timeout(answer: httpx.Response) -> None:
    assert check_shape(answer, "timeout")["status"] == 503
    assert int(answer.headers["Retry-After"]) > 0


def test_a_query_that_takes_too_long_is_a_timeout_and_an_export_has_none(
    seeded_url: str, serve: Serve
) -> None:
    api = serve(seeded_url, webhooks=False, statement_timeout=0.0001)
    _is_timeout(api.get(_WORDS))
    exported = api.get("/v1/exports/people.jsonl")
    unlimited = serve(seeded_url, webhooks=False, statement_timeout=0)
    assert unlimited.get(_WORDS).status_code == 200
    assert exported.status_code == 200
    assert exported.content == unlimited.get("/v1/exports/people.jsonl").content


def test_who_waits_too_long_for_another_writer_is_told_so_and_has_written_nothing(
    database_url: str, tmp_path: Path, serve: Serve
) -> None:
    key = fill(database_url, tmp_path)
    api = serve(database_url, webhooks=False, statement_timeout=0.2)
    headers = with_key(key) | {"Idempotency-Key": "once"}
    engine = make_engine(database_url)
    with write_session(engine):
        _is_timeout(api.post("/v1/organizations", json=HARBOUR, headers=headers))
        assert api.get("/v1/people/ada-moreau").status_code == 200  # readers wait for nobody
    written = api.post("/v1/organizations", json=HARBOUR, headers=headers)
    assert (written.status_code, written.headers["Incumbent-Change"]) == (201, "2")
    engine.dispose()


def test_on_postgresql_a_read_waits_no_longer_for_a_table_either(
    make_database: MakeDatabase, serve: Serve, tmp_path: Path
) -> None:
    url = make_database("postgresql")
    fill(url, tmp_path)
    api = serve(url, webhooks=False, statement_timeout=0.2)
    with _locked(make_engine(url), "documents"):
        _is_timeout(api.get("/v1/people/ada-moreau"))
    assert api.get("/v1/people/ada-moreau").status_code == 200


@contextmanager
def _locked(engine: Engine, table: str) -> Iterator[None]:
    with engine.begin() as connection:
        connection.execute(text(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE"))
        yield
    engine.dispose()
