"""Webhooks as their owners see them: registered, listed, deleted, and closed to everybody else."""

from collections.abc import Iterator
from typing import Any

import httpx
import orjson
import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from app.models import Webhook, WebhookDelivery
from app.vocabulary import Scope
from app.webhooks import queue
from app.webhooks.sending import Outcome
from tests.conftest import Serve
from tests.keys import OTHER_KEY, OTHER_WEBHOOK, make_key, with_key
from tests.test_errors_api import check_shape
from tests.test_webhooks import change

URL = "/v1/webhooks"
HOOK = {"url": "http://127.0.0.1:9/hook"}


@pytest.fixture
def quiet(engine: Engine, serve: Serve, database_url: str) -> httpx.Client:
    """A server of the empty database that sends nothing."""
    client: httpx.Client = serve(database_url, webhooks=False, webhook_private_addresses=True)
    assert engine
    return client


def make(api: httpx.Client, key: str, **fields: Any) -> dict[str, Any]:
    answer = api.post(URL, json=HOOK | fields, headers=with_key(key))
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def listed(api: httpx.Client, key: str, query: str = "") -> list[str]:
    """The ids of all pages."""
    ids, url = [], f"{URL}{query}"
    while url:
        page = api.get(url, headers=with_key(key)).json()
        ids += [each["id"] for each in page["data"]]
        url = page["page"]["next"]
    return ids


def test_the_secret_is_shown_once(quiet: httpx.Client, engine: Engine) -> None:
    key = make_key(engine)
    made = make(quiet, key, description="Mine")
    assert made["secret"].startswith("whsec_")
    assert make(quiet, key)["secret"] != made["secret"]
    one = quiet.get(f"{URL}/{made['id']}", headers=with_key(key)).json()
    assert one == {name: value for name, value in made.items() if name != "secret"}
    assert "whsec_" not in quiet.get(URL, headers=with_key(key)).text


def test_a_webhook_of_somebody_else_is_not_there(quiet: httpx.Client, engine: Engine) -> None:
    ada, ada_again = make_key(engine), make_key(engine)
    ben, admin = make_key(engine, "Ben"), make_key(engine, "Root", Scope.ADMIN)
    of_ada, of_ben = make(quiet, ada)["id"], make(quiet, ben)["id"]
    assert listed(quiet, ada) == listed(quiet, ada_again) == [of_ada]
    assert sorted(listed(quiet, admin, "?limit=1")) == sorted([of_ada, of_ben])
    change(engine, "ada", "a")
    asks = [("GET", ""), ("DELETE", ""), ("GET", "/deliveries"), ("POST", "/deliveries/1/retry")]
    for method, rest in asks:
        answer = quiet.request(method, f"{URL}/{of_ada}{rest}", headers=with_key(ben))
        assert "no webhook" in check_shape(answer, "not-found")["detail"]
    assert quiet.delete(f"{URL}/{of_ben}", headers=with_key(admin)).status_code == 204
    assert listed(quiet, admin) == [of_ada]
    unknown = quiet.post(f"{URL}/{of_ada}/deliveries/7/retry", headers=with_key(ada))
    assert "no delivery of change 7" in check_shape(unknown, "not-found")["detail"]


@pytest.mark.parametrize(
    ("body", "parameter", "told"),
    [
        ({"entity_ids": ["nobody", "liu-jianchao"]}, "entity_ids", "nothing with the id nobody"),
        ({"entity_ids": ["Liu Jianchao"]}, "entity_ids.0", "an id has lower-case letters"),
        ({"entity_ids": "liu-jianchao"}, "entity_ids", "valid list"),
        ({"urls": "x"}, "urls", "did you mean"),
        ({"url": 3}, "url", "valid string"),
        ({"url": "https://x.example/" + "x" * 2000}, "url", "at most 2000"),
        ({"description": "a\x00b"}, "description", "match pattern"),
        ([], "", "one JSON object"),
    ],
)
def test_a_wrong_body_is_told_by_its_field(
    api: httpx.Client, body: Any, parameter: str, told: str
) -> None:
    sent = HOOK | body if isinstance(body, dict) else body
    answer = api.post(URL, json=sent, headers=with_key(OTHER_KEY))
    problem = check_shape(answer, "invalid-parameter")
    assert problem["errors"][0]["location"] == "body"
    assert problem["parameter"] == parameter
    assert told in problem["detail"]


