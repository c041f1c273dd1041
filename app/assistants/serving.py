"""Serving assistants: over standard input and output, or over HTTP."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

import anyio
from mcp.server.mcpserver import MCPServer
from mcp.server.transport_security import TransportSecuritySettings
from starlette.applications import Starlette
from starlette.types import ASGIApp, Receive, Scope, Send

from app.assistants.api import Api
from app.assistants.server import make_server

_PATH: Final = "/mcp"
# Of the API, for whoever looks after this process.
_OF_THE_API: Final = ("/healthz", "/readyz", "/metrics")
_LARGEST_BODY: Final = 64 * 1024
_LOOPBACK: Final = ("127.0.0.1", "localhost", "::1")


def serve_stdio(app: Any, site: str) -> None:
    """Serve whoever started this process, until it closes our standard input.

    ``app``: the API, a FastAPI application; ``site``: where people reach it, for links.
    """
    server = make_server(Api(app, site), app.version)

    async def serve() -> None:
        async with app.router.lifespan_context(app):
            await server.run_stdio_async()

    anyio.run(serve)


def over_http(app: Any, site: str, host: str) -> ASGIApp:
    """What serves the tools at their path, and what of the API tells how this process is.

    It starts and ends the API with itself. ``host``: where it is to be served.
    """
    tools = _tools_over_http(make_server(Api(app, site), app.version), host, site)
    own_lifespan = tools.router.lifespan_context

    @asynccontextmanager
    async def lifespan(of: Any) -> AsyncIterator[None]:
        async with app.router.lifespan_context(app), own_lifespan(of):
            yield

    tools.router.lifespan_context = lifespan
    return _beside(app, tools)


def _tools_over_http(server: MCPServer[Any], host: str, site: str) -> Starlette:
    """The server at its path: each request by itself, so that any process may answer it."""
    return server.streamable_http_app(
        streamable_http_path=_PATH,
        json_response=True,
        stateless_http=True,
        max_request_body_size=_LARGEST_BODY,
        transport_security=_security(host, site),
    )


def _security(host: str, site: str) -> TransportSecuritySettings:
    """On a loopback address, only requests that are meant for it or for the site.

    Else a web page could lead a browser here by a name of its own (DNS rebinding). What serves
    other addresses is public already.
    """
    if host not in _LOOPBACK:
        return TransportSecuritySettings(enable_dns_rebinding_protection=False)
    names = [f"{name}:*" for name in ("127.0.0.1", "localhost", "[::1]")]
    public = [site.partition("://")[2].partition("/")[0]] if site else []
    origins = [f"http://{name}" for name in names] + ([site] if site else [])
    return TransportSecuritySettings(allowed_hosts=[*names, *public], allowed_origins=origins)


def _beside(app: Any, tools: ASGIApp) -> ASGIApp:
    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await tools(scope, receive, send)
        elif scope["path"] in _OF_THE_API:
            await app(scope, receive, send)
        else:
            await app.guard.relay(scope, receive, send, whole=tools)

    return answer
