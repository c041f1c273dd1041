"""API keys: what each opens, when it ends, and that nothing of it is kept but a hash."""

import datetime as dt
import hashlib
import json
import time
from collections.abc import Iterator

import httpx
import pytest
from sqlalchemy import Engine, text, update
from sqlalchemy.orm import Session
from typer.testing import CliRunner, Result

from app.__main__ import cli
from app.db import make_engine, own_session, write_session
from app.keys.issuing import revoke_key
from app.models import ApiKey
from app.routers.authorization import require_scope
from app.vocabulary import Scope
from tests.conftest import DATABASES, MakeDatabase, running_app, running_server
from tests.keys import make_key, with_key
from tests.test_errors_api import check_shape

KEYED = "/v1/webhooks"
Held = tuple[Engine, httpx.Client]


@pytest.fixture(scope="module", params=DATABASES)
def held(request: pytest.FixtureRequest, make_database: MakeDatabase) -> Iterator[Held]:
    """A database and a server of it, for all tests here: each makes keys of its own."""
    url = make_database(request.param)
    engine = make_engine(url)
    with running_server(url, webhooks=False) as api:
        yield engine, api
    engine.dispose()


def refused(api: httpx.Client, authorization: str | None) -> tuple[str, str]:
    """What is told to a request with this header, and its challenge."""
    headers = {b"Authorization": authorization.encode()} if authorization is not None else {}
    answer = api.get(KEYED, headers=headers)
    assert answer.status_code == 401
    return check_shape(answer, "unauthorized")["detail"], answer.headers["WWW-Authenticate"]


def test_a_refusal_says_why_but_not_how_near_the_secret_was(held: Held) -> None:
    engine, api = held
    key = make_key(engine)
    assert api.get(KEYED, headers=with_key(key)).status_code == 200
    detail, challenge = refused(api, None)
    assert "send it as Authorization: Bearer" in detail
    assert challenge == 'Bearer realm="Incumbent"'
    assert refused(api, f"Basic {key}") == (detail, challenge)
    unknown = ("The key is unknown.", 'Bearer realm="Incumbent", error="invalid_token"')
    other_id = key.replace(key.split("_")[1], "a" * 16)
    assert refused(api, f"Bearer {other_id}") == unknown
    nearly = key[:-1] + ("a" if key[-1] != "a" else "b")
    assert refused(api, f"Bearer {nearly}") == unknown
    for garbage in ("x", "inc__", key.upper(), key + "a", "inc_ä_ö"):
        assert refused(api, f"Bearer {garbage}")[0].startswith("This is no key")


def test_an_expired_and_a_revoked_key_open_nothing_and_say_so(held: Held) -> None:
    engine, api = held
    now = dt.datetime.now(dt.UTC)
    later, soon = (make_key(engine, expires_at=now + dt.timedelta(days=n)) for n in (1, -1))
    assert api.get(KEYED, headers=with_key(later)).status_code == 200
    assert "expired at" in refused(api, f"Bearer {soon}")[0]
    with own_session(engine) as session:
        revoke_key(session, later.split("_")[1], "Left")
    assert "was revoked at" in refused(api, f"Bearer {later}")[0]
    # Who has not the whole key learns nothing of its state.
    assert refused(api, f"Bearer {soon[:-4]}aaaa")[0] == "The key is unknown."


def test_a_scope_includes_those_before_it_and_no_other(engine: Engine, database_url: str) -> None:
    with running_app(database_url) as (app, api):
        for scope in Scope:
            app.add_api_route(f"/{scope}", lambda: "done", dependencies=[require_scope(scope)])
        order = list(Scope)
        for held in Scope:
            headers = with_key(make_key(engine, scope=held))
            for needed in Scope:
                answer = api.get(f"/{needed}", headers=headers)
                if order.index(held) >= order.index(needed):
                    assert answer.json() == "done"
                else:
                    problem = check_shape(answer, "forbidden")
                    assert f"needs a key with the scope {needed}" in problem["detail"]
                    assert f'scope="{needed}"' in answer.headers["WWW-Authenticate"]


