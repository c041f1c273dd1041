"""Takedown of an entity: its words are gone from every surface of every process, at once.

Servers are real processes with all that they keep warm. No answer may have the words from the first
request on that follows the takedown, which is stricter than within a minute; where a process reads
from a standby, from the moment on at which that has the takedown.
"""

import json
import re
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from mcp import Client
from mcp.shared.exceptions import MCPError
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app.config import Settings
from app.db import make_engine
from app.main import create_app
from app.migrate import migrate
from app.models import Fact
from app.vocabulary import PATHS, EntityKind, Scope
from tests.assistants import ask, over_stdio, serving, text_of
from tests.clusters import cluster
from tests.commands import run
from tests.conftest import NO_TLS, MakeDatabase, run_apart
from tests.faults.sizes import report, size
from tests.keys import make_key, with_key
from tests.receivers import Receiver, receiver, wait_until
from tests.reviews import visiting
from tests.takedown_crawl import BROWSER, World, leaks, unpacked
from tests.takedown_data import (
    IDS,
    OF_ADA,
    OF_CLUB,
    OF_PAPER,
    WITHDRAWN,
    fill,
    gazette,
    proposals,
    record,
)

Answers = dict[str, tuple[int, bytes]]
WITHIN = 60  # seconds
# The date of birth stands in the queries for matching, too, which are not answers.
TAKEN_DOWN = (*OF_ADA, *OF_CLUB, *OF_PAPER)
UNLIMITED = dict.fromkeys(
    ("INCUMBENT_RATE_LIMIT", "INCUMBENT_RATE_LIMIT_KEYS", "INCUMBENT_RATE_LIMIT_FAILURES"), "off"
)
DATABASES = size(["sqlite"], ["sqlite", "postgresql"])
GONE = ("/v1/people/ada", "/v1/organizations/club", "/v1/articles/paper")
# How many processes serve each database.
PROCESSES = size({"sqlite": 1}, {"sqlite": 2, "postgresql": 4})
# One address of each surface, as every client asks for it; the full form crawls all there are.
SURFACES: Sequence[tuple[str, dict[str, str]]] = (
    *((f"/{room}/ada", {}) for room in ("v1/people", "people", "embed/people")),
    *((f"/v1/people/ada/{each}", {}) for each in ("facts", "timeline", "history", "feed.atom")),
    ("/v1/people/ada", {"known_at": "3"}),
    ("/v1/articles/paper", {}),
    ("/articles/paper", {}),
    ("/v1/people", {}),
    ("/v1/people", {"q": "zqname", "known_at": "2"}),
    ("/people", {}),
    ("/v1/memberships", {}),
    ("/v1/posts/seat/holders", {"on": "2001"}),
    ("/v1/search", {"q": "zqtext"}),
    ("/search", {"q": "zqnam"}),  # the page shows what was asked for, too
    ("/v1/suggest", {"prefix": "zqna"}),
    ("/v1/changes", {"include": "facts"}),
    ("/v1/feed.atom", {}),
    ("/v1/exports/people.jsonl", {}),
    ("/v1/exports/people.csv", {}),
    ("/v1/exports/incumbent.sqlite", {}),
    ("/sitemap-person.xml", {}),
    ("/", {}),
)


@dataclass
class Served:
    """A process that serves, with what it answered when all was there."""

    name: str
    world: World
    warm: dict[str, tuple[httpx.Headers, bytes]]  # headers and body of each answer

    def asked(self) -> Answers:
        """What it answers, sent with no validator."""
        if size(short=False, full=True):
            return self.world.crawl() | self.world.proposed() | self.world.reviewed()
        told = self.world.proposed()
        for path, query in SURFACES:
            answer = self.world.api.get(path, params=query, headers=headers_for(path))
            told[f"{path} {query}"] = (answer.status_code, unpacked(answer.content))
        return told

    def warm_up(self) -> None:
        """Ask for all, twice, so that whatever keeps answers has them; keep the validators."""
        for path, query in (*SURFACES, *SURFACES):
            answer = self.world.api.get(path, params=query, headers=headers_for(path))
            assert answer.status_code == 200, (path, query, answer.text[:200])
            body = unpacked(answer.content)
            self.warm[f"{path} {query}"] = (answer.headers, body)

    def still_kept(self) -> list[str]:
        """What caches may go on showing: for longer than a minute, or since we say it is valid."""
        kept = []
        for path, query in SURFACES:
            headers, body = self.warm[f"{path} {query}"]
            if leaks({path: (200, body)}, TAKEN_DOWN):
                lasts = sum(map(int, re.findall(r"=(\d+)", headers.get("cache-control", ""))))
                asking = headers_for(path) | {"If-None-Match": headers.get("etag", '"none"')}
                answer = self.world.api.get(path, params=query, headers=asking)
                kept += [path] if lasts > WITHIN or answer.status_code == 304 else []
        return kept


