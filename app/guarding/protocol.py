"""uvicorn's protocol, for clients that mean it badly or are badly connected.

uvicorn reads a head of any size for as long as it takes. Here a head has a size and a time, a
client has to go on reading what it asked for, and there are so many connections and no more.
Whoever is refused learns why, by a problem document, before the connection ends.
"""

from functools import partial
from typing import Any, ClassVar, Final

from starlette.types import Scope
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from app.errors import ApiError, BadRequestError, BusyError
from app.guarding.addresses import address_of
from app.guarding.bodies import PATIENCE as BODY_PATIENCE
from app.guarding.guard import Guard, passes_always
from app.guarding.problems import HeadersTooLargeError, SlowRequestError, UrlTooLongError
from app.guarding.rates import HeaderList
from app.guarding.refusals import refusal

MOST_URL: Final = 65_536  # bytes: five hundred ids fit
MOST_HEAD: Final = 16_384  # of all header fields
_UNSUSPICIOUS: Final = 8_192  # what is smaller is not looked at more closely
HEAD_PATIENCE: Final = 10.0  # seconds
# A connection that waits for a next request: proxies keep theirs for a minute, and a proxy that
# sends a request while we close is told nothing. Where there are many, they wait less.
KEEP_ALIVE: Final = 75
_KEEP_ALIVE_WHEN_MANY: Final = 5
# Seconds that a client may read nothing at all, and then has to have read so many bytes a second.
_READ_PATIENCE: Final = 30.0
_LEAST_RATE: Final = 5_000
# Connections beyond the most, on which health is told, and why there is nothing else.
_RESERVE: Final = 50
# Seconds for a loop that lags to read what came before a connection had been idle for too long.
_LAST_LOOK: Final = 0.1
# Seconds that a client has to read why it was refused: a closed socket would take that from it.
_LINGER: Final = 2.0
# A connection of which no request came yet is about to send one, when the server ends.
_FIRST_REQUEST: Final = 1.0


