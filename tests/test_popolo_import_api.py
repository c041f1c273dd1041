"""Popolo through the whole: imported into a database, shown as profiles, and written out again."""

import json
from pathlib import Path

import orjson
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app.db import make_engine
from app.importers.datasets import Particulars
from app.importers.formats import FORMATS
from app.importers.importing import Import, run_import
from app.importers.report import Report
from app.importers.runs import Run
from app.models import Entity, Fact
from app.popolo_fields import AREA, BESIDE
from app.profiles.evidence import gather
from tests.conftest import MakeDatabase, Serve
from tests.imports import changes, on_sqlite, silent
from tests.popolo import Json, legislature, written
from tests.test_popolo_import import BOARD, HELD, PERSON
from tests.test_popolo_round_trip import differences

NEWER = PERSON | {"gender": "F", "birth_date": "1961-05-03", "other_names": []}


def run(engine: Engine, path: Path, dataset: str = "ds") -> Run:
    particulars = Particulars(
        id=dataset, title="T", licence="unknown", attribution="A", url="https://t.example"
    )
    wanted = Import(format=FORMATS["popolo"], path=path, dataset=particulars, actor="Ada")
    return run_import(engine, wanted, Report(), silent)


def exported(engine: Engine) -> Json:
    with Session(engine) as session:
        kinds = {row.id: row.kind for row in session.execute(select(Entity.id, Entity.kind))}
        evidence = gather(session, kinds)
        beside = select(Fact).where(
            Fact.property.in_((AREA, BESIDE)), Fact.kind == "statement", Fact.retracted_in.is_(None)
        )
        return written(evidence, list(session.scalars(beside)))


def test_profiles_show_what_was_imported_and_a_newer_edition_corrects_them(
    engine: Engine, database_url: str, serve: Serve, tmp_path: Path
) -> None:
    path = tmp_path / "popolo.json"
    area = {"id": "1", "name": "North"}
    told: Json = {
        "persons": [PERSON],
        "organizations": [BOARD],
        "memberships": [HELD | {"area_id": "1", "start_date": "2015"}],
        "areas": [area],
    }
    path.write_text(json.dumps(told))
    run(engine, path)
    before = changes(engine)
    assert run(engine, path).counts.unchanged == {"organization": 1, "person": 1}
    assert changes(engine) == before
    api = serve(database_url)
    ada = api.get("/v1/people/ds.ada").json()
    assert (ada["name"], ada["gender"], ada["birth_date"]) == ("Ada Moreau", "female", "1961-05-02")
    names = {each["name"]: each["lang"] for each in ada["other_names"]}
    assert names == {"Ada Quist": None, "Ада Моро": None, "Άντα Μορό": "el"}
    (held,) = ada["memberships"]
    assert (held["organization"]["name"], held["role"]) == ("Water Board", "member")
    assert held["dataset"] == "ds"
    path.write_text(json.dumps(told | {"persons": [NEWER]}))
    assert run(engine, path).counts.changed == {"person": 1}
    ada = api.get("/v1/people/ds.ada").json()
    assert (ada["birth_date"], ada["other_names"]) == ("1961-05-03", [])


def test_a_real_legislature_comes_back_from_the_database(make_database: MakeDatabase) -> None:
    path = legislature("Burundi")
    engine = make_engine(make_database("sqlite"))
    done = run(engine, path)
    given: Json = orjson.loads(path.read_bytes())
    assert done.counts.new == {
        kind: len({each["id"] for each in given[f"{kind}s"]})
        for kind in ("organization", "event", "person")
    }
    assert differences(given, exported(engine)) == []
    engine.dispose()


@on_sqlite
def test_what_is_no_public_role_is_kept_and_never_goes_out(
    engine: Engine, database_url: str, serve: Serve, tmp_path: Path
) -> None:
    private = {"religion": "Unsaid", "extras": {"Eye_color": "Unsaid", "hobby": "Chess"}}
    path = tmp_path / "popolo.json"
    path.write_text(json.dumps({"persons": [PERSON | private]}))
    run(engine, path)
    api = serve(database_url)
    person = f"/v1/people/ds.{PERSON['id']}"
    assert "Chess" in api.get(f"{person}/facts").text
    for url in (f"{person}/facts", "/v1/changes?include=facts", "/v1/exports/popolo.json", person):
        assert "Unsaid" not in api.get(url).text
    with Session(engine) as session:
        kept = session.scalars(select(Fact.source_data).where(Fact.property == "name")).one()
    assert "Unsaid" in json.dumps(kept)
