"""The references: routes that answer constant bytes, with nothing behind them.

``python -m benchmarks.constant starlette|fastapi PORT SIZE``
"""

import sys
from typing import Any

import uvicorn
from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route


def starlette_app(body: bytes) -> Starlette:
    """One Starlette route."""

    async def get_person(_request: Request) -> Response:
        return Response(body, media_type="application/json")

    return Starlette(routes=[Route("/v1/people/{person_id}", get_person)])


def fastapi_app(body: bytes) -> FastAPI:
    """One ``async def`` route of FastAPI."""
    app = FastAPI()

    @app.get("/v1/people/{person_id}")
    async def get_person(person_id: str) -> Response:  # noqa: ARG001 (read as a path parameter)
        return Response(body, media_type="application/json")

    return app


def main(framework: str, port: str, size: str) -> None:
    """Serve with the same settings of uvicorn as ``python -m app serve``."""
    body = b'"' + b"x" * (int(size) - 2) + b'"'
    apps: dict[str, Any] = {"starlette": starlette_app, "fastapi": fastapi_app}
    uvicorn.run(
        apps[framework](body),
        port=int(port),
        log_config=None,
        access_log=False,
        server_header=False,
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
