"""Over a bare socket: what is answered at once keeps the order and the manners of HTTP."""

import re
import socket
from collections.abc import Generator, Iterator

import httpx
import pytest

from app.shortway.protocol import at_once

PERSON = "/v1/people/liu-jianchao"
LIST = "/v1/people?limit=1"
LONG = "/v1/people/liu-jianchao/facts?limit=1"
GONE = "/v1/people/nobody"
HEAD = re.compile(rb"HTTP/1\.1 (\d+) [^\r\n]*\r\n((?:[^\r\n]+\r\n)*)\r\n", re.DOTALL)


@pytest.fixture
def server(api: httpx.Client) -> httpx.Client:
    return api


def request(path: str, *more: str, version: str = "1.1", method: str = "GET") -> bytes:
    lines = (f"{method} {path} HTTP/{version}", "Host: example.org", *more)
    return "".join(f"{line}\r\n" for line in lines).encode() + b"\r\n"


def answers(server: httpx.Client, *sent: bytes) -> list[tuple[int, dict[str, str], bytes]]:
    """All that comes back on a connection until it is closed, as the last request has to ask."""
    host, port = server.base_url.host, server.base_url.port
    received = b""
    with socket.create_connection((host, port), timeout=10) as connection:
        for part in sent:
            connection.sendall(part)
        while got := connection.recv(65_536):
            received += got
    return list(_split(received))


def _split(received: bytes) -> Iterator[tuple[int, dict[str, str], bytes]]:
    while received:
        head = HEAD.match(received)
        assert head, received[:200]
        lines = head.group(2).decode().split("\r\n")[:-1]
        told = dict(line.lower().split(": ", 1) for line in lines)
        end = head.end() + int(told.get("content-length", 0))
        yield int(head.group(1)), told, received[head.end() : end]
        received = received[end:]


CLOSE = request(LONG, "Connection: close")


def test_requests_sent_at_once_are_answered_in_their_order(server: httpx.Client) -> None:
    asked = [PERSON, LONG, LIST, LONG, PERSON, GONE, PERSON]
    found = answers(server, b"".join([*(request(path) for path in asked), CLOSE]))
    assert [status for status, _, _ in found] == [200, 200, 200, 200, 200, 404, 200, 200]
    alone = [server.get(path, headers={"Host": "example.org"}).content for path in asked]
    bodies = [body for _, _, body in found[:-1]]
    assert bodies[:5] == alone[:5]
    assert bodies[6] == alone[6]


def test_requests_in_pieces_are_answered_whole(server: httpx.Client) -> None:
    whole = request(PERSON)
    found = answers(server, whole[:9], whole[9:40], whole[40:], CLOSE)
    assert [status for status, _, _ in found] == [200, 200]
    assert found[0][2] == server.get(PERSON).content


def test_the_connection_is_closed_where_the_client_asks_for_it(server: httpx.Client) -> None:
    for last in (request(PERSON, "Connection: close"), request(PERSON, version="1.0")):
        [(status, told, body)] = answers(server, last)
        assert (status, told["connection"]) == (200, "close")
        assert body == server.get(PERSON).content


def test_a_body_that_nobody_asked_for_is_no_next_request(server: httpx.Client) -> None:
    with_body = request(PERSON, "Content-Length: 14") + b"GET / HTTP/9.9"
    assert [status for status, _, _ in answers(server, with_body, CLOSE)] == [200, 200]


def test_what_is_no_http_is_refused_after_an_answer(server: httpx.Client) -> None:
    found = answers(server, request(PERSON), b"nonsense\r\n\r\n")
    assert found[-1][0] == 400


@pytest.mark.parametrize("name", ["ETag", "Vary", "Link", "Cache-Control", "Last-Modified"])
def test_an_answer_that_the_client_has_is_not_sent_again(server: httpx.Client, name: str) -> None:
    etag = server.get(PERSON, headers={"Accept-Encoding": "identity"}).headers["ETag"]
    sent = (request(PERSON, f"If-None-Match: {etag}"), request(PERSON), CLOSE)
    (unchanged, told, body), (status, whole, _), _ = answers(server, *sent)
    assert (unchanged, body, status) == (304, b"", 200)
    assert told[name.lower()] == whole[name.lower()]
    assert "content-length" not in told


def test_a_proxy_before_us_is_heard(server: httpx.Client) -> None:
    forwarded = request(LIST, "X-Forwarded-Proto: https", "X-Forwarded-For: 203.0.113.9")
    (_, told, _), *_ = answers(server, forwarded, CLOSE)
    assert told["link"].startswith("<https://example.org/v1/people")


def test_a_coroutine_that_waits_is_no_answer_at_once() -> None:
    async def waits() -> None:
        await _Waiting()

    with pytest.raises(RuntimeError, match="waits for something"):
        at_once(waits())


class _Waiting:
    def __await__(self) -> Generator[None, None, None]:
        yield
