"""``incumbent mcp``, as assistants start it and as operators serve it; and its docs."""

import json
import os
import re
import signal
import socket
import sys
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
from mcp import Client
from mcp.shared.exceptions import MCPError
from typer import Exit

from app.__main__ import _assistants
from app.assistants.api import Api
from app.assistants.server import make_server
from app.config import ROOT, Settings
from app.main import create_app
from tests.assistants import ask, over_stdio, serving_process, text_of
from tests.commands import run
from tests.conftest import NO_TLS, MakeDatabase, run_apart
from tests.receivers import wait_until
from tests.test_docs import BLOCK
from tests.test_errors_api import check_shape

PAGE = (ROOT / "docs" / "mcp.md").read_text()
SEARCH = {"name": "search", "arguments": {"query": "liu"}}
HEAD = "head-of-the-international-liaison-department"
ASKED = "who-is-my-informant"


async def held(client: Client) -> Any:
    told = await ask(client, "holders_on", post_id=HEAD, on="2023-07")
    (tenure,) = told.structured_content["tenures"]
    return tenure["person"]["id"], tenure["holds"], told.structured_content["permalink"]


async def ask_in_secret(client: Client) -> None:
    """Ask what finds nothing, what is refused, and what is no question at all."""
    for tool, arguments in (
        ("search", {"query": ASKED}),
        ("profile", {"kind": "person", "id": ASKED}),
        ("holders_on", {"post_id": ASKED, "on": ASKED}),
        ("search", {"query": [ASKED], ASKED: 1}),
        (ASKED, {}),
    ):
        with suppress(MCPError):
            await client.call_tool(tool, arguments)
    for address in (f"incumbent://people/{ASKED}", f"incumbent://{ASKED}"):
        with pytest.raises(MCPError):
            await client.read_resource(address)


def take_all_connections(server: httpx.Client) -> None:
    """Of those beyond the most, whoever asks for tools is refused; further ones are at once."""
    address = (server.base_url.host, server.base_url.port or 0)
    with ExitStack() as stack:
        for _ in range(5 + 50):
            stack.enter_context(socket.create_connection(address))
        last = stack.enter_context(socket.create_connection(address, timeout=10))
        assert last.recv(20).startswith(b"HTTP/1.1 503 ")
    wait_until(lambda: server.post("/mcp").status_code != 503)


@pytest.fixture(scope="module")
def url(make_database: MakeDatabase, seeded_file: str) -> str:
    return make_database("sqlite", seeded_file)


def test_it_is_started_by_an_assistant_over_standard_input(url: str, tmp_path: Path) -> None:
    async def look() -> Any:
        async with over_stdio(url, tmp_path / "stdio", INCUMBENT_LOG_LEVEL="debug") as client:
            await ask_in_secret(client)
            return await held(client)

    path = f"/v1/posts/{HEAD}/holders?on=2023-07&known_at=1"
    assert run_apart(look) == ("liu-jianchao", "possibly", path)
    logged = (tmp_path / "stdio" / "stderr").read_text()
    assert "server_stopped" in logged
    assert ASKED not in logged


