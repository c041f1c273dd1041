"""Popolo out: what curators wrote and what was imported, as the schemas have it."""

import json
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app.exports import popolo
from app.exports.popolo_values import add_dates, overlay
from app.loading.load import load
from app.models import Entity
from app.profiles.evidence import Evidence, gather
from app.vocabulary import EntityKind
from tests.popolo import SCHEMAS, Json, check, exported, read

WRITERS = {
    EntityKind.PERSON: ("persons", popolo.person),
    EntityKind.ORGANIZATION: ("organizations", popolo.organization),
    EntityKind.POST: ("posts", popolo.post),
    EntityKind.EVENT: ("events", popolo.event),
}


def evidence_of(session: Session) -> tuple[dict[str, str], Evidence]:
    kinds = {row.id: row.kind for row in session.execute(select(Entity.id, Entity.kind))}
    return kinds, gather(session, kinds)


def test_a_curated_person_comes_with_quotes_as_sources(
    engine: Engine, dossier_folder: Path
) -> None:
    load(engine, dossier_folder)
    with Session(engine) as session:
        _, evidence = evidence_of(session)
        told = popolo.person("ada-moreau", evidence)
        (held,) = popolo.memberships("ada-moreau", evidence)
        event = popolo.event("delta-congress", evidence)
        post = popolo.post("chair-of-the-water-board", evidence)
    assert (told["id"], told["name"]) == ("ada-moreau", "Ada Moreau")
    assert held["post_id"] == post["id"]
    assert held["organization_id"] == post["organization_id"]
    assert held["start_date"] == "2020-06"
    quote = "was named chair of the Kessaria Water Board in June last year"
    assert held["sources"] == [{"url": "/v1/articles/kessaria-water-board", "note": quote}]
    assert event["attendees"] == [{"id": "ada-moreau", "name": "Ada Moreau"}]


def test_all_of_the_seed_is_as_the_schemas_have_it(seeded_engine: Engine) -> None:
    with Session(seeded_engine) as session:
        kinds, evidence = evidence_of(session)
        told: list[tuple[str, Json]] = []
        for entity_id, kind in kinds.items():
            if kind in WRITERS:
                array, write = WRITERS[EntityKind(kind)]
                told.append((array, write(entity_id, evidence)))
                told += [("memberships", each) for each in popolo.memberships(entity_id, evidence)]
    quoted = [record for _, record in told if any(s["note"] for s in record.get("sources", []))]
    assert len(quoted) > len(told) / 2
    if SCHEMAS.exists():
        for array, record in told:
            check(array, record)


def test_what_the_schemas_do_not_take_stands_under_source_data(tmp_path: Path) -> None:
    dirty: dict[str, Any] = {
        "persons": [
            {
                "id": "a",
                "name": "Ada\u200b",
                "birth_date": "9764-01-01",
                "death_date": "2016--01-15",
                "email": 7,
                "other_names": [{"name": "A", "start_date": "2016--01-15"}, {"lang": "de"}],
                "links": [{"url": "www.example.org"}, {"note": "no url"}],
                "contact_details": [{"type": "phone", "value": 12}],
            }
        ],
        "organizations": [{"id": "o", "name": "O", "parent_id": "nowhere"}],
        "memberships": [
            {
                "id": "m1",
                "person_id": "a",
                "organization_id": "o",
                "start_date": "2011-06-02T12:00:00Z",
                "end_date": "soon",
                "area_id": "1",
            }
        ],
        "areas": [{"id": "1", "name": "North", "parent_id": "2"}, {"id": "2", "name": "All"}],
    }
    path = tmp_path / "dirty.json"
    path.write_text(json.dumps(dirty))
    told = exported(read(path))
    (person,), (held,) = told["persons"], told["memberships"]
    assert person["name"] == "Ada\u200b"
    assert person["birth_date"] == "9764-01-01"
    assert person["death_date"] == "2016-01-15"
    assert person["links"] == [{"url": "www.example.org"}]
    assert person["source_data"] == {
        "email": 7,
        "death_date": "2016--01-15",
        "links": [{"note": "no url"}],
        "other_names": [{"lang": "de"}],
        "contact_details": [{"type": "phone", "value": 12}],
    }
    assert told["organizations"][0]["source_data"] == {"parent_id": "nowhere"}
    assert held["start_date"] == "2011-06-02T12:00:00Z"
    assert held["source_data"] == {"end_date": "soon"}
    assert held["identifiers"] == [{"scheme": "ds", "identifier": "m1"}]
    assert held["area"] == {"id": "ds.area.1", "name": "North"}
    assert told["areas"][0]["parent_id"] == told["areas"][1]["id"] == "ds.area.2"
    if SCHEMAS.exists():
        for array in ("persons", "organizations", "memberships", "areas"):
            for record in told[array]:
                check(array, record)


def test_dates_say_no_more_than_popolo_can() -> None:
    record: Json = {}
    add_dates(record, {"start_date": "2020-06?", "end_date": "..2023-12-31?"})
    assert record == {
        "start_date": "2020-06",
        "end_date": "2023-12-31",
        "edtf": {"start_date": "2020-06?", "end_date": "..2023-12-31?"},
    }
    record = {}
    add_dates(record, {"start_date": "..2020", "end_date": ".."})
    assert record == {"edtf": {"start_date": "..2020", "end_date": ".."}}


def test_lists_are_added_to_and_other_values_stand_in_place_of_ours() -> None:
    record: Json = {"gender": "female", "links": [{"url": "https://a"}]}
    overlay(record, {"gender": "F", "links": [{"url": "b"}], "seats": 12, "person_id": "x"})
    assert record == {
        "gender": "F",
        "links": [{"url": "https://a"}, {"url": "b"}],
        "seats": 12,
        "source_data": {"person_id": "x"},
    }
