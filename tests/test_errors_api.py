"""Every error is a problem document that says what would be right. The shape is stated here."""

from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import Engine

from app.errors import PROBLEMS
from app.loading.load import load
from tests.conftest import MakeDatabase, Serve
from tests.dossiers import KESSARIA, edited, write_dossier

ANSWERS: list[tuple[str, str, int, str, str | None, str]] = [
    ("GET", "/nothing", 404, "not-found", None, "There is nothing at /nothing"),
    ("GET", "/v1/people/", 404, "not-found", None, "There is nothing at /v1/people/"),
    ("GET", "/v1/people/nobody", 404, "not-found", None, "no person with the id 'nobody'"),
    ("GET", "/v1/people/china", 404, "not-found", None, "/v1/organizations/china"),
    ("GET", "/v1/articles/nothing/facts", 404, "not-found", None, "no article"),
    ("GET", "/v1/people/nobody/facts", 404, "not-found", None, "no person"),
    ("GET", "/v1/memberships/aaaaaaaaaaaaaaaa", 404, "not-found", None, "no membership"),
    ("GET", "/problems/x", 404, "not-found", None, "known are not-found"),
    ("POST", "/v1/memberships", 405, "method-not-allowed", None, "does not take POST"),
    ("DELETE", "/v1/memberships/x", 405, "method-not-allowed", None, "does not take DELETE"),
    ("GET", "/v1/people?lmit=3", 400, "unknown-parameter", "lmit", "did you mean limit?"),
    ("GET", "/v1/people?limit=1&limit=2", 422, "invalid-parameter", "limit", "give it once"),
    ("GET", "/v1/people/liu-jianchao?filds=x", 400, "unknown-parameter", "filds", "fields?"),
    ("GET", "/v1/people/x/facts?include=citations", 400, "unknown-parameter", "include", ""),
    ("GET", "/v1/people?fields=nam", 422, "invalid-parameter", "fields", "did you mean name?"),
    ("GET", "/v1/people?fields=memberships.labl", 422, "invalid-parameter", "fields", ".label?"),
    ("GET", "/v1/people?fields=name.x&format=csv", 422, "invalid-parameter", "fields", "no field"),
    ("GET", "/v1/people?fields=", 422, "invalid-parameter", "fields", "fields=id,name"),
    ("GET", "/v1/people?include=organization", 422, "invalid-parameter", "include", "memberships."),
    ("GET", "/v1/people?format=xml", 422, "invalid-parameter", "format", "known are json, "),
    ("GET", "/v1/changes?format=jsonld", 422, "invalid-parameter", "format", "known are json, "),
    ("GET", "/v1/people?bom=true", 422, "invalid-parameter", "bom", "add format=csv"),
    ("GET", "/v1/people?format=csv&pretty", 422, "invalid-parameter", "pretty", "not indented"),
    ("GET", "/v1/people/liu-jianchao/facts?knd=x", 400, "unknown-parameter", "knd", "kind?"),
    ("GET", "/v1/people/liu-jianchao?as_of=x", 422, "invalid-parameter", "as_of", "not a date"),
    ("GET", "/v1/people/liu-jianchao?known_at=99", 422, "invalid-parameter", "known_at", "1 to 1"),
    ("GET", "/v1/people?known_at=soon", 422, "invalid-parameter", "known_at", "neither the number"),
    ("GET", "/v1/people?known_at=2999-01-01", 422, "invalid-parameter", "known_at", "not over yet"),
    ("GET", "/v1/people?known_at=1999-01-01", 422, "invalid-parameter", "known_at", "nothing had"),
    ("GET", "/v1/posts/china/holders?on=x", 422, "invalid-parameter", "on", "not a date"),
    ("GET", "/v1/changes/99", 404, "not-found", None, "no change 99"),
    ("GET", "/v1/people/liu-jianchao/history?from=0&to=9", 422, "invalid-parameter", "to", "is 1"),
    ("GET", "/healthz?x=1", 400, "unknown-parameter", "x", "there are none here"),
    ("GET", "/v1/people?cursor=x", 400, "invalid-cursor", "cursor", "page.next"),
    ("GET", "/v1/people?limit=0", 422, "invalid-parameter", "limit", "greater than or equal to 1"),
    ("GET", "/v1/people?limit=501", 422, "invalid-parameter", "limit", "less than or equal to 500"),
    ("GET", "/v1/people?limit=x", 422, "invalid-parameter", "limit", "valid integer"),
    ("GET", "/v1/people?q=", 422, "invalid-parameter", "q", "at least 1 character"),
    ("GET", "/v1/people/Liu", 422, "invalid-parameter", "person_id", "lower-case letters"),
    ("GET", "/v1/people/%00", 422, "invalid-parameter", "person_id", "lower-case letters"),
    ("GET", "/v1/memberships/1", 422, "invalid-parameter", "membership_id", "16 characters"),
    ("GET", "/v1/people/x?include=all", 422, "invalid-parameter", "include", "known are citations"),
    ("GET", "/v1/organizations?classification=%00", 422, "invalid-parameter", "classification", ""),
]  # fmt: skip


