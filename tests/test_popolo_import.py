"""Popolo in: any order and any way of embedding, every field, and what is wrong with it."""

import gzip
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from app.importers.json_stream import read_json
from app.importers.records import InputError
from app.ledger import NewFact
from tests.memory_source import MemorySource
from tests.popolo import Json, read

PERSON: Json = {
    "id": "ada",
    "name": "Ada Moreau",
    "family_name": "Moreau",
    "other_names": [
        {"lang": "de", "name": "Ada Moreau", "note": "multilingual"},
        {"lang": "fr", "name": "Ada Moreau", "note": "multilingual"},
        {"lang": "ru", "name": "Ада Моро", "note": "multilingual"},
        {"lang": "uk", "name": "Ада Моро", "note": "multilingual"},
        {"lang": "el", "name": "Άντα Μορό", "note": "multilingual"},
        {"name": "Ada Quist", "note": "Birth name", "end_date": "1990"},
    ],
    "gender": "Female",
    "birth_date": "1961-05-02",
    "email": "ada@example.org",
    "national_identity": "Kessarian",
    "identifiers": [{"scheme": "Wikidata", "identifier": "Q42"}],
    "links": [{"url": "https://fr.wikipedia.org/wiki/Ada", "note": "Wikipedia (fr)"}],
    "sources": [{"url": "https://example.org/ada"}],
    "image": "https://example.org/ada.jpg",
}
BOARD: Json = {"id": "board", "name": "Water Board", "classification": "agency"}
HELD: Json = {"person_id": "ada", "organization_id": "board", "role": "member"}


def popolo(folder: Path, **arrays: Any) -> MemorySource:
    path = folder / "popolo.json"
    path.write_text(json.dumps(arrays), "utf-8")
    return read(path)


def said(facts: list[NewFact], kind: str) -> list[tuple[str, Any]]:
    return [(fact.property, fact.value) for fact in facts if fact.kind == kind]


def memberships(facts: list[NewFact]) -> list[NewFact]:
    return [fact for fact in facts if fact.kind == "membership"]


def test_a_person_is_told_by_facts_and_the_rest_hangs_on_the_name(tmp_path: Path) -> None:
    facts = popolo(tmp_path, persons=[PERSON]).facts()
    assert said(facts, "name") == [
        ("name", "Ada Moreau"),
        ("alias", "Ада Моро"),
        ("alias", "Άντα Μορό"),
        ("birth_name", "Ada Quist"),
    ]
    assert said(facts, "identifier") == [("ds", "ada"), ("wikidata", "Q42")]
    assert said(facts, "link") == [
        ("wikipedia", "https://fr.wikipedia.org/wiki/Ada"),
        ("source", "https://example.org/ada"),
    ]
    assert said(facts, "attribute") == [
        ("gender", "female"),
        ("image", "https://example.org/ada.jpg"),
        ("birth_date", "1961-05-02"),
    ]
    assert facts[0].name_parts == {"family_name": "Moreau"}
    assert facts[0].source_data["popolo"] == {
        "email": "ada@example.org",
        "national_identity": "Kessarian",
        "also": [{"langs": ["de", "fr"], "note": "multilingual"}],
    }


def test_a_name_in_one_language_has_it_and_one_in_several_has_them_beside(tmp_path: Path) -> None:
    facts = popolo(tmp_path, persons=[PERSON]).facts()
    by_name = {fact.value: fact for fact in facts if fact.kind == "name"}
    assert by_name["Άντα Μορό"].lang == "el"
    assert by_name["Άντα Μορό"].source_data is None
    assert by_name["Ада Моро"].lang is None
    assert by_name["Ада Моро"].source_data == {"popolo": {"langs": ["ru", "uk"]}}


def test_a_name_in_variants_of_a_language_has_that_language(tmp_path: Path) -> None:
    names = [{"name": "Ada of the Moor", "lang": lang} for lang in ("en-gb", "en", "en-ca")]
    facts = popolo(tmp_path, persons=[PERSON | {"other_names": names}]).facts()
    (other,) = [fact for fact in facts if fact.kind == "name" and fact.property == "alias"]
    assert (other.value, other.lang) == ("Ada of the Moor", "en")


def test_a_membership_names_its_bodies_its_area_and_its_period(tmp_path: Path) -> None:
    held = HELD | {
        "on_behalf_of_id": "party",
        "area_id": "north",
        "legislative_period_id": "term/1",
        "start_date": "2014-03-01T10:00:00Z",
        "end_reason": "resigned",
    }
    source = popolo(
        tmp_path,
        memberships=[held],
        persons=[PERSON],
        organizations=[BOARD, {"id": "party", "name": "Party"}],
        events=[{"id": "term/1", "name": "First", "organization_id": "board"}],
        areas=[{"id": "north", "name": "North"}, {"id": "south", "name": "South"}],
        meta={"sources": ["https://example.org"]},
    )
    facts = source.facts()
    (membership,) = memberships(facts)
    assert membership.organization_id == "ds.organization.board"
    assert membership.on_behalf_of_id == "ds.organization.party"
    assert membership.value == {"role": "member", "area": "North"}
    assert str(membership.start_date) == "2014-03-01"
    assert membership.source_data == {
        "popolo": {
            "start_date": "2014-03-01T10:00:00Z",
            "end_reason": "resigned",
            "area_id": "north",
            "legislative_period_id": "term/1",
            "event_id": "ds.event.term/1",
        }
    }
    statements = [fact for fact in facts if fact.kind == "statement"]
    assert {fact.subject_id for fact in statements} == {"ds.organization.board"}
    assert [fact.value for fact in statements] == ["North", "South", None]
    assert source.notes.rules == ["time_of_day"]