def headers_for(path: str) -> dict[str, str]:
    """As a browser where it is a page, else as a program."""
    return {} if path.startswith("/v1/") else BROWSER


@contextmanager
def database(kind: str, make_database: MakeDatabase) -> Iterator[tuple[str, str]]:
    """The URL of a new one, and that of its standby, where there can be one."""
    if kind == "sqlite":
        yield make_database(kind), ""
        return
    with cluster() as servers:
        primary = servers.primary()
        engine = make_engine(primary.url())
        migrate(engine)
        engine.dispose()
        yield primary.url(), servers.standby(primary, "standby").url()


@contextmanager
def processes(url: str, standby: str, engine: Engine, folder: Path) -> Iterator[list[Served]]:
    """Processes that serve this database, each with a curator signed in; the last of a standby."""
    key = make_key(engine, "Cleo", Scope.CURATE)
    pages = create_app(Settings(database_url=url))  # only its routes are looked at
    # What is not taken before the takedown is still offered long after it.
    webhooks = {"WEBHOOK_PRIVATE_ADDRESSES": "true", "WEBHOOK_RETRIES": ",".join(["3"] * 1000)}
    settings = {**UNLIMITED, **webhooks}
    with ExitStack() as stack:
        served = []
        count = PROCESSES[engine.dialect.name]
        for number in range(count):
            if number == count - 1:
                settings["INCUMBENT_DATABASE_READ_URLS"] = standby
            place = serving(url, folder / f"server{number}", "serve", **settings)
            address = stack.enter_context(place)
            api = stack.enter_context(httpx.Client(base_url=address, timeout=60, verify=NO_TLS))
            visitor = stack.enter_context(visiting(api))
            visitor.sign_in(key)
            world = World(engine, pages, api, with_key(key), visitor)
            served.append(Served(f"process {number}", world, {}))
        yield served


async def told_by_tools(client: Client, facts: Sequence[str]) -> Answers:
    """All that an assistant can get to see."""
    asked: list[tuple[str, dict[str, Any]]] = [("search", {"query": "zqname", "limit": 50})]
    asked += [("search", {"query": "zqtext"}), ("holders_on", {"post_id": "seat"})]
    asked += [("members_on", {"organization_id": each}) for each in IDS[EntityKind.ORGANIZATION]]
    for kind, ids in IDS.items():
        for each in set(ids) & size({*WITHDRAWN}, {*ids}):
            of = {"id": each, "kind": kind.value}
            asked += [("profile", of), ("profile", of | {"known_at": "3"}), ("changes_of", of)]
    asked += [("article_text", {"article_id": each}) for each in IDS[EntityKind.ARTICLE]]
    asked += [("citations", {"fact_id": each}) for each in facts]
    told: Answers = {}
    for tool, arguments in asked:
        answer = await ask(client, tool, **arguments)
        whole = f"{text_of(answer)}\n{json.dumps(answer.structured_content, ensure_ascii=False)}"
        told[f"{tool} {arguments}"] = (500 if answer.is_error else 200, whole.encode())
    for address in ("people/ada", "articles/paper"):
        told[address] = (200, await resource(client, address))
    return told


async def resource(client: Client, address: str) -> bytes:
    try:
        found = await client.read_resource(f"incumbent://{address}")
    except MCPError as refused:
        return str(refused).encode()
    return found.model_dump_json().encode()


def fact_ids(engine: Engine) -> list[str]:
    """One fact of each sort about each entity."""
    with Session(engine) as session:
        found = session.execute(select(Fact.id, Fact.kind, Fact.subject_id).order_by(Fact.row))
        return list({(row.kind, row.subject_id): row.id for row in found}.values())


def propose(served: Served) -> list[httpx.Response]:
    """Proposals that speak of what is taken down, sent with an Idempotency-Key."""
    engine = served.world.engine
    with Session(engine) as session:
        wrong = session.scalars(select(Fact.id).where(Fact.property == "wikidata")).first()
    sent = enumerate(proposals(str(wrong)))
    return [
        served.world.api.post(
            "/v1/proposals",
            json=each,
            headers={**served.world.curator, "Idempotency-Key": f"takedown-{number}"},
        )
        for number, each in sent
    ]


def listen(served: Served, target: Receiver) -> None:
    """Register a receiver, which then is told of a change, and does not take it."""
    asked = {"url": target.url}
    made = served.world.api.post("/v1/webhooks", json=asked, headers=served.world.curator)
    assert made.status_code == 201, made.text
    record(served.world.engine, "gazette", gazette("Zqname B", "Zqsecond", "Zqold Club"))
    wait_until(lambda: bool(target.received), seconds=120)
    assert b'"ada"' in target.received[0].body  # ids stay; what they are called is not told