@pytest.mark.parametrize(
    ("content", "kind", "told"),
    [
        ('{"a": 1,}', "application/json", "this is not JSON: "),
        (orjson.dumps(HOOK), "application/x-www-form-urlencoded", "send one JSON object, with "),
    ],
)
def test_what_is_no_json_is_told_so(api: httpx.Client, content: Any, kind: str, told: str) -> None:
    headers = with_key(OTHER_KEY) | {"Content-Type": kind}
    problem = check_shape(api.post(URL, content=content, headers=headers), "invalid-parameter")
    assert problem["detail"].startswith(f"body: {told}")


def test_a_body_without_measure_is_not_read(api: httpx.Client) -> None:
    def endless() -> Iterator[bytes]:
        for _ in range(200):
            yield b" " * 10_000

    kind = {"Content-Type": "application/json"}
    check_shape(api.post(URL, content=b" " * 2_000_000, headers=kind), "too-large")
    check_shape(api.post(URL, content=endless(), headers=kind), "too-large")


def test_deliveries_are_listed_in_pages(quiet: httpx.Client, engine: Engine) -> None:
    key = make_key(engine)
    made = make(quiet, key)
    for said in "abcde":
        change(engine, "ada", said)
    with Session(engine) as session, session.begin():
        queue.enqueue(session)
        assert not queue.is_behind(session)
    numbers, url = [], f"{URL}/{made['id']}/deliveries?status=pending&limit=2"
    while url:
        page = quiet.get(url, headers=with_key(key)).json()
        assert page["page"]["total"] == 5
        numbers += [each["change"] for each in page["data"]]
        url = page["page"]["next"]
    assert numbers == [1, 2, 3, 4, 5]


def test_a_webhook_that_is_far_behind_catches_up_in_steps_and_forgets_what_is_old(
    quiet: httpx.Client, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "_CHANGES_AT_ONCE", 2)
    monkeypatch.setattr(queue, "_KEPT_CHANGES", 4)
    change(engine, "ben", "before")
    webhook_id = make(quiet, make_key(engine), entity_ids=["ben", "ben"])["id"]
    for said in "abcdef":
        change(engine, "ben", said)
        change(engine, "ada", said)

    def step(deliver: bool) -> list[int]:  # noqa: FBT001 (a step of this test)
        with Session(engine) as session, session.begin():
            queue.enqueue(session)
            due = queue.next_due(session, webhook_id)
            if deliver and due:
                outcome = Outcome(status=200)
                queue.record_outcome(session, webhook_id, due, outcome, [])
            found = select(WebhookDelivery.change).order_by(WebhookDelivery.change)
            return list(session.scalars(found))

    assert step(deliver=True) == [2]
    assert step(deliver=False) == [2, 4]
    assert step(deliver=False) == [4, 6]  # 2 was delivered, and is more than 4 changes back
    for _ in range(3):
        kept = step(deliver=False)
    assert kept == [4, 6, 8, 10, 12]  # what is pending stays
    with Session(engine) as session:
        assert not queue.is_behind(session)
        assert session.scalar(select(func.max(Webhook.position))) == 13


def test_paths_say_all_methods_that_they_take(api: httpx.Client) -> None:
    for path, methods in (
        (URL, "GET, POST, HEAD, OPTIONS"),
        (f"{URL}/{OTHER_WEBHOOK}", "DELETE, GET, HEAD, OPTIONS"),
        (f"{URL}/{OTHER_WEBHOOK}/deliveries/1/retry", "POST"),
    ):
        answer = api.put(path)
        check_shape(answer, "method-not-allowed")
        assert answer.headers["Allow"] == methods
