"""uvicorn's protocol, with answers that are there at once written before a task is made for them.

A task, the application's call and two writes to the socket take longer than a look-up in SQLite
does. Whatever cannot be answered at once goes on as uvicorn has it.
"""

import time
from collections.abc import Coroutine
from typing import Any, ClassVar, Final, TypeVar

from app.guarding.guard import Guard
from app.guarding.protocol import GuardedProtocol
from app.shortway.answers import Asked, Sent
from app.shortway.routes import ShortWay
from app.watching.requests import SHORT, Over, Requests, request_id_of, tell, trace_in

_Value = TypeVar("_Value")
# What tells of a proxy before us, or of a body to come.
_NOT_AT_ONCE: Final = frozenset(
    {
        *(b"content-length", b"expect", b"transfer-encoding", b"upgrade"),
        *(b"x-forwarded-for", b"x-forwarded-proto"),
    }
)


class ShortWayProtocol(GuardedProtocol):
    """Speaks HTTP over one connection."""

    short_way: ClassVar[ShortWay]
    requests_seen: ClassVar[Requests]

    def on_headers_complete(self) -> None:
        """Answer at once where that can be; else let uvicorn call the application."""
        begun = time.perf_counter()
        limits = self.guard.limits
        # Who has asked too often is refused by the application, before any work is done.
        asked = self._asked() if limits.has_left(self.address) else None
        sent = at_once(self.short_way.sent(asked)) if asked else None
        if asked is None or sent is None:
            super().on_headers_complete()
            return
        told = limits.count_address(self.address)
        sent = Sent(sent.status, [*sent.headers, *told], sent.body)
        self.write(sent.status, sent.headers, sent.body)
        self._count(asked, sent, time.perf_counter() - begun)
        self.on_response_complete()

    def _count(self, asked: Asked, sent: Sent, seconds: float) -> None:
        over = Over("GET", asked.path, sent.status, len(sent.body), SHORT, seconds)
        route = self.requests_seen.count(over)
        if self.requests_seen.logged:
            trace, request_id = trace_in(self.headers), request_id_of(sent.headers)
            tell(over, route, self.client, trace, request_id=request_id)

    def _asked(self) -> Asked | None:
        """The request; None where it is none that is answered at once."""
        if self.is_refused or self.is_crowded or self.guard.is_stopping or not self._is_free():
            return None
        if self.parser.get_method() != b"GET" or self.parser.get_http_version() != "1.1":
            return None
        if not self.parser.should_keep_alive() or (self.may_be_large and self.error()):
            return None
        headers = dict(self.headers)
        if len(headers) < len(self.headers) or not _NOT_AT_ONCE.isdisjoint(headers):
            return None
        if b"%" in self.url or b"#" in self.url or not self.url.isascii():
            return None
        path, _, query = self.url.decode("latin-1").partition("?")
        return Asked(str(self.scheme), path, query, headers)

    def _is_free(self) -> bool:
        """Whether nothing is before the next answer."""
        is_alone = self.cycle is None or self.cycle.response_complete
        return is_alone and not self.flow.write_paused and not self.root_path


def at_once(coroutine: Coroutine[Any, Any, _Value]) -> _Value:
    """The value of a coroutine that waits for nothing; raises RuntimeError where it waits."""
    try:
        coroutine.send(None)
    except StopIteration as ended:
        value: _Value = ended.value
        return value
    coroutine.close()
    raise RuntimeError("a coroutine that was to end at once waits for something")


def protocol_for(
    guard: Guard, requests: Requests, short_way: ShortWay | None
) -> type[GuardedProtocol]:
    """The protocol of a server that has this guard and, where it never waits, this short way.

    ``requests``: where those are counted that are answered at once.
    """
    if short_way is None or not short_way.is_immediate:
        return type("GuardedProtocol", (GuardedProtocol,), {"guard": guard})
    parts = {"guard": guard, "short_way": short_way, "requests_seen": requests}
    return type("ShortWayProtocol", (ShortWayProtocol,), parts)
