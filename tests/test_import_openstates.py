"""People repositories of Open States in: legislators, governors, mayors, committees."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from app.db import make_engine
from app.importers.openstates import OpenStates
from app.importers.records import InputError, Json
from app.ledger import NewFact
from app.vocabulary import FactKind
from tests.conftest import MakeDatabase
from tests.imports import shown
from tests.memory_source import MemorySource
from tests.us_data import STATE_FILES, STATES, import_set, read_yaml, require, write_files

ADA = "ds.00000000-0000-4000-8000-000000000001"
FARMS = "ds.organization.00000000-0000-4000-8000-000000000004"


@pytest.fixture
def source(tmp_path: Path) -> MemorySource:
    return MemorySource(OpenStates(), write_files(tmp_path / "data" / "ak", STATE_FILES))


def facts_of(source: MemorySource, entity_id: str) -> list[NewFact]:
    return [fact for fact in source.facts() if fact.subject_id == entity_id]


def held(facts: list[NewFact]) -> list[tuple[Any, ...]]:
    """Label or role, organization, start and end of memberships."""
    return [
        (
            (fact.value or {}).get("label") or (fact.value or {}).get("role"),
            str(fact.organization_id).removeprefix("ds.organization."),
            fact.start_date and fact.start_date.text,
            fact.end_date and fact.end_date.text,
        )
        for fact in facts
        if fact.kind == FactKind.MEMBERSHIP
    ]


def test_a_legislator_has_seats_parties_and_committees_with_their_dates(
    source: MemorySource,
) -> None:
    assert held(facts_of(source, ADA)) == [
        ("Senator for Alaska Senate District E", "ak-upper", "2015-01-20", None),
        (
            "Representative for Alaska House of Representatives District 14",
            *("ak-lower", "2013-01-15", "2015"),
        ),
        (None, "party-republican", None, "2014-06-30"),
        (None, "party-independent", "2014-07-01", None),
        ("chair", "00000000-0000-4000-8000-000000000004", None, None),
    ]


def test_a_legislator_has_names_ids_links_and_sources(source: MemorySource) -> None:
    facts = facts_of(source, ADA)
    told = [
        (fact.kind.value, fact.property, fact.value, fact.note)
        for fact in facts
        if fact.kind not in (FactKind.MEMBERSHIP, FactKind.NAME)
    ]
    assert told == [
        ("identifier", "openstates", "ocd-person/00000000-0000-4000-8000-000000000001", None),
        ("identifier", "legacy_openstates", "AKL000001", None),
        ("link", "homepage", "https://legislature.example/ada", "homepage"),
        ("link", "source", "https://legislature.example/members", "member list page"),
        ("identifier", "twitter", "adamoreau", None),
        ("attribute", "gender", "female", None),
        ("attribute", "birth_date", "1970-05-01", None),
        ("attribute", "biography", "Born in Nome.", None),
        ("attribute", "image", "https://legislature.example/ada.jpg", None),
    ]
    name, other = (fact for fact in facts if fact.kind == FactKind.NAME)
    assert name.name_parts == {
        "given_name": "Ada",
        "family_name": "Moreau",
        "additional_name": "B.",
        "honorific_suffix": "Jr.",
    }
    assert name.source_data == {
        "email": "ada@legislature.example",
        "extras": {"toll_free_phone": "800-555-0100"},
    }
    assert (other.property, other.value, str(other.end_date)) == ("alias", "Ada Kiss", "1999")


def test_offices_are_posts_of_governments_and_places_have_their_names(
    source: MemorySource,
) -> None:
    facts = source.facts()
    names = {f.subject_id: f.value for f in facts if f.kind == FactKind.NAME}
    above = {f.subject_id: str(f.object_id) for f in facts if f.kind == FactKind.RELATION}
    posts = {names[each]: names[above[each]] for each in names if ".post." in each}
    assert posts == {
        "Senator for Alaska Senate District E": "Alaska Senate",
        "Representative for Alaska House of Representatives District 14": (
            "Alaska House of Representatives"
        ),
        "Lieutenant Governor of Alaska": "Government of Alaska",
        "Chief Election Officer of Alaska": "Government of Alaska",
        "Mayor of Nome": "Government of Nome",
    }
    assert names[above["ds.organization.ak-upper"]] == "Legislature of Alaska"
    assert names[above["ds.organization.ak-legislature"]] == "Government of Alaska"
    assert "Government of Sitka" in names.values(), "a place is one though no one holds its posts"
    assert above["ds.organization.00000000-0000-4000-8000-000000000005"] == FARMS
    assert names[above[FARMS]] == "Alaska House of Representatives"


def test_members_who_are_only_named_are_told_and_stay_with_the_committee(
    source: MemorySource,
) -> None:
    (name, *_) = facts_of(source, FARMS)
    assert [each["name"] for each in name.source_data["members"]] == ["Gone Long", "Nobody Knows"]
    assert name.source_data["extras"] == {"room": "Room 5"}
    rules = Counter(source.notes.rules)
    assert rules["no_person_id"] == rules["dangling_reference"] == rules["impossible_date"] == 1


def test_jurisdictions_are_called_only_as_far_as_their_ids_tell(tmp_path: Path) -> None:
    role = "{type: %s, district: %s, jurisdiction: 'ocd-jurisdiction/%s/government'}"
    roles = [
        role % ("lower", "Berkshire 5", "country:us/state:ma"),
        role % ("lower", "At-Large", "country:us/territory:pr"),
        role % ("lower", "3", "country:us/state:wi"),
        role % ("legislature", "7", "country:us/state:ne"),
        role % ("lower", "AL-1", "country:us"),
        role % ("upper", "2", "country:zz/region:qq"),
        role % ("mayor", "''", "country:us/state:mn/place:saint_paul"),
    ]
    text = "id: ocd-person/1\nname: Ada\nroles:\n" + "".join(f"- {each}\n" for each in roles)
    (tmp_path / "ada.yml").write_text(text)
    source = MemorySource(OpenStates(), tmp_path / "ada.yml")
    assert [label for label, *_ in held(facts_of(source, "ds.1"))] == [
        "Representative for Berkshire 5, Massachusetts House of Representatives",
        "Representative at large, Puerto Rico House of Representatives",
        "Assembly Member for Wisconsin Assembly District 3",
        "Legislator for Legislature of Nebraska District 7",
        "Representative for AL-1, United States House of Representatives",
        "Senator for Upper chamber of qq District 2",
        "Mayor of saint_paul",
    ]


def test_a_newer_edition_records_what_differs_and_reads_like_it_alone(
    engine: Engine, make_database: MakeDatabase, tmp_path: Path
) -> None:
    moved = STATE_FILES["legislature/Ada-Moreau-1.yml"].replace("district: E", "district: F")
    files = STATE_FILES | {"legislature/Ada-Moreau-1.yml": moved, "executive/Bo-Li-2.yml": ""}
    first = write_files(tmp_path / "1", STATE_FILES)
    second = write_files(tmp_path / "2", files)
    import_set(engine, "openstates", first)
    again = import_set(engine, "openstates", first)
    assert (again.counts.recorded, again.counts.retracted) == (0, 0)
    run = import_set(engine, "openstates", second)
    assert run.counts.changed == {"person": 1}
    assert run.counts.left == {"person": 1, "post": 3}
    alone = make_engine(make_database(engine.dialect.name))
    import_set(alone, "openstates", second)
    assert shown(engine) == shown(alone)
    alone.dispose()


def test_a_bad_file_is_told_and_spoils_no_other(tmp_path: Path) -> None:
    files = {"a.yml": "id: [ocd-person/9\n", "b.yml": "- 7\n", "settings.yml": "x: 1\n"}
    path = write_files(tmp_path / "ak", STATE_FILES | files)
    source = MemorySource(OpenStates(), path)
    assert source.notes.rules == ["unreadable_record", "not_a_record", "no_id"]
    assert source.notes.lines[0][1].file == "a.yml"
    assert len(facts_of(source, ADA)) == 16


@pytest.mark.parametrize("name", ["empty", "nothing", "settings"])
def test_what_is_not_of_this_format_is_refused(name: str, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    write_files(tmp_path / "settings", {"settings.yml": "x: 1\n"})
    with pytest.raises(InputError):
        MemorySource(OpenStates(), tmp_path / name)


def test_the_real_sets_come_to_as_many_as_they_have() -> None:
    require(STATES)
    people: list[Json] = []
    committees: list[Json] = []
    places: list[str] = []
    for path in (STATES / "data").rglob("*.y*ml"):
        record = read_yaml(path)
        if isinstance(record, list):
            places += [each["id"] for each in record]
        else:
            (people if record["id"].startswith("ocd-person") else committees).append(record)
    roles = [role for each in people for role in each["roles"]]
    parties = [party["name"] for each in people for party in each.get("party", [])]
    known = {each["id"] for each in people}
    sitting = [m for each in committees for m in each["members"] if m.get("person_id") in known]
    states = {role["jurisdiction"] for role in roles} - set(places)
    chambers = {(role["jurisdiction"], role["type"]) for role in roles if "district" in role}
    source = MemorySource(OpenStates(), STATES)
    kinds: Counter[str] = Counter()
    for kind, _, facts in source.compiled():
        kinds[kind] += 1
        kinds["membership"] += sum(fact.kind == FactKind.MEMBERSHIP for fact in facts)
    twice = source.notes.rules.count("identical_membership")
    assert kinds["person"] == len(known)
    assert kinds["membership"] + twice == len(roles) + len(parties) + len(sitting)
    # Each state has a government and a legislature; places have a government.
    bodies = len(places) + 2 * len(states) + len(chambers)
    assert kinds["organization"] == len(set(parties)) + len(committees) + bodies
    assert set(source.notes.rules) <= {
        *("start_after_end", "mojibake", "unknown_gender", "not_a_url", "dangling_reference"),
        "identical_entry",
    }
