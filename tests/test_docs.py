"""The docs are true: every curl runs, every worked example works, every list is complete."""

import ast
import os
import re
import shlex
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import Engine

from app.config import ROOT, Settings, variable_of
from app.db import make_engine
from app.errors import PROBLEMS
from app.loading.load import check, load
from app.routers.representation import NO_FILTERS
from app.schemas.articles import ArticlesPage
from app.schemas.changes import FeedPage
from app.schemas.columns import COLUMNS
from app.schemas.datasets import DatasetsPage
from app.schemas.events import EventsPage
from app.schemas.facts import FactsPage, MembershipsPage
from app.schemas.includes import INCLUDES
from app.schemas.organizations import OrganizationsPage
from app.schemas.people import PeoplePage
from app.schemas.posts import PostsPage
from app.vocabulary import EntityKind, properties_of
from app.webhooks.signing import new_secret, signed_headers
from tests.commands import run
from tests.conftest import ON_SQLITE, SEED, SEEDED_ON_SQLITE, MakeDatabase, Serve
from tests.keys import CURATOR_KEY, OTHER_KEY, OTHER_WEBHOOK
from tests.list_oracle import SPECS
from tests.proposed import OTHER_PROPOSALS, proposals

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
BLOCK = re.compile(r"^```(\w+)([^\n]*)\n(.*?)^```", re.DOTALL | re.MULTILINE)
LOCAL = "localhost:8000"


def blocks(page: Path, language: str) -> list[tuple[str, str]]:
    """The info and the text of each block of code in a language."""
    return [(info, text) for of, info, text in BLOCK.findall(page.read_text()) if of == language]


def curls(page: Path) -> list[str]:
    lines = "\n".join(text for _, text in blocks(page, "sh")).splitlines()
    return [line for line in lines if line.startswith("curl ")]


def run_curl(line: str, base_url: str) -> str:
    """Run the line as printed, but for the address, and refuse an error where none is meant."""
    if shutil.which("curl") is None:
        pytest.skip("no curl on this machine")
    named = {
        LOCAL: base_url.removeprefix("http://"),
        "$KEY": OTHER_KEY,
        "$CURATOR": CURATOR_KEY,
        "$ID": OTHER_WEBHOOK,
        # What was decided cannot be edited any more: so each has one of its own.
        "$PROPOSAL/accept": f"{OTHER_PROPOSALS[1]}/accept",
        "$PROPOSAL/reject": f"{OTHER_PROPOSALS[2]}/reject",
        "$PROPOSAL": OTHER_PROPOSALS[0],
    }
    for name, value in named.items():
        line = line.replace(name, value)
    command = shlex.split(line)
    done = subprocess.run(
        [*command, "-w", "\n%{http_code}"], capture_output=True, text=True, check=True, timeout=30
    )
    body, _, status = done.stdout.rpartition("\n")
    expected = {"400"} if "lmit" in line else {"200", "201"}
    assert status in expected, f"{line}\n{body}"
    return body


# Of every list, what is told apart from the filters, and what is said of all answers.
_APART = {"sort", "facets", "has", "changed_since"}
COMMON = {"limit", "cursor", "as_of", "known_at", *_APART, *NO_FILTERS}
CSV_LISTS = {
    "/v1/people": PeoplePage,
    "/v1/organizations": OrganizationsPage,
    "/v1/posts": PostsPage,
    "/v1/memberships": MembershipsPage,
    "/v1/events": EventsPage,
    "/v1/articles": ArticlesPage,
    "/v1/…/facts": FactsPage,
    "/v1/changes": FeedPage,
    "/v1/datasets": DatasetsPage,
}
EVERY_CURL = [
    (page, line)
    for page in PAGES
    for line in curls(page)
    if not any(word in line for word in ("moreau", "$CURATOR"))
]


@SEEDED_ON_SQLITE
@pytest.mark.parametrize(("page", "line"), EVERY_CURL, ids=lambda value: str(value)[-60:])
def test_every_curl_runs_as_printed(api: httpx.Client, page: Path, line: str) -> None:
    assert page.exists()
    assert run_curl(line, str(api.base_url)).startswith(("{", "[", "<?xml", "id,", "\ufeffid,"))


