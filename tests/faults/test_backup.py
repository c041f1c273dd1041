"""Backups while a server writes: whole, for either database; those that are stopped are none."""

import gzip
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest
from sqlalchemy import inspect, make_url, text

from app.db import make_engine
from tests.commands import kill, run, start
from tests.conftest import DATABASES, MakeDatabase, running_server
from tests.faults.sizes import report, size
from tests.writing import ADA, ARTICLE, curated_server, etag

PATHS = (ADA, "/v1/people", "/v1/memberships", "/v1/articles", f"/v1/articles/{ARTICLE}")
OTHER = {"sqlite": "postgresql", "postgresql": "sqlite"}


def write(api: httpx.Client, language: str) -> int:
    """Add a fact; the number of the change that was acknowledged."""
    fact = {"property": "language", "value": language, "cite": "a hydrologist"}
    body = {"reason": "A test", "article_id": ARTICLE, "add": {"facts": [fact]}}
    answer = api.patch(ADA, headers=etag(api, ADA), json=body)
    assert answer.status_code == 200, answer.text
    return int(answer.headers["Incumbent-Change"])


@contextmanager
def writing(api: httpx.Client) -> Iterator[list[int]]:
    """Somebody who writes all the time; the numbers of the changes that were acknowledged."""
    acknowledged, done = [write(api, "first")], threading.Event()

    def go_on() -> None:
        while not done.is_set():
            acknowledged.append(write(api, f"language {len(acknowledged)}"))

    thread = threading.Thread(target=go_on)
    thread.start()
    try:
        yield acknowledged
    finally:
        done.set()
        thread.join()


def empty_place(kind: str, make_database: MakeDatabase, folder: Path) -> str:
    """The URL of a database without tables."""
    if kind == "sqlite":
        return f"sqlite:///{folder}/restored.db"
    url = make_database(kind)
    engine = make_engine(url)
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    engine.dispose()
    return url


def views(api: httpx.Client, at: int) -> list[bytes]:
    """What a server answers of these paths, as known at a change."""
    shown = [api.get(path, params={"known_at": at}).json() for path in PATHS]
    return [orjson.dumps(_without_address(each, str(api.base_url))) for each in shown]


def _without_address(told: Any, address: str) -> Any:
    """The same with no host: each server says its own, and signs cursors for itself."""
    return orjson.loads(orjson.dumps(told).replace(address.rstrip("/").encode(), b""))


@pytest.mark.parametrize("kind", size(["postgresql"], DATABASES))
def test_a_backup_under_load_is_restored_into_the_other_database(
    make_database: MakeDatabase, tmp_path: Path, kind: str
) -> None:
    url = make_database(kind)
    file, place = tmp_path / "a.incumbent", empty_place(OTHER[kind], make_database, tmp_path)
    with curated_server(url) as api, writing(api) as acknowledged:
        time.sleep(size(0.0, 10.0))
        before = acknowledged[-1]
        made = run(url, "backup", file, "--json")
        during = acknowledged[-1]
    assert made.returncode == 0, made.stderr
    told = orjson.loads(made.stdout)
    assert before <= told["change"] <= during + 1
    assert file.stat().st_mode & 0o077 == 0
    restored = run(place, "restore", file, "--json")
    assert restored.returncode == 0, (restored.stdout, restored.stderr)
    verified = orjson.loads(restored.stdout)["verified"]
    assert (verified["is_clean"], verified["problems"]) == (True, [])
    with running_server(url) as mine, running_server(place) as theirs:
        at = told["change"]
        assert views(mine, at) == views(theirs, at)
        assert theirs.get("/readyz").json()["digest"] == told["digest"]
    report("backup under load", database=kind, written=len(acknowledged), rows=told["rows"])


