"""The congress-legislators data in: legislators, presidents, committees, and their real set."""

import csv
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from app.db import make_engine
from app.importers.congress_legislators import CongressLegislators
from app.importers.records import InputError
from app.ledger import NewFact
from app.vocabulary import FactKind
from tests.conftest import MakeDatabase
from tests.imports import shown
from tests.memory_source import MemorySource
from tests.us_data import (
    CONGRESS,
    CONGRESS_FILES,
    LEGISLATORS,
    import_set,
    read_yaml,
    require,
    write_files,
)

Json = dict[str, Any]


@pytest.fixture
def source(tmp_path: Path) -> MemorySource:
    return MemorySource(CongressLegislators(), write_files(tmp_path, CONGRESS_FILES))


def facts_of(source: MemorySource, entity_id: str) -> list[NewFact]:
    return [fact for fact in source.facts() if fact.subject_id == entity_id]


def told(facts: list[NewFact], kind: FactKind) -> list[tuple[str, Any]]:
    return [(fact.property, fact.value) for fact in facts if fact.kind == kind]


def held(facts: list[NewFact]) -> list[tuple[Any, ...]]:
    """Label, organization, party, start and end of memberships."""
    return [
        (
            (fact.value or {}).get("label"),
            str(fact.organization_id).removeprefix("ds.organization."),
            fact.on_behalf_of_id and fact.on_behalf_of_id.removeprefix("ds.organization.party-"),
            fact.start_date and fact.start_date.text,
            fact.end_date and fact.end_date.text,
        )
        for fact in facts
        if fact.kind == FactKind.MEMBERSHIP
    ]


def test_a_legislator_has_names_ids_and_bio(source: MemorySource) -> None:
    facts = facts_of(source, "ds.m000001")
    assert told(facts, FactKind.NAME) == [
        ("name", "Adelaide B. Moreau"),
        ("alias", "Ada Moreau"),
        ("former_name", "Adelaide B. Kiss Jr."),
    ]
    assert facts[0].name_parts == {
        "given_name": "Adelaide",
        "additional_name": "B.",
        "family_name": "Moreau",
        "honorific_suffix": "Jr.",
    }
    assert told(facts, FactKind.IDENTIFIER) == [
        ("bioguide", "M000001"),
        ("govtrack", "41"),
        ("fec", "S1"),
        ("fec", "H1"),
        ("wikidata", "Q41"),
        ("icpsr", "0007"),
    ]
    assert told(facts, FactKind.ATTRIBUTE) == [("birth_date", "1970-05-01"), ("gender", "female")]
    assert told(facts, FactKind.LINK) == [("website", "https://moreau.example")]
    assert facts[0].source_data == {
        "bio": {"religion": "Quaker"},
        "family": [{"name": "Bo Moreau", "relation": "daughter"}],
    }


def test_terms_are_memberships_under_the_names_that_readers_know(source: MemorySource) -> None:
    first = "Representative for Washington's 1st congressional district"
    assert held(facts_of(source, "ds.m000001")) == [
        (first, "house", "democrat", "2001-01-03", "2003-01-03"),
        (
            "Representative for Alaska's at-large congressional district",
            *("house", "republican", "2003-01-03", "2005-01-03"),
        ),
        (None, "party-democrat", None, "2003-01-03", "2004-02-01"),
        (None, "party-republican", None, "2004-02-02", "2005-01-03"),
        ("Senator for Washington", "senate", "independent", "2005-01-03", "2037-01-03"),
        ("Majority Whip", "house", None, "2005-01-04", "2007-01-03"),
        (None, "hsfa", None, None, None),
    ]
    assert held(facts_of(source, "ds.l000002"))[:4] == [
        ("Delegate for Guam", "house", "democrat", "2001-01-03", "2003-01-03"),
        ("Resident Commissioner of Puerto Rico", "house", None, "2003-01-03", "2005-01-03"),
        # It cannot be told which of the two dates is wrong, nor which district it was.
        ("Representative for Ohio", "house", None, None, None),
        ("President of the United States", "government", "democrat", "2009-01-20", "2013-01-20"),
    ]
    assert "start_after_end" in source.notes.rules


def test_what_a_term_says_besides_stays_with_its_membership(source: MemorySource) -> None:
    terms = [f for f in facts_of(source, "ds.m000001") if f.kind == FactKind.MEMBERSHIP]
    assert terms[0].source_data["phone"] == "202-555-0100"
    assert terms[4].source_data["how"] == "appointment"
    assert terms[-1].value == {"role": "Chairwoman"}
    assert terms[-1].source_data == {"name": "Adelaide Moreau", "party": "majority", "rank": 1}


