"""What an operator watches: metrics, the lines of the log, the dashboard."""

import datetime as dt
import json
import os
import re
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from prometheus_client.core import Metric
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError
from structlog.testing import capture_logs

from app.config import ROOT, Settings
from app.db import make_engine, make_engine_apart, read_session
from app.queries.measures import read_measures
from app.routers.metric_families import of_standbys
from app.watching.requests import Over, Requests
from app.watching.scrubbing import Scrubber
from app.watching.statements import watch_statements
from app.watching.templates import Templates
from app.watching.tracing import trace_of
from tests.commands import run, start
from tests.conftest import SEEDED_ON_SQLITE, MakeDatabase, Serve
from tests.keys import CURATOR_KEY, OTHER_KEY, with_key

PAGE = ROOT / "docs" / "watching.md"
DASHBOARD = ROOT / "docs" / "grafana.json"
ALERTS = ROOT / "docs" / "alerts.yml"
TRACE = "0af7651916cd43dd8448eb211c80319c"
PARENT = f"00-{TRACE}-b7ad6b7169203331-01"
DURATION = "incumbent_request_duration_seconds"
NOBODY = "postgresql://incumbent:hunter-2-hunter@127.0.0.1:1/none"
Labels = dict[str, str]


def scraped(api: httpx.Client) -> dict[str, list[tuple[Labels, float]]]:
    """Every sample that /metrics serves, by its name."""
    answer = api.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/plain")
    assert answer.headers["Cache-Control"] == "no-store"
    told: dict[str, list[tuple[Labels, float]]] = {}
    for family in text_string_to_metric_families(answer.text):
        for sample in family.samples:
            told.setdefault(sample.name, []).append((sample.labels, sample.value))
    return told


def requests_of(told: dict[str, list[tuple[Labels, float]]], **labels: str) -> float:
    counts = told.get(f"{DURATION}_count", [])
    return sum(value for has, value in counts if labels.items() <= has.items())


def test_requests_are_counted_by_the_template_of_their_route(api: httpx.Client) -> None:
    asked = [
        ("GET", "/v1/people/liu-jianchao", "/v1/people/{person_id}", "2xx"),
        ("GET", "/v1/people/nobody", "/v1/people/{person_id}", "4xx"),
        ("GET", "/v1/people/liu-jianchao/facts", "/v1/people/{person_id}/facts", "2xx"),
        ("GET", "/v1/exports/people.csv", "/v1/exports/people.{format}", "2xx"),
        ("HEAD", "/people/liu-jianchao", "/people/{person_id}", "2xx"),
        ("GET", "/assets/never-there", "/assets/{name}", "4xx"),
        ("GET", "/some/secret/place", "(unknown)", "4xx"),
        ("PROPFIND", "/v1/people", "/v1/people", "4xx"),
    ]
    before = scraped(api)
    sent = 0
    for method, path, _, _ in asked:
        sent += len(api.request(method, path, headers={"Accept-Encoding": "identity"}).content)
    after = scraped(api)
    for method, _, route, status in asked:
        labels = {"method": "OTHER" if method == "PROPFIND" else method, "route": route}
        labels["status"] = status
        assert requests_of(after, **labels) == requests_of(before, **labels) + 1, labels
    short = {"route": "/v1/people/{person_id}", "way": "short", "status": "2xx"}
    assert requests_of(after, **short) == requests_of(before, **short) + 1
    routes = {has["route"] for has, _ in after[f"{DURATION}_count"]}
    assert not [each for each in routes if "liu" in each or "secret" in each]
    assert after["incumbent_requests_in_flight"] == [({}, 1)]
    name = "incumbent_response_bytes_total"
    grown = [
        sum(value for has, value in told.get(name, []) if has["route"] != "/metrics")
        for told in (before, after)
    ]
    assert grown[1] - grown[0] == sent


def test_a_503_is_told_apart_from_faults() -> None:
    requests = Requests(Templates(["/v1/people"]), logged=False)
    for status in (500, 503, 503, 507):
        requests.count(Over("GET", "/v1/people", status, 10, "long", 0.1))
    durations = next(iter(requests.collect()))
    counts = {
        sample.labels["status"]: sample.value
        for sample in durations.samples
        if sample.name.endswith("_count")
    }
    assert counts == {"5xx": 2, "503": 2}


def test_the_database_tells_what_there_is(api: httpx.Client) -> None:
    told = scraped(api)
    newest = api.get("/readyz").json()["change"]
    assert told["incumbent_database_up"] == [({}, 1)]
    assert told["incumbent_ledger_change"] == [({}, newest)]
    assert told["incumbent_people"][0][1] == api.get("/v1/people").json()["page"]["total"]
    # Two are made with the keys; other tests send them again.
    assert sum(number for _, number in told["incumbent_webhook_deliveries"]) >= 2


