"""The MCP server: its tools, resources and prompts."""

from typing import Any, Final

from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ResourceError
from mcp_types import ToolAnnotations

from app.assistants.api import Api, RefusedError
from app.assistants.instructions import INSTRUCTIONS, QUESTION
from app.assistants.profiles import read_profile
from app.assistants.tools import Tools
from app.assistants.wording import profile_text
from app.vocabulary import PATHS, EntityKind

_READS: Final = ToolAnnotations(
    read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)
_FACTS: Final = 50  # of each section of a resource


def make_server(api: Api, version: str) -> MCPServer[Any]:
    """A server whose tools ask this API."""
    server = MCPServer[Any](
        "incumbent",
        title="Incumbent",
        version=version,
        instructions=INSTRUCTIONS,
        log_level="WARNING",
    )
    tools = Tools(api)
    reading = (tools.search, tools.profile, tools.holders_on, tools.members_on)
    for tool in (*reading, tools.citations, tools.article_text, tools.changes_of):
        server.add_tool(tool, annotations=_READS)
    for kind in EntityKind:
        _add_resource(server, api, kind)
    server.prompt(description="Ask a question, to be answered with sources.")(sourced_answer)
    return server


def sourced_answer(question: str) -> str:
    """What to do for an answer with sources."""
    return QUESTION.format(question=question)


def _add_resource(server: MCPServer[Any], api: Api, kind: EntityKind) -> None:
    async def read(id: str, context: Context[Any, Any]) -> str:  # noqa: A002 (of the address)
        caller = api.asked_by(context.request_context.request)
        try:
            return profile_text(await read_profile(caller, kind, id, limit=_FACTS))
        except RefusedError as error:
            raise ResourceError(str(error)) from None

    room = PATHS[kind].removeprefix("/v1")
    server.resource(
        f"incumbent:/{room}/{{id}}",
        name=str(kind),
        description=f"What is on record about this {kind}, with quotes and sources.",
        mime_type="text/plain",
    )(read)
