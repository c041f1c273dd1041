"""The files that operators run it with: containers are confined, bounded, and hold no secret."""

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from app.config import ROOT, Settings, unknown_variables
from app.errors import PROBLEMS
from app.guarding.protocol import MOST_HEAD, MOST_URL

Service = dict[str, Any]
DEPLOY = ROOT / "deploy"
FILES = [ROOT / "compose.yaml", ROOT / "compose.cluster.yaml"]
ONE_SHOTS = {"secrets", "migrate"}


def services(file: Path) -> dict[str, Service]:
    """The services of a file, each with what it extends."""
    written = yaml.safe_load(file.read_text())["services"]
    return {name: extended(file, service) for name, service in written.items()}


def extended(file: Path, service: Service) -> Service:
    base = service.get("extends")
    if base is None:
        return service
    other = file.parent / base["file"] if "file" in base else file
    found = extended(other, yaml.safe_load(other.read_text())["services"][base["service"]])
    merged = {**found, **service}
    for name in set(found) & set(service):
        if isinstance(found[name], dict):
            merged[name] = found[name] | service[name]
        elif name in ("volumes", "tmpfs"):
            merged[name] = found[name] + service[name]
    return merged


EVERY = [(file, name) for file in FILES for name in services(file)]
each_service = pytest.mark.parametrize(
    ("file", "name"), EVERY, ids=[f"{file.stem}-{name}" for file, name in EVERY]
)


@each_service
def test_a_container_is_confined_and_bounded(file: Path, name: str) -> None:
    service = services(file)[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert {"mem_limit", "cpus", "pids_limit", "init"} <= set(service)
    assert {"max-size", "max-file"} <= set(service["logging"]["options"])
    if name in ONE_SHOTS:
        assert service["restart"] == "no"
    else:
        assert service["restart"] == "unless-stopped"
        # Ours is the user of the image; the makers' images would begin as root.
        assert service["image"].startswith("incumbent:") or service["user"] not in ("root", "0")


@each_service
def test_a_container_runs_a_pinned_image_and_is_told_no_password(file: Path, name: str) -> None:
    service = services(file)[name]
    environment = {key: str(value) for key, value in service.get("environment", {}).items()}
    assert re.search(r":(\d|\$\{IMAGE_TAG)", service["image"])
    assert not [key for key in environment if re.search(r"(PASSWORD|SECRET|TOKEN)$", key)]
    assert not [value for value in environment.values() if re.search(r"://[^/@]*:[^/@]*@", value)]
    assert not unknown_variables(environment)


@each_service
def test_settings_reach_the_api_and_the_migration_alone(file: Path, name: str) -> None:
    service = services(file)[name]
    is_ours = name == "migrate" or name.startswith("api")
    given = [{"path": "../incumbent.env", "required": False}] if is_ours else None
    assert service.get("env_file") == given
    # What stands here counts before that file, so operators are told which they cannot set there.
    fixed = set(service.get("environment", {})) - {"LOAD"} if is_ours else set()
    page = (ROOT / "docs" / "operating.md").read_text()
    told = page[page.index("counts before that file") :].partition("\n\n")[0] if is_ours else ""
    assert {each for each in fixed if f"`{each}`" not in told} == set()


def test_no_variable_of_compose_would_be_refused_by_the_api_as_an_unknown_setting() -> None:
    written = "".join(file.read_text() for file in [*FILES, DEPLOY / "services.yaml"])
    assert unknown_variables(re.findall(r"\$\{(\w+)", written)) == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_api_has_time_to_finish_and_starts_on_a_migrated_database(file: Path) -> None:
    apis = {name: each for name, each in services(file).items() if name.startswith("api")}
    assert apis
    for service in apis.values():
        told = service["environment"]
        given = Settings(
            database_url=told["DATABASE_URL"],
            shutdown_timeout=float(told["INCUMBENT_SHUTDOWN_TIMEOUT"]),
            trusted_proxies=told.get("INCUMBENT_TRUSTED_PROXIES", "127.0.0.1"),
            rate_limit_storage=told.get("INCUMBENT_RATE_LIMIT_STORAGE", "memory://"),
        )
        ends_after = given.shutdown_drain + given.shutdown_timeout
        assert int(service["stop_grace_period"].removesuffix("s")) > ends_after
        assert service["depends_on"]["migrate"]["condition"] == "service_completed_successfully"


def test_only_a_proxy_of_ours_is_believed_whom_a_request_comes_from() -> None:
    for file in FILES:
        for service in services(file).values():
            trusts = "INCUMBENT_TRUSTED_PROXIES" in service.get("environment", {})
            assert not (trusts and "ports" in service)
    behind = services(ROOT / "compose.cluster.yaml")["api-1"]
    assert "INCUMBENT_TRUSTED_PROXIES" in behind["environment"]


def test_the_proxy_does_not_reach_the_database() -> None:
    cluster = services(ROOT / "compose.cluster.yaml")
    networks = yaml.safe_load((ROOT / "compose.cluster.yaml").read_text())["networks"]
    assert not set(cluster["proxy"]["networks"]) & set(cluster["db-1"]["networks"])
    assert networks["database"]["internal"] is True
    assert [name for name, each in cluster.items() if "ports" in each] == ["proxy"]


MADE, COPIED, REFUSED = "started\n", "standby.signal\nstarted\n", ""
WENT_ON, FOLLOWED_ON = "PG_VERSION\nstarted\n", "PG_VERSION\nstandby.signal\nstarted\n"
WAITED = "Waiting until db-2 is a primary. Where it follows a db_1 that is gone, promote it.\n"
# What a node has, whether it is the first, what its peer is, and what the node does then.
NODES = [
    ("nothing", "yes", "away", MADE),
    ("nothing", "no", "away", WAITED),
    ("nothing", "yes", "primary", COPIED),
    ("nothing", "no", "primary", COPIED),
    # Emptied before the standby was promoted: a database of its own would be a second one.
    ("nothing", "yes", "standby", WAITED),
    ("nothing", "yes", "starting", WAITED),
    ("primary", "yes", "away", WENT_ON),
    ("primary", "yes", "standby", WENT_ON),
    ("primary", "yes", "primary", REFUSED),
    ("standby", "no", "primary", FOLLOWED_ON),
]
ANSWERS = {"primary": "echo f", "standby": "echo t"}
REACHED = {"away": 2, "starting": 1}


@pytest.mark.parametrize(("has", "first", "peer", "told"), NODES)
def test_there_is_never_a_second_primary(
    tmp_path: Path, has: str, first: str, peer: str, told: str
) -> None:
    """With stand-ins for PostgreSQL's programs; deploy/verify.sh does it with the real ones."""
    data = tmp_path / "pgdata"
    files = {"nothing": [], "primary": ["PG_VERSION"], "standby": ["PG_VERSION", "standby.signal"]}
    for name in files[has]:
        data.mkdir(exist_ok=True)
        (data / name).touch()
    programs = {
        "pg_isready": f"exit {REACHED.get(peer, 0)}",
        "psql": ANSWERS.get(peer, "exit 2"),
        "pg_basebackup": 'mkdir "$PGDATA.new"; touch "$PGDATA.new/standby.signal"',
        "docker-entrypoint.sh": '[ ! -d "$PGDATA" ] || ls "$PGDATA"; echo started',
        "sleep": "kill $PPID",  # who waits once would wait on
    }
    for name, line in programs.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{line}\n")
        (tmp_path / name).chmod(0o755)
    node = {"NODE": "db_1", "PEER": "db-2", "FIRST": first, "PGDATA": str(data)}
    path = f"{tmp_path}:{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", DEPLOY / "postgres" / "node.sh"],
        env={**os.environ, **node, "PATH": path},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stdout == told
    assert ("is a primary, too" in done.stderr) == (told == REFUSED)


