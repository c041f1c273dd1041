"""One request to another server: to an address that was looked at, within a time, no redirects.

Python's own HTTP client is enough: it takes the socket that we connected, so that the address is
pinned while ``Host`` and TLS keep the name, and the socket can be shut when the time is over.
"""

import datetime as dt
import http.client
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from functools import cache
from typing import Final, TypeVar

from app.outgoing.addresses import Address, Target, UnsafeUrlError, addresses

_LONGEST_PAUSE: Final = 24 * 3600.0
Socket = TypeVar("Socket", bound=socket.socket)


class NoAnswerError(Exception):
    """Nothing that can be used came back; the text says why."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; the names of ``headers`` are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def pause(self) -> float:
        """Seconds that the other side asks to wait."""
        return seconds_to_wait(self.headers.get("retry-after"))


class Exchange:
    """A request that another thread can break off."""

    def __init__(self, url: str, *, timeout: float, private: bool) -> None:
        """``timeout``: seconds for all of it; ``private`` allows every address."""
        self._url = url
        self._timeout = timeout
        self._until = time.monotonic() + timeout
        self._private = private
        self._socket: socket.socket | None = None
        self._aborted = threading.Event()

    def request(
        self, method: str, body: bytes | None, headers: Mapping[str, str], *, most: int
    ) -> Answer:
        """Send it and wait for the answer, of whose body up to ``most`` bytes are taken.

        With 0 the body is not read at all. Raises UnsafeUrlError, or NoAnswerError, also for a
        longer body.
        """
        try:
            with self._deadline():
                return self._request(method, body, headers, most)
        except (UnsafeUrlError, NoAnswerError):
            raise
        except Exception as error:  # noqa: BLE001 (whatever it is, there is no answer)
            raise NoAnswerError(self._explain(error)) from None

    def abort(self) -> None:
        """Break it off: ``request`` returns at once, or when the connection is made."""
        self._aborted.set()
        if self._socket is not None:
            with suppress(OSError):
                # Not SSLSocket's own, which would take the TLS state from under the other thread.
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)

    @contextmanager
    def _deadline(self) -> Iterator[None]:
        """A socket's time-out is for each of its steps; this one is for all of them."""
        timer = threading.Timer(self._timeout, self.abort)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            if self._socket is not None:
                self._socket.close()

    def _request(
        self, method: str, body: bytes | None, headers: Mapping[str, str], most: int
    ) -> Answer:
        target = Target.of(self._url)
        found = addresses(target, private=self._private, patience=self._left())
        connection = self._connection(target, found)
        connection.request(method, target.path, body, dict(headers))
        answer = connection.getresponse()
        told = {name.lower(): value for name, value in answer.getheaders()}
        return Answer(answer.status, told, self._body(answer, most) if most else b"")

    def _body(self, answer: http.client.HTTPResponse, most: int) -> bytes:
        body = answer.read(most + 1)
        if self._aborted.is_set():  # a socket that was shut looks like the end of the body
            raise TimeoutError
        if len(body) > most:
            raise NoAnswerError(f"the answer is longer than {most:,} bytes")
        return body

    def _connection(self, target: Target, found: list[Address]) -> http.client.HTTPConnection:
        """A connection to one of the addresses, which goes by the name of the host."""
        plain = self._keep(self._connect(found, target.port))
        plain.settimeout(self._left())
        if target.scheme == "http":
            connection = http.client.HTTPConnection(target.host, target.port)
            connection.sock = plain
            return connection
        connection = http.client.HTTPSConnection(target.host, target.port, context=_tls())
        connection.sock = self._keep(
            _tls().wrap_socket(plain, server_hostname=target.host, do_handshake_on_connect=False)
        )
        connection.sock.do_handshake()
        return connection

    def _connect(self, found: list[Address], port: int) -> socket.socket:
        """A socket to the first address that answers; each may take half of the time left."""
        for address in found[:-1]:
            with suppress(OSError):
                return socket.create_connection((str(address), port), self._left() / 2)
        return socket.create_connection((str(found[-1]), port), self._left())

    def _left(self) -> float:
        return max(0.01, self._until - time.monotonic())

    def _keep(self, connected: Socket) -> Socket:
        self._socket = connected
        if self._aborted.is_set():
            raise TimeoutError
        return connected

    def _explain(self, error: Exception) -> str:
        if self._aborted.is_set() or isinstance(error, TimeoutError):
            return f"no answer within {self._timeout:g} s"
        if isinstance(error, ssl.SSLCertVerificationError):
            return f"TLS: {error.verify_message}"
        if isinstance(error, OSError) and error.strerror:
            return error.strerror
        return f"no HTTP answer ({type(error).__name__})"


def seconds_to_wait(retry_after: str | None) -> float:
    """What a Retry-After asks for, up to a day: seconds or a date; 0 where it says nothing."""
    if retry_after is None:
        return 0.0
    if retry_after.isascii() and retry_after.isdigit():
        return min(float(retry_after), _LONGEST_PAUSE)
    try:
        moment = parsedate_to_datetime(retry_after)
    except (ValueError, TypeError, IndexError, OverflowError):  # any text may stand there
        return 0.0
    until = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    return min(max(0.0, (until - dt.datetime.now(dt.UTC)).total_seconds()), _LONGEST_PAUSE)


@cache
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()
