"""The command line, as an operator and a curator run it."""

import json
import random
import signal
import socket
import subprocess
import time
from collections import Counter
from pathlib import Path

import httpx
import pytest
import yaml
from jsonschema import Draft202012Validator
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.__main__ import _listen
from app.config import ROOT, Settings
from app.db import make_engine
from app.models import Change, Document, Entity, Fact
from tests.commands import INCUMBENT, environment, kill, run, start
from tests.conftest import MakeDatabase
from tests.dossiers import KESSARIA, edited, numbered_dossier, write_dossier
from tests.postgres import free_port


def test_migrate_load_and_load_again(database_url: str, dossier_folder: Path) -> None:
    assert "up to date" in run(database_url, "migrate").stdout
    first = run(database_url, "load", dossier_folder)
    assert first.stdout == (
        "Loaded with 1 change: 11 facts recorded, 0 retracted; 0 dossiers unchanged.\n"
    )
    again = run(database_url, "load", dossier_folder)
    assert again.stdout == (
        "Loaded with 0 changes: 0 facts recorded, 0 retracted; 1 dossier unchanged.\n"
    )
    assert (first.returncode, again.returncode) == (0, 0)


def test_check_writes_nothing_and_needs_no_database(tmp_path: Path, dossier_folder: Path) -> None:
    done = run(f"sqlite:///{tmp_path}/none.db", "check", dossier_folder)
    assert (done.returncode, done.stdout) == (0, "1 dossier right: 11 facts.\n")
    assert not (tmp_path / "none.db").exists()


@pytest.mark.parametrize("command", ["check", "load"])
def test_a_wrong_dossier_is_told_and_nothing_is_written(
    make_database: MakeDatabase, tmp_path: Path, command: str
) -> None:
    path = write_dossier(tmp_path, edited(KESSARIA, ("people", 0, "facts", 0, "cite"), "an actor"))
    url = make_database("sqlite")
    done = run(url, command, tmp_path)
    assert done.returncode == 1
    assert done.stdout == ""
    assert f"{path}:" in done.stderr
    assert "people[0].facts[0].cite[0]: the quote does not stand in the article" in done.stderr
    assert done.stderr.endswith("1 problem; nothing was written.\n")
    with Session(make_engine(url)) as session:
        assert session.scalar(select(func.count()).select_from(Change)) == 0


@pytest.mark.parametrize(
    ("variables", "message"),
    [
        (
            {"DATABASE_URL": "postgresql://me:hunter2@h:x/y"},
            "DATABASE_URL: this is no database URL",
        ),
        ({"INCUMBENT_PORT": "99999"}, "PORT: Input should be less than or equal to 65535"),
        (
            {"INCUMBENT_PROT": "1"},
            "INCUMBENT_PROT: there is no such setting; did you mean INCUMBENT_PORT?",
        ),
    ],
)
def test_a_wrong_setting_is_told_at_the_start(variables: dict[str, str], message: str) -> None:
    others = dict(variables)
    done = run(others.pop("DATABASE_URL", "sqlite:///unused.db"), "serve", **others)
    assert done.returncode == 1
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert "hunter2" not in done.stderr


def test_a_database_that_does_not_answer_is_told_without_a_traceback(tmp_path: Path) -> None:
    done = run("postgresql://nobody@127.0.0.1:1/none", "load", "seed_data")
    assert done.returncode == 1
    assert "The database does not answer" in done.stderr
    assert "Traceback" not in done.stderr
    assert "DATABASE_URL=postgresql+psycopg://nobody@127.0.0.1:1/none" in done.stderr
    (tmp_path / "empty.db").touch()
    done = run(f"sqlite:///{tmp_path}/empty.db", "load", "seed_data")
    assert done.returncode == 1
    assert "not migrated" in done.stderr


@pytest.mark.parametrize("command", [("load", "seed_data"), ("serve",)])
def test_a_name_that_was_mistyped_makes_no_database(
    tmp_path: Path, command: tuple[str, ...]
) -> None:
    done = run(f"sqlite:///{tmp_path}/data/mistyped.db", *command, PORT=str(free_port()))
    assert done.returncode == 1
    assert "There is no database at sqlite:////" in done.stderr
    assert "migrate makes it" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_schema_of_dossiers_takes_the_right_ones_and_refuses_the_wrong() -> None:
    schema = json.loads(run("sqlite:///unused.db", "schema", "dossier").stdout)
    validator = Draft202012Validator(schema)
    validator.check_schema(schema)
    seed = next((ROOT / "seed_data").rglob("*.yaml"))
    validator.validate(json.loads(json.dumps(yaml.safe_load(seed.read_text()), default=str)))
    validator.validate(json.loads(json.dumps(KESSARIA)))
    wrong = edited(KESSARIA, ("people", 0, "nmae"), "x")
    assert not validator.is_valid(json.loads(json.dumps(wrong)))


