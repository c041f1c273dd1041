"""Writing over HTTP: entities, facts and batches, as dossiers would say them."""

import copy
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import httpx
import pytest

from app.db import make_engine, write_session
from app.ledger.merging import merge
from tests.conftest import DATABASES, MakeDatabase
from tests.test_errors_api import check_shape
from tests.writing import (
    ADA,
    ARTICLE,
    HARBOUR,
    HELD,
    curated_server,
    etag,
    fact_id,
    newest,
    patched,
)

OCCUPATION = {"property": "occupation", "value": "hydrologist", "cite": "a hydrologist"}


@pytest.fixture(scope="module", params=DATABASES)
def database(request: pytest.FixtureRequest, make_database: MakeDatabase) -> str:
    """A database for all tests here: each makes entities of its own, or undoes what it did."""
    return make_database(request.param)


@pytest.fixture(scope="module")
def api(database: str) -> Iterator[httpx.Client]:
    """A curator's client."""
    with curated_server(database) as client:
        yield client


def faults(answer: httpx.Response) -> dict[str, str]:
    problem = check_shape(answer, "invalid-parameter")
    return {each["parameter"]: each["detail"] for each in problem["errors"]}


def undone(api: httpx.Client, number: str) -> None:
    reverted = api.post(f"/v1/changes/{number}/revert", json={"reason": "Only tried"})
    assert reverted.status_code == 201, reverted.text


def test_an_article_its_people_and_their_facts_come_in_and_go_again(api: httpx.Client) -> None:
    text = "Café owner Béla Kiss leads the Tram Union since last year.\nMore news"  # not in NFC
    article = {
        "title": "Béla Kiss leads",
        "text": text,
        "reason": "New",
        "boilerplate": ["More news"],
    }
    wrong = {"property": "publication_date", "value": "2025-01-01", "rank": "deprecated"}
    dated = {"publication_date": "2024-05-16", "facts": [wrong | {"rank_reason": "A reprint"}]}
    made = api.post("/v1/articles", json=article | dated)
    assert (made.status_code, made.headers["Location"]) == (201, "/v1/articles/bela-kiss-leads")
    document = api.get(made.headers["Location"])
    assert made.headers["ETag"] == document.headers["ETag"]
    assert document.json()["text"].startswith("Café")
    union = {"name": {"value": "Tram Union", "cite": "Tram Union"}}
    about = {"article_id": "bela-kiss-leads", "reason": "New"}
    assert api.post("/v1/organizations", json=union | about).status_code == 201
    held: dict[str, Any] = {"organization": "tram-union", "role": "leads"}
    held |= {"start_date": {"written": "last year"}, "cite": "leads the Tram Union"}
    kiss = about | {"name": {"value": "Béla Kiss", "cite": "Béla Kiss"}, "memberships": [held]}
    first, again = (api.post("/v1/people", json=kiss) for _ in range(2))
    assert first.headers["Location"] == "/v1/people/bela-kiss"
    assert "a person of this name: 'bela-kiss'" in check_shape(again, "conflict")["detail"]
    assert api.post("/v1/people", json=kiss | {"id": "bela-kiss-ii"}).status_code == 201
    (shown,) = first.json()["memberships"]
    assert shown["citations"][0]["article_id"] == "bela-kiss-leads"
    assert shown["start_date"] == "2023"
    (change,) = api.get(f"/v1/changes?after={newest(api) - 1}").json()["data"]
    assert (change["actor"], change["action"], change["reason"]) == ("Ada", "edit", "New")
    path = "/v1/articles/bela-kiss-leads"
    _correct_particulars(api, path, number=newest(api))
    # It stands in the article's dossier: who withdraws the article withdraws it.
    gone = api.delete(f"{path}?reason=Invented", headers=etag(api, path))
    assert (gone.status_code, gone.content) == (204, b"")
    problem = check_shape(api.get("/v1/people/bela-kiss"), "gone")
    assert problem["change"] == int(gone.headers["Incumbent-Change"])
    for path in ("facts", "memberships"):
        told = check_shape(api.get(f"/v1/{path}/{shown['id']}"), "gone")
        assert told["change"] == problem["change"]
    undo = api.post(f"/v1/changes/{change['number']}/revert", json={"reason": "x"})
    assert f"was withdrawn by change {problem['change']}" in check_shape(undo, "conflict")["detail"]
    check_shape(api.post("/v1/people", json=kiss | {"id": "bela-kiss"}), "conflict")
    assert faults(api.post("/v1/people", json={"reason": "x"})).keys() == {"article_id", "name"}
    post = union | about | {"on_record": True, "article_id": ARTICLE}  # and of no organization
    assert "on_record" in faults(api.post("/v1/posts", json=post))
    assert "article_id" in faults(api.post("/v1/people", json=kiss | {"id": "other"}))


