"""FollowTheMoney in: entities and statements become profiles; what has no place stays beside."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select

from app.db import read_session
from app.importers.ftm import FollowTheMoney
from app.importers.ids import entity_id
from app.importers.records import InputError, Place
from app.ledger import NewFact
from app.models import Fact
from app.vocabulary import EntityKind, FactKind
from tests.ftm_data import (
    ADA,
    SET,
    Json,
    entity,
    export_ftm,
    import_ftm,
    without_ids,
    write,
    write_statements,
)
from tests.ftm_schema import problems
from tests.memory_source import MemorySource

WITHHELD = ("address", "phone", "religion")


def facts_of(path: Path, entity_id: str) -> list[NewFact]:
    source = MemorySource(FollowTheMoney(), path)
    return [fact for fact in source.facts() if fact.subject_id == entity_id]


def told(facts: list[NewFact], kind: FactKind) -> list[tuple[str, Any]]:
    return [(fact.property, fact.value) for fact in facts if fact.kind == kind]


def test_a_person_has_its_names_dates_ids_and_links(tmp_path: Path) -> None:
    facts = facts_of(write(tmp_path / "demo.jsonl", SET), "ds.Q1")
    assert told(facts, FactKind.NAME) == [
        ("name", "Ada Moreau"),
        ("alias", "A. Moreau"),
        ("alias", "Ада Моро"),
        ("alias", "Adi"),
        ("former_name", "Ada Kiss"),
    ]
    assert facts[1].name_parts == {"given_name": "Ada", "family_name": "Moreau"}
    assert told(facts, FactKind.ATTRIBUTE) == [
        ("birth_date", "1970-05"),
        ("gender", "female"),
        ("nationality", "Kenya"),
        ("occupation", "Speaker of the Assembly"),
    ]
    assert ("wikidata", "Q42") in told(facts, FactKind.IDENTIFIER)
    assert told(facts, FactKind.LINK) == [
        ("website", "https://ada.example/"),
        ("source", "https://assembly.example/ada"),
    ]
    left = facts[1].source_data["ftm"]["properties"]
    assert left == {
        "topics": ["role.pep", "role.pol"],
        "religion": ["Quaker"],
        "notes": ["Elected twice."],
        "birthDate": ["1970"],
    }


def test_what_is_nobodys_business_is_left_out_and_told(tmp_path: Path) -> None:
    source = MemorySource(FollowTheMoney(), write(tmp_path / "demo.jsonl", SET))
    assert not [fact for fact in source.facts() if "Garden Lane" in str(fact)]
    private = [line[2:4] for line in source.notes.lines if line[0] == "private_detail"]
    assert private == [("address", 1), ("phone", 1)]


def test_posts_held_and_bodies_belonged_to_are_memberships(tmp_path: Path) -> None:
    source = MemorySource(FollowTheMoney(), write(tmp_path / "demo.jsonl", SET))
    held = [
        (
            fact.subject_id,
            fact.organization_id,
            fact.post_id,
            fact.value,
            fact.start_date and fact.start_date.text,
            fact.end_date and fact.end_date.text,
        )
        for fact in source.facts()
        if fact.kind == FactKind.MEMBERSHIP
    ]
    kenya = "ds.organization.country-ke"  # the mayor's record names no organization
    assert held == [
        (
            *("ds.Q1", "ds.organization.assembly", "ds.post.speaker"),
            *(None, "2020-03", "2024-03-01"),
        ),
        ("ds.Q1", "ds.organization.greens", None, {"role": "Chair"}, None, "2021"),
        ("ds.bo", kenya, "ds.post.mayor", {"area": "West"}, None, ".."),
        ("ds.bo", kenya, "ds.post.mayor", None, None, None),
    ]


def test_a_family_tie_is_kept_and_never_shown(engine: Engine, tmp_path: Path) -> None:
    import_ftm(engine, write(tmp_path / "demo.jsonl", SET))
    assert "cousin" not in str(export_ftm(engine, "demo."))
    ada = entity_id("demo", EntityKind.PERSON, "Q1")
    with read_session(engine) as session:
        ties = select(Fact).where(Fact.kind == FactKind.STATEMENT, Fact.subject_id == ada)
        (tie,) = session.scalars(ties)
    assert (tie.property, tie.object_id) == ("family", "demo.bo")
    assert "cousin" in str(tie.source_data)


def test_it_comes_back_as_it_was_and_a_second_import_changes_nothing(
    engine: Engine, tmp_path: Path
) -> None:
    path = write(tmp_path / "demo.jsonl", SET)
    import_ftm(engine, path)
    again = import_ftm(engine, path)
    assert (again.counts.recorded, again.counts.retracted) == (0, 0)
    first = export_ftm(engine, "demo.")
    schemata = {each["id"]: each["schema"] for each in first}
    assert [(each["id"], *problems(each, schemata)) for each in first] == [
        (each["id"],) for each in first
    ]
    assert without_ids(first) == without_ids([each for line in SET for each in going_out(line)])
    import_ftm(engine, write_statements(tmp_path / "again.csv", first), "again")
    assert without_ids(export_ftm(engine, "again.")) == without_ids(first)


def test_statements_far_apart_say_what_lines_say(tmp_path: Path) -> None:
    lines = MemorySource(FollowTheMoney(), write(tmp_path / "demo.jsonl", SET))
    rows = MemorySource(FollowTheMoney(), write_statements(tmp_path / "demo.csv", SET))
    assert sorted(map(spoken, rows.facts())) == sorted(map(spoken, lines.facts()))


def spoken(fact: NewFact) -> str:
    dates = fact.start_date, fact.end_date
    return f"{fact.kind} {fact.subject_id} {fact.property} {fact.value} {fact.post_id} {dates}"


def going_out(line: Json) -> Iterator[Json]:
    """How an entity of the set goes out again: but for what is private, as it came in."""
    said = {name: each for name, each in line["properties"].items() if name not in WITHHELD}
    if line["schema"] in ("Occupancy", "Membership"):
        said = {"status": ["ended" if "endDate" in said else "unknown"], **said}
    if line["schema"] not in ("Family", "Associate") and said.get("member") != ["youth"]:
        yield line | {"properties": said}


def test_a_name_keeps_its_language_from_statements(tmp_path: Path) -> None:
    ada = ADA | {"langs": {"alias": {"Ада Моро": "rus"}}}
    facts = facts_of(write_statements(tmp_path / "demo.csv", [ada]), "ds.Q1")
    (name,) = [fact for fact in facts if fact.value == "Ада Моро"]
    assert name.lang == "ru"


def test_entities_within_others_are_read_as_well(tmp_path: Path) -> None:
    post = entity("speaker", "Position", name="Speaker", country="ke")
    held = entity("occ-1", "Occupancy", startDate="2020")
    held["properties"]["post"] = [post]
    ada = entity("ada", "Person", name="Ada Moreau")
    ada["properties"]["positionOccupancies"] = [held]
    facts = MemorySource(FollowTheMoney(), write(tmp_path / "demo.jsonl", [ada])).facts()
    (membership,) = [fact for fact in facts if fact.kind == FactKind.MEMBERSHIP]
    assert (membership.subject_id, membership.post_id) == ("ds.ada", "ds.post.speaker")
    assert membership.start_date is not None


def test_fragments_of_one_entity_are_one(tmp_path: Path) -> None:
    fragments = [
        entity("ada", "LegalEntity", name="Ada Moreau"),
        entity("ada", "Organization", name="Ada Moreau", website="https://ada.example"),
    ]
    facts = facts_of(write(tmp_path / "demo.jsonl", fragments), "ds.organization.ada")
    assert told(facts, FactKind.NAME) == [("name", "Ada Moreau")]
    assert told(facts, FactKind.LINK) == [("website", "https://ada.example")]
    assert facts[1].source_data["ftm"]["schema"] == "Organization"


def test_what_is_wrong_is_told_with_its_line_and_spoils_nothing_else(tmp_path: Path) -> None:
    path = write(tmp_path / "demo.jsonl", SET)
    vessel = entity("boat", "Vessel", name="Mary")
    lost = entity("occ-9", "Occupancy", holder="bo", post="nowhere", startDate="2020")
    nobody = entity("occ-8", "Occupancy", holder="ghost", post="mayor")
    odd = entity("cy", "Person", name="Cy", birthDate="9764-13-01", gender="M")
    bad = b'{"id": "x"\n[1]\n{"schema": "Person"}\n'
    path.write_bytes(path.read_bytes() + bad)
    path.write_bytes(
        path.read_bytes() + write(tmp_path / "more", [vessel, lost, nobody, odd]).read_bytes()
    )
    source = MemorySource(FollowTheMoney(), path)
    facts = source.facts()
    unread = ["unreadable_record", "not_a_record", "no_id", "not_imported"]
    assert source.notes.rules[:4] == unread
    assert source.notes.lines[0][1] == Place("demo.jsonl", f"line {len(SET) + 1}")
    assert source.notes.rules.count("dangling_reference") == 2
    kept = next(fact for fact in facts if fact.value == "Bo Li").source_data
    assert kept["Occupancy occ-9"]["properties"]["startDate"] == ["2020"]
    assert ("gender", "male") in [(f.property, f.value) for f in facts if f.subject_id == "ds.cy"]


@pytest.mark.parametrize("name", ["empty", "nothing.jsonl", "wrong.csv", "vessels.jsonl"])
def test_what_is_not_of_this_format_is_refused(name: str, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "wrong.csv").write_text("a,b\n1,2\n")
    write(tmp_path / "vessels.jsonl", [entity("boat", "Vessel", name="Mary")])
    with pytest.raises(InputError):
        MemorySource(FollowTheMoney(), tmp_path / name)