def test_nothing_of_the_secret_is_kept(engine: Engine) -> None:
    key = make_key(engine)
    _, key_id, secret = key.split("_")
    with engine.connect() as connection:
        (row,) = connection.execute(text("SELECT * FROM api_keys")).all()
    assert secret not in str(row)
    assert row.id == key_id
    assert row.digest == hashlib.sha256(secret.encode()).hexdigest()
    assert len({make_key(engine) for _ in range(20)}) == 20


def test_the_last_use_is_kept_to_the_minute(held: Held) -> None:
    engine, api = held
    key = make_key(engine)
    assert last_use(engine, key) is None
    api.get(KEYED, headers=with_key(key))
    first = last_use(engine, key)
    api.get(KEYED, headers=with_key(key))
    assert last_use(engine, key) == first is not None
    long_ago = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    with own_session(engine) as session:
        session.execute(update(ApiKey).values(last_used_at=long_ago))
    api.get(KEYED, headers=with_key(key))
    assert last_use(engine, key) not in (None, first, long_ago)


def last_use(engine: Engine, key: str) -> dt.datetime | None:
    with Session(engine) as session:
        return session.get_one(ApiKey, key.split("_")[1]).last_used_at


def test_a_key_works_without_waiting_while_the_ledger_is_written(held: Held) -> None:
    engine, api = held
    key = make_key(engine)
    with write_session(engine) as session:
        session.execute(text("SELECT 1"))
        began = time.monotonic()
        assert api.get(KEYED, headers=with_key(key)).status_code == 200
        assert time.monotonic() - began < 3


def test_answers_to_a_key_stay_out_of_caches(held: Held) -> None:
    engine, api = held
    headers = with_key(make_key(engine))
    for path in (KEYED, "/v1/people", "/v1/people/nobody", f"{KEYED}?x=1"):
        assert api.get(path, headers=headers).headers["Cache-Control"] == "private, no-store"
    assert "public" in api.get("/v1/people").headers["Cache-Control"]


def test_keys_on_the_command_line(held: Held, monkeypatch: pytest.MonkeyPatch) -> None:
    engine, api = held
    monkeypatch.setenv("DATABASE_URL", engine.url.render_as_string(hide_password=False))

    def keys(*arguments: str) -> Result:
        return CliRunner().invoke(cli, ["keys", *arguments])

    done = keys("create", "--holder", "Ada", "--scope", "curate", "--expires", "2999-01-01")
    key = done.stdout.strip()
    assert "not shown again" in done.stderr
    assert api.get(KEYED, headers=with_key(key)).status_code == 200
    key_id, today = key.split("_")[1], f"{dt.datetime.now(dt.UTC):%Y-%m-%d}"
    listed = keys("list").stdout
    assert key not in listed
    for part in (key_id, "Ada", "curate", "good until 2999-01-01", today):
        assert part in listed
    assert keys("revoke", key_id, "--reason", "Left").stdout == f"Revoked {key_id}.\n"
    assert "was revoked" in refused(api, f"Bearer {key}")[0]
    assert f"revoked {today}: Left" in keys("list").stdout
    short = json.loads(
        keys("create", "--holder", "B", "--scope", "admin", "--expires", "90d", "--json").stdout
    )
    ends = dt.datetime.fromisoformat(short["expires_at"]) - dt.datetime.now(dt.UTC)
    assert dt.timedelta(days=89) < ends < dt.timedelta(days=91)
    assert api.get(KEYED, headers=with_key(short["key"])).status_code == 200
    told_of = {each["id"]: each for each in json.loads(keys("list", "--json").stdout)}
    assert {**told_of[short["id"]], "last_used_at": None, "key": short["key"]} == short
    assert told_of[short["id"]]["last_used_at"]
    assert told_of[key_id]["state"] == "revoked"
    for wrong, told in (
        (("revoke", key_id, "--reason", "x"), "was revoked before: Left"),
        (("revoke", "none", "--reason", "x"), "no key 'none'"),
        (("create", "--holder", " ", "--scope", "admin"), "say who holds the key"),
        (("create", "--holder", "A", "--scope", "admin", "--expires", "2020-01-01"), "is over"),
        (("create", "--holder", "A", "--scope", "admin", "--expires", "soon"), "is no day"),
        (("create", "--holder", "A", "--scope", "admin", "--expires", "0d"), "is over"),
    ):
        done = keys(*wrong)
        assert (done.exit_code, told in done.stderr) == (1, True), done.stderr