def test_what_is_embedded_stands_in_its_own_place(tmp_path: Path) -> None:
    membership = {"id": "700", "role": "Chef", "start_date": "1972"}
    chef = {"id": "chef", "label": "Chef"}
    in_person = PERSON | {
        "memberships": [membership | {"organization_id": "board", "post_id": "chef"}]
    }
    in_post = chef | {
        "memberships": [membership | {"person_id": "ada", "organization_id": "board"}]
    }
    in_board = BOARD | {
        "memberships": [membership | {"person_id": "ada", "post_id": "chef"}],
        "posts": [chef],
        "children": [{"id": "office", "name": "Office"}],
    }
    for arrays in (
        {"persons": [in_person], "organizations": [BOARD | {"posts": [chef]}]},
        {"persons": [PERSON], "organizations": [BOARD], "posts": [in_post]},
        {"organizations": [in_board], "persons": [PERSON]},
        {
            "memberships": [membership | {"person": PERSON, "organization": BOARD, "post": chef}],
        },
    ):
        facts = popolo(tmp_path, **arrays).facts()
        (held,) = memberships(facts)
        assert held.subject_id == "ds.ada"
        assert (held.organization_id, held.post_id) == ("ds.organization.board", "ds.post.chef")
        assert str(held.start_date) == "1972"
    nulls = {"person_id": None, "organization": BOARD, "organization_id": None}
    in_nulls = PERSON | {"memberships": [membership | nulls]}
    assert len(memberships(popolo(tmp_path, persons=[in_nulls]).facts())) == 1
    facts = popolo(tmp_path, persons=[in_person], organizations=[in_board], posts=[in_post]).facts()
    assert len(memberships(facts)) == 1
    assert [f.object_id for f in facts if f.property == "parent"] == ["ds.organization.board"]


def test_a_post_tells_the_organization_that_a_membership_leaves_out(tmp_path: Path) -> None:
    posts = [{"id": "chef", "label": "Chef", "organization_id": "board", "other_label": ["Cook"]}]
    held = {"person_id": "ada", "post_id": "chef"}
    source = popolo(
        tmp_path, persons=[PERSON], posts=posts, organizations=[BOARD], memberships=[held]
    )
    facts = source.facts()
    assert memberships(facts)[0].organization_id == "ds.organization.board"
    assert ("alias", "Cook") in said(facts, "name")


def test_an_organization_may_be_a_member_and_persons_attend_events(tmp_path: Path) -> None:
    attendees = [{"id": "ada"}, {"id": "ada"}, {"id": "nobody"}, {"name": "Somebody"}]
    source = popolo(
        tmp_path,
        organizations=[BOARD, {"id": "union", "name": "Union"}],
        memberships=[{"member_id": "board", "organization_id": "union", "start_date": "1990"}],
        persons=[PERSON],
        events=[{"id": "fair", "name": "Fair", "attendees": attendees}],
    )
    facts = source.facts()
    assert source.notes.rules == ["no_id", "dangling_reference"]
    (relation,) = [fact for fact in facts if fact.property == "member_of"]
    assert (relation.subject_id, relation.object_id) == (
        "ds.organization.board",
        "ds.organization.union",
    )
    (attends,) = [fact for fact in facts if fact.kind == "participation"]
    assert (attends.subject_id, attends.object_id) == ("ds.ada", "ds.event.fair")


def test_each_thing_wrong_is_noted_and_the_rest_stays(tmp_path: Path) -> None:
    source = popolo(
        tmp_path,
        persons=[
            PERSON | {"identifiers": None, "links": {"url": "javascript:x"}, "death_date": "1950"},
            PERSON | {"name": "Another"},
            {"name": "No id"},
            "no record",
            {"id": "nameless", "given_name": "Ben", "birth_date": "9764-01-01", "family_name": 7},
            {"id": 12, "name": "Numbered"},
        ],
        organizations=[
            BOARD | {"parent_id": "union"},
            {"id": "union", "name": "Union", "parent_id": "board"},
            {"id": "lost", "name": "Lost", "parent_id": "nowhere"},
        ],
        memberships=[
            HELD,
            HELD,
            HELD | {"organization_id": "nowhere"},
            HELD | {"person_id": "nobody"},
            HELD | {"on_behalf_of_id": "nowhere", "start_date": "2015", "end_date": "2014"},
            {"person_id": "ada"},
            {"organization_id": "board"},
            {"member_id": "nobody", "organization_id": "board"},
        ],
        posts=None,
        votes=[{"id": 1}],
    )
    facts = source.facts()
    assert Counter(source.notes.rules) == {
        "null_for_array": 2,
        "object_for_array": 1,
        "not_a_url": 1,
        "death_before_birth": 1,
        "duplicate_id": 1,
        "no_id": 1,
        "not_a_record": 1,
        "far_date": 1,
        "number_for_text": 1,
        "cycle": 2,
        "dangling_reference": 5,
        "identical_membership": 1,
        "start_after_end": 1,
        "no_organization": 1,
        "no_member": 1,
        "not_imported": 1,
    }
    assert ("name", "Ben 7") in said(facts, "name")
    assert ("name", "Numbered") in said(facts, "name")
    assert len(memberships(facts)) == 2
    assert [f.property for f in facts if f.property in ("birth_date", "death_date")] == []
    places = {(place.position, field) for _, place, field, _, _ in source.notes.lines}
    assert ("persons[0]", "birth_date") in places
    assert ("memberships[4]", "on_behalf_of_id") in places