def check_shape(answer: httpx.Response, slug: str) -> dict[str, Any]:
    assert answer.headers["Content-Type"] == "application/problem+json"
    problem: dict[str, Any] = answer.json()
    assert set(problem) >= {
        "type", "title", "status", "detail", "parameter", "errors", "request_id",
    }  # fmt: skip
    assert problem["type"] == f"/problems/{slug}"
    assert problem["status"] == answer.status_code == PROBLEMS[slug].status
    assert problem["title"] == PROBLEMS[slug].title
    assert problem["request_id"] == answer.headers["X-Request-ID"]
    for error in problem["errors"]:
        assert set(error) == {"parameter", "location", "detail"}
    return problem


@pytest.mark.parametrize(("method", "url", "status", "slug", "parameter", "detail"), ANSWERS)
def test_an_error_names_what_is_wrong_and_what_would_be_right(
    api: httpx.Client, method: str, url: str, status: int, slug: str, parameter: str | None,
    detail: str,
) -> None:  # fmt: skip
    answer = api.request(method, url)
    assert answer.status_code == status, answer.text
    problem = check_shape(answer, slug)
    assert problem["parameter"] == parameter
    assert detail in problem["detail"]
    if status == 405:
        assert answer.headers["Allow"] == "GET, HEAD, OPTIONS"


def test_every_problem_type_can_be_looked_up(api: httpx.Client) -> None:
    for slug, problem in PROBLEMS.items():
        told = api.get(f"/problems/{slug}").json()
        assert told == {
            "type": f"/problems/{slug}",
            "title": problem.title,
            "status": problem.status,
            "description": problem.description,
        }


def test_what_was_withdrawn_is_gone_with_the_reason(
    engine: Engine, dossier_folder: Path, serve: Serve, database_url: str
) -> None:
    load(engine, dossier_folder)
    api = serve(database_url)
    membership = api.get("/v1/memberships").json()["data"][0]["id"]
    write_dossier(dossier_folder, edited(KESSARIA, ("people",), []))
    load(engine, dossier_folder)
    for path in ("/v1/people/ada-moreau", "/v1/people/ada-moreau/facts"):
        problem = check_shape(api.get(path), "gone")
        assert problem["reason"] == "Load the edited dossier kessaria.yaml"
        assert problem["change"] == 2
    problem = check_shape(api.get(f"/v1/memberships/{membership}"), "gone")
    assert "left kessaria-water-board" in problem["reason"]
    assert api.get("/v1/people").json()["data"] == []
    assert api.get("/v1/people", params={"q": "ada"}).json()["data"] == []


def test_a_database_that_is_not_migrated_is_unavailable(tmp_path: Path, serve: Serve) -> None:
    file = tmp_path / "empty.db"
    file.touch()
    api = serve(f"sqlite:///{file}")
    assert api.get("/healthz").status_code == 200
    for path in ("/readyz", "/v1/people", "/v1/people/x"):
        answer = api.get(path)
        check_shape(answer, "unavailable")
        assert answer.headers["Retry-After"] == "5"
    assert "revision none, not" in api.get("/readyz").json()["detail"]
    assert "incumbent migrate" in api.get("/readyz").json()["detail"]


def test_no_empty_database_takes_the_place_of_one_that_was_taken_away(
    serve: Serve, make_database: MakeDatabase, seeded_file: str
) -> None:
    url = make_database("sqlite", seeded_file)
    file = Path(url.removeprefix("sqlite:///"))
    file.unlink()
    api = serve(url, webhooks=False)
    for path in ("/readyz", "/v1/people?q=liu", "/v1/people/liu-jianchao"):
        assert "database does not answer" in check_shape(api.get(path), "unavailable")["detail"]
    assert api.get("/metrics").status_code == 200
    assert not file.exists()


def test_a_request_keeps_the_id_that_it_came_with(api: httpx.Client) -> None:
    assert api.get("/healthz", headers={"X-Request-ID": "abc-1"}).headers["X-Request-ID"] == "abc-1"
    for unusable in ("x" * 101, "a\tb", ""):
        given = api.get("/healthz", headers={"X-Request-ID": unusable}).headers["X-Request-ID"]
        assert given != unusable
        assert len(given) == 16