def test_writing_works_as_printed(writable: httpx.Client) -> None:
    if shutil.which("curl") is None:
        pytest.skip("no curl on this machine")
    told = [text for _, text in blocks(ROOT / "docs" / "api.md", "sh") if "$CURATOR" in text]
    scripts = [text for text in told if "$PROPOSAL" not in text]
    assert len(scripts) == 2
    keyed = os.environ | {"CURATOR": CURATOR_KEY}
    local = str(writable.base_url).removeprefix("http://")
    for script in scripts:
        strict = 'curl() { command curl --fail-with-body "$@"; }\n' + script.replace(LOCAL, local)
        done = subprocess.run(
            ["bash", "-euc", strict], capture_output=True, text=True, env=keyed, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
    assert writable.get("/v1/people/ada-moreau").status_code == 410
    assert writable.get("/v1/people/liu-jianchao").status_code == 410  # its load was reverted


@SEEDED_ON_SQLITE
def test_the_readme_shows_what_the_api_answers(api: httpx.Client) -> None:
    (_, shown), *_ = blocks(ROOT / "README.md", "json")
    membership = api.get("/v1/people/liu-jianchao").json()["memberships"][0]
    for quoted in re.findall(r'"(?:[^"\\]|\\.)*"', shown):
        assert quoted.strip('"') in str(membership), quoted


@ON_SQLITE
def test_the_worked_example_of_a_second_article_works(
    engine: Engine, tmp_path: Path, serve: Serve, database_url: str
) -> None:
    page = ROOT / "docs" / "curating.md"
    folder = tmp_path / "seed_data"
    shutil.copytree(SEED, folder)
    for language in ("text", "yaml"):
        for info, text in blocks(page, language):
            if "file=" in info:
                (folder / "articles" / info.strip().removeprefix("file=")).write_text(text)
    assert len(check(folder)) == 2
    assert [loaded.change for loaded in load(engine, folder).loaded] == [1, 2]
    api = serve(database_url)
    for line in (line for line in curls(page) if "moreau" in line):
        assert "Ada Moreau" in run_curl(line, str(api.base_url))
    held = api.get("/v1/people/ada-moreau").json()["memberships"]
    assert [(each["start_date"], each["end_date"]) for each in held] == [
        ("2020-06", None),
        (None, "..2021-03-04"),
    ]
    assert "minister" not in api.get("/v1/people/ada-moreau?include=citations").text


def test_the_walk_from_a_draft_to_a_fact_works(
    make_database: MakeDatabase, tmp_path: Path, serve: Serve
) -> None:
    page, url = ROOT / "docs" / "curating.md", make_database("sqlite")
    for language in ("text", "yaml"):
        for info, text in blocks(page, language):
            if "draft=" in info:
                (tmp_path / info.strip().removeprefix("draft=")).write_text(text)
    lines = "\n".join(text for _, text in blocks(page, "sh")).splitlines()
    told = []
    for line in (line for line in lines if line.startswith("incumbent review")):
        _, *arguments = shlex.split(line.replace("seed_data/articles", str(tmp_path)))
        done = run(url, *arguments)
        assert done.returncode == 0, done.stderr
        told.append(done.stdout)
    assert "Ben Costa holds director of the Delta Ferry Office, since 2022-05" in told[0]
    assert "Accepted 5 proposals with change 1; 7 facts recorded" in told[2]
    (held,) = serve(url).get("/v1/people/ben-costa").json()["memberships"]
    assert (held["start_date"], held["post_id"]) == (
        "2022-05",
        "director-of-the-delta-ferry-office",
    )
    (job,) = [each for each in proposals(make_engine(url)) if each.status == "open"]
    assert job.rule == "occupation.is_a"


COMMANDS = [
    "serve",
    "migrate",
    "load",
    "check",
    "schema",
    "import",
    "datasets",
    "merge",
    "withdraw",
    "revert",
    "review",
    "keys",
    "draft",
    "dossier",
]


def test_every_command_of_the_docs_is_known() -> None:
    told = run("sqlite:///unused.db", "--help")
    for page in PAGES:
        for command in re.findall(
            rf"incumbent ({COMMANDS})\b",
            page.read_text(),
        ):
            assert command in told.stdout


def test_the_signature_is_checked_as_the_docs_say() -> None:
    ((_, code),) = blocks(ROOT / "docs" / "api.md", "python")
    told: dict[str, Any] = {}
    exec(code, told)  # noqa: S102 (our own page)
    secret, body = new_secret(), b'{"type": "change.recorded"}'
    headers = signed_headers(secret, "msg_a_1", int(time.time()), body)
    assert told["is_genuine"](secret, headers, body)
    assert not told["is_genuine"](secret, headers, body + b" ")
    assert not told["is_genuine"](new_secret(), headers, body)
    old = signed_headers(secret, "msg_a_1", int(time.time()) - 3600, body)
    assert not told["is_genuine"](secret, old, body)


def test_every_setting_is_documented() -> None:
    page = (ROOT / "docs" / "operating.md").read_text()
    for name, field in Settings.model_fields.items():
        assert f"| `{variable_of(name)}` | `{field.default}` | {field.description} |" in page


def test_every_event_of_the_log_is_documented_with_its_level() -> None:
    page = (ROOT / "docs" / "watching.md").read_text()
    levels = r"(?:info|warning|error)(?:, (?:warning|error))*"
    rows = re.findall(rf"^\| ((?:`\w+`(?:, )?)+) \| ({levels}) \|", page, re.MULTILINE)
    told = set()
    for names, written in rows:
        events, each_at = re.findall(r"\w+", names), written.split(", ")
        at = each_at * len(events) if len(each_at) == 1 else each_at
        told |= set(zip(events, at, strict=True))
    assert told == set(logged_events())


def logged_events() -> Iterator[tuple[str, str]]:
    for file in (ROOT / "app").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and re.match(r"log\.\w+$", ast.unparse(node.func)):
                level = ast.unparse(node.func).removeprefix("log.").replace("exception", "error")
                for part in ast.walk(node.args[0]):
                    if isinstance(part, ast.Constant):
                        yield str(part.value), level


def test_every_problem_type_is_documented() -> None:
    page = (ROOT / "docs" / "api.md").read_text()
    for slug, problem in PROBLEMS.items():
        assert f"| `{slug}` | {problem.status} |" in page


def test_every_property_is_documented() -> None:
    page = (ROOT / "docs" / "curating.md").read_text()
    for kind in (EntityKind.PERSON, EntityKind.ORGANIZATION, EntityKind.POST, EntityKind.EVENT):
        listed = " ".join(f"`{name}`" for name in sorted(properties_of(kind)))
        assert f"| {kind} | {listed} |" in page


@SEEDED_ON_SQLITE
def test_every_list_filter_is_documented(api: httpx.Client) -> None:
    """A date stands once, for all of its operators."""
    page = (ROOT / "docs" / "api.md").read_text()
    paths = api.get("/openapi.json").json()["paths"]
    for path in SPECS:
        names = [each["name"] for each in paths[path]["get"]["parameters"]]
        shown = [f"`{n}.*`" if f"{n}.lt" in names else f"`{n}`" for n in names if "." not in n]
        filters = ", ".join(each for each in shown if each.strip("`") not in COMMON)
        assert f"| `{path}` | {filters} |" in page


def test_every_sort_facet_and_field_of_has_is_documented() -> None:
    page = (ROOT / "docs" / "api.md").read_text()
    for path, spec in SPECS.items():
        has = next(each.choices for each in spec.parameters() if each.name == "has")
        told = [
            ", ".join(f"`{name}`" for name in names) for names in (spec.sorts, spec.facets, has)
        ]
        assert f"| `{path}` | {' | '.join(told)} |" in page


def test_every_include_and_every_column_is_documented() -> None:
    page = (ROOT / "docs" / "api.md").read_text()
    for model, known in INCLUDES.items():
        for include in known:
            assert f"`{include.name}`" in page, model
    for path, model in CSV_LISTS.items():
        columns = ", ".join(f"`{name}`" for name in COLUMNS[model])
        assert f"| `{path}` | {columns} |" in page


def test_links_between_pages_lead_somewhere() -> None:
    for page in [*PAGES, ROOT / "CONTRIBUTING.md"]:
        for target in re.findall(r"\]\((?!http)([^)#]+)", page.read_text()):
            assert (page.parent / target).exists(), f"{page}: {target}"
