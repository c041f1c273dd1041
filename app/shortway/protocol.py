"""uvicorn's protocol, with answers that are there at once written before a task is made for them.

A task, the application's call and two writes to the socket take longer than a look-up in SQLite
does. Whatever cannot be answered at once goes on as uvicorn has it.
"""

from collections.abc import Coroutine
from typing import Any, ClassVar, Final, TypeVar

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from app.shortway.answers import Asked, Sent
from app.shortway.routes import ShortWay

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

    def on_headers_complete(self) -> None:
        """Answer at once where that can be; else let uvicorn call the application."""
        asked = self._asked()
        sent = at_once(self.short_way.sent(asked)) if asked else None
        if sent is None:
            super().on_headers_complete()
            return
        self._write(sent)

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
        if b"%" in self.url or b"#" in self.url or not self.url.isascii():
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


def protocol_for(short_way: ShortWay) -> type[ShortWayProtocol]:
    """The protocol of a server that has this short way."""
    return type("ShortWayProtocol", (ShortWayProtocol,), {"short_way": short_way})
