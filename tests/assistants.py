"""Assistants: the SDK's own client, on the real command."""

import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

from mcp import Client, StdioServerParameters
from mcp_types import CallToolResult, TextContent

from tests.commands import end, kill, start
from tests.receivers import wait_until

# Hands our standard input on to that of the command, and its output to us.
_JOIN = 'cat "$0/stdout" & exec cat > "$0/stdin"'


@asynccontextmanager
async def over_stdio(url: str, folder: Path, **settings: str) -> AsyncIterator[Client]:
    """A client of ``incumbent mcp``, which ends by itself when the client is done."""
    folder.mkdir()
    for name in ("stdin", "stdout"):
        os.mkfifo(folder / name)
    pid = start(url, "mcp", folder=folder, **settings)
    async with Client(
        StdioServerParameters(command="sh", args=["-c", _JOIN, str(folder)])
    ) as client:
        yield client
    assert end(pid) == 0, (folder / "stderr").read_text()


@contextmanager
def serving(url: str, folder: Path, *arguments: str, **settings: str) -> Iterator[str]:
    """The address of a server in a process of its own: of ``serve``, or of ``mcp --http``."""
    with serving_process(url, folder, *arguments, **settings) as (_, address):
        yield address


@contextmanager
def serving_process(
    url: str, folder: Path, *arguments: str, **settings: str
) -> Iterator[tuple[int, str]]:
    """The same, with the id of the process."""
    folder.mkdir()
    pid = start(url, *arguments, folder=folder, **settings)
    told = folder / "stdout"
    wait_until(lambda: told.exists() and "\n" in told.read_text(), seconds=60)
    address = next(each for each in told.read_text().split() if each.startswith("http"))
    try:
        yield pid, address
    finally:
        kill(pid)


async def ask(client: Client, tool: str, **arguments: Any) -> CallToolResult:
    """What a tool answers; the client holds it against the tool's own schema."""
    told = await client.call_tool(tool, arguments)
    assert isinstance(told, CallToolResult)
    return told


def text_of(told: CallToolResult) -> str:
    """An answer as an assistant reads it."""
    return "\n".join(each.text for each in told.content if isinstance(each, TextContent))
