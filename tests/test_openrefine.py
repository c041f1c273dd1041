"""What OpenRefine does with the URL that its user pastes, call by call."""

import json
from typing import Any

import httpx
import pytest

from tests import reconcile_schemas

CELLS = ["Liu Jianchao", "LIU JIANCHAO", "Xi Jinping", "Antony Blinken", "China", "nobody here"]


# What its search boxes send beside the prefix.
WIDGET = {"spell": "always", "exact": "false", "prefixed": "true", "scoring": "schema"}


def fetch(url: str, **params: Any) -> Any:
    """As the browser asks: from a page of another origin, by CORS."""
    answer = httpx.get(url, params=params or None, headers={"Origin": "http://127.0.0.1:3333"})
    assert answer.status_code == 200, answer.text
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    return answer.json() if "json" in answer.headers["Content-Type"] else answer.text


def send(url: str, **form: Any) -> Any:
    """As its server asks: by form."""
    sent = {name: json.dumps(each) for name, each in form.items()}
    kind = {"Content-Type": "application/x-www-form-urlencoded; charset=UTF-8"}
    answer = httpx.post(url, data=sent, headers=kind)
    assert answer.status_code == 200, answer.text
    return answer.json()


def service(told: dict[str, str]) -> str:
    return told["service_url"] + told["service_path"]


@pytest.fixture
def url(api: httpx.Client) -> str:
    return str(api.base_url).rstrip("/") + "/v1/reconcile"


def test_a_user_of_openrefine_pastes_one_url_and_works(url: str) -> None:
    # The service is added by its URL: the manifest tells where everything else is.
    manifest = fetch(url)
    reconcile_schemas.check("manifest.json", manifest)
    assert manifest["versions"] == ["0.2"]

    # Types are guessed: ten cells without a type; the types of the first candidates are counted.
    guesses = send(url, queries={f"q{n}": {"query": c, "limit": 3} for n, c in enumerate(CELLS)})
    reconcile_schemas.check("reconciliation-result-batch.json", guesses)
    types = [each["result"][0]["type"][0]["id"] for each in guesses.values() if each["result"]]
    guessed = max(types, key=types.count)
    assert guessed == "Person"

    # The user looks for the type and for a property to go with it, as typed.
    (found,) = fetch(service(manifest["suggest"]["type"]), prefix="Pers", **WIDGET)["result"]
    assert found["id"] == guessed
    found = fetch(service(manifest["suggest"]["property"]), prefix="held", **WIDGET)["result"][0]
    assert found["id"] == "held_post"

    # The column is reconciled, in batches of ten, another column as a property.
    told: dict[str, Any] = {}
    rows = [(cell, "head of the International Liaison Department") for cell in CELLS[:2] * 8]
    for start in range(0, len(rows), 10):
        batch = {
            f"q{start + at}": {
                "query": cell,
                "type": guessed,
                "type_strict": "should",
                "limit": 5,
                "properties": [{"pid": found["id"], "v": post}],
            }
            for at, (cell, post) in enumerate(rows[start : start + 10])
        }
        reconcile_schemas.check("reconciliation-query-batch.json", batch)
        told |= send(url, queries=batch)
    assert len(told) == len(rows) <= 2 * manifest["batchSize"]
    best = [each["result"][0] for each in told.values()]
    assert {(each["id"], each["match"]) for each in best} == {("liu-jianchao", True)}

    # A candidate is hovered over, another is looked for by hand, its page is opened.
    preview = fetch(manifest["preview"]["url"].replace("{{id}}", "liu-jianchao"))
    assert "<!doctype html>" in preview
    (match, *_) = fetch(service(manifest["suggest"]["entity"]), prefix="xi jin", **WIDGET)["result"]
    assert match["id"] == "xi-jinping"
    page = httpx.get(manifest["view"]["url"].replace("{{id}}", match["id"]), follow_redirects=True)
    assert page.json()["id"] == match["id"]

    # Columns are added from the reconciled values.
    proposed = fetch(service(manifest["extend"]["propose_properties"]), type=guessed, limit=50)[
        "properties"
    ]
    assert {"held_post", "member_of", "birth_date"} <= {each["id"] for each in proposed}
    settings = {each["name"]: each["default"] for each in manifest["extend"]["property_settings"]}
    wanted = [{"id": "held_post", "settings": settings | {"limit": "1"}}, {"id": "membership"}]
    added = send(url, extend={"ids": ["liu-jianchao", "xi-jinping"], "properties": wanted})
    reconcile_schemas.check("data-extension-response.json", added)
    (post,) = added["rows"]["liu-jianchao"]["held_post"]
    assert post["id"] == "head-of-the-international-liaison-department"

    # Those are entities of the service, so that the new column can be extended in its turn.
    added = send(url, extend={"ids": [post["id"]], "properties": [{"id": "organization"}]})
    (organization,) = added["rows"][post["id"]]["organization"]
    assert organization["id"] == "international-liaison-department"
