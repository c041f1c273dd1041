"""What no input may bring in: private details, bombs, shapes that nothing can keep."""

import gzip
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from app.importers import admitting, json_stream, yaml_records
from app.importers.formats import FORMATS
from app.importers.records import InputError
from tests.memory_source import MemorySource
from tests.us_data import write_files

HOME = "12 Home Lane"
PERSON = """\
id: ocd-person/%s
name: Ada
"""


def popolo(folder: Path, **person: Any) -> Path:
    said = {"persons": [{"id": "a", "name": "Ada"} | person, {"id": "b", "name": "Bo"}]}
    (folder / "p.json").write_text(json.dumps(said))
    return folder / "p.json"


def states(folder: Path, more: str) -> MemorySource:
    files = {"a.yml": PERSON % 1 + more, "b.yml": PERSON % 2}
    return MemorySource(FORMATS["openstates"], write_files(folder, files))


def told(source: MemorySource) -> str:
    return repr(source.facts())


PRIVATE: dict[str, tuple[str, str]] = {
    "popolo": (
        "p.json",
        json.dumps(
            {
                "persons": [
                    {
                        "id": "a",
                        "name": "Ada",
                        "home_address": HOME,
                        "contact_details": [
                            {"type": "cell", "label": "office", "value": "555-1"},
                            {"type": "address", "label": "Home", "value": HOME},
                            {"type": "phone", "label": "Home Office", "value": "555-9"},
                        ],
                    }
                ]
            }
        ),
    ),
    "openstates": (
        "a.yml",
        PERSON % 1
        + f"extras: {{home_phone: 555-1, toll_free: 555-9, homeAddress: {HOME}}}\n"
        + f"offices: [{{classification: home, address: {HOME}}}]\n",
    ),
    "congress-legislators": (
        "x.yaml",
        (
            "- id: {bioguide: A000001}\n  name: {last: Ada}\n"
            f"  contact: {{phone: {{home: 555-1, office: 555-9}}, personal_address: {HOME}}}\n"
            f"  addresses: [{{type: private, street: {HOME}}}]\n  terms: []\n"
        ),
    ),
    "csv": ("people.csv", f"name,mobile,fax,home address\nAda,555-1,555-9,{HOME}\n"),
    "ftm": (
        "a.jsonl",
        json.dumps(
            {
                "id": "p",
                "schema": "Person",
                "mobile": "555-1",
                "properties": {"name": ["Ada"], "address": [HOME], "notes": ["555-9"]},
            }
        ),
    ),
}


@pytest.mark.parametrize("name", PRIVATE)
def test_private_details_stay_out_and_those_of_offices_come_in(name: str, tmp_path: Path) -> None:
    file, text = PRIVATE[name]
    (tmp_path / file).write_text(text)
    source = MemorySource(FORMATS[name], tmp_path / file)
    facts = told(source)
    assert "Ada" in facts
    assert "555-9" in facts
    assert HOME not in facts
    assert "555-1" not in facts
    rules = Counter(source.notes.rules)
    assert rules["private_detail"] >= 2
    assert HOME not in repr(source.notes.lines), "the report has no such thing either"


def test_words_that_sound_private_and_are_not_stay(tmp_path: Path) -> None:
    kept = {
        "home_state": "Ohio",
        "homepage": "x",
        "contact_details": [
            {"type": "address", "label": "Mobile, Alabama", "value": "1 Main Street"},
            {"type": "phone", "label": "personal assistant", "value": "555-0100"},
            {"type": "url", "label": "personal", "value": "https://ada.example"},
        ],
    }
    source = MemorySource(FORMATS["popolo"], popolo(tmp_path, **kept))
    assert "private_detail" not in source.notes.rules
    assert "1 Main Street" in told(source)
    assert "https://ada.example" in told(source)


