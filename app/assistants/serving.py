"""Serving assistants: over standard input and output, or over HTTP."""

import math
import socket
from typing import Any, Final

import anyio
import uvicorn
from mcp.server.mcpserver import MCPServer
from mcp.server.transport_security import TransportSecuritySettings
from starlette.types import ASGIApp, Receive, Scope, Send

from app.assistants.api import Api
from app.assistants.server import make_server
from app.config import Settings

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


def serve_http(app: Any, site: str, listening: socket.socket, settings: Settings) -> None:
    """Serve on ``listening``, bound to the host of the settings, until stopped."""
    tools = _over_http(make_server(Api(app, site), app.version), settings.host, site)
    config = uvicorn.Config(
        _beside(app, tools),
        log_config=None,
        access_log=False,
        server_header=False,
        # The limits of the API hold for the address that a trusted proxy tells of.
        forwarded_allow_ips=list(settings.trusted_proxies),
        timeout_graceful_shutdown=math.ceil(settings.shutdown_timeout),
    )

    async def serve() -> None:
        async with app.router.lifespan_context(app):
            await uvicorn.Server(config).serve(sockets=[listening])

    anyio.run(serve)


def _over_http(server: MCPServer[Any], host: str, site: str) -> ASGIApp:
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


def _beside(app: ASGIApp, tools: ASGIApp) -> ASGIApp:
    """The tools, and what of the API tells how this process is."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        is_of_api = scope["type"] == "http" and scope["path"] in _OF_THE_API
        await (app if is_of_api else tools)(scope, receive, send)

    return answer