def _correct_particulars(api: httpx.Client, path: str, number: int) -> None:
    """Another title, and another date: "last year" is another one then."""
    date = fact_id(api, path, "publication_date")
    assert "PATCH /v1/articles" in patched(api, f"/v1/facts/{date}", replace={}).text
    wrong = {"title": None, "boilerplate": ["Mor news"], "publication_date_note": "x"}
    assert faults(patched(api, path, **wrong)).keys() == {"title", "publication_date_note"}
    assert faults(patched(api, path, boilerplate=["Mor news"])).keys() == {"boilerplate.0"}
    assert "needs" in faults(patched(api, path, publication_date=None))["publication_date"]
    assert "say what" in faults(patched(api, path))[""]
    given = {"title": "Béla Kiss", "author": ["A", "B"], "publication_date": "2022"}
    done = patched(api, path, **given, publisher="The Tram", boilerplate=[])
    assert done.status_code == 200, done.text
    shown = done.json()
    assert {name: shown[name] for name in given} == given
    assert (shown["publisher"], shown["boilerplate"], newest(api)) == ("The Tram", [], number + 1)
    kiss = api.get("/v1/people/bela-kiss").json()
    assert kiss["memberships"][0]["start_date"] == "2021"
    less = patched(api, path, author=["B"], publisher=None).json()
    assert (less["author"], less["publisher"], less["title"]) == (["B"], None, "Béla Kiss")
    assert "Incumbent-Change" not in patched(api, path, title="Béla Kiss", author=["B"]).headers
    for change in (number + 2, number + 1):
        undone(api, str(change))
    assert api.get(path).json()["title"] == "Béla Kiss leads"


def test_an_edit_is_one_change_and_needs_the_version_that_was_seen(api: httpx.Client) -> None:
    api.post("/v1/organizations", json=HARBOUR | {"id": "harbour-office"})
    before = newest(api)
    job = fact_id(api, ADA, "occupation")
    chair = api.get(ADA).json()["memberships"][0]["id"]
    wanted = {
        "reason": "Read again",
        "article_id": ARTICLE,
        "add": {"memberships": [HELD], "other_names": [{"value": "Ada M", "cite": "Ada M"}]},
        "replace": {chair: _chair("2020-06-12")},
        "deprecate": {job: "No office"},
    }
    check_shape(api.patch(ADA, json=wanted), "precondition-required")
    assert "add" in faults(patched(api, ADA, article_id=ARTICLE, add={"facts": []}))
    assert faults(patched(api, ADA, add={"facts": [1]})) == {"add.facts.0": "give an object"}
    seen = etag(api, ADA)
    answer = api.patch(ADA, json=wanted | {"add": {"other_names": [_alias("Ada")]}}, headers=seen)
    assert faults(answer) == {"add.other_names.0.cite.0": _TWICE}
    wanted["add"] = {"memberships": [HELD], "other_names": [_alias("Ada Moreau, a hydrologist")]}
    answer = api.patch(ADA, json=wanted, headers=seen)
    assert answer.status_code == 200, answer.text
    assert (answer.headers["Incumbent-Change"], newest(api)) == (str(before + 1), before + 1)
    assert answer.headers["ETag"] == api.get(ADA).headers["ETag"] != seen["If-Match"]
    shown = answer.json()
    assert shown["occupation"] == []
    assert {each["start_date"] for each in shown["memberships"]} == {"2020-06-12", None}
    check_shape(api.patch(ADA, json=wanted, headers=seen), "precondition-failed")
    undone(api, answer.headers["Incumbent-Change"])
    assert api.get(ADA).json()["occupation"] == ["hydrologist"]


def test_a_client_saw_the_version_in_whatever_encoding_and_language(api: httpx.Client) -> None:
    job = {"occupation": fact_id(api, ADA, "occupation")}["occupation"]
    zh = [{"value": "艾达", "kind": "transliteration", "lang": "zh", "cite": "Ada Moreau opened"}]
    patched(api, ADA, article_id=ARTICLE, add={"other_names": zh})
    for sent in (
        {"Accept-Encoding": "gzip"},
        {"Accept-Encoding": "identity", "Accept-Language": "zh"},
        {"Accept-Encoding": "br", "Accept-Language": "zh"},
    ):
        seen = api.get(ADA, headers=sent).headers["ETag"]
        yesterday = seen.replace("-2026-", "-2025-").replace("-2027-", "-2026-")
        wanted = {"reason": "Said twice", "deprecate": {job: "No office"}}
        for stale in (f"W/{seen}", '"1-0"', seen[:-3], "", '"x", "y"'):
            answer = api.patch(ADA, json=wanted, headers={"If-Match": stale})
            check_shape(answer, "precondition-failed")
        answer = api.patch(ADA, json=wanted, headers={"If-Match": f'"x", {yesterday}'})
        assert answer.status_code == 200, answer.text
        undone(api, answer.headers["Incumbent-Change"])
    other = api.get(f"{ADA}?fields=name").headers["ETag"]
    check_shape(api.patch(ADA, json=wanted, headers={"If-Match": other}), "precondition-failed")
    check_shape(api.patch("/v1/people/nobody", json=wanted, headers={"If-Match": "*"}), "not-found")