@SEEDED_ON_SQLITE
def test_every_metric_is_explained_and_every_name_is_served(
    api: httpx.Client, seeded_engine: Engine
) -> None:
    explained = set(re.findall(r"`((?:incumbent|process|python)_\w+)`", PAGE.read_text()))
    assert explained == set(families(api, seeded_engine))


@SEEDED_ON_SQLITE
@pytest.mark.parametrize("file", [DASHBOARD, ALERTS], ids=lambda file: str(file.name))
def test_dashboard_and_alerts_ask_for_what_is_served(
    api: httpx.Client, seeded_engine: Engine, file: Path
) -> None:
    served = families(api, seeded_engine)
    asked = list(expressions(file))
    assert len(asked) >= 14
    for expression in asked:
        names = re.findall(r"\b((?:incumbent|process|python)_\w+)(\{[^}]*\})?", expression)
        assert names or "up{" in expression, expression
        for name, selector in names:
            family = re.sub(r"_(bucket|count|sum)$", "", name)
            kind, labels = served[family]
            assert (family == name) == (kind != "histogram"), name
            asked_for = set(re.findall(r"(\w+)(?:=~|!~|!=|=)\"", selector))
            assert asked_for <= {*labels, "job", "instance"}, expression
        known = {"le", "job", "instance"}.union(*(served[n][1] for n in served))
        for by in re.findall(r"\b(?:by|ignoring|on) \(([^)]*)\)", expression):
            assert {each.strip() for each in by.split(",")} <= known, expression
    whole = file.read_text()
    assert "curl" not in whole


def expressions(file: Path) -> Iterator[str]:
    """Every expression of a dashboard, or of a file of rules."""
    if file.suffix == ".yml":
        for group in yaml.safe_load(file.read_text())["groups"]:
            yield from (rule["expr"] for rule in group["rules"])
        return
    dashboard = json.loads(file.read_text())
    for panel in dashboard["panels"]:
        yield from (target["expr"] for target in panel.get("targets", []))


def families(api: httpx.Client, engine: Engine) -> dict[str, tuple[str, set[str]]]:
    """The kind and the labels of each metric, by the name that its series go by."""
    described = re.findall(r"\| ((?:`\w+`(?:, )?)+) \| ((?:`\w+`(?:, )?)*) ?\|", PAGE.read_text())
    labels = {
        name: set(re.findall(r"\w+", told))
        for names, told in described
        for name in re.findall(r"\w+", names)
    }
    found: dict[str, tuple[str, set[str]]] = {}
    told = list(text_string_to_metric_families(api.get("/metrics").text))
    told += of_standby(engine, 1)
    for family in told:
        counted = family.type == "counter" and not family.name.endswith("_total")
        name = f"{family.name}_total" if counted else family.name
        has = {key for sample in family.samples for key in sample.labels} - {"le"}
        assert has <= labels.get(name, has) or name == "python_info", name
        found[name] = (family.type, has | labels.get(name, set()))
    return found


def of_standby(engine: Engine, change: int | None) -> list[Metric]:
    """The metrics of a standby that has come to this change."""
    standbys = {"standby:5432": change}
    with read_session(engine) as session:
        measures = read_measures(session, standbys)
    return list(of_standbys(standbys, measures, dt.datetime.now(dt.UTC)))


def test_a_standby_lags_by_the_changes_that_it_lacks(seeded_engine: Engine) -> None:
    for change, values in ((1, [1, 0, 0]), (0, [1, 1]), (None, [0])):
        told = [each.samples[0].value for each in of_standby(seeded_engine, change) if each.samples]
        assert told[: len(values)] == values
        assert all(each >= 0 for each in told)
    assert of_standby(seeded_engine, 0)[2].samples[0].value > 0


def test_metrics_can_be_turned_off(serve: Serve, make_database: MakeDatabase) -> None:
    off = serve(make_database("sqlite"), webhooks=False, metrics=False).get("/metrics")
    assert (off.status_code, off.json()["type"]) == (404, "/problems/not-found")


def test_a_database_that_does_not_answer_leaves_the_other_metrics(serve: Serve) -> None:
    told = scraped(serve(NOBODY, webhooks=False))
    assert told["incumbent_database_up"] == [({}, 0)]
    assert "incumbent_people" not in told
    assert told["incumbent_pool_limit"]


