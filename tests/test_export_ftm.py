"""FollowTheMoney out: what is written fits its schemata, says what is known, and comes back."""

import datetime as dt
from pathlib import Path

from sqlalchemy import Engine

from app.db import make_engine, read_session
from app.exports.ftm import entities
from app.exports.ftm_statements import STATEMENT_COLUMNS, statements
from app.profiles.evidence import gather
from tests.conftest import MakeDatabase
from tests.ftm_data import export_ftm, import_ftm, without_ids, write
from tests.ftm_schema import problems


def test_all_that_the_seed_tells_fits_the_schemata_and_comes_back_the_same(
    seeded_engine: Engine, make_database: MakeDatabase, tmp_path: Path
) -> None:
    engine = make_engine(make_database(seeded_engine.dialect.name))
    told = export_ftm(seeded_engine)
    schemata = {each["id"]: each["schema"] for each in told}
    assert len(schemata) == len(told), "an id stands twice"
    assert [(each["id"], *problems(each, schemata)) for each in told] == [
        (each["id"],) for each in told
    ]
    import_ftm(engine, write(tmp_path / "seed.jsonl", told))
    assert without_ids(export_ftm(engine)) == without_ids(told)
    engine.dispose()


def test_a_post_held_has_its_dates_its_source_and_whether_it_goes_on(seeded_engine: Engine) -> None:
    with read_session(seeded_engine) as session:
        evidence = gather(session, ["liu-jianchao"])
        told = list(entities("liu-jianchao", evidence, dt.date(2023, 8, 1)))
    assert told[0]["schema"] == "Person"
    (head,) = [
        each["properties"]
        for each in told[1:]
        if each["properties"].get("startDate") and each["schema"] == "Occupancy"
    ]
    assert head["holder"] == ["liu-jianchao"]
    assert (head["startDate"], head["status"]) == (["2022-06"], ["current"])
    assert head["proof"] == ["liu-jianchao-new-face-of-the-communist-party"]
    ended = [each for each in told[1:] if each["properties"]["status"] == ["ended"]]
    assert ended
    assert not any("endDate" in each["properties"] for each in ended), "only the end is open"


def test_statements_are_one_value_a_row_and_keep_their_ids() -> None:
    person = {
        "id": "ada",
        "schema": "Person",
        "properties": {"name": ["Ada", "Ада"], "birthDate": ["1970"]},
        "langs": {"name": {"Ада": "rus"}},
    }
    rows = [dict(zip(STATEMENT_COLUMNS, row, strict=True)) for row in statements(person, "demo")]
    assert [(row["prop"], row["prop_type"], row["value"], row["lang"]) for row in rows] == [
        ("id", "id", "ada", ""),
        ("name", "name", "Ada", ""),
        ("name", "name", "Ада", "rus"),
        ("birthDate", "date", "1970", ""),
    ]
    assert rows[1]["id"] == "3499dac76d85c7028864c370964ce5499b28b4b2"
    assert len({row["id"] for row in rows}) == 4