def take_down(url: str, served: Served) -> None:
    """Withdraw by the command, and through the API of one process."""
    told = run(url, "withdraw", "ada", "--reason", "By order of the court")
    assert told.returncode == 0, told.stderr
    for path in (f"{PATHS[kind]}/{each}" for kind, ids in IDS.items() for each in ids):
        if path.rpartition("/")[2] in WITHDRAWN[1:]:
            asked = {"reason": "By order of the court"}
            headers = {**served.world.curator, "If-Match": "*"}
            answer = served.world.api.delete(path, params=asked, headers=headers)
            assert answer.status_code == 204, answer.text


def catch_up(served: Served) -> None:
    """Wait until the standby that a process reads from has the takedown."""
    api = served.world.api
    wait_until(lambda: all(api.get(path).status_code == 410 for path in GONE), seconds=WITHIN)


def ask_everybody(all_served: Sequence[Served]) -> Answers:
    """What every process answers, asked at once."""
    with ThreadPoolExecutor(len(all_served) or 1) as pool:
        answers = list(pool.map(Served.asked, all_served))
    return {
        f"{each.name}: {on}": told
        for each, answer in zip(all_served, answers, strict=True)
        for on, told in answer.items()
    }


@pytest.mark.parametrize("kind", DATABASES)
def test_what_is_taken_down_is_gone_from_every_process(
    make_database: MakeDatabase, tmp_path: Path, kind: str
) -> None:
    with database(kind, make_database) as (url, standby):
        engine = make_engine(url)
        fill(engine)
        with (
            processes(url, standby, engine, tmp_path) as served,
            receiver(lambda _: 503) as hearing,
        ):
            wait_until(lambda: standbys_used(served[-1]) == bool(standby), seconds=WITHIN)
            parts = served[:-1] if standby else served, served[-1:] if standby else []
            run_apart(_takedown, url, engine, tmp_path, parts, hearing)
        engine.dispose()


def standbys_used(served: Served) -> int:
    return int(served.world.api.get("/readyz").json()["standbys_used"])


async def _takedown(
    url: str,
    engine: Engine,
    folder: Path,
    parts: tuple[list[Served], list[Served]],
    hearing: Receiver,
) -> None:
    at_once, behind = parts
    served = [*at_once, *behind]
    sent = propose(served[0])
    if size(short=False, full=True):
        listen(served[0], hearing)
    async with AsyncExitStack() as stack:
        clients = [await stack.enter_async_context(over_stdio(url, folder / "stdio", **UNLIMITED))]
        if size(short=False, full=True):
            place = serving(url, folder / "http", "mcp", "--http", **UNLIMITED)
            clients.append(await stack.enter_async_context(Client(stack.enter_context(place))))
        facts = fact_ids(engine)[:: size(6, 1)]
        for each in served:
            each.warm_up()
        before = ask_everybody(served) | await told_by_tools(clients[0], facts)
        assert {told.partition(" ")[0] for told in leaks(before)} >= {*TAKEN_DOWN}
        take_down(url, served[0])
        began = time.monotonic()
        after = ask_everybody(at_once)
        for each in behind:
            catch_up(each)
        after |= ask_everybody(behind)
        for number, client in enumerate(clients):
            told = await told_by_tools(client, facts)
            after |= {f"assistant {number}: {on}": answer for on, answer in told.items()}
        took = time.monotonic() - began
    again = propose(served[-1])
    after |= {f"replayed {n}": (each.status_code, each.content) for n, each in enumerate(again)}
    found = leaks(after, TAKEN_DOWN)
    assert found == [], "\n".join(found)
    assert [each.still_kept() for each in served] == [[] for _ in served]
    _check_tombstones(served, after)
    if hearing.received:
        _check_webhooks(hearing)
    report(
        f"takedown_everywhere_{engine.dialect.name}",
        processes=len(served),
        assistants=len(clients),
        answers=len(after),
        proposals=len(sent),
        leaks=len(found),
        standbys=len(behind),
        seconds_until_all_were_asked=round(took, 1),
    )


def _check_tombstones(served: Sequence[Served], after: Answers) -> None:
    for each in served:
        for path in GONE:
            gone = each.world.api.get(path)
            assert gone.status_code == 410, path
            assert gone.json()["reason"] == "By order of the court"
            listed = each.world.api.get("/v1/changes", params={"after": 3}).json()["data"]
            assert any(entity["is_gone"] for change in listed for entity in change["entities"])
    told = [text for on, (_, text) in after.items() if "profile" in on and "'id': 'ada'" in on]
    assert told
    assert all(b"410 Gone" in text and b"By order of the court" in text for text in told)


def _check_webhooks(hearing: Receiver) -> None:
    """What was queued before, and is delivered only now, says nothing of it either."""
    seen = len(hearing.received)
    hearing.answer = lambda _: 204
    wait_until(lambda: len(hearing.received) >= seen + 4, seconds=120)
    told = {f"webhook {n}": (200, each.body) for n, each in enumerate(hearing.received[seen + 1 :])}
    assert leaks(told, TAKEN_DOWN) == []
