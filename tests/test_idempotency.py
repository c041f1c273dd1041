"""The same write sent twice is done once, whatever happened to the first answer."""

import datetime as dt
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from sqlalchemy import Engine, func, select, text, update
from sqlalchemy.orm import Session

from app.db import make_engine, own_session, try_lock, write_session
from app.models import IdempotencyKey, Webhook
from app.vocabulary import Scope
from tests.conftest import DATABASES, MakeDatabase
from tests.keys import make_key, with_key
from tests.test_errors_api import check_shape
from tests.writing import ADA, HARBOUR, curated_server, etag, newest

EVENTS = "/v1/events"  # of which many have one name
Written = tuple[Engine, httpx.Client]


@pytest.fixture(scope="module", params=DATABASES)
def written(request: pytest.FixtureRequest, make_database: MakeDatabase) -> Iterator[Written]:
    """A database and a curator's client, for all tests here."""
    url = make_database(request.param)
    engine = make_engine(url)
    with curated_server(url) as api:
        yield engine, api
    engine.dispose()


def key(given: str, **more: str) -> dict[str, str]:
    return {"Idempotency-Key": given, **more}


def test_a_second_request_gets_the_first_answer_and_another_is_refused(written: Written) -> None:
    engine, api = written
    first = api.post(EVENTS, json=HARBOUR, headers=key("one"))
    number = newest(api)
    again = api.post(EVENTS, json=HARBOUR, headers=key('"one"', **{"Accept-Encoding": "br"}))
    assert (again.status_code, again.text, newest(api)) == (201, first.text, number)
    for name in ("Location", "Incumbent-Change", "Content-Type"):
        assert again.headers[name] == first.headers[name]
    assert (again.headers["Idempotency-Replayed"], "Idempotency-Replayed" in first.headers) == (
        "true",
        False,
    )
    other = api.post(EVENTS, json=HARBOUR | {"reason": "x"}, headers=key("one"))
    assert check_shape(other, "invalid-parameter")["parameter"] == "Idempotency-Key"
    for path in ("/v1/people", f"{EVENTS}?x=1"):
        assert api.post(path, json=HARBOUR, headers=key("one")).status_code in (400, 422)
    # The key is of its holder's API key: another's is another one.
    ben = with_key(make_key(engine, "Ben", Scope.CURATE))
    made = api.post(EVENTS, json=HARBOUR, headers=key("one") | ben)
    assert made.headers["Location"] == f"{EVENTS}/harbour-office-2"
    for wrong in ("", "a b", "x" * 256, '"', "é"):
        headers = {b"Idempotency-Key": wrong.encode()}
        check_shape(api.post(EVENTS, json=HARBOUR, headers=headers), "invalid-parameter")


def test_a_change_that_was_refused_may_be_sent_again_and_one_that_was_done_is_not_stale(
    written: Written,
) -> None:
    _, api = written
    job = {"reason": "x", "deprecate": {"a" * 16: "x"}}
    refused = api.patch(ADA, json=job, headers=etag(api, ADA) | key("two"))
    check_shape(refused, "invalid-parameter")
    note = {"reason": "x", "article_id": HARBOUR["article_id"], "add": {"facts": [_FACT]}}
    sent = etag(api, ADA) | key("two")
    done = api.patch(ADA, json=note, headers=sent)
    assert done.status_code == 200, done.text
    assert api.patch(ADA, json=note, headers=sent).text == done.text
    undo = {"headers": key("three"), "json": {"reason": "x"}}
    for _ in range(2):
        path = f"/v1/changes/{done.headers['Incumbent-Change']}/revert"
        assert api.post(path, **undo).json()["change"] == newest(api)  # type: ignore[arg-type]
    made = api.post(EVENTS, json=HARBOUR).headers["Location"]
    sent = etag(api, made) | key("four")
    for _ in range(2):
        assert api.delete(f"{made}?reason=No", headers=sent).status_code == 204


def test_what_is_being_answered_is_told_and_waits_for_nobody(written: Written) -> None:
    engine, api = written
    before = newest(api)
    with ThreadPoolExecutor(4) as pool, write_session(engine) as session:
        session.execute(text("SELECT 1"))  # nobody else can write now
        sent = [pool.submit(api.post, EVENTS, json=HARBOUR, headers=key("five")) for _ in range(4)]
        while sum(each.done() for each in sent) < 3:
            time.sleep(0.005)
        busy = [each.result() for each in sent if each.done()]
    for answer in busy:
        problem = check_shape(answer, "conflict")
        assert "ask again" in problem["detail"]
        assert answer.headers["Retry-After"] == "1"
    assert {each.result().status_code for each in sent} == {201, 409}
    assert newest(api) == before + 1


def test_on_postgresql_other_processes_tell_it_by_a_lock(written: Written) -> None:
    engine, _ = written
    is_shared = engine.dialect.name == "postgresql"
    with own_session(engine) as session:
        assert try_lock(session.connection(), "a name")
        if is_shared:  # on SQLite nobody else could begin to write
            with own_session(engine) as other:
                assert not try_lock(other.connection(), "a name")
                assert try_lock(other.connection(), "another")
    with own_session(engine) as session:
        assert try_lock(session.connection(), "a name")


def test_answers_go_after_a_day_and_what_must_not_be_shown_at_once(written: Written) -> None:
    engine, api = written
    sent = {"json": HARBOUR, "headers": key("six")}
    first = api.post(EVENTS, **sent)  # type: ignore[arg-type]
    other = api.post(EVENTS, json=HARBOUR, headers=key("sixth"))
    gone = first.headers["Location"]
    assert api.delete(f"{gone}?reason=No", headers=etag(api, gone)).status_code == 204
    problem = check_shape(api.post(EVENTS, **sent), "gone")  # type: ignore[arg-type]
    again = api.post(EVENTS, json=HARBOUR, headers=key("sixth"))
    assert again.text == other.text
    assert problem["change"] == int(first.headers["Incumbent-Change"])
    with own_session(engine) as session:
        yesterday = dt.datetime.now(dt.UTC) - dt.timedelta(hours=24, seconds=1)
        session.execute(update(IdempotencyKey).values(answered_at=yesterday))
    anew = api.post(EVENTS, **sent)  # type: ignore[arg-type]
    assert anew.headers["Location"] != first.headers["Location"]
    with Session(engine) as session:
        assert session.scalar(select(func.count()).select_from(IdempotencyKey)) == 1


def test_the_secret_of_a_webhook_is_kept_nowhere_twice(written: Written) -> None:
    engine, api = written
    sent = {"json": {"url": "http://127.0.0.1/hook"}, "headers": key("seven")}
    first, again = (api.post("/v1/webhooks", **sent) for _ in range(2))  # type: ignore[arg-type]
    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()
    with Session(engine) as session:
        assert session.scalar(select(func.count()).select_from(Webhook)) == 1
        kept = session.scalars(select(IdempotencyKey)).all()
    assert all(first.json()["secret"] not in f"{each.body} {each.headers}" for each in kept)
    path = f"/v1/webhooks/{first.json()['id']}"
    for _ in range(2):
        assert api.delete(path, headers=key("eight")).status_code == 204
    check_shape(api.post("/v1/webhooks", **sent), "not-found")  # type: ignore[arg-type]


_FACT: dict[str, Any] = {"property": "occupation", "value": "chair", "cite": "was named chair"}
