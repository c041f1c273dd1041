"""Who asks too often is told so, and when to go on; guessing keys is hopeless."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.conftest import MakeDatabase, Serve, running_server
from tests.keys import CURATOR_KEY, EXAMPLE_KEY, with_key
from tests.test_errors_api import check_shape

PERSON = "/v1/people/liu-jianchao"  # answered at once
LIST = "/v1/people?q=liu"  # the long way
WRONG = {"Authorization": f"Bearer inc_{'a' * 16}_{'b' * 52}"}
LIMITS = {"rate_limit": "4/hour", "rate_limit_keys": "6/hour", "rate_limit_failures": "3/hour"}
NEXT = iter(range(1, 250))


@pytest.fixture(scope="module")
def limited(make_database: MakeDatabase, seeded_file: str) -> Iterator[httpx.Client]:
    url = make_database("sqlite", seeded_file)
    with running_server(url, webhooks=False, **LIMITS) as client:
        yield client


@pytest.fixture
def elsewhere() -> dict[str, str]:
    """An address that nobody asked from yet, told by a proxy that is trusted."""
    return {"X-Forwarded-For": f"203.0.113.{next(NEXT)}"}


def statuses(client: httpx.Client, paths: list[str], headers: dict[str, str]) -> list[int]:
    return [client.get(path, headers=headers).status_code for path in paths]


@pytest.mark.parametrize("headers", [{}, {"X-Forwarded-For": "2001:db8::7"}])
def test_an_address_may_ask_so_often(limited: httpx.Client, headers: dict[str, str]) -> None:
    first = limited.get(PERSON, headers=headers)
    assert first.headers["RateLimit-Policy"] == '"address";q=4;w=3600'
    name, left, rest = first.headers["RateLimit"].split(";")
    assert (name, left) == ('"address"', "r=3")
    assert 0 < int(rest.removeprefix("t=")) <= 3600
    assert statuses(limited, [LIST, PERSON, "/nowhere"], headers) == [200, 200, 404]
    for path in (PERSON, LIST):
        refused = limited.get(path, headers=headers)
        problem = check_shape(refused, "rate-limited")
        assert problem["violated-policies"] == ["address"]
        assert refused.headers["RateLimit"].startswith('"address";r=0;t=')
        assert refused.headers["Retry-After"] in problem["detail"]
        assert refused.headers["Access-Control-Allow-Origin"] == "*"
        assert refused.headers["Cache-Control"] == "no-store"
    always = ["/healthz", "/readyz", "/docs/assets/favicon.png"]
    assert statuses(limited, always, headers) == [200, 200, 200]
    assert statuses(limited, ["/metrics"], headers) == [429]
    assert "RateLimit" not in limited.get("/healthz", headers=headers).headers
    neighbour = {"X-Forwarded-For": "2001:db8::8"} if headers else {"X-Forwarded-For": "192.0.2.1"}
    assert limited.get(PERSON, headers=neighbour).status_code == (429 if headers else 200)


def test_only_a_trusted_proxy_is_believed(serve: Serve, seeded_file: str) -> None:
    client = serve(seeded_file, webhooks=False, rate_limit="2/hour", trusted_proxies="192.0.2.0/24")
    asked = [client.get(PERSON, headers={"X-Forwarded-For": f"203.0.113.{n}"}) for n in range(3)]
    assert [answer.status_code for answer in asked] == [200, 200, 429]


def test_a_key_is_counted_wherever_it_comes_from(
    limited: httpx.Client, elsewhere: dict[str, str]
) -> None:
    answers = [
        limited.get(LIST, headers=with_key(EXAMPLE_KEY) | {"X-Forwarded-For": f"198.51.100.{n}"})
        for n in range(7)
    ]
    assert [answer.status_code for answer in answers] == [200] * 6 + [429]
    assert answers[0].headers["RateLimit"].startswith('"key";r=5;t=')
    assert answers[0].headers["Cache-Control"] == "private, no-store"
    assert check_shape(answers[-1], "rate-limited")["violated-policies"] == ["key"]
    assert limited.get(LIST, headers=elsewhere).status_code == 200


def test_guessing_keys_is_hopeless(limited: httpx.Client, elsewhere: dict[str, str]) -> None:
    holder = with_key(CURATOR_KEY)
    told = limited.get(LIST, headers=WRONG | elsewhere)
    assert told.headers["RateLimit"].startswith('"address";r=3;'), "as nobody in particular"
    assert limited.get("/v1/proposals", headers=WRONG | elsewhere).status_code == 401
    assert limited.get(LIST, headers=holder | elsewhere).status_code == 200
    assert limited.get(LIST, headers=WRONG | elsewhere).status_code == 200
    refused = limited.get(LIST, headers=WRONG | elsewhere)
    assert check_shape(refused, "rate-limited")["violated-policies"] == ["failures"]
    other = with_key(EXAMPLE_KEY) | elsewhere
    assert limited.get(LIST, headers=other).status_code == 429, "nor is a right one told apart"
    assert limited.get(LIST, headers=holder | elsewhere).status_code == 200, "it was right before"
    assert limited.get(LIST, headers=holder).status_code == 200, "from its own address"


def test_so_is_guessing_at_the_door_of_curators(
    limited: httpx.Client, elsewhere: dict[str, str]
) -> None:
    def sign_in(key: str) -> Any:
        sent = {"Origin": str(limited.base_url), **elsewhere}
        return limited.post("/review/session", data={"key": key}, headers=sent).status_code

    assert [sign_in("inc_wrong") for _ in range(3)] == [401] * 3
    assert sign_in(CURATOR_KEY) == 429
    assert limited.get(LIST, headers=elsewhere).status_code == 429, "four were asked from there"
