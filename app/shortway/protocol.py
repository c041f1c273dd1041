"""uvicorn's protocol, with answers that are there at once written before a task is made for them.

A task, the application's call and two writes to the socket take longer than a look-up in SQLite
does. Whatever cannot be answered at once goes on as uvicorn has it.
"""

import time
from collections.abc import Coroutine
from typing import Any, ClassVar, Final, TypeVar

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

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


class ShortWayProtocol(HttpToolsProtocol):
    """Speaks HTTP over one connection."""

    short_way: ClassVar[ShortWay]
    requests: ClassVar[Requests]

    def on_headers_complete(self) -> None:
        """Answer at once where that can be; else let uvicorn call the application."""
        begun = time.perf_counter()
        asked = self._asked()
        sent = at_once(self.short_way.sent(asked)) if asked else None
        if asked is None or sent is None:
            super().on_headers_complete()
            return
        self._write(sent)
        seconds = time.perf_counter() - begun
        over = Over("GET", asked.path, sent.status, len(sent.body), SHORT, seconds)
        route = self.requests.count(over)
        if self.requests.logged:
            trace, request_id = trace_in(self.headers), request_id_of(sent.headers)
            tell(over, route, self.client, trace, request_id=request_id)

    def on_message_complete(self) -> None:
        """Nothing is left to do where no task was ever made on this connection."""
        if self.cycle is not None:
            super().on_message_complete()

    def _asked(self) -> Asked | None:
        """The request; None where it is none that is answered at once."""
        is_alone = self.cycle is None or self.cycle.response_complete
        if not is_alone or self.flow.write_paused or self.root_path:
            return None
        if self.parser.get_method() != b"GET" or self.parser.get_http_version() != "1.1":
            return None
        if not self.parser.should_keep_alive():
            return None
        headers = dict(self.headers)
        if len(headers) < len(self.headers) or not _NOT_AT_ONCE.isdisjoint(headers):
            return None
        if b"%" in self.url or b"#" in self.url:
            return None
        path, _, query = self.url.decode("latin-1").partition("?")
        return Asked(str(self.scheme), path, query, headers)

    def _write(self, sent: Sent) -> None:
        head = [STATUS_LINE[sent.status]]
        for name, value in (*self.server_state.default_headers, *sent.headers):
            head += (name, b": ", value, b"\r\n")
        self.transport.write(b"".join((*head, b"\r\n", sent.body)))
        self.on_response_complete()


def at_once(coroutine: Coroutine[Any, Any, _Value]) -> _Value:
    """The value of a coroutine that waits for nothing; raises RuntimeError where it waits."""
    try:
        coroutine.send(None)
    except StopIteration as ended:
        value: _Value = ended.value
        return value
    coroutine.close()
    raise RuntimeError("a coroutine that was to end at once waits for something")


def protocol_for(short_way: ShortWay, requests: Requests) -> type[ShortWayProtocol]:
    """The protocol of a server that has this short way, and counts its requests here."""
    told = {"short_way": short_way, "requests": requests}
    return type("ShortWayProtocol", (ShortWayProtocol,), told)