class GuardedProtocol(HttpToolsProtocol):
    """Speaks HTTP over one connection."""

    guard: ClassVar[Guard]

    def connection_made(self, transport: Any) -> None:
        """Take the connection, if there are not too many."""
        super().connection_made(transport)
        self.address = address_of(self.client)
        self.is_refused = False
        self.is_in_head = True
        self.received = 0  # bytes since the last whole request, of what came after it
        self._chunk = 0  # bytes that came at once: of several requests, perhaps
        self.requests = 0
        self._seen = (0, self.loop.time())  # how many requests there were, and since when
        self._paused = (0.0, 0)  # since when the client does not read, and how much
        many = len(self.connections)
        self.is_crowded = many > self.guard.connections_at_once
        if many * 2 > self.guard.connections_at_once:
            self.timeout_keep_alive = _KEEP_ALIVE_WHEN_MANY
        if many > self.guard.connections_at_once + _RESERVE:
            self.refuse(_too_many(self.guard.connections_at_once))

    def data_received(self, data: bytes) -> None:
        """Read on, as long as the head of a request is no larger than it may be."""
        if self.is_refused:
            return
        self._chunk = len(data)
        self.received += self._chunk
        super().data_received(data)
        if self.is_in_head and self.received > MOST_URL + MOST_HEAD:
            self.refuse(_too_large(self.url))

    def on_headers_complete(self) -> None:
        """Let uvicorn call the application, unless this is refused."""
        self.is_in_head = False
        if self.is_refused:
            return
        error = self.error()
        if error is None:
            super().on_headers_complete()
        else:
            self.refuse(error)

    def on_body(self, body: bytes) -> None:
        """Read on; what belongs to a request that was refused is dropped."""
        if self.cycle is not None and not self.is_refused:
            super().on_body(body)

    def on_message_complete(self) -> None:
        """Wait for the next request. Nothing is left to do where this one made no task."""
        self.received = 0
        self.requests += 1
        self.is_in_head = True
        if self.cycle is not None and not self.is_refused:
            super().on_message_complete()

    def pause_writing(self) -> None:
        """Wait for the client to read."""
        super().pause_writing()
        self._paused = (self.loop.time(), self.transport.get_write_buffer_size())

    def shutdown(self) -> None:
        """End with the request that is under way, or about to come."""
        if self.received and self.is_in_head and not self.is_refused:
            return  # it is answered with Connection: close
        if self.requests:
            super().shutdown()
        else:
            self.loop.call_later(_FIRST_REQUEST, self._end_if_idle)

    def timeout_keep_alive_handler(self) -> None:
        """Close an idle connection, unless a request is there already that is only not read yet.

        The loop looks at its clock first. Reading a request ends this task.
        """
        close = super().timeout_keep_alive_handler
        self.timeout_keep_alive_task = self.loop.call_later(_LAST_LOOK, close)

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no HTTP."""
        self.refuse(BadRequestError(msg))

    def sweep(self, now: float) -> None:
        """End the connection of a client that neither sends nor reads what it should."""
        if self.flow.write_paused:
            since, size = self._paused
            if now - since > _READ_PATIENCE + size / _LEAST_RATE:
                self.transport.abort()
        elif self.requests != self._seen[0] or not self._is_awaited():
            self._seen = (self.requests, now)
        elif now - self._seen[1] > (HEAD_PATIENCE if self.is_in_head else BODY_PATIENCE + 5):
            self.refuse(_too_slow("head" if self.is_in_head else "body"))

    def refuse(self, error: ApiError) -> None:
        """Say what is wrong, once what was asked before is answered, and end the connection."""
        self.is_refused = True
        if self.cycle is None or self.cycle.response_complete:
            self._end_with(error)
        else:
            self.cycle.on_response = partial(self._end_with, error)

    def _end_with(self, error: ApiError) -> None:
        if self.transport.is_closing():
            return
        self._unset_keepalive_if_required()
        answer = refusal(self._scope_of_refusal(), error)
        closing = [*answer.raw_headers, (b"connection", b"close")]
        self.write(answer.status_code, closing, bytes(answer.body))
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self.loop.call_later(_LINGER, self.transport.close)

    def write(self, status: int, headers: HeaderList, body: bytes) -> None:
        """Write an answer at once."""
        head = [STATUS_LINE[status]]
        for name, value in (*self.server_state.default_headers, *headers):
            head += (name, b": ", value, b"\r\n")
        self.transport.write(b"".join((*head, b"\r\n", body)))

    @property
    def may_be_large(self) -> bool:
        """Whether the request is worth a closer look."""
        return self.received > _UNSUSPICIOUS or self._chunk > _UNSUSPICIOUS

    def error(self) -> ApiError | None:
        """Why a request whose head is there is refused; None where it is not."""
        if self.may_be_large:
            if len(self.url) > MOST_URL:
                return _too_large(self.url)
            if sum(map(_size, self.headers)) > MOST_HEAD:
                return _too_large(b"")
        most = self.guard.connections_at_once
        if self.is_crowded and len(self.connections) > most:
            path = self.url.partition(b"?")[0].decode("latin-1")
            return None if passes_always(path) else _too_many(most)
        return None

    def _is_awaited(self) -> bool:
        """Whether it is the client's turn to send, and not to wait."""
        is_due = self.received > 0 or not self.requests
        return is_due and not self.flow.read_paused and not self.is_refused

    def _end_if_idle(self) -> None:
        if not self.transport.is_closing():
            super().shutdown()

    def _scope_of_refusal(self) -> Scope:
        """What has to be known of a request to refuse it, of which nothing may be known."""
        return {
            "type": "http",
            "method": "GET",
            "scheme": self.scheme,
            "server": self.server,
            "path": "/v1/",
            "query_string": b"",
            "headers": [],
        }


def _size(field: tuple[bytes, bytes]) -> int:
    return len(field[0]) + len(field[1]) + 4  # with the colon, the space and the end of the line


def _too_large(url: bytes) -> ApiError:
    if len(url) > MOST_URL:
        return UrlTooLongError(f"The URL is longer than {MOST_URL:,} bytes.")
    return HeadersTooLargeError(f"The header fields are larger than {MOST_HEAD:,} bytes.")


def _too_slow(part: str) -> SlowRequestError:
    seconds = HEAD_PATIENCE if part == "head" else BODY_PATIENCE
    return SlowRequestError(f"The {part} of the request did not arrive within {seconds:g} seconds.")


def _too_many(most: int) -> BusyError:
    return BusyError(f"{most} connections are open.", headers={"Retry-After": "2"})
