"""Webhooks: changes reach a real receiver, signed, in order, at least once, whatever happens."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from sqlalchemy import Engine
from standardwebhooks import Webhook as Verifier

from app.ledger import NewFact
from app.vocabulary import FactKind
from app.watching.tracing import trace_of
from tests.commands import kill, start
from tests.conftest import Serve, running_server
from tests.keys import make_key, with_key
from tests.receivers import Receiver, receiver, wait_until
from tests.test_ledger import record

PRIVATE = {"webhook_private_addresses": True}
IN_A_PROCESS = {"WEBHOOK_PRIVATE_ADDRESSES": "true", "WEBHOOK_TIMEOUT": "0.4"}


@pytest.fixture(autouse=True)
def _look_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.webhooks.worker._PAUSE", 0.05)


@pytest.fixture
def sink() -> Iterator[Receiver]:
    """A receiver that takes everything."""
    with receiver() as made:
        yield made


class Client:
    """The holder of a key, at a server."""

    def __init__(self, engine: Engine, api: httpx.Client, holder: str = "Ada") -> None:
        self.api = api
        self.headers = with_key(make_key(engine, holder))

    def register(self, url: str, *entity_ids: str) -> dict[str, str]:
        body = {"url": url, "entity_ids": entity_ids}
        answer = self.api.post("/v1/webhooks", json=body, headers=self.headers)
        assert answer.status_code == 201, answer.text
        made: dict[str, str] = answer.json()
        return made

    def get(self, path: str) -> httpx.Response:
        return self.api.get(f"/v1/webhooks/{path}", headers=self.headers)

    def statuses(self, webhook_id: str, query: str = "") -> dict[int, str]:
        told = self.get(f"{webhook_id}/deliveries{query}").json()["data"]
        return {each["change"]: each["status"] for each in told}


def hang_until(event: threading.Event) -> Callable[[int], int]:
    """What a receiver answers that takes its time."""

    def answer(_: int) -> int:
        event.wait(30)
        return 200

    return answer


def change(engine: Engine, subject: str, said: str) -> int | None:
    """Record a change that touches this entity alone."""
    fact = NewFact(kind=FactKind.ATTRIBUTE, subject_id=subject, property="summary", value=said)
    return record(engine, f"{subject}-{said}", [fact])


def test_a_change_of_a_wanted_entity_is_sent_signed_and_in_order(
    engine: Engine, serve: Serve, database_url: str, sink: Receiver
) -> None:
    change(engine, "ada", "before")
    api = serve(database_url, **PRIVATE)
    client = Client(engine, api)
    made = client.register(sink.url, "ada")
    with receiver() as of_all:
        client.register(of_all.url)
        for subject, said in (("ada", "a"), ("ben", "b"), ("ada", "c"), ("board", "d")):
            change(engine, subject, said)
        of_all.wait_for(4)
        sink.wait_for(2)
        assert of_all.changes == [2, 3, 4, 5]
    assert sink.changes == [2, 4]  # nothing from before it was registered
    verifier = Verifier(made["secret"])
    for got in sink.received:
        told = verifier.verify(got.body, got.headers)
        assert told["type"] == "change.recorded"
        assert told["data"] == api.get(f"/v1/changes/{got.change}").json()
        assert told["timestamp"] == told["data"]["at"]
        assert got.headers["content-type"] == "application/json"
        assert trace_of(got.headers["traceparent"])
        with pytest.raises(Exception, match="No matching signature"):
            verifier.verify(got.body + b" ", got.headers)
    wait_until(lambda: client.statuses(made["id"]) == {2: "delivered", 4: "delivered"})
    assert client.get(made["id"]).json()["position"] == 5


def test_a_receiver_that_fails_twice_is_asked_again_with_the_same_id(
    engine: Engine, serve: Serve, database_url: str
) -> None:
    with receiver(lambda count: 500 if count < 3 else 200) as failing:
        client = Client(engine, serve(database_url, webhook_retries="0.2,0.4,60", **PRIVATE))
        made = client.register(failing.url)
        change(engine, "ada", "a")
        first, second, third = failing.wait_for(3)
        wait_until(lambda: client.statuses(made["id"]) == {1: "delivered"})
    assert first.headers["webhook-id"] == third.headers["webhook-id"]
    assert second.at - first.at >= 0.16
    assert third.at - second.at >= 0.32
    (delivery,) = client.get(f"{made['id']}/deliveries").json()["data"]
    assert (delivery["attempts"], delivery["last_status"]) == (3, 200)
    assert delivery["message_id"] == first.headers["webhook-id"]


def test_what_never_arrives_is_listed_as_dead_and_can_be_sent_again(
    engine: Engine, serve: Serve, database_url: str
) -> None:
    with receiver(lambda _: 503) as failing:
        client = Client(engine, serve(database_url, webhook_retries="0", **PRIVATE))
        made = client.register(failing.url)
        change(engine, "ada", "a")
        wait_until(lambda: client.statuses(made["id"], "?status=dead") == {1: "dead"})
        assert len(failing.received) == 2
        assert client.statuses(made["id"], "?status=pending") == {}
        (dead,) = client.get(f"{made['id']}/deliveries").json()["data"]
        assert (dead["attempts"], dead["last_status"], dead["next_attempt_at"]) == (2, 503, None)
        failing.answer = lambda _: 200
        retry = f"/v1/webhooks/{made['id']}/deliveries/1/retry"
        again = client.api.post(retry, headers=client.headers)
        assert (again.status_code, again.json()["status"]) == (200, "pending")
        wait_until(lambda: client.statuses(made["id"]) == {1: "delivered"})
        refused = client.api.post(retry, headers=client.headers)
        assert refused.status_code == 409
        assert "only a dead one" in refused.json()["detail"]


def test_a_receiver_that_hangs_holds_up_nobody_and_not_the_shutdown(
    engine: Engine, serve: Serve, database_url: str, sink: Receiver
) -> None:
    waiting = threading.Event()
    with receiver(hang_until(waiting)) as hanging:
        client = Client(engine, serve(database_url, **PRIVATE))
        hung = client.register(hanging.url)
        client.register(sink.url)
        for said in ("a", "b", "c"):
            change(engine, "ada", said)
        hanging.wait_for(1)
        sink.wait_for(3)
        assert len(hanging.received) == 1
        assert set(client.statuses(hung["id"]).values()) == {"pending"}
        waiting.set()


def test_a_server_stops_at_once_and_the_next_one_sends_what_it_left(
    engine: Engine, serve: Serve, database_url: str
) -> None:
    waiting = threading.Event()
    with receiver(hang_until(waiting)) as hanging:
        with running_server(database_url, **PRIVATE) as api:
            made = Client(engine, api).register(hanging.url)
            change(engine, "ada", "a")
            hanging.wait_for(1)
            began = time.monotonic()
        assert time.monotonic() - began < 2
        waiting.set()
        client = Client(engine, serve(database_url, **PRIVATE))
        wait_until(lambda: client.statuses(made["id"]) == {1: "delivered"}, 5)
    (delivery,) = client.get(f"{made['id']}/deliveries").json()["data"]
    assert delivery["attempts"] == 1  # what the stop broke off does not count


def test_a_killed_server_delivers_after_its_restart(
    engine: Engine, serve: Serve, database_url: str, tmp_path: Path
) -> None:
    waiting = threading.Event()
    with receiver(hang_until(waiting)) as hanging:
        command = start(database_url, "serve", folder=tmp_path, **IN_A_PROCESS)
        try:
            client = Client(engine, serve(database_url, webhooks=False, **PRIVATE))
            made = client.register(hanging.url)
            change(engine, "ada", "a")
            change(engine, "ada", "b")
            hanging.wait_for(1)
        finally:
            kill(command)
        waiting.set()
        assert client.statuses(made["id"]) == {1: "pending", 2: "pending"}
        change(engine, "ada", "c")
        serve(database_url, **PRIVATE)
        wait_until(lambda: set(client.statuses(made["id"]).values()) == {"delivered"})
        wait_until(lambda: client.statuses(made["id"]).keys() == {1, 2, 3})
    assert hanging.changes[-3:] == [1, 2, 3]


def test_two_servers_send_each_change_once(
    engine: Engine, serve: Serve, database_url: str, sink: Receiver
) -> None:
    change(engine, "ada", "before")
    client = Client(engine, serve(database_url, **PRIVATE))
    serve(database_url, **PRIVATE)
    made = client.register(sink.url, "ada")
    writers = [threading.Thread(target=change, args=(engine, "ada", str(n))) for n in range(6)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    wait_until(lambda: list(client.statuses(made["id"]).values()) == ["delivered"] * 6)
    assert sink.changes == list(range(2, 8))


def test_a_receiver_may_ask_for_a_pause_and_for_an_end(
    engine: Engine, serve: Serve, database_url: str
) -> None:
    with receiver(lambda count: (429, {"Retry-After": "1"}) if count == 1 else 410) as busy:
        client = Client(engine, serve(database_url, webhook_retries="0,0", **PRIVATE))
        made = client.register(busy.url)
        change(engine, "ada", "a")
        busy.wait_for(1)
        change(engine, "ada", "b")
        first, second = busy.wait_for(2)
        assert second.at - first.at >= 0.9  # also the second change waits
        wait_until(lambda: client.statuses(made["id"]) == {1: "dead", 2: "dead"})
        change(engine, "ada", "c")
        told = client.get(made["id"]).json()
        assert told["disabled_reason"] == "The receiver answered 410 Gone"
        assert told["disabled_at"]
        retry = f"/v1/webhooks/{made['id']}/deliveries/1/retry"
        refused = client.api.post(retry, headers=client.headers)
        assert (refused.status_code, "disabled" in refused.json()["detail"]) == (409, True)
        time.sleep(0.3)
        assert len(busy.received) == 2


def test_a_redirect_is_not_followed(
    engine: Engine, serve: Serve, database_url: str, sink: Receiver
) -> None:
    with receiver(lambda _: (307, {"Location": sink.url})) as elsewhere:
        client = Client(engine, serve(database_url, webhook_retries="", **PRIVATE))
        made = client.register(elsewhere.url)
        change(engine, "ada", "a")
        wait_until(lambda: client.statuses(made["id"]) == {1: "dead"})
    (dead,) = client.get(f"{made['id']}/deliveries").json()["data"]
    assert (dead["last_status"], sink.received) == (307, [])


def test_the_address_is_looked_at_again_at_each_delivery(
    engine: Engine, serve: Serve, database_url: str, sink: Receiver
) -> None:
    allowing = Client(engine, serve(database_url, webhooks=False, **PRIVATE))
    made = allowing.register(sink.url)
    serve(database_url, webhook_retries="")
    change(engine, "ada", "a")
    wait_until(lambda: allowing.statuses(made["id"]) == {1: "dead"})
    (dead,) = allowing.get(f"{made['id']}/deliveries").json()["data"]
    assert "no address on the public internet" in dead["last_error"]
    assert sink.received == []


def test_a_webhook_that_was_deleted_is_told_nothing_more(
    engine: Engine, serve: Serve, database_url: str, sink: Receiver
) -> None:
    client = Client(engine, serve(database_url, **PRIVATE))
    with receiver(lambda _: 500) as failing:
        made = client.register(failing.url)
        client.register(sink.url)
        change(engine, "ada", "a")
        sink.wait_for(1)
        path = f"/v1/webhooks/{made['id']}"
        assert client.api.delete(path, headers=client.headers).status_code == 204
        assert client.get(f"{made['id']}/deliveries").status_code == 404
        before = len(failing.received)
        change(engine, "ada", "b")
        sink.wait_for(2)
    assert len(failing.received) == before