def test_one_fact_is_read_with_its_history_corrected_and_taken_back(api: httpx.Client) -> None:
    made = patched(
        api,
        ADA,
        article_id=ARTICLE,
        add={"facts": [OCCUPATION | {"value": "chair", "cite": _NAMED}]},
    ).json()
    (fact,) = (each for each in made["facts"] if each["value"] == "chair")
    path = f"/v1/facts/{fact['id']}"
    one = OCCUPATION | {"value": "chairwoman", "cite": _NAMED}
    wrong = patched(api, path, replace=one | {"cite": "named Chair"})
    assert list(faults(wrong)) == ["replace.cite.0"]
    assert "give either" in faults(patched(api, path))[""]
    assert faults(patched(api, path, replace={"scheme": "x"})).keys() >= {"replace.scheme"}
    noted = patched(api, path, replace=OCCUPATION | {"value": "chair", "cite": _NAMED, "note": "!"})
    assert noted.json()["fact"]["note"] == "!"
    readings = noted.json()["versions"]
    assert [each["retracted"] and each["reason"] for each in readings] == [
        f"read anew in {ARTICLE}",
        None,
    ]
    assert noted.headers["ETag"] == api.get(path).headers["ETag"]
    moved = patched(api, path, replace=one)
    other = moved.headers["Content-Location"]
    assert (moved.json()["fact"]["value"], other != path) == ("chairwoman", True)
    check_shape(api.get(path), "gone")
    check_shape(api.delete(f"{other}?reason=No"), "precondition-required")
    assert faults(api.delete(other)) == {"reason": "is missing"}
    assert api.delete(f"{other}?reason=No", headers=etag(api, other)).status_code == 204
    assert check_shape(api.get(other), "gone")["reason"] == "No (No)"
    assert api.get(ADA).json()["occupation"] == ["hydrologist"]
    check_shape(api.get("/v1/facts/aaaaaaaaaaaaaaaa"), "not-found")


def test_a_batch_is_all_or_nothing_and_its_parts_name_one_another(api: httpx.Client) -> None:
    before = newest(api)
    batch = _batch()
    tried = api.post("/v1/changes?dry_run=true", json=batch)
    assert (tried.status_code, tried.json()["change"], tried.json()["dry_run"]) == (200, None, True)
    wrong = copy.deepcopy(batch)
    wrong["additions"][1]["people"][0]["memberships"][0] |= {"cite": ["is mayor", "Cy is"]}
    assert list(faults(api.post("/v1/changes", json=wrong))) == [
        "additions.1.people.0.memberships.0.cite.0"
    ]
    assert newest(api) == before
    check_shape(api.get("/v1/articles/cy-chairs"), "not-found")
    done = api.post("/v1/changes", json=batch)
    assert (done.status_code, done.headers["Location"]) == (201, f"/v1/changes/{before + 1}")
    told = done.json()
    assert {each["id"] for each in told["created"]} == {"cy-chairs", "cy", "bo", "bo-chair"}
    assert {**told, "change": None, "dry_run": True} == tried.json()
    (held,) = api.get("/v1/people/cy").json()["memberships"]
    assert (held["organization_id"], held["post_id"]) == ("bo", "bo-chair")
    job = fact_id(api, ADA, "occupation")
    stale = {
        "reason": "x",
        "amendments": [{"id": "ada-moreau", "if_match": '"1-0"', "retract": {job: "No"}}],
    }
    problem = check_shape(api.post("/v1/changes", json=stale), "precondition-failed")
    assert problem["parameter"] == "amendments.0.if_match"
    undone(api, str(before + 1))
    check_shape(api.get("/v1/people/cy"), "gone")
    assert "say what is to be written" in faults(api.post("/v1/changes", json={"reason": "x"}))[""]


