"""The API, asked within this process as any client asks it: the same answers, the same refusals."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import httpx2
from mcp.server.mcpserver.exceptions import ToolError
from starlette.requests import Request
from starlette.types import ASGIApp

Json = dict[str, Any]
_BASE: Final = "http://localhost"
# What an assistant should do about a refusal, by its status.
_ADVICE: Final = {
    404: "Look for it with search; do not guess ids, and do not answer from memory.",
    410: "It was taken down. Say so, with this reason, and tell nothing else about it.",
    429: "Wait before you ask again.",
    503: "Wait before you ask again; do not answer from memory meanwhile.",
}


class RefusedError(ToolError):
    """The API refuses: its problem document in a sentence, and what to do about it."""


class Caller(NamedTuple):
    """Who asks through us: limits hold for that address, not for ours."""

    address: tuple[str, int]
    headers: Mapping[str, str]


_OURSELVES: Final = Caller(("127.0.0.1", 0), {})


class Told(NamedTuple):
    """An answer; ``survivor``: the id that answers in place of one that was merged into it."""

    body: Json
    survivor: str | None


class Api:
    """The application, as one caller asks it."""

    def __init__(self, app: ASGIApp, site: str = "", caller: Caller = _OURSELVES) -> None:
        """``app``: the API; its lifespan is the business of whoever started it.

        ``site``: where people reach the API, for links; empty where nobody said.
        """
        self._app, self._site, self._caller = app, site.rstrip("/"), caller

    def link(self, path: str) -> str:
        """The address of a path of the API."""
        return f"{self._site}{path}"

    def asked_by(self, request: object) -> "Api":
        """The same on behalf of whoever sent this request; as it is where there was none."""
        if not isinstance(request, Request) or request.client is None:
            return self
        name = "traceparent"
        passed = {name: request.headers[name]} if name in request.headers else {}
        caller = Caller((request.client.host, request.client.port), passed)
        return Api(self._app, self._site, caller)

    async def get(self, path: str, query: Mapping[str, Any] | None = None) -> Told:
        """What the API answers to this; parameters that are None are left out.

        Raises RefusedError.
        """
        asked = {name: value for name, value in (query or {}).items() if value is not None}
        transport = httpx2.ASGITransport(
            self._app, raise_app_exceptions=False, client=self._caller.address
        )
        headers = {"accept": "application/json", **self._caller.headers}
        async with httpx2.AsyncClient(
            transport=transport, base_url=_BASE, follow_redirects=True, trust_env=False
        ) as client:
            answer = await client.get(path, params=asked, headers=headers)
        if not answer.is_success:
            raise RefusedError(_refusal(answer))
        merged = answer.history and answer.history[0].json().get("survivor")
        return Told(answer.json(), merged or None)


def _refusal(answer: httpx2.Response) -> str:
    try:
        problem = answer.json()
    except ValueError:  # no problem document: something between us failed
        problem = {}
    said = problem.get("detail") or problem.get("title") or "The API gave no reason."
    # On one line: a reason is what somebody wrote.
    told = [f"{answer.status_code} {problem.get('title', 'Failed')}: {' '.join(said.split())}"]
    if wait := answer.headers.get("retry-after"):
        told.append(f"Retry after {wait} seconds.")
    if advice := _ADVICE.get(answer.status_code):
        told.append(advice)
    return " ".join(told)