def test_what_is_asked_of_the_database_takes_no_longer_than_it_may(database_url: str) -> None:
    endless = {
        "sqlite": "WITH RECURSIVE n AS (SELECT 1 UNION ALL SELECT 1 FROM n) SELECT count(*) FROM n",
        "postgresql": "SELECT pg_sleep(60)",
    }
    engine = make_engine_apart(database_url, 0.2)
    begun = time.monotonic()
    with engine.connect() as connection, pytest.raises(DBAPIError):
        connection.execute(text(endless[engine.dialect.name]))
    assert time.monotonic() - begun < 30


def test_a_slow_statement_leaves_a_line_without_its_values(postgres_url: str) -> None:
    engine = make_engine(postgres_url)
    watch_statements(engine)
    with engine.connect() as connection, capture_logs() as lines:
        connection.execute(
            text("SELECT pg_sleep(:seconds), :key"), {"seconds": 1, "key": OTHER_KEY}
        )
        connection.execute(text("SELECT 1"))
        with pytest.raises(DBAPIError) as failed:
            connection.execute(text("SELECT 1 / (:key = 'x')::int"), {"key": OTHER_KEY})
    engine.dispose()
    (line,) = lines
    assert (line["event"], line["log_level"]) == ("slow_statement", "warning")
    assert line["ms"] >= 1000
    assert "pg_sleep" in line["statement"]
    assert OTHER_KEY not in str(line) + str(failed.value)


@pytest.mark.parametrize(
    ("given", "is_valid"),
    [
        (PARENT, True),
        (f"01-{TRACE}-b7ad6b7169203331-01-more", True),
        (f"00-{TRACE}-b7ad6b7169203331-01-more", False),
        (f"ff-{TRACE}-b7ad6b7169203331-01", False),
        (f"00-{'0' * 32}-b7ad6b7169203331-01", False),
        (f"00-{TRACE}-{'0' * 16}-01", False),
        (f"00-{TRACE.upper()}-b7ad6b7169203331-01", False),
        (f"00-{TRACE}-b7ad6b7169203331", False),
        ("", False),
        (OTHER_KEY, False),
    ],
)
def test_a_trace_is_taken_over_where_it_is_valid(given: str, *, is_valid: bool) -> None:
    trace = trace_of(given, "vendor=1")
    assert (trace is not None) == is_valid
    if trace:
        assert trace.trace_id == TRACE
        assert trace.headers()["traceparent"].split("-")[1:3] == [TRACE, "b7ad6b7169203331"]
        assert trace.headers()["tracestate"] == "vendor=1"


def test_a_problem_tells_the_trace_that_its_request_is_of(api: httpx.Client) -> None:
    told = api.get("/v1/people/nobody", headers={"traceparent": PARENT}).json()
    assert told["trace_id"] == TRACE
    assert "trace_id" not in api.get("/v1/people/nobody").json()


SECRETS = {
    "key": OTHER_KEY.split("_")[2],
    "curator": CURATOR_KEY.split("_")[2],
    "model": "sk-model-4711-model",
    "password": "hunter-2-hunter",
    "session": "c2Vzc2lvbi10b2tlbi10aGF0LWlzLXNlY3JldA",
}


def test_no_secret_is_logged_wherever_a_client_puts_it(
    make_database: MakeDatabase, seeded_file: str, tmp_path: Path
) -> None:
    url = make_database("sqlite", seeded_file)
    settings = {"INCUMBENT_LOG_REQUESTS": "true", "INCUMBENT_LOG_LEVEL": "debug"}
    settings |= {"LLM_API_KEY": SECRETS["model"], "WEBHOOKS": "false", "INCUMBENT_METRICS": "false"}
    settings["INCUMBENT_RATE_LIMIT_FAILURES"] = "off"
    pid = start(url, "serve", folder=tmp_path, **settings)
    with httpx.Client(base_url=address(tmp_path), timeout=30) as client:
        send_secrets(client)
        assert client.get("/v1/people?limit=1", headers=with_key(OTHER_KEY)).status_code == 200
    os.kill(pid, signal.SIGTERM)
    lines = ended(tmp_path)
    told = "\n".join(lines)
    for name, secret in SECRETS.items():
        assert secret not in told, name
    events = [json.loads(line) for line in lines]
    assert [list(each)[:3] for each in events] == [["timestamp", "level", "event"]] * len(events)
    named = [each["event"] for each in events]
    for event in ("settings", "server_started", "server_stopping", "server_stopped"):
        assert named.count(event) == 1, event
    check_requests([each for each in events if each["event"] == "request"])


