"""Rules that hold in every format: contradictions, impossible pairs of dates, rings, odd shapes."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.importers.formats import FORMATS
from app.ledger import NewFact
from tests.memory_source import MemorySource
from tests.us_data import write_files

TWICE = """\
- id: {bioguide: A000001}
  name: {last: Ada}
  bio: {birthday: '1950-01-01', gender: F}
- id: {bioguide: A000001}
  name: {last: Ada}
  bio: {birthday: '1960-01-01', gender: F}
- id: {bioguide: B000002}
  name: {last: Bo}
  leadership_roles: [{title: {a: 1}}]
"""


def of(facts: list[NewFact], entity_id: str, *properties: str) -> list[Any]:
    return [f.value for f in facts if f.subject_id == entity_id and f.property in properties]


def lines(folder: Path, *entities: Any) -> MemorySource:
    told = [each if isinstance(each, str) else json.dumps(each) for each in entities]
    (folder / "a.jsonl").write_text("\n".join(told) + "\n")
    return MemorySource(FORMATS["ftm"], folder / "a.jsonl")


def entity(key: str, schema: str, **properties: Any) -> dict[str, Any]:
    return {"id": key, "schema": schema, "properties": {"name": [key.upper()], **properties}}


def test_a_second_record_of_a_legislator_adds_and_does_not_contradict(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text(TWICE)
    source = MemorySource(FORMATS["congress-legislators"], tmp_path / "x.yaml")
    facts = source.facts()
    assert of(facts, "ds.a000001", "birth_date") == ["1950-01-01"]
    assert of(facts, "ds.a000001", "gender") == ["female"]
    assert facts[0].source_data == {"bio.birthday": "1960-01-01"}
    assert source.notes.rules[:2] == ["duplicate_id", "contradiction"]


def test_what_a_second_record_of_popolo_says_otherwise_is_kept_and_not_asserted(
    tmp_path: Path,
) -> None:
    one = {"id": "a", "name": "Ada", "birth_date": "1950"}
    said = {"persons": [one, one | {"birth_date": "1960"}, one]}
    (tmp_path / "p.json").write_text(json.dumps(said))
    source = MemorySource(FORMATS["popolo"], tmp_path / "p.json")
    facts = source.facts()
    assert of(facts, "ds.a", "birth_date") == ["1950"]
    (other,) = (fact for fact in facts if fact.property == "duplicate")
    assert other.source_data == {"popolo": {"also": [{"birth_date": "1960"}]}}
    assert source.notes.rules == ["duplicate_id", "duplicate_id"]


def test_a_title_that_is_no_text_names_no_post(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text(TWICE)
    facts = MemorySource(FORMATS["congress-legislators"], tmp_path / "x.yaml").facts()
    assert not [fact for fact in facts if ".post." in fact.subject_id]
    assert facts[-2].source_data == {"leadership_roles[0]": {"title": {"a": 1}}}


def test_an_id_that_is_no_text_names_nobody(tmp_path: Path) -> None:
    text = "- id: {bioguide: {a: 1}}\n  name: {last: A}\n- thomas_id: [x]\n  name: Farms\n"
    members = "HSFA: [{name: A, bioguide: {a: 1}}]\n"
    write_files(tmp_path, {"legislators-current.yaml": text + TWICE})
    write_files(tmp_path, {"committee-membership-current.yaml": members})
    source = MemorySource(FORMATS["congress-legislators"], tmp_path)
    assert {fact.subject_id for fact in source.facts()} == {"ds.a000001", "ds.b000002"}
    assert source.notes.rules.count("no_id") == 2


def test_of_an_end_before_its_beginning_neither_is_asserted_in_any_format(tmp_path: Path) -> None:
    ftm = lines(
        tmp_path,
        entity("p", "Person", birthDate=["1990"], deathDate=["1980"]),
        entity("c", "Company", incorporationDate=["2010"], dissolutionDate=["2000"]),
        entity("e", "Event", startDate=["2010"], endDate=["2000"]),
    )
    state = MemorySource(
        FORMATS["openstates"],
        write_files(
            tmp_path / "ak",
            {"a.yml": "id: ocd-person/p\nname: P\nbirth_date: '1990'\ndeath_date: '1980'\n"},
        ),
    )
    rules = ["end_before_founding", "start_after_end", "death_before_birth"]
    for source, noted in ((ftm, rules), (state, rules[-1:])):
        facts = source.facts()
        assert not [fact for fact in facts if fact.property.endswith("_date")]
        assert source.notes.rules == noted
        name = next(f for f in facts if f.subject_id == "ds.p" and f.property == "name")
        kept = name.source_data or {}
        assert (kept["birth_date"], kept["death_date"]) == ("1990", "1980")


@pytest.mark.parametrize("size", [2, 150])
def test_rings_of_parents_have_no_parent_however_long_they_are(size: int, tmp_path: Path) -> None:
    ring = [(str(n), str((n + 1) % size)) for n in range(size)]
    committees = {
        f"{own}.yml": f"id: ocd-organization/{own}\nname: C\nparent: ocd-organization/{above}\n"
        for own, above in ring
    }
    popolo = [{"id": own, "name": "C", "parent_id": above} for own, above in ring]
    rows = "".join(f"{own},C{own},{above}\n" for own, above in ring)
    write_files(tmp_path / "ak", committees)
    write_files(tmp_path / "popolo", {"o.json": json.dumps({"organizations": popolo})})
    write_files(tmp_path / "csv", {"organizations.csv": "id,name,parent_id\n" + rows})
    (tmp_path / "ftm").mkdir()
    sources = [
        MemorySource(FORMATS["openstates"], tmp_path / "ak"),
        MemorySource(FORMATS["popolo"], tmp_path / "popolo"),
        MemorySource(FORMATS["csv"], tmp_path / "csv"),
        lines(tmp_path / "ftm", *(entity(own, "Company", parent=[above]) for own, above in ring)),
    ]
    for source in sources:
        assert not [fact for fact in source.facts() if fact.property == "parent"]
        assert source.notes.rules == ["cycle"] * size


def test_numbers_keep_their_digits_and_lists_within_lists_are_flat(tmp_path: Path) -> None:
    source = lines(
        tmp_path,
        '{"id": "p", "schema": "Person", "properties": {"name": ["P"],'
        ' "wikidataId": [12345678901234567890123], "notes": [["x", [1.50]], {"a": 1}]}}',
    )
    facts = source.facts()
    assert of(facts, "ds.p", "wikidata") == ["12345678901234567890123"]
    name = next(fact for fact in facts if fact.property == "name")
    assert (name.source_data or {})["ftm"]["properties"]["notes"] == ["x", "1.50", '{"a":"1"}']


def test_one_id_of_a_person_and_an_organization_is_told(tmp_path: Path) -> None:
    source = lines(tmp_path, entity("x", "Person"), entity("x", "Company"))
    assert len({fact.subject_id for fact in source.facts()}) == 2
    assert source.notes.rules == ["duplicate_id"]


def test_an_entry_that_is_said_twice_counts_once_and_is_told(tmp_path: Path) -> None:
    link = "{url: 'https://a.example', note: x}"
    text = f"id: ocd-person/1\nname: A\nlinks: [{link}, {link}]\n"
    source = MemorySource(FORMATS["openstates"], write_files(tmp_path, {"a.yml": text}))
    assert of(source.facts(), "ds.1", "link", "x") == ["https://a.example"]
    assert source.notes.rules == ["identical_entry"]


def test_no_text_has_a_nul_or_half_a_character(tmp_path: Path) -> None:
    bad = "\\u0000\\ud800"
    tie = '{"id": "f", "schema": "Family", "properties": {"person": ["p"], "relative": ["q"],'
    ftm = lines(
        tmp_path,
        json.dumps(entity("p", "Person") | {"langs": {"name": {"P": "e?"}}}).replace("?", bad),
        entity("q", "Person"),
        tie + f' "relationship": ["so{bad}n"]}}}}',
    )
    text = f'id: ocd-person/1\nname: "A{bad}"\n"odd{bad}": "x{bad}"\n'.replace("\\ud800", "")
    text += f'other_identifiers: [{{scheme: "s{bad}", identifier: "1"}}]\n'.replace("\\ud800", "")
    state = MemorySource(FORMATS["openstates"], write_files(tmp_path / "ak", {"a.yml": text}))
    for source in (ftm, state):
        told = repr(source.facts())
        assert "\\x00" not in told
        assert "\\ud800" not in told