def test_a_command_beside_the_unit_runs_as_the_unit_does() -> None:
    unit = (DEPLOY / "incumbent.service").read_text()
    properties = re.findall(r"--property=(\S+)", (DEPLOY / "run.sh").read_text())
    assert "User=incumbent" in properties
    assert [each for each in properties if f"\n{each}" not in unit] == []
    # The folders of the unit are those of the run books.
    for page in (ROOT / "docs").glob("*.md"):
        assert "/srv/incumbent" not in page.read_text(), page


def test_the_image_is_built_with_extras_in_versions_that_are_locked() -> None:
    dockerfile, ignored = (ROOT / "Dockerfile").read_text(), (ROOT / ".dockerignore").read_text()
    for file in ("requirements.txt", "requirements-extras.txt"):
        assert f"!{file}\n" in ignored
        assert file in dockerfile
    tested = set(
        re.findall(r"^\S+==\S+", (ROOT / "requirements-dev.txt").read_text(), re.MULTILINE)
    )
    lock = (ROOT / "requirements-extras.txt").read_text()
    assert set(re.findall(r"^\S+==\S+", lock, re.MULTILINE)) <= tested
    assert "mcp==" in lock
    assert "opentelemetry-sdk==" in lock


def test_the_proxy_answers_with_problems_of_ours() -> None:
    told = re.findall(r"status (\d+) .* string '(.*?)'", (DEPLOY / "haproxy.cfg").read_text())
    assert len(told) >= 7
    for status, written in told:
        document = json.loads(written)
        problem = PROBLEMS[document["type"].removeprefix("/problems/")]
        assert set(document) == {
            *("type", "title", "status", "detail", "parameter", "errors", "request_id")
        }
        assert document["status"] == int(status)
        # What HAProxy can tell of a process that it does not reach has two more numbers.
        assert problem.status == (503 if status in ("502", "504") else int(status))


def test_a_head_that_the_api_takes_fits_through_the_proxy() -> None:
    found = re.search(r"tune\.bufsize (\d+)", (DEPLOY / "haproxy.cfg").read_text())
    assert found
    assert int(found[1]) > MOST_URL + MOST_HEAD + 2048


@pytest.mark.parametrize("script", sorted(DEPLOY.rglob("*.sh")), ids=lambda file: file.stem)
def test_a_script_is_well_formed(script: Path) -> None:
    shell = script.read_text().split("\n", 1)[0].rsplit("/", 1)[-1].removeprefix("env ")
    checked = subprocess.run([shell, "-n", script], capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stderr) == (0, "")