def check_requests(lines: list[dict[str, Any]]) -> None:
    """One line for each request, of either way, with what an operator looks for."""
    plain = [each for each in lines if each["path"] == "/v1/people/liu-jianchao"]
    assert {each["way"] for each in plain} == {"short"}
    assert {each["route"] for each in plain} == {"/v1/people/{person_id}"}
    (traced,) = (each for each in lines if each.get("trace_id"))
    assert (traced["trace_id"], traced["status"]) == (TRACE, 200)
    assert (traced["method"], traced["client"]) == ("GET", "127.0.0.1")
    assert traced["bytes"] > 1000
    assert traced["ms"] > 0
    assert len(traced["request_id"]) == 16
    keyed = [each for each in lines if each.get("key_id")]
    assert {each["key_id"] for each in keyed} == {
        key.split("_")[1] for key in (OTHER_KEY, CURATOR_KEY)
    }
    assert not any("?" in each["path"] for each in lines)


def send_secrets(client: httpx.Client) -> None:
    """Requests with keys in every place where a client may put one; some are right."""
    client.get("/v1/people/liu-jianchao", headers={"traceparent": PARENT})
    client.get("/v1/webhooks", headers=with_key(OTHER_KEY))
    wrong = OTHER_KEY[:-4] + "aaaa"
    for secret in (OTHER_KEY, OTHER_KEY.upper(), wrong, SECRETS["key"], SECRETS["model"]):
        headers = dict.fromkeys(("User-Agent", "Referer", "X-Request-ID", "traceparent"), secret)
        headers["Cookie"] = f"incumbent_session={secret}"
        client.get(f"/v1/people/{secret}", params={"api_key": secret, "q": secret}, headers=headers)
        client.get("/review", headers=headers | {"Authorization": f"Basic {secret}"})
        broken = f'{{"key": {secret}'.encode()
        client.post("/v1/match", content=broken, headers=headers | with_key(secret))
    client.get(f"/v1/{OTHER_KEY.replace('_', '%255f')}", params={OTHER_KEY: "1"})
    client.get("/v1/webhooks", headers={"Authorization": OTHER_KEY})
    client.get(f"/v1/people/token={SECRETS['session']}")
    client.get("/review", headers={"Cookie": f"incumbent_session={SECRETS['session']}"})
    form = {"key": CURATOR_KEY}
    assert client.post("/review/session", data=form).status_code in (303, 200)
    signed_in = {"Cookie": "; ".join(f"{each.name}={each.value}" for each in client.cookies.jar)}
    client.get("/review", headers=signed_in)
    client.get("/v1/webhooks", headers=with_key(CURATOR_KEY))


def address(folder: Path) -> str:
    """Where a command that serves says that it does; waits for it to answer."""
    for _ in range(600):
        said = (folder / "stdout").read_text() if (folder / "stdout").exists() else ""
        found = re.search(r"Serving on (\S+)", said)
        if found:
            return found.group(1)
        time.sleep(0.05)
    raise AssertionError("it does not serve")


def ended(folder: Path) -> list[str]:
    """The lines of the log of a server that was told to stop, once it says that it has stopped."""
    for _ in range(600):
        lines = (folder / "stderr").read_text().splitlines()
        if any("server_stopped" in line for line in lines):
            return lines
        time.sleep(0.05)
    raise AssertionError(lines)


def test_the_settings_in_effect_are_told_without_passwords() -> None:
    told = run(NOBODY, "serve", LLM_API_KEY=SECRETS["model"])
    assert told.returncode == 1
    line = json.loads(told.stderr.splitlines()[0])
    assert line["event"] == "settings"
    assert set(line["settings"]) == set(Settings.model_fields)
    assert line["settings"]["database_url"].startswith("postgresql+psycopg://incumbent:")
    for secret in SECRETS.values():
        assert secret not in told.stdout + told.stderr


def test_secrets_are_hidden_and_words_are_not() -> None:
    hide = Scrubber(["p4ss", "abc"])
    for secret, hidden in {
        "postgresql://me:s3cret@host/db": "postgresql://me:…@host/db",
        "redis://:s3cret@host": "redis://:…@host",
        '"Authorization: Bearer abc.def.ghi"': '"Authorization: Bearer …"',
        "a=1&api_key=zzz&b=2": "a=1&api_key=…&b=2",
        "whsec_ZXhhbXBsZQ==": "whsec_…",
        "with p4ss in it": "with … in it",
    }.items():
        assert hide(secret) == hidden
    for harmless in ("/v1/people/liu-jianchao", "abc", "https://example.org/a@b", "bearer of news"):
        assert hide(harmless) == harmless