def test_posts_belong_to_chambers_and_chambers_to_congress(source: MemorySource) -> None:
    facts = source.facts()
    names = {f.subject_id: f.value for f in facts if f.kind == FactKind.NAME}
    above = {f.subject_id: str(f.object_id) for f in facts if f.kind == FactKind.RELATION}
    seat = "ds.post.sen-wa-3"
    assert names[seat] == "Senator for Washington (class 3)"
    assert names[above[seat]] == "United States Senate"
    assert names[above[above[seat]]] == "United States Congress"
    forests = "ds.organization.hsfa07"
    assert (names[forests], names[above[forests]]) == ("Forests", "House Committee on Farms")
    assert names[above[above[forests]]] == "United States House of Representatives"
    assert names[above["ds.organization.jsin"]] == "United States Congress"


def test_who_is_in_two_files_is_one_person(source: MemorySource) -> None:
    facts = facts_of(source, "ds.l000002")
    assert told(facts, FactKind.NAME) == [("name", "Bo Li")]
    assert ("icpsr_prez", "9") in told(facts, FactKind.IDENTIFIER)
    # The row of the historical file tells the last of the terms that the record tells in full.
    assert len(held(facts)) == 5
    assert facts[0].source_data["historical_row"]["id"]["fec"] == ["H1", "H2"]
    assert told(facts_of(source, "ds.govtrack-77"), FactKind.NAME) == [("name", "Cy Voss")]


def test_of_a_row_of_the_past_only_that_it_is_over_is_known(source: MemorySource) -> None:
    facts = facts_of(source, "ds.b000226")
    assert held(facts) == [
        ("Senator for Delaware", "senate", "anti-administration", None, ".."),
    ]
    assert told(facts, FactKind.IDENTIFIER)[1:] == [("icpsr", "507"), ("wikipedia", "Dick Basset")]


def test_members_and_committees_that_are_not_there_are_told_and_kept(source: MemorySource) -> None:
    (farms, *_) = facts_of(source, "ds.organization.hsfa")
    assert [each["name"] for each in farms.source_data["members"]] == ["Dee Okafor"]
    assert farms.source_data["phone"] == "(202) 555-0101"
    (name, *_) = facts_of(source, "ds.l000002")
    assert [each["committee"] for each in name.source_data["committees"]] == ["XXXX"]
    assert "dangling_reference" in source.notes.rules


def test_the_other_files_of_the_folder_add_to_who_they_are_about(tmp_path: Path) -> None:
    more = {
        "legislators-social-media.yaml": (
            "- id: {bioguide: M000001}\n  social: {twitter: RepMoreau, twitter_id: 12}\n"
        ),
        "legislators-district-offices.yaml": (
            "- id: {bioguide: M000001}\n  offices: [{city: Seattle, phone: 206-555-0100}]\n"
        ),
        "legislators-historical.yaml": LEGISLATORS.replace("L000002", "L000003"),
        "committees-historical.yaml": (
            "- {type: house, name: Committee on Farms, thomas_id: HSFA, congresses: [93],\n"
            "   names: {93: Farms and Seeds}}\n"
            "- {type: senate, name: Canals, thomas_id: SSCA, congresses: [94]}\n"
        ),
    }
    source = MemorySource(CongressLegislators(), write_files(tmp_path, CONGRESS_FILES | more))
    facts = facts_of(source, "ds.m000001")
    assert told(facts, FactKind.IDENTIFIER)[-2:] == [("twitter", "RepMoreau"), ("twitter_id", "12")]
    assert facts[0].source_data["offices"] == [{"city": "Seattle", "phone": "206-555-0100"}]
    assert len(held(facts)) == 7, "what two files tell of a term is one membership"
    assert source.notes.rules.count("identical_membership") == 6
    farms = facts_of(source, "ds.organization.hsfa")
    assert told(farms, FactKind.NAME) == [
        ("name", "House Committee on Farms"),
        ("alias", "Committee on Farms"),
        ("alias", "Farms and Seeds"),
    ]
    assert farms[0].source_data["congresses"] == [93]
    assert not facts_of(source, "ds.b000226"), "the CSV file tells less than the YAML file"


def test_a_bad_record_is_told_with_its_line_and_spoils_no_other(tmp_path: Path) -> None:
    text = (
        LEGISLATORS.replace("- id: {bioguide: L", "- {[\n- id: {bioguide: L", 1)
        + "- id: {}\n- words\n- id: {bioguide: V000003}\n  terms: [{type: mayor}]\n"
    )
    path = tmp_path / "some.yaml"
    path.write_text(text)
    source = MemorySource(CongressLegislators(), path)
    assert {f.subject_id for f in source.facts() if "post" not in f.subject_id} >= {
        "ds.m000001",
        "ds.l000002",
        "ds.v000003",
    }
    places = [(line[0], line[1].position) for line in source.notes.lines]
    assert places[0] == ("unreadable_record", "line 19")
    assert [rule for rule, _ in places[1:]] == [
        "no_id",
        "not_a_record",
        "start_after_end",
        "unknown_term",
    ]