def test_the_openapi_document_can_be_printed() -> None:
    assert json.loads(run("sqlite:///unused.db", "schema", "openapi").stdout)["openapi"].startswith(
        "3.1"
    )


def test_serve_migrates_loads_serves_and_stops(tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    env = environment(f"sqlite:///{tmp_path}/data/x.db", PORT=port, PYTHONUNBUFFERED="1")
    arguments = [*INCUMBENT, "serve", "--migrate", "--load", "seed_data"]
    with subprocess.Popen(
        arguments, env=env, stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as server:
        assert server.stdout
        lines = [server.stdout.readline() for _ in range(4)]
        assert "migrated" in lines[0]
        assert lines[1].startswith("Loaded with 1 change: ")
        assert f"Serving on http://127.0.0.1:{port}" in lines[2]
        assert lines[3].startswith("Try: curl -s http://")
        answer = _wait_for(lines[3].split()[-1])
        assert answer.json()["name"] == "Liu Jianchao"
        server.send_signal(signal.SIGTERM)
        assert server.wait(10) in (0, -signal.SIGTERM)


def test_an_answer_never_waits_for_the_client_to_acknowledge_its_first_part() -> None:
    with _listen(Settings(port=0)) as listening:
        client = socket.create_connection(listening.getsockname())
        connection, _ = listening.accept()
        with client, connection:
            assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_a_load_killed_at_any_moment_leaves_whole_dossiers_only(
    make_database: MakeDatabase, tmp_path: Path
) -> None:
    """Kill -9, twenty times at random moments: it opens, holds whole dossiers, and completes."""
    facts = 8
    for number in range(24):
        write_dossier(tmp_path, *numbered_dossier(number, facts=facts), stem=f"d{number:02d}")
    moments = random.Random(20)  # noqa: S311 (moments, not secrets)
    url = make_database("sqlite")
    counts = []
    for _ in range(20):
        _kill_a_load(url, tmp_path, moments.uniform(0.0, 0.06))
        counts.append(_whole_dossiers(url, facts_each=facts + 2))
        if counts[-1] == 24:
            url = make_database("sqlite")
    assert any(0 < count < 24 for count in counts), counts
    assert run(url, "load", tmp_path).returncode == 0
    assert _whole_dossiers(url, facts_each=facts + 2) == 24
    assert "Loaded with 0 changes" in run(url, "load", tmp_path).stdout


def _kill_a_load(url: str, folder: Path, delay: float) -> None:
    """Start a load, wait until it writes and then a moment, kill it."""
    path = Path(url.removeprefix("sqlite:///"))
    before = _written(path)
    loading = start(url, "load", folder, folder=path.parent)
    while _written(path) == before and not _is_told(path.parent):
        time.sleep(0.001)
    time.sleep(delay)
    kill(loading)


def _is_told(folder: Path) -> bool:
    told = folder / "stdout"
    return told.exists() and told.stat().st_size > 0


def _written(path: Path) -> int:
    log = path.with_name(path.name + "-wal")
    return log.stat().st_size if log.exists() else 0


def _whole_dossiers(url: str, facts_each: int) -> int:
    """How many dossiers are there, having checked that each is whole."""
    engine = make_engine(url)
    with Session(engine) as session:
        assert session.connection().exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
        told = Counter(session.scalars(select(Fact.origin)))
        assert set(told.values()) <= {facts_each}
        numbers = list(session.scalars(select(Change.number).order_by(Change.number)))
        assert numbers == list(range(1, len(told) + 1))
        entities = set(session.scalars(select(Entity.id)))
        assert entities == set(session.scalars(select(Document.id)))
        assert len(entities) == 2 * len(told)
    engine.dispose()
    return len(told)


def _wait_for(url: str) -> httpx.Response:
    for _ in range(200):
        try:
            return httpx.get(url)
        except httpx.TransportError:
            time.sleep(0.05)
    raise TimeoutError(url)