def test_what_is_withdrawn_is_named_and_what_is_merged_is_followed(
    api: httpx.Client, database: str
) -> None:
    for name in ("dee", "eve", "fay"):
        body = HARBOUR | {"id": name, "name": {"value": name.title(), "cite": "the Delta Congress"}}
        assert api.post("/v1/people", json=body).status_code == 201
    api.delete("/v1/people/eve?reason=Nobody", headers=etag(api, "/v1/people/eve"))
    added: dict[str, Any] = {
        "people": [{"id": "eve", "facts": [OCCUPATION]}],
        "article_id": ARTICLE,
    }
    refused = api.post("/v1/changes", json={"reason": "x", "additions": [added]})
    assert "'eve' was withdrawn" in check_shape(refused, "conflict")["detail"]
    anew = HARBOUR | {"name": {"value": "Eve", "cite": "the Delta Congress"}}
    refused = api.post("/v1/people", json=anew)
    assert "'eve' (withdrawn)" in check_shape(refused, "conflict")["detail"]
    with ExitStack() as stack:
        engine = make_engine(database)
        stack.callback(engine.dispose)
        merge(stack.enter_context(write_session(engine)), "fay", "dee", actor="Ben", reason="One")
    added["people"][0]["id"] = "fay"
    done = api.post("/v1/changes", json={"reason": "x", "additions": [added]})
    assert done.json()["merged"] == [{"id": "fay", "survivor": "dee"}]
    assert api.get("/v1/people/dee").json()["occupation"] == ["hydrologist"]
    refused = api.patch("/v1/people/fay", json={"reason": "x"}, headers={"If-Match": "*"})
    assert (refused.status_code, refused.headers["Location"]) == (308, "/v1/people/dee")
    amended = {"reason": "x", "amendments": [{"id": "fay"}]}
    assert "name that one" in faults(api.post("/v1/changes", json=amended))["amendments.0.id"]


def test_a_field_is_hidden_with_what_was_answered_of_it_and_shown_again(api: httpx.Client) -> None:
    job = fact_id(api, ADA, "occupation")
    sent = {"Idempotency-Key": "before-it-was-hidden"}
    note = {
        "reason": "x",
        "article_id": ARTICLE,
        "add": {"other_names": [_alias("Ada Moreau, a hydrologist")]},
    }
    named = api.patch(ADA, json=note, headers=etag(api, ADA) | sent)
    assert named.json()["occupation"] == ["hydrologist"]
    assert "did you mean occupation" in str(faults(patched(api, ADA, hide={"ocupation": "x"})))
    hidden = patched(api, ADA, hide={"occupation": "Asked for"})
    assert (hidden.status_code, hidden.json()["occupation"]) == (200, [])
    again = api.patch(ADA, json=note, headers={"If-Match": "*"} | sent)
    assert "hydrologist" not in again.text
    assert check_shape(again, "gone")["reason"] == "hidden since"
    twice = patched(api, ADA, hide={"occupation": "Asked for"})
    assert "hidden already" in check_shape(twice, "conflict")["detail"]
    correction = patched(api, ADA, deprecate={job: "Wrong"})
    assert "no fact with the id" in faults(correction)[f"deprecate.{job}"]
    both = {"id": "ada-moreau", "hide": {"gender": "x"}, "unhide": {"gender": "x"}}
    refused = api.post("/v1/changes", json={"reason": "x", "amendments": [both]})
    assert faults(refused) == {"amendments.0.unhide.gender": "is named here twice: keep one"}
    shown = patched(api, ADA, unhide={"occupation": "Agreed since"})
    assert shown.json()["occupation"] == ["hydrologist"]
    undone(api, named.headers["Incumbent-Change"])


def _alias(cite: str) -> dict[str, str]:
    return {"value": "Ada M", "kind": "alias", "cite": cite}


def _chair(start: str) -> dict[str, Any]:
    return {
        "post": "chair-of-the-water-board",
        "role": "chair",
        "start_date": start,
        "cite": _NAMED,
    }


_NAMED = "was named chair of the Kessaria Water Board in June last year"
_TWICE = "the quote stands 3 times, at 15, 46, 179: say which with start, prefix or suffix"


def _batch() -> dict[str, Any]:
    return {
        "reason": "A new article",
        "articles": [{"title": "Cy chairs", "text": "Cy is chair of the Bo Board."}],
        "additions": [
            {
                "article_id": "cy-chairs",
                "organizations": [{"id": "bo", "name": {"value": "Bo Board", "cite": "Bo Board"}}],
                "posts": [
                    {
                        "id": "bo-chair",
                        "name": {"value": "chair", "cite": "chair of the Bo Board"},
                        "facts": [{"property": "organization", "object": "bo", "cite": "Bo Board"}],
                    }
                ],
            },
            {
                "article_id": "cy-chairs",
                "people": [
                    {
                        "id": "cy",
                        "name": {"value": "Cy", "cite": "Cy"},
                        "memberships": [{"post": "bo-chair", "cite": "Cy is chair"}],
                    }
                ],
            },
        ],
    }
