"""What is fuzzed of requests: headers, parameters, bodies and cursors."""

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final
from urllib.parse import parse_qs, quote, urlsplit

from itsdangerous.encoding import base64_encode
from sqlalchemy.orm import Session

from app.queries.paging import PageRequest, cursor_secret, cursor_signer
from tests.faults.fuzz_words import DATES, JSON
from tests.faults.fuzzing import Around, Make, Target
from tests.faults.one_request import OneServer
from tests.keys import EXAMPLE_KEY


def http(around: Around) -> Target:
    """Headers of a request: a path on a line, then headers, each on a line."""
    server = around.server()

    def read(given: bytes) -> bool:
        path, *lines = given.split(b"\n")
        headers = [tuple(line.split(b":", 1)) for line in lines[:20] if b":" in line]
        told = [(name.strip().lower(), value.strip()) for name, value in headers]
        return server.get(path, told).is_read

    seeds = [
        b'/v1/people/liu-jianchao\nAccept: text/csv;q=0.5, */*;q=0.1\nIf-None-Match: W/"a", *',
        b'/v1/exports/people.csv\nRange: bytes=0-10\nIf-Range: "x"\nAccept-Encoding: gzip, br;q=0',
        b"/people/liu-jianchao\nAccept: text/html\nAccept-Language: zh-Hant-TW, en;q=0.7, *;q=0",
        b"/v1/people?limit=1\nX-Forwarded-For: 1.2.3.4, ::1\nX-Forwarded-Proto: https\nHost: a:80",
        b"/v1/webhooks\nAuthorization: Bearer %b\nCookie: incumbent=x; a\nForwarded: for=_a"
        % EXAMPLE_KEY.encode(),
        b"/v1/changes\nIf-Modified-Since: Thu, 26 Nov 2026 09:00:00 GMT\ntraceparent: 00-0-0-01",
    ]
    words = b'bytes=|;q=|*/*|W/|,|"|gzip|identity|br|zstd|-|Bearer |9999999999999999999|\xff|q=nan'
    return Target(read, seeds, words.split(b"|"))


def asked(path: str, parameter: str, seeds: Iterable[str], words: Iterable[bytes] = ()) -> Make:
    """A parameter of the query of a path."""

    def make(around: Around) -> Target:
        server = around.server()

        def read(given: bytes) -> bool:
            return server.get(f"{path}?{parameter}={quote(given)}".encode(), []).is_read

        return Target(read, [each.encode() for each in seeds], tuple(words))

    return make


def body(around: Around) -> Target:
    """JSON that is sent."""
    server = around.server()
    described = {"name": "Liu Jianchao", "birth_date": "1964", "country": ["cn"]}
    known = {"identifiers": ["wikidata:Q1"], "kind": "organization", "posts": "minister"}
    several = {"queries": {"a": described, "b": known}, "limit": 3, "threshold": 0.5}
    seeds = [json.dumps(each).encode() for each in ({"queries": {"a": described}}, several)]
    return Target(lambda given: server.post("/v1/match", given).is_read, seeds, JSON)


# Lists of which the seed has more than one page, each ordered by something else.
_PAGED: Final = tuple(
    each.encode()
    for each in (
        *("/v1/people?limit=1", "/v1/people?limit=1&sort=-birth_date", "/v1/events?limit=2"),
        *("/v1/organizations?limit=1&q=party", "/v1/memberships?limit=1&sort=-start_date,name"),
        *("/v1/people/liu-jianchao/connections?limit=1", "/v1/people/liu-jianchao/facts?limit=1"),
        *("/v1/search?limit=1&q=china", "/v1/proposals?limit=1&sort=-confidence"),
    )
)
# Lists that the seed fills no page of, and a key of each.
_UNPAGED: Final[Mapping[bytes, list[Any]]] = {
    b"/v1/changes?limit=1": [0],
    b"/v1/feed.atom?limit=1": [2],
    b"/v1/people/liu-jianchao/history?limit=1": [0],
    b"/v1/posts/us-secretary-of-state/holders?limit=1": ["1900-01-01", "1999-12-31", 1],
    b"/people?sort=name": ["a", "a"],
}
_AS_HOLDER: Final = [(b"authorization", b"Bearer " + EXAMPLE_KEY.encode())]


def cursor(around: Around) -> Target:
    """A list on a line, and a cursor."""
    server = around.server()

    def read(given: bytes) -> bool:
        path, _, told = given.partition(b"\n")
        return server.get(path + b"&cursor=" + quote(told).encode(), _AS_HOLDER).is_read

    seeds = [path + b"\n" + _next_cursor(server, path).encode() for path in _PAGED]
    return Target(read, seeds, (b".", b"eyJ", b"=", b"-"))


def _next_cursor(server: OneServer, path: bytes) -> str:
    """The cursor of the second page, as the first one tells it."""
    following: str = json.loads(server.get(path, _AS_HOLDER).body)["page"]["next"]
    return parse_qs(urlsplit(following).query)["cursor"][0]


def signed_cursor(around: Around) -> Target:
    """A list on a line, and what its cursor says before we sign it, with * for the list."""
    server = around.server()
    with Session(around.engine()) as session:
        secret = cursor_secret(session)
    signer = cursor_signer(secret)
    cursors = {path: _next_cursor(server, path) for path in _PAGED}
    cursors |= {path: _cursor_after(path, key, secret) for path, key in _UNPAGED.items()}
    said = {path: signer.loads(each) for path, each in cursors.items()}

    def read(given: bytes) -> bool:
        path, _, told = given.partition(b"\n")
        path = path if path in said else _PAGED[0]
        payload = told.replace(b'"*"', json.dumps(said[path][0]).encode(), 1)
        signed = signer.make_signer(signer.salt).sign(base64_encode(payload))
        return server.get(path + b"&cursor=" + signed, _AS_HOLDER).is_read

    seeds = [path + b"\n" + json.dumps(["*", key]).encode() for path, (_, key) in said.items()]
    return Target(read, seeds, (*JSON, *DATES, *(path + b"\n" for path in said)))


def _cursor_after(path: bytes, key: list[Any], secret: str) -> str:
    url = urlsplit(path.decode())
    filters = {name: value for name, value in parse_qs(url.query).items() if name != "limit"}
    return PageRequest(url.path, filters, 1, None, secret).cursor_after(key)
