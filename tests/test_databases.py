"""Which database a request goes to: by what it comes with, and by what is known of each."""

import asyncio
from typing import Any

import httpx
import pytest
from pydantic import ValidationError
from sqlalchemy import make_url

from app.config import Settings
from app.databases.choosing import Databases
from app.databases.watching import Watch, conninfo_of
from app.patience import FOR_COMMANDS
from tests.conftest import run_apart
from tests.test_errors_api import check_shape

PRIMARY = "postgresql+psycopg://incumbent@db1/incumbent"
STANDBYS = tuple(f"postgresql+psycopg://incumbent@db{each}/incumbent" for each in (2, 3))


@pytest.fixture
def databases() -> Databases:
    """A primary at change 10 and two standbys that have it; nothing is connected to."""
    made = Databases(PRIMARY, STANDBYS, FOR_COMMANDS)
    for each in made.all:
        each.watch.is_up = True
        each.watch._has(10)
    return made


def _asked(port: int = 5000, path: str = "/v1/people", **headers: str) -> dict[str, Any]:
    told = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return {"path": path, "client": ("127.0.0.1", port), "headers": told}


def test_reads_are_spread_over_standbys_and_stay_with_one_for_a_connection(
    databases: Databases,
) -> None:
    chosen = [databases.choose(_asked(port)) for port in range(1000)]
    assert chosen == [databases.choose(_asked(port)) for port in range(1000)]
    first, second = databases.standbys
    assert 350 < chosen.count(first) < 650
    assert set(chosen) == {first, second}
    first.watch.is_up = False
    moved = [databases.choose(_asked(port)) for port in range(1000)]
    assert set(moved) == {second}


def test_who_has_a_key_or_a_session_is_answered_by_the_primary(databases: Databases) -> None:
    assert databases.choose(_asked(authorization="Bearer x")) is databases.primary
    assert databases.choose(_asked(path="/review/1")) is databases.primary
    assert databases.choose(_asked(path="/reviews")) in databases.standbys


def test_a_change_that_is_named_is_there(databases: Databases) -> None:
    ahead, behind = databases.standbys
    ahead.watch._has(11)
    for port in range(50):
        assert databases.choose(_asked(port, incumbent_change="11")) is ahead
        assert databases.choose(_asked(port, incumbent_change="12")) is databases.primary
    assert {databases.choose(_asked(port)) for port in range(50)} == {ahead, behind}


def test_what_lacks_more_than_may_be_is_left_out_also_when_the_primary_has_gone(
    databases: Databases,
) -> None:
    late, right = databases.standbys
    late.watch._seen.clear()
    late.watch._has(9)
    assert databases.usable() == [right]
    databases.primary.watch.is_up = False
    assert databases.usable() == [right]
    right.watch.is_up = False
    assert databases.choose(_asked()) is databases.primary


@pytest.mark.parametrize("path", ["/v1/people", "/v1/people/liu-jianchao", "/v1/changes", "/"])
def test_a_change_that_is_none_is_refused(apis: list[httpx.Client], path: str) -> None:
    for api in apis:
        refused = check_shape(
            api.get(path, headers={"Incumbent-Change": "new"}), "invalid-parameter"
        )
        assert (refused["parameter"], refused["errors"][0]["location"]) == (
            "Incumbent-Change",
            "header",
        )
        assert api.get(path, headers={"Incumbent-Change": "1"}).status_code == 200


def test_a_url_may_name_several_hosts_as_libpq_has_them() -> None:
    url = "postgresql://ada:s%40x@db1:5433,db2/incumbent?target_session_attrs=read-write"
    told = conninfo_of(make_url(Settings(database_url=url).database_url))
    assert (told["host"], told["port"], told["dbname"]) == ("db1,db2", "5433,", "incumbent")
    assert (told["user"], told["password"]) == ("ada", "s@x")
    assert told["target_session_attrs"] == "read-write"


def test_only_a_postgresql_has_standbys() -> None:
    with pytest.raises(ValidationError, match="only a PostgreSQL database has standbys"):
        Settings(database_url="sqlite:///x.db", database_read_urls="postgresql://db2/incumbent")
    with pytest.raises(ValidationError, match="only a PostgreSQL database has standbys"):
        Settings(database_url=PRIMARY, database_read_urls="sqlite:///x.db")


def test_a_watch_ends_at_whatever_moment_it_is_told_to() -> None:
    """Also where something wakes it at that very moment."""
    run_apart(_watch_and_stop)


async def _watch_and_stop() -> None:
    for steps in range(4):
        watch = Watch(make_url("postgresql+psycopg://incumbent@127.0.0.1:1/none"))
        watch.start()
        await asyncio.sleep(0.1)
        watch.look()
        for _ in range(steps):
            await asyncio.sleep(0)
        async with asyncio.timeout(5):
            await watch.stop()