@pytest.mark.parametrize(
    "odd",
    [
        "odd: !!set {a, b}",
        "odd: !!binary aGk=",
        "odd: !!timestamp 2001-01-01",
        "odd: &a [*a]",
        "odd: " + "[" * 100_000 + "]" * 100_000,
        "odd:\n" + "- " * 20_000 + "x",
        "odd: " + "[" * 101 + "]" * 101,
    ],
    ids=lambda odd: odd[:12],
)
def test_yaml_that_nothing_can_keep_is_told_and_left_out(odd: str, tmp_path: Path) -> None:
    source = states(tmp_path, odd + "\n")
    assert source.notes.rules == ["unreadable_record"]
    assert {fact.subject_id for fact in source.facts()} == {"ds.2"}


def test_yaml_that_doubles_itself_is_refused_before_it_is_read(tmp_path: Path) -> None:
    more = "".join(f"  a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 60))
    text = "- id: {bioguide: A000001}\n  a0: &a0 [x]\n" + more + "- id: {bioguide: B000002}\n"
    (tmp_path / "x.yaml").write_text(text + "  name: {last: Bo}\n")
    source = MemorySource(FORMATS["congress-legislators"], tmp_path / "x.yaml")
    assert source.notes.rules == ["unreadable_record"]
    assert "write out" in source.notes.lines[0][-1]
    assert {fact.subject_id for fact in source.facts()} == {"ds.b000002"}


@pytest.mark.parametrize("depth", [101, 300])
def test_json_that_is_nested_too_deeply_is_left_out_and_the_rest_is_read(
    depth: int, tmp_path: Path
) -> None:
    odd = json.loads("[" * depth + "]" * depth)
    source = MemorySource(FORMATS["popolo"], popolo(tmp_path, odd=odd))
    assert source.notes.rules == ["unreadable_record"]
    assert {fact.subject_id for fact in source.facts()} == {"ds.b"}


def test_no_record_is_larger_than_the_largest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (admitting, json_stream, yaml_records):
        monkeypatch.setattr(module, "LARGEST", 1 << 16)
    long = "x" * (1 << 17)
    path = popolo(tmp_path, odd=long)
    packed = tmp_path / "p.json.gz"
    packed.write_bytes(gzip.compress(path.read_bytes()))
    for each in (path, packed):
        with pytest.raises(InputError, match="a record larger than"):
            MemorySource(FORMATS["popolo"], each)
    source = states(tmp_path / "states", f"odd: {long}\n")
    assert set(source.notes.rules) == {"unreadable_record"}
    assert {fact.subject_id for fact in source.facts()} == {"ds.2"}


def test_a_broken_file_is_told_and_stops_no_other(tmp_path: Path) -> None:
    popolo(tmp_path)
    (tmp_path / "a.json").write_text('{"persons": [{"id": "c", "name": "Cy"}, {"id": oops}]}')
    (tmp_path / "q.json.gz").write_bytes(gzip.compress(b'{"persons": [{"id": "d"}]}')[:-9])
    source = MemorySource(FORMATS["popolo"], tmp_path)
    assert {"ds.a", "ds.b", "ds.c"} <= {fact.subject_id for fact in source.facts()}
    lines = [line for line in source.notes.lines if line[0] == "unreadable_record"]
    assert {line[1].file for line in lines} == {"a.json", "q.json.gz"}
    assert any(line[1].position.startswith("line 1, column 4") for line in lines)


def test_a_yaml_file_that_is_cut_short_is_told(tmp_path: Path) -> None:
    source = states(tmp_path, "roles:\n- type: upp")
    assert source.notes.rules[0] == "unreadable_record"
    assert {fact.subject_id for fact in source.facts()} == {"ds.1", "ds.2"}


def test_files_that_clash_are_told_once(tmp_path: Path) -> None:
    for name in ("Ada", "Bo"):
        said = {"persons": [{"id": "a", "name": name}]}
        (tmp_path / f"{name}.json").write_text(json.dumps(said))
    source = MemorySource(FORMATS["popolo"], tmp_path)
    assert source.notes.rules == ["clashing_ids"]
    assert source.notes.lines[0][3] == ["Ada.json", "Bo.json"]
