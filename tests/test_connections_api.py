"""Connections over HTTP: who shared a post, an organization or an event with whom, and when."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import Engine

from app.db import make_engine, write_session
from app.ledger.undoing import withdraw
from app.loading.load import load
from app.queries import connections
from tests.conftest import DATABASES, MakeDatabase, Serve, running_server
from tests.dossiers import write_dossier
from tests.test_errors_api import check_shape

PEOPLE = ("Ada", "Ben", "Cy", "Dee", "Eve", "Fay", "Gus", "Hal", "Ida", "Jon", "Kim")
BODIES = ("The council", "The mint", "The mayor", "The gala")
TEXT = "\n".join(f"{name} was there." for name in (*PEOPLE, *BODIES))


def person(name: str, *held: dict[str, Any], attended: Any = ()) -> dict[str, Any]:
    quote = f"{name} was there."
    return {
        "id": name.lower(),
        "name": {"value": name, "cite": quote},
        "memberships": [{"cite": quote, **each} for each in held],
        "events": [{"event": "gala", "role": "guest", "cite": quote, **each} for each in attended],
    }


def held(start: str | None = None, end: str | None = None, **more: Any) -> dict[str, Any]:
    body = {"organization": "council"} if {"post", "organization"}.isdisjoint(more) else {}
    dates = {"start_date": start, "end_date": end}
    return {**body, **{name: date for name, date in dates.items() if date}, **more}


def disputed(name: str) -> dict[str, Any]:
    return {"exact": f"{name} was there.", "stance": "disputes"}


def named(entity_id: str, *facts: dict[str, Any]) -> dict[str, Any]:
    quote = f"The {entity_id} was there."
    cited = [{**fact, "cite": quote} for fact in facts]
    return {"id": entity_id, "name": {"value": f"The {entity_id}", "cite": quote}, "facts": cited}


DOSSIER: dict[str, Any] = {
    "dossier": 1,
    "curator": "Test Curator",
    "article": {"id": "careers", "file": "", "title": "Careers"},
    "people": [
        person(
            "Ada",
            held("2001-01-01", "2010-12-31", post="mayor"),
            held("2010-01-01", "2010-12-20"),
            attended=[{}, {"role": "host"}],
        ),
        person(
            "Ben",
            held("2010-12-01", "2012-12-31", post="mayor"),
            held("2000-01-01", "2000-12-31", organization="mint"),
        ),
        person("Cy", held("2005", "2006")),
        person("Dee", held()),
        person("Eve", attended=[{}]),
        person("Fay", held("2000-06-01", "2000-06-30", organization="mint")),
        person("Gus", held("1990", "1995")),
        person("Hal", held("2001-01-01", "2010-12-31", certainty="alleged")),
        person("Ida", held("2001-01-01", "2010-12-31", certainty="planned")),
        person("Jon", held("2001-01-01", "2010-12-31", cite=disputed("Jon"))),
        person("Kim", attended=[{"cite": disputed("Kim")}, {"role": "x", "certainty": "alleged"}]),
    ],
    "organizations": [
        named("council")
        | {"events": [{"event": "gala", "role": "host", "cite": "The council was there."}]},
        named("mint"),
    ],
    "posts": [named("mayor", {"property": "organization", "object": "council"})],
    "events": [named("gala", {"property": "start_date", "value": "2003-05-02"})],
}


@pytest.fixture(scope="module", params=DATABASES)
def council_url(
    request: pytest.FixtureRequest,
    make_database: MakeDatabase,
    tmp_path_factory: pytest.TempPathFactory,
) -> str:
    folder = tmp_path_factory.mktemp("careers")
    write_dossier(folder, DOSSIER, TEXT, "careers")
    url = make_database(request.param)
    engine = make_engine(url)
    load(engine, folder)
    engine.dispose()
    return url


@pytest.fixture(scope="module")
def council_api(council_url: str) -> Iterator[httpx.Client]:
    with running_server(council_url) as client:
        yield client


def connections_of(api: httpx.Client, person_id: str, **query: Any) -> Any:
    answer = api.get(f"/v1/people/{person_id}/connections", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()["data"]


def ids(listed: Any) -> list[str]:
    return [each["person"]["id"] for each in listed]


def test_who_surely_shared_the_most_days_comes_first(council_api: httpx.Client) -> None:
    listed = connections_of(council_api, "ada")
    assert [
        (each["person"]["id"], each["definite_days"], each["possible_days"], each["shared_count"])
        for each in listed
    ] == [
        ("ben", 31, 31, 2),  # the days in the council lie among those in the same post
        ("cy", 2, 730, 1),  # from the last day of 2005 to the first of 2006
        ("eve", 1, 1, 1),
        ("dee", 0, 3652, 2),  # in the council, nobody says when: on any day that Ada was
    ]
    assert {(each["depth"], each["through"]) for each in listed} == {(1, None)}


def test_each_thing_shared_has_the_facts_of_both(council_api: httpx.Client) -> None:
    ben, cy, eve, _ = connections_of(council_api, "ada")
    as_mayors, as_members = ben["shared"]
    assert (as_mayors["kind"], as_mayors["entity"]["id"]) == ("post", "mayor")
    assert (as_members["kind"], as_members["entity"]["id"]) == ("organization", "council")
    assert as_mayors["holds"] == "definitely"
    assert as_mayors["overlap"]["definitely_from"] == "2010-12-01"
    assert as_mayors["overlap"]["definitely_until"] == "2010-12-31"
    assert (as_mayors["own"]["person_id"], as_mayors["theirs"]["person_id"]) == ("ada", "ben")
    assert as_mayors["theirs"]["citations"][0]["exact"] == "Ben was there."
    (both,) = cy["shared"]
    assert both["overlap"] == {
        "possibly_from": "2005-01-01",
        "definitely_from": "2005-12-31",
        "definitely_until": "2006-01-01",
        "possibly_until": "2006-12-31",
    }
    (gala,) = eve["shared"]
    assert (gala["kind"], gala["entity"]["id"], gala["holds"]) == ("event", "gala", "definitely")
    assert (gala["own"]["subject"]["id"], gala["theirs"]["subject"]["id"]) == ("ada", "eve")


def test_connections_are_narrowed_to_what_is_shared(council_api: httpx.Client) -> None:
    assert ids(connections_of(council_api, "ada", kind="post")) == ["ben"]
    assert ids(connections_of(council_api, "ada", kind="event")) == ["eve"]
    assert ids(connections_of(council_api, "ada", kind=["post", "event"])) == ["ben", "eve"]
    (ben, *_) = connections_of(council_api, "ada", kind="organization")
    assert (ben["definite_days"], ben["shared_count"]) == (20, 1)


def test_at_depth_2_a_path_is_as_strong_as_its_weaker_leg(council_api: httpx.Client) -> None:
    listed = connections_of(council_api, "ada", depth=2)
    assert ids(listed) == ["ben", "cy", "eve", "dee", "fay", "gus"]
    fay, gus = listed[4:]
    assert (fay["depth"], fay["through"]["id"], fay["definite_days"]) == (2, "ben", 30)
    (shared,) = fay["shared"]
    assert shared["entity"]["id"] == "mint"
    assert (shared["own"]["person_id"], shared["theirs"]["person_id"]) == ("ben", "fay")
    assert (gus["through"]["id"], gus["definite_days"], gus["possible_days"]) == ("dee", 0, 2191)
    assert ids(connections_of(council_api, "eve", depth=2, kind="event")) == ["ada"]


def test_pages_show_everyone_once_and_in_order(council_api: httpx.Client) -> None:
    query = {"depth": 2, "limit": 1}
    page = council_api.get("/v1/people/ada/connections", params=query).json()
    shown = ids(page["data"])
    while page["page"]["next"]:
        assert (page["page"]["total"], page["page"]["total_is_exact"]) == (6, True)
        page = council_api.get(page["page"]["next"]).json()
        shown += ids(page["data"])
    assert shown == ["ben", "cy", "eve", "dee", "fay", "gus"]
    refused = council_api.get("/v1/people/ada/connections", params={"cursor": "x"})
    assert check_shape(refused, "invalid-cursor")["parameter"] == "cursor"


def test_two_careers_side_by_side(council_api: httpx.Client) -> None:
    told = council_api.get("/v1/people/ada/connections", params={"with": "ben"}).json()
    assert (told["person"]["id"], told["other"]["id"]) == ("ada", "ben")
    assert (told["definite_days"], told["possible_days"], told["shared_count"]) == (31, 31, 2)
    assert [each["overlap"]["possibly_until"] for each in told["shared"]] == [
        "2010-12-20",
        "2010-12-31",
    ]
    for name, person_id in (("own_timeline", "ada"), ("their_timeline", "ben")):
        timeline = council_api.get(f"/v1/people/{person_id}/timeline").json()["data"]
        assert told[name] == timeline
    nothing = council_api.get("/v1/people/ben/connections", params={"with": "eve"}).json()
    assert (nothing["definite_days"], nothing["possible_days"], nothing["shared"]) == (0, 0, [])


def test_a_comparison_with_nobody_is_refused(council_api: httpx.Client) -> None:
    def refused(slug: str, **query: Any) -> Any:
        answer = council_api.get("/v1/people/ada/connections", params=query)
        return check_shape(answer, slug)

    assert refused("not-found", **{"with": "nobody"})["parameter"] == "with"
    assert refused("not-found", **{"with": "council"})["parameter"] == "with"
    assert refused("invalid-parameter", **{"with": "ada"})["parameter"] == "with"
    for name in ("depth", "limit"):
        problem = refused("invalid-parameter", **{"with": "ben", name: 1})
        assert problem["parameter"] == name
    assert refused("invalid-parameter", depth=3)["parameter"] == "depth"
    assert "'post', 'organization' or 'event'" in refused("invalid-parameter", kind="x")["detail"]


def test_whoever_is_withdrawn_connects_nobody_then_or_now(
    engine: Engine, database_url: str, tmp_path: Path, serve: Serve
) -> None:
    write_dossier(tmp_path, DOSSIER, TEXT, "careers")
    load(engine, tmp_path)
    lee = {**DOSSIER, "article": {"id": "about-lee", "file": "", "title": "Lee"}, "posts": []}
    lee["people"] = [person("Lee", held("2001-01-01", "2001-12-31"), attended=[{}])]
    lee["organizations"] = [named("council")]
    write_dossier(tmp_path, lee, f"Lee was there.\n{TEXT}", "lee")
    load(engine, tmp_path)
    council_api = serve(database_url)
    assert ids(connections_of(council_api, "ada"))[0] == "lee"
    with write_session(engine) as session:
        withdraw(session, "about-lee", actor="Ed", reason="Wrong person")
    assert "lee" not in ids(connections_of(council_api, "ada", depth=2))
    url = "/v1/people/ada/connections"
    known = [council_api.get(url, params={"known_at": number}) for number in (1, 2, 2, 3)]
    assert [ids(each.json()["data"])[0] for each in known] == ["ben"] * 4
    gone = council_api.get(url, params={"with": "lee"})
    assert check_shape(gone, "gone")["parameter"] == "with"
    then = council_api.get(url, params={"with": "lee", "known_at": 2})
    assert check_shape(then, "gone")["parameter"] == "with"
    assert check_shape(council_api.get("/v1/people/lee/connections"), "gone")["change"] == 3


def test_where_more_is_shared_than_is_read_the_total_is_not_exact(
    council_api: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "MOST_READ", 4)
    page = council_api.get("/v1/people/ada/connections").json()
    assert page["page"]["total_is_exact"] is False
    assert ids(page["data"])[0] == "ben"  # what the small bodies leave goes to the large