@pytest.mark.parametrize("kind", size(["sqlite"], DATABASES))
def test_a_stopped_backup_or_restore_leaves_nothing_half(
    make_database: MakeDatabase, tmp_path: Path, kind: str
) -> None:
    url = make_database(kind)
    with curated_server(url) as api:
        write(api, "first")
    file, unfinished = tmp_path / "a.incumbent", tmp_path / ".a.incumbent.part"
    place = empty_place(kind, make_database, tmp_path)
    for number in range(size(1, 20)):
        pid = start(url, "backup", file, folder=tmp_path)
        wait_for(lambda: unfinished.exists() or file.exists())
        time.sleep(0.01 * (number % 5))
        kill(pid)
        if file.exists():  # it was quicker, and is whole
            file.unlink()
    assert run(url, "backup", file).returncode == 0
    assert not unfinished.exists()
    stopped = 0
    for number in range(size(1, 20)):
        pid = start(place, "restore", file, folder=tmp_path)
        time.sleep(0.25 + 0.05 * (number % 12))
        kill(pid)
        if is_empty(place):
            stopped += 1
        else:  # it was committed before it was killed, and so is whole
            assert run(place, "verify").returncode == 0
            place = empty_place(kind, make_database, tmp_path / str(number))
    assert run(place, "restore", file).returncode == 0
    report("killed restores", database=kind, stopped=stopped)


def wait_for(condition: Any, seconds: float = 60.0) -> None:
    ended = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < ended
        time.sleep(0.002)


def is_empty(url: str) -> bool:
    """Whether there is no database, or one without tables."""
    path = make_url(url).database
    if url.startswith("sqlite") and not Path(str(path)).exists():
        return True
    engine = make_engine(url)
    try:
        return inspect(engine).get_table_names() == []
    finally:
        engine.dispose()


# Lines that somebody put behind the first one, and what is said of them.
NAMED = '{"table":"changes","columns":["number"],"moments":[]}'
WRITTEN_BY_HAND = (
    ("7", "other words"),
    ("[1]", "none of the table"),
    ('{"table":1,"columns":["a"],"moments":[]}', "other words"),
    ('{"table":"sqlite_master","columns":["sql"],"moments":[]}', '["x"]', "not ours"),
    ('{"table":"changes","columns":["number\\""],"moments":[]}', "[1]", "not ours"),
    (NAMED, "[1,2]", "none of the table"),
    (NAMED, "[18446744073709551615]", "cannot be one"),
    (NAMED, "[[1]]", "none of the table"),
    ('{"table":"changes","columns":["at"],"moments":["at"]}', '["x"]', "cannot be one"),
    ('{"table":"changes","columns":["at"],"moments":["to"]}', '["x"]', "cannot be one"),
    ('{"rows":', "other words"),
)


def by_hand(lines: bytes, *added: bytes) -> bytes:
    """A backup with these lines behind its first one."""
    first, _, rest = lines.partition(b"\n")
    return gzip.compress(b"\n".join((first, *added, rest)))


def test_what_is_no_whole_backup_is_refused(make_database: MakeDatabase, tmp_path: Path) -> None:
    url, place = make_database("sqlite"), f"sqlite:///{tmp_path}/restored.db"
    with curated_server(url):
        pass
    file, wrong = tmp_path / "a.incumbent", tmp_path / "wrong.incumbent"
    assert run(url, "backup", file).returncode == 0
    whole = file.read_bytes()
    lines = gzip.decompress(whole)
    other = lines.replace(b"hydrologist", b"hydrologisT", 1)
    newer = lines.replace(b'"revision":"00', b'"revision":"99', 1)
    contents = (
        (whole[: len(whole) // 2], "it is damaged"),
        (gzip.compress(lines[: len(lines) // 2]), "a part is missing"),
        (gzip.compress(other), "its sha256 is another"),
        (gzip.compress(newer), "which this version does not know"),
        (b"no backup", "damaged"),
        (gzip.compress(b'{"a": 1}\n'), "no backup of Incumbent"),
        *((by_hand(lines, *map(str.encode, added)), what) for *added, what in WRITTEN_BY_HAND),
        (gzip.compress(b"x" * size(1, 256_000_000)), size("damaged", "a line is longer")),
    )
    for content, what in contents[:: size(3, 1)]:
        wrong.write_bytes(content)
        refused = run(place, "restore", wrong)
        assert refused.returncode == 1
        assert what in refused.stderr
        assert sorted(each.name for each in tmp_path.iterdir()) == [file.name, wrong.name]
    again = run(url, "backup", file)
    assert (again.returncode, file.read_bytes()) == (1, whole)
    filled = run(url, "restore", file)
    assert filled.returncode == 1
    assert "is not empty" in filled.stderr
