"""Proposals over HTTP: suggested by the holders of keys, decided by curators."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import Engine

from app.db import make_engine
from app.loading.load import load
from app.vocabulary import Scope
from tests.conftest import DATABASES, MakeDatabase, running_server
from tests.dossiers import KESSARIA, edited, write_dossier
from tests.keys import make_key, with_key
from tests.test_errors_api import check_shape

URL = "/v1/proposals"
SOURCE = {"url": "https://example.org/july", "exact": "Ada Moreau became chair in July 2020."}
TEXT = "News of the delta.\n\nAda Moreau became chair in July 2020. It rained."
JULY = {"post": "chair-of-the-water-board", "start_date": {"written": "July 2020"}}


@dataclass(frozen=True)
class House:
    """A server on the dossier of Kessaria, and the headers of those who use it."""

    api: httpx.Client
    engine: Engine
    folder: Path
    pat: dict[str, str]
    quinn: dict[str, str]
    cleo: dict[str, str]

    def propose(self, wanted: Any, key: dict[str, str] | None = None) -> Any:
        answer = self.api.post(URL, json=wanted, headers=key or self.pat)
        assert answer.status_code == 201, answer.text
        return answer.json()

    def decide(self, path: str, **body: Any) -> httpx.Response:
        return self.api.post(f"{URL}/{path}", json=body, headers=self.cleo)

    def person(self) -> Any:
        return self.api.get("/v1/people/ada-moreau?include=citations,all_ranks").json()


@pytest.fixture(scope="module", params=DATABASES)
def house(
    request: pytest.FixtureRequest,
    make_database: MakeDatabase,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[House]:
    """Shared: each test brings the facts that it has decided upon."""
    url, folder = make_database(request.param), tmp_path_factory.mktemp("dossiers")
    engine = make_engine(url)
    write_dossier(folder, KESSARIA)
    load(engine, folder)
    keys = [with_key(make_key(engine, each)) for each in ("Pat", "Quinn")]
    keys.append(with_key(make_key(engine, "Cleo", Scope.CURATE)))
    with running_server(url, webhooks=False) as api:
        yield House(api, engine, folder, *keys)
    engine.dispose()


def added(value: str, **more: Any) -> dict[str, Any]:
    """A proposal of an occupation, from the article on record."""
    fact = {"property": "occupation", "value": value, "cite": "a hydrologist"}
    about = {"subject_id": "ada-moreau", "article_id": "kessaria-water-board"}
    return about | {"part": {"facts": fact}} | more


def test_a_correction_with_its_source_becomes_a_fact(house: House) -> None:
    held = house.person()["memberships"][0]
    wanted = {"fact_id": held["id"], "action": "replace", "note": "It was July", "source": SOURCE}
    made = house.propose(wanted | {"part": {"memberships": JULY}})
    assert made["status"] == "open"
    assert made["words"].endswith("chair of the Kessaria Water Board, since 2020-07”")
    assert made["part"]["memberships"]["cite"] == [{"exact": SOURCE["exact"]}]
    one = f"{URL}/{made['id']}"

    # It is nobody else's business.
    check_shape(house.api.get(one, headers=house.quinn), "not-found")
    assert house.api.get(URL, headers=house.quinn).json()["data"] == []
    read = house.api.get(one, headers=house.cleo)
    assert read.headers["Cache-Control"] == "private, no-store"
    assert read.json() == made

    # Nothing is recorded of a source without its text.
    refused = house.decide(f"{made['id']}/accept")
    problem = check_shape(refused, "conflict")
    assert problem["parameter"] == "source"
    assert "lacks its title and text: the article must be added first" in problem["detail"]
    check_shape(house.api.post(f"{one}/accept", json={}, headers=house.pat), "forbidden")

    # Its proposer edits what was read, and nothing else.
    note = {"note": "It was in July"}
    check_shape(house.api.patch(one, json=note, headers=house.pat), "precondition-required")
    seen = house.pat | {"If-Match": read.headers["ETag"]}
    edit = house.api.patch(one, json=note, headers=seen)
    assert (edit.json()["revision"], edit.json()["note"]) == (2, "It was in July")
    check_shape(house.api.patch(one, json=note, headers=seen), "precondition-failed")
    stale = house.api.post(f"{one}/accept", json={}, headers=house.cleo | {"If-Match": '"1-0"'})
    check_shape(stale, "precondition-failed")
    defer = {"status": "deferred"}
    whatever = house.pat | {"If-Match": "*"}
    check_shape(house.api.patch(one, json=defer, headers=whatever), "forbidden")

    # The article comes in by its dossier, and is found by its address.
    article = {
        "id": "july",
        "file": "",
        "title": "News of the delta",
        "url": SOURCE["url"],
        "publication_date": "2021-05",
    }
    dossier = {"dossier": 1, "curator": "Test Curator", "article": article}
    load(house.engine, write_dossier(house.folder, dossier, TEXT, "july"))
    done = house.decide(f"{made['id']}/accept").json()
    assert (done["recorded"], done["retracted"], done["along"]) == (3, 1, [])
    now, before = house.person()["memberships"]
    assert (now["start_date"], now["rank"]) == ("2020-07", "normal")
    assert [each["article_id"] for each in now["citations"]] == ["july"]
    assert before["rank"] == "deprecated"
    reason = f"It was in July (https://example.org/july: “{SOURCE['exact']}”)"
    assert (before["id"], before["rank_reason"]) == (held["id"], reason)
    change = house.api.get(f"/v1/changes/{done['change']}").json()
    assert change["actor"] == "Cleo"
    assert change["reason"] == f"Accept proposal {made['id']} of Pat"
    decided = house.api.get(one, headers=house.pat).json()
    assert (decided["change"], decided["recorded_fact_id"]) == (done["change"], now["id"])
    for path in ("accept", "reject"):
        again = check_shape(house.decide(f"{made['id']}/{path}", reason="No"), "conflict")
        assert f"was accepted by Cleo at {decided['decided_at'][:10]}" in again["detail"]


def test_a_write_that_is_sent_twice_is_done_once(house: House) -> None:
    def twice(key: str, method: str, path: str, body: Any, **headers: str) -> httpx.Response:
        sent = getattr(house, key) | {"Idempotency-Key": f"{method} {path}".replace(" ", "")}
        answers = [
            house.api.request(method, f"{URL}{path}", json=body, headers=sent | headers)
            for _ in range(2)
        ]
        first, again = answers
        assert again.headers["Idempotency-Replayed"] == "true", again.text
        assert (again.status_code, again.json()) == (first.status_code, first.json())
        assert again.headers.get("Location") == first.headers.get("Location")
        return first

    several = twice("pat", "POST", "", [added("smith"), added("tailor")]).json()
    assert twice("quinn", "POST", "", [added("soldier")]).json()["data"][0]["batch"] is None
    listed = house.api.get(f"{URL}?batch={several['batch']}", headers=house.pat).json()
    assert len(listed["data"]) == 2
    one, other = (each["id"] for each in several["data"])
    note = {"note": "It was so"}
    assert twice("pat", "PATCH", f"/{one}", note, **{"If-Match": "*"}).json()["revision"] == 2
    assert twice("cleo", "POST", f"/{one}/accept", {}).json()["accepted"] == [one]
    assert twice("cleo", "POST", "/reject", {"ids": [other], "reason": "No"}).status_code == 200


def test_a_new_entity_turns_out_to_be_one_on_record(house: House) -> None:
    name = {"value": "Ada Moreau", "cite": "Ada Moreau, a hydrologist"}
    new = added("x", part={"name": name}, subject_id="ada-moro", subject_kind="person")
    made = house.propose([new, added("potter", subject_id="ada-moro")])["data"]
    one, other = (f"{URL}/{each['id']}" for each in made)
    seen = house.cleo | {"If-Match": "*"}
    read = house.api.get(one, headers=seen).json()
    assert (read["words"], read["matches"][0]["id"]) == ("New person: Ada Moreau", "ada-moreau")
    means = {"same_as": "ada-moreau"}
    own = house.pat | {"If-Match": "*"}
    check_shape(house.api.patch(one, json=means, headers=own), "forbidden")
    for wrong, told in (("nobody", "no person 'nobody'"), ("water-board", "a known organization")):
        refused = house.api.patch(one, json={"same_as": wrong}, headers=seen)
        assert told in check_shape(refused, "invalid-parameter")["detail"]
    assert house.api.patch(one, json=means, headers=seen).json()["subject_id"] == "ada-moreau"
    job = house.api.get(other, headers=seen).json()
    assert (job["words"], job["revision"]) == ("Ada Moreau has occupation potter", 2)
    again = check_shape(house.api.patch(other, json=means, headers=seen), "invalid-parameter")
    assert "'ada-moreau' is on record itself" in again["detail"]
    assert house.decide(f"{made[1]['id']}/accept").json()["along"] == []
    assert "potter" in str(house.person()["facts"])


def test_what_is_edited_is_checked_as_what_is_proposed(house: House) -> None:
    (held, *_) = house.person()["memberships"]
    wanted = {"fact_id": held["id"], "source": SOURCE, "part": {"name": {"value": "Ada Moreau"}}}
    other = house.api.post(URL, json=wanted, headers=house.pat)
    assert "what stands is a membership" in check_shape(other, "invalid-parameter")["detail"]
    made = house.propose(wanted | {"part": {"memberships": JULY}})
    wrong = {"part": {"memberships": JULY | {"post": "nothing"}}}
    headers = house.pat | {"If-Match": "*"}
    refused = house.api.patch(f"{URL}/{made['id']}", json=wrong, headers=headers)
    assert check_shape(refused, "invalid-parameter")["parameter"] == "part.memberships.post"
    kept = house.api.get(f"{URL}/{made['id']}", headers=house.pat).json()
    assert (kept["part"], kept["revision"]) == (made["part"], 1)


def test_a_source_that_comes_with_its_text_is_recorded_as_an_article(house: House) -> None:
    source = {"url": "https://example.org/diver", "exact": "Moreau, a diver", "title": "A diver"}
    fact = {"property": "occupation", "value": "diver"}
    source |= {"text": "She dives.\n\nAda Moreau, a diver, spoke.", "publisher": "The Delta"}
    made = house.propose(
        {"subject_id": "ada-moreau", "part": {"facts": fact}, "source": source, "note": "She dives"}
    )
    assert made["context"]["before"] == "Ada "
    assert house.decide(f"{made['id']}/accept").json()["recorded"] == 4
    jobs = [each for each in house.person()["facts"] if each["value"] == "diver"]
    cited = jobs[0]["citations"][0]
    article = house.api.get(f"/v1/articles/{cited['article_id']}").json()
    assert article["id"].startswith("a-diver-")
    assert article["text"][cited["start"] : cited["end"]] == source["exact"]
    assert (article["publisher"], article["url"]) == ("The Delta", source["url"])
    # The same of another source is worth while: it is a second citation.
    second = house.propose(added("Diver"))
    (known,) = second["duplicates"]
    assert (known["fact_id"], known["same_article"]) == (jobs[0]["id"], False)


def test_what_is_wrong_is_deprecated_or_retracted_with_one_change(house: House) -> None:
    made = house.propose([added(each, confidence=0.5) for each in ("pilot", "baker")])
    assert len({each["batch"] for each in made["data"]}) == 1
    done = house.decide("accept", batch=made["batch"], reason="As it says").json()
    assert done["recorded"] == 2
    facts = {each["value"]: each["id"] for each in house.person()["facts"]}
    wrong = [
        {"fact_id": facts["pilot"], "note": "A joke", "source": SOURCE},
        {"fact_id": facts["baker"], "action": "retract", "note": "A misreading", "source": SOURCE},
    ]
    ids = [each["id"] for each in house.propose(wrong)["data"]]
    rival = house.propose(wrong[0] | {"action": "retract"}, house.quinn)
    # Curators see that two speak of one fact; those who do see nothing of one another.
    assert rival["conflicts"] == []
    seen = house.api.get(f"{URL}/{rival['id']}", headers=house.cleo).json()
    assert [each["proposal_id"] for each in seen["conflicts"]] == [ids[0]]
    # Two say something of one fact: nothing is done of either.
    clash = check_shape(house.decide("accept", ids=[*ids, rival["id"]]), "conflict")
    assert clash["parameter"] == f"{rival['id']}.fact_id"
    done = house.decide("accept", ids=ids).json()
    assert (done["recorded"], done["retracted"]) == (2, 2)
    left = {each["value"]: each for each in house.person()["facts"]}
    assert "baker" not in left
    assert left["pilot"]["rank"] == "deprecated"
    assert left["pilot"]["rank_reason"].startswith("A joke (https://example.org/july")
    own = house.quinn | {"If-Match": "*"}
    back = {"status": "rejected", "reason": "It was said before"}
    taken = house.api.patch(f"{URL}/{rival['id']}", json=back, headers=own).json()
    assert (taken["status"], taken["decided_by"]) == ("rejected", "Quinn")


def test_proposals_are_narrowed_sorted_and_paged(house: House) -> None:
    words = {"clerk": 0.4, "cook": 0.9, "judge": None}
    made = house.propose([added(each, confidence=sure) for each, sure in words.items()])

    def listed(query: str) -> list[str]:
        found, url = [], f"{URL}?batch={made['batch']}&{query}"
        while url:
            page = house.api.get(url, headers=house.cleo).json()
            found += [each["part"]["facts"]["value"] for each in page["data"]]
            url = page["page"]["next"]
        return found

    assert listed("limit=1") == [*words]
    assert listed("limit=1&sort=-confidence") == ["cook", "clerk", "judge"]
    assert listed("limit=2&sort=confidence") == ["clerk", "cook", "judge"]
    assert listed("min_confidence=0.5") == ["cook"]
    assert listed("proposer=Pat&subject_id=ada-moreau&status=open") == [*words]
    assert listed("proposer=Quinn") == listed("article_id=other") == []
    wrong = house.api.get(f"{URL}?sort=words", headers=house.cleo)
    assert "keys are created_at, confidence" in check_shape(wrong, "invalid-parameter")["detail"]
    rejected = house.decide("reject", batch=made["batch"], min_confidence=0.5, reason="No").json()
    assert listed("status=rejected") == ["cook"]
    assert rejected["rejected"] == [made["data"][1]["id"]]


@pytest.mark.parametrize(
    ("body", "parameter", "told"),
    [
        ({"fact_id": "a" * 16, "action": "deprecate"}, "fact_id", "no fact 'aaaaaaaaaaaaaaaa'"),
        ({"fact_id": "a" * 16}, "note", "is missing: why"),
        ({"part": {"facts": {}}}, "part.facts.property", "is missing"),
        (added("x", article_id=None), "source", "give either source, or article_id"),
        (added("x", article_id="nothing"), "article_id", "no article 'nothing' on record"),
        (added("x", subject_id="nobody"), "subject_id", "'nobody' is not on record"),
        (added("x", subject_kind="post"), "subject_id", "a known person, not of a post"),
        ([added("x"), added("x", part=None)], "1.part", "is missing"),
        ({"subject_id": "ada-moreau", "part": {}, "source": SOURCE}, "part", "give one fact"),
        ({"fact_id": "not-a-fact"}, "fact_id", "16 characters"),
        (edited(added("x"), ("part", "facts", "cite"), "a diver"), "part.facts.cite.0", "nearest"),
        (edited(added("x"), ("part", "facts", "cite"), ...), "part.facts.cite", "words of the"),
        (edited(added("x"), ("part", "facts", "property"), "hat"), "part.facts.property", "hat"),
        ({"subject_id": "water-board", "source": SOURCE, "part": {"memberships": JULY}},
         "part.memberships", "memberships are not said of organizations"),
    ],
)  # fmt: skip
def test_a_wrong_proposal_is_told_by_its_field(
    house: House, body: Any, parameter: str, told: str
) -> None:
    answer = house.api.post(URL, json=body, headers=house.pat)
    problem = check_shape(answer, "invalid-parameter")
    assert parameter in [each["parameter"] for each in problem["errors"]]
    assert told in str(problem["errors"])