def test_it_is_served_over_http_to_new_clients_and_to_old_ones(url: str, tmp_path: Path) -> None:
    async def look(address: str) -> Any:
        found = []
        for mode in ("auto", "legacy"):
            async with Client(address, mode=mode) as client:
                found.append(await held(client))
        return found

    site = "https://incumbent.example"
    folder = tmp_path / "http"
    settings = {"INCUMBENT_RATE_LIMIT": "9/day", "INCUMBENT_LOG_LEVEL": "debug"}
    settings |= {"INCUMBENT_CONNECTIONS_AT_ONCE": "5", "INCUMBENT_SHUTDOWN_DRAIN": "60"}
    command = ("mcp", "--http", "--site", site)
    with serving_process(url, folder, *command, **settings) as (pid, address):
        link = f"{site}/v1/posts/{HEAD}/holders?on=2023-07&known_at=1"
        assert run_apart(look, address) == [("liu-jianchao", "possibly", link)] * 2
        with httpx.Client(base_url=address.removesuffix("/mcp"), verify=NO_TLS) as web:
            assert web.get("/healthz").json() == {"status": "ok"}
            assert web.get("/readyz").json()["change"] == 1
            assert web.get("/v1/people").status_code == 404  # that is for incumbent serve
            asked = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
            accept = {"Accept": "application/json, text/event-stream"}
            hosts = ("evil.example", "incumbent.example")
            told = [web.post("/mcp", json=asked, headers=accept | {"Host": host}) for host in hosts]
            assert [each.status_code for each in told] == [421, 200]
            large = web.post("/mcp", content=b" " * 100_000, headers=accept)
            assert large.status_code == 413
            larger = web.post("/mcp", content=b" " * 2_000_000, headers=accept)
            check_shape(larger, "too-large")
            for visitor in ("198.51.100.4", "198.51.100.5"):  # as the proxy before it tells
                by = accept | {"X-Forwarded-For": visitor}
                search = asked | {"method": "tools/call", "params": SEARCH}
                found = [web.post("/mcp", json=search, headers=by).text for _ in range(10)]
                assert ["429" in each for each in found] == [False] * 9 + [True]
            for given in ({"query": ASKED}, {ASKED: ASKED}):
                secret = search | {"params": {"name": "search", "arguments": given}}
                assert web.post("/mcp", json=secret, headers=by).status_code == 200
            named = accept | {"Host": f"{ASKED}.example"}
            assert web.post("/mcp", json=asked, headers=named).status_code == 421
            take_all_connections(web)
            os.kill(pid, signal.SIGTERM)
            wait_until(lambda: web.get("/readyz").status_code == 503)
            last = web.post("/mcp", json=asked, headers=accept)
            assert (last.status_code, last.headers["Connection"]) == (200, "close")
    logged = "".join((folder / each).read_text() for each in ("stdout", "stderr"))
    assert "server_started" in logged
    assert ASKED not in logged


def test_what_keeps_it_from_starting_is_said(url: str, tmp_path: Path) -> None:
    wrong = run(url, "mcp", "--site", "incumbent.example")
    assert (wrong.returncode, wrong.stdout) == (1, "")
    assert "write it like https://api.example" in wrong.stderr
    empty = run(f"sqlite:///{tmp_path}/new.db", "mcp")
    assert (empty.returncode, empty.stdout) == (1, "")
    assert "incumbent migrate makes it" in empty.stderr


def test_without_its_packages_it_says_how_to_install_them(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in [*sys.modules]:
        if name.startswith("app.assistants"):
            monkeypatch.delitem(sys.modules, name)
        elif name.partition(".")[0] == "mcp":
            monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(Exit):
        _assistants()
    assert ".venv/bin/pip install -e '.[mcp]'" in capsys.readouterr().err


def test_the_example_of_the_docs_is_what_the_tools_answer(url: str) -> None:
    app = create_app(Settings(database_url=url, rate_limit="off"))
    asked = re.findall(r"^```json tool=(\w+)\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    shown = [text for of, info, text in BLOCK.findall(PAGE) if (of, info) == ("text", " answer")]

    async def look() -> Any:
        async with Client(make_server(Api(app), "1")) as client:
            listed = [each.name for each in (await client.list_tools()).tools]
            told = [await client.call_tool(tool, json.loads(body)) for tool, body in asked]
            return listed, [text_of(each) for each in told]

    listed, told = run_apart(look)
    app.state.engine.dispose()
    assert re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE) == listed
    assert len(asked) == len(shown) == 2
    for text, answered in zip(shown, told, strict=True):
        # What is left for another page has an address that no two servers share.
        assert text.splitlines() == [
            line for line in answered.splitlines() if "cursor=" not in line
        ]
