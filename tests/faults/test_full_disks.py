"""A disk that is full, and one that turns read-only, under a server that goes on."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import httpx
import pytest
from sqlalchemy import event

from app.db import make_engine
from app.migrate import migrate
from tests.clusters import cluster
from tests.conftest import MakeDatabase, running_app
from tests.faults.loads import Load, fill, loaded, serving
from tests.faults.sizes import FULL, report, size
from tests.keys import with_key
from tests.test_errors_api import check_shape
from tests.writing import HARBOUR

ROUNDS = size(1, 5)
FULL_FOR = size(1.0, 10.0)  # seconds
REFUSED_WITHIN = size(10.0, 2.0)
BACK_WITHIN = size(20.0, 5.0)
NEEDS_A_MOUNT = pytest.mark.skipif(not FULL, reason="mounts a small disk: make test-faults")


def test_a_write_that_finds_no_room_is_told_so_and_all_else_goes_on(
    make_database: MakeDatabase, tmp_path: Path
) -> None:
    """SQLite itself bounds its file here; what it says is what it says of a disk."""
    url = make_database("sqlite")
    headers = with_key(fill(url, tmp_path))
    with running_app(url, webhooks=False) as (app, api):
        engine = app.state.engine
        engine.dispose()

        def bounded(connection: Any, _record: object) -> None:
            connection.execute("VACUUM")  # no page is left over
            pages = connection.execute("PRAGMA page_count").fetchone()[0]
            connection.execute(f"PRAGMA max_page_count = {pages}")

        event.listen(engine, "connect", bounded)
        before = api.get("/v1/people/ada-moreau").content
        written = 0
        while (refused := _office(api, headers, written)).status_code == httpx.codes.CREATED:
            written += 1
        assert check_shape(refused, "insufficient-storage")["status"] == 507
        assert int(refused.headers["Retry-After"]) > 0
        assert api.get("/v1/people/ada-moreau").content == before
        event.remove(engine, "connect", bounded)
        engine.dispose()
        again = _office(api, headers, written)
        assert again.headers["Incumbent-Change"] == str(written + 2)  # nothing half-written


def _office(api: httpx.Client, headers: dict[str, str], number: int) -> httpx.Response:
    body = HARBOUR | {"id": f"office-{number}"}
    return api.post("/v1/organizations", json=body, headers=headers)


@NEEDS_A_MOUNT
def test_sqlite_on_a_disk_that_fills_up(tmp_path: Path) -> None:
    with _disk("tmpfs", "-o", "size=24m") as disk:
        url = _made(f"sqlite:///{disk}/incumbent.db")
        key = fill(url, tmp_path)
        with serving(url, tmp_path) as api, loaded(api, key) as load:
            for turn in range(ROUNDS):
                _fills_up(f"sqlite full disk {turn}", load, disk)


@NEEDS_A_MOUNT
def test_postgresql_in_a_tablespace_that_fills_up(tmp_path: Path) -> None:
    with _disk("tmpfs", "-o", "size=48m") as disk, cluster() as servers:
        place = disk / "space"
        place.mkdir()
        shutil.chown(place, servers.folder.owner(), servers.folder.group())
        disk.chmod(0o755)
        server = servers.primary()
        server.sql(f"CREATE TABLESPACE small LOCATION '{place}'")
        server.sql("CREATE DATABASE kessaria TABLESPACE small")
        url = _made(server.url("kessaria"))
        key = fill(url, tmp_path)
        with serving(url, tmp_path) as api, loaded(api, key) as load:
            for turn in range(ROUNDS):
                _fills_up(f"postgresql full disk {turn}", load, disk)


@NEEDS_A_MOUNT
def test_sqlite_on_a_disk_that_turns_read_only(tmp_path: Path) -> None:
    image = tmp_path / "disk.img"
    image.write_bytes(b"")
    os.truncate(image, 64 * 1024 * 1024)
    _run("mkfs.ext4", "-q", str(image))
    with _disk(str(image), "-o", "loop") as disk:
        url = _made(f"sqlite:///{disk}/incumbent.db")
        key = fill(url, tmp_path)
        with serving(url, tmp_path) as api, loaded(api, key) as load:
            load.await_right("write", time.monotonic(), BACK_WITHIN)
            turned = time.monotonic()
            _run("mount", "-o", "remount,abort", str(disk))  # as ext4 does after an error
            time.sleep(FULL_FOR)
            later = [each for each in load.since(turned + 1) if each.what != "/healthz"]
            writes = [each for each in later if each.what == "write"]
            reads = [each for each in later if each.what.startswith("read")]
            refused = [each for each in reads if each.status >= 500]
            told = {"reads": len(reads), "refused": len(refused)} | load.longest(turned)
            report("sqlite read-only disk", writes=len(writes), **told)
            assert load.faults() == []
            assert {each.status for each in writes} <= {503, 507}
            assert told["refused_within"] < REFUSED_WITHIN
            assert len(refused) < len(reads)


def _fills_up(name: str, load: Load, disk: Path) -> None:
    load.await_right("write", time.monotonic(), BACK_WITHIN)
    begun = time.monotonic()
    ballast = disk / "ballast"
    _use_up(ballast)
    until = begun + FULL_FOR
    while time.monotonic() < until or not _is_full(load, begun):
        assert time.monotonic() < until + 60, "writes found room"
        time.sleep(0.1)
        _use_up(ballast)
    ballast.unlink()
    freed = time.monotonic()
    writing = load.await_right("write", freed, BACK_WITHIN)
    time.sleep(6)
    sent = load.since(begun)
    statuses = {each.status for each in sent if each.status >= 500}
    reads = [each for each in sent if each.what.startswith("read")]
    lost, longest = load.lost(), load.longest(begun)
    report(
        name, requests=len(sent), full=sum(each.status == 507 for each in sent), lost=len(lost),
        reads_refused=sum(each.status >= 500 for each in reads), writing=round(writing, 2),
        **longest,
    )  # fmt: skip
    assert load.faults() == []
    assert 507 in statuses
    assert longest["refused_within"] < REFUSED_WITHIN
    assert writing < BACK_WITHIN
    assert not [each for each in sent if each.status >= 500 and each.at > freed + BACK_WITHIN]
    assert lost == []


def _is_full(load: Load, since: float) -> bool:
    return any(each.status == 507 for each in load.since(since))


def _use_up(ballast: Path) -> None:
    """Write until there is no room left for a page."""
    with ballast.open("ab", buffering=0) as file:
        for piece in (1_000_000, 4096):
            try:
                while file.write(b"\0" * piece) == piece:
                    pass
            except OSError:
                continue


def _made(url: str) -> str:
    engine = make_engine(url)
    migrate(engine)
    engine.dispose()
    return url


@contextmanager
def _disk(device: str, *options: str) -> Iterator[Path]:
    """A small disk of its own."""
    folder = Path(mkdtemp(prefix="disk", dir="/tmp"))
    kind = ["-t", device] if device == "tmpfs" else []
    _run("mount", *kind, *options, device, str(folder))
    try:
        yield folder
    finally:
        _run("umount", str(folder))
        folder.rmdir()


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.fail(f"{' '.join(command)}: {done.stderr}: this needs root, and e2fsprogs for ext4")