def test_half_characters_and_nul_are_no_obstacle(tmp_path: Path) -> None:
    path = tmp_path / "odd.json"
    path.write_text(
        '{"persons": [{"id": "a", "name": "A\\u0000da \\ud800", "x": 1e999, "y": NaN}]}'
    )
    facts = read(path).facts()
    assert said(facts, "name") == [("name", "Ada ?")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_marks_other_encodings_and_gzip_are_read(tmp_path: Path, encoding: str) -> None:
    told = json.dumps({"persons": [{"id": "a", "name": "Ångström"}]}, ensure_ascii=False)
    plain = tmp_path / "plain.json"
    plain.write_bytes(told.encode(encoding))
    assert said(read(plain).facts(), "name") == [("name", "Ångström")]
    packed = tmp_path / "packed.json.gz"
    packed.write_bytes(gzip.compress(told.encode(encoding)))
    assert said(read(packed).facts(), "name") == [("name", "Ångström")]


def test_a_bare_array_is_of_persons(tmp_path: Path) -> None:
    path = tmp_path / "bare.json"
    path.write_text(json.dumps([PERSON]))
    assert ("name", "Ada Moreau") in said(read(path).facts(), "name")


def test_folders_are_apart_and_the_files_of_one_belong_together(tmp_path: Path) -> None:
    for folder in ("here", "there"):
        (tmp_path / folder).mkdir()
        for array, record in (("persons", PERSON), ("organizations", BOARD), ("memberships", HELD)):
            told = {array: [record | {"role": folder}]}
            (tmp_path / folder / f"{array}.json").write_text(json.dumps(told))
    (tmp_path / "countries.json").write_text(json.dumps([{"name": "Here", "code": "H"}]))
    (tmp_path / "broken.json").write_text("{")
    source = read(tmp_path)
    assert [fact.subject_id for fact in memberships(source.facts())] == [
        "ds.here/ada",
        "ds.there/ada",
    ]
    assert source.notes.rules == ["unreadable_record"]


def test_files_of_a_folder_that_clash_are_apart(tmp_path: Path) -> None:
    for name in ("one", "two"):
        told = {"organizations": [BOARD | {"name": name}], "persons": [PERSON | {"id": name}]}
        (tmp_path / f"{name}.json").write_text(json.dumps(told | {"memberships": []}))
    keys = {key for kind, key, _ in read(tmp_path).compiled() if kind == "organization"}
    assert keys == {"one.json/board", "two.json/board"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"persons": [{"id": "a"\n "name": "b"}]}', "line 2, column 2: no JSON: Expecting ','"),
        ('{"persons": [{"id": "a"}', "no JSON: a comma or ] is due"),
        ('{"persons": [{"id": "a', "no JSON: Unterminated string"),
        ("", "neither an object nor an array"),
        ('{"persons": []} x', "something follows the end"),
        ('{"people": []}', "no Popolo: it has none of persons"),
        ("[" * 100_000, "nested too deeply"),
    ],
)
def test_what_is_no_popolo_is_refused_with_the_place(
    tmp_path: Path, text: str, message: str
) -> None:
    path = tmp_path / "wrong.json"
    path.write_text(text)
    with pytest.raises(InputError) as refused:
        read(path)
    assert message in str(refused.value)
    assert "wrong.json" in str(refused.value)


def test_a_folder_without_popolo_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no file of Popolo in it"):
        read(tmp_path)


def test_a_record_may_be_longer_than_what_is_read_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.importers.json_stream._CHUNK", 7)
    path = tmp_path / "long.json"
    told = {
        "persons": [PERSON, PERSON | {"n": 1234567890}],
        "n": 1234567890123,
        "z": "\ud83d\ude00",
    }
    path.write_text(json.dumps(told, indent=1))
    back = list(read_json(path, "long.json"))
    assert back == [
        ("persons", 0, PERSON),
        ("persons", 1, PERSON | {"n": 1234567890}),
        ("n", None, 1234567890123),
        ("z", None, "😀"),
    ]