def test_a_newer_edition_records_what_differs_and_reads_like_it_alone(
    engine: Engine, make_database: MakeDatabase, tmp_path: Path
) -> None:
    newer = LEGISLATORS.replace("party: Democrat,\n    address", "party: Whig,\n    address")
    first = write_files(tmp_path / "1", CONGRESS_FILES)
    files = CONGRESS_FILES | {
        "legislators-current.yaml": newer,
        "executive.yaml": "- id: {lis: S1}",
    }
    second = write_files(tmp_path / "2", files)
    import_set(engine, "congress-legislators", first)
    again = import_set(engine, "congress-legislators", first)
    assert (again.counts.recorded, again.counts.retracted) == (0, 0)
    run = import_set(engine, "congress-legislators", second)
    assert run.counts.left["person"] == 1
    assert run.counts.changed["person"] == 2
    alone = make_engine(make_database(engine.dialect.name))
    import_set(alone, "congress-legislators", second)
    assert shown(engine) == shown(alone)
    alone.dispose()


@pytest.mark.parametrize("name", ["nothing.yaml", "empty", "empty/other.csv"])
def test_what_is_not_of_this_format_is_refused(name: str, tmp_path: Path) -> None:
    write_files(tmp_path, {"empty/other.csv": "a,b\n1,2\n"})
    with pytest.raises(InputError):
        MemorySource(CongressLegislators(), tmp_path / name)


def counted(records: list[Json], rows: list[Json], members: Json, committees: list[Json]) -> Json:
    """How many there must be, counted from the files by themselves."""
    in_congress = {
        each["id"].get("bioguide")
        for each in records
        if any(term["type"] in ("rep", "sen") for term in each["terms"])
    }
    added = [row for row in rows if row["bioguide_id"] not in in_congress]
    terms = [term for each in records for term in each["terms"]]
    affiliations = [each for term in terms for each in term.get("party_affiliations", [])]
    parties = {each["party"] for each in (*terms, *affiliations, *added)}
    people = {each["id"].get("bioguide") or each["id"]["govtrack"] for each in records}
    leading = sum(len(each.get("leadership_roles", [])) for each in records)
    sitting = sum(len(each) for each in members.values())
    bodies = 4 if committees else 3
    subcommittees = sum(len(each.get("subcommittees", [])) for each in committees)
    return {
        "person": len(people | {row["bioguide_id"] for row in rows}),
        "membership": len(terms) + len(affiliations) + leading + sitting + len(added),
        "organization": bodies
        + len({each.lower() for each in parties} - {"", "no party", "unknown"})
        + len(committees)
        + subcommittees,
    }


def found(source: MemorySource) -> Json:
    kinds: Counter[str] = Counter()
    for kind, _, facts in source.compiled():
        kinds[kind] += 1
        kinds["membership"] += sum(fact.kind == FactKind.MEMBERSHIP for fact in facts)
    return {name: kinds[name] for name in ("person", "membership", "organization")}


def test_the_whole_real_set_comes_to_as_many_as_it_has() -> None:
    require(CONGRESS)
    records = [
        *read_yaml(CONGRESS / "legislators-current.yaml"),
        *read_yaml(CONGRESS / "executive.yaml"),
    ]
    with (CONGRESS / "gh-pages" / "legislators-historical.csv").open(newline="") as file:
        rows: list[Json] = list(csv.DictReader(file))
    members = read_yaml(CONGRESS / "committee-membership-current.yaml")
    committees = read_yaml(CONGRESS / "committees-current.yaml")
    source = MemorySource(CongressLegislators(), CONGRESS)
    assert found(source) == counted(records, rows, members, committees)
    assert source.notes.rules == []


def some_records(name: str, wanted: slice, having: str = "") -> str:
    """Some of the records of an edition, of those that have a word in them."""
    text = (CONGRESS / name).read_text()
    records = re.split(r"(?m)^(?=- id:)", text)
    return "".join([each for each in records if having in each][wanted])


def test_the_older_edition_comes_to_as_many_as_it_has(tmp_path: Path) -> None:
    require(CONGRESS)
    path = tmp_path / "older.yaml"
    path.write_text(some_records("legislators-current.AS-OF-2020-10.yaml", slice(None, None, 4)))
    source = MemorySource(CongressLegislators(), path)
    assert found(source) == counted(read_yaml(path), [], {}, [])


def test_the_real_newer_edition_after_the_older_reads_like_it_alone(
    make_database: MakeDatabase, tmp_path: Path
) -> None:
    require(CONGRESS)
    # Of the senators some are in both editions, some in one.
    first = slice(16)
    older = some_records("legislators-current.AS-OF-2020-10.yaml", first, "type: sen")
    newer = some_records("legislators-current.yaml", first, "type: sen")
    both, alone = (make_engine(make_database("sqlite")) for _ in range(2))
    for name, text in (("older.yaml", older), ("newer.yaml", newer)):
        (tmp_path / name).write_text(text)
        run = import_set(both, "congress-legislators", tmp_path / name)
    assert all(getattr(run.counts, each)["person"] for each in ("new", "changed", "left"))
    import_set(alone, "congress-legislators", tmp_path / "newer.yaml")
    assert shown(both) == shown(alone)
    both.dispose()
    alone.dispose()
