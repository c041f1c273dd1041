"""CSV tables in: a folder of tables, a single flat file, our own export, and a mapping."""

from pathlib import Path
from typing import Any

import pytest

from app.csv_text import write_csv
from app.importers.csv_tables import CsvFormat
from app.importers.records import InputError
from app.ledger import NewFact
from app.schemas.columns import COLUMNS
from app.schemas.facts import MembershipsPage
from app.schemas.organizations import OrganizationsPage
from app.schemas.people import PeoplePage
from tests.memory_source import MemorySource

FLAT = """name,birth_date,organization,post,start_date
Ada Moreau,1961-05-02,Kessaria Water Board,Chair,2020-06
Ada Moreau,1961-05-02,Harbour Office,,2014
"Ben, the Elder",,Kessaria Water Board,,
"""


def write(folder: Path, **tables: str) -> MemorySource:
    for name, text in tables.items():
        file = "mapping.yaml" if name == "mapping" else f"{name}.csv"
        (folder / file).write_text(text, "utf-8")
    return MemorySource(CsvFormat(), folder)


def held(facts: list[NewFact]) -> list[tuple[Any, ...]]:
    return [
        (
            fact.subject_id,
            fact.organization_id,
            fact.post_id,
            fact.start_date and str(fact.start_date),
        )
        for fact in facts
        if fact.kind == "membership"
    ]


def named(facts: list[NewFact]) -> dict[str, str]:
    return {f.subject_id: f.value for f in facts if f.kind == "name" and f.property == "name"}


def test_a_flat_file_with_plain_headers_is_people_with_what_they_hold(tmp_path: Path) -> None:
    source = write(tmp_path, people=FLAT)
    facts = source.facts()
    ada = "ds.person|ada moreau|1961-05-02"
    board = "ds.organization.organization|kessaria water board"
    chair = "ds.post.post|organization|kessaria water board|chair"
    assert named(facts) == {
        board: "Kessaria Water Board",
        "ds.organization.organization|harbour office": "Harbour Office",
        chair: "Chair",
        ada: "Ada Moreau",
        "ds.person|ben, the elder": "Ben, the Elder",
    }
    assert held(facts) == [
        (ada, board, chair, "2020-06"),
        (ada, "ds.organization.organization|harbour office", None, "2014"),
        ("ds.person|ben, the elder", board, None, None),
    ]
    assert source.notes.lines == []


def test_tables_of_a_folder_refer_by_key_or_by_name(tmp_path: Path) -> None:
    source = write(
        tmp_path,
        organizations="id;name;parent\ncity;City;State\nboard;Water Board;City\n",
        posts="id;label;organization\nchair;Chair;Water Board\n",
        people="id;name;wikidata;nationality;website;shoe size\n"
        "p1;Ada;Q42;Kessarian; https://ada.example ;38\n",
        memberships="person;post_id;end\nAda;chair;2022\n",
    )
    facts = source.facts()
    assert [f.object_id for f in facts if f.property == "parent"] == [
        "ds.organization.organization|state",
        "ds.organization.city",
    ]
    (membership,) = [f for f in facts if f.kind == "membership"]
    assert (membership.subject_id, membership.organization_id) == ("ds.p1", "ds.organization.board")
    assert (membership.post_id, str(membership.end_date)) == ("ds.post.chair", "2022")
    told = {(f.kind, f.property, f.value) for f in facts if f.subject_id == "ds.p1"}
    assert ("identifier", "wikidata", "Q42") in told
    assert ("link", "website", "https://ada.example") in told
    (name,) = [f for f in facts if f.subject_id == "ds.p1" and f.kind == "name"]
    assert name.source_data == {"csv": {"shoe size": "38"}}
    assert source.notes.rules == ["unmapped_column"]


def test_a_party_is_the_body_where_no_other_is_named(tmp_path: Path) -> None:
    facts = write(tmp_path, people="name,party\nAda,Greens\n").facts()
    greens = "ds.organization.organization|greens"
    assert held(facts) == [("ds.person|ada", greens, None, None)]
    (tmp_path / "people.csv").unlink()
    facts = write(tmp_path, memberships="name,party,organization\nAda,Greens,Council\n").facts()
    (membership,) = [fact for fact in facts if fact.kind == "membership"]
    assert membership.on_behalf_of_id == greens
    assert membership.organization_id == "ds.organization.organization|council"


def test_what_a_row_says_of_nothing_held_is_kept(tmp_path: Path) -> None:
    (name,) = write(tmp_path, people="name,role,constituency\nAda,member,North\n").facts()
    assert name.source_data == {"csv": {"role": "member", "area": "North"}}


MAPPING = """
encoding: cp1252
delimiter: ";"
people:
  file: deputes.csv
  columns: {id: no, name: nom, birth_date: né le, other_names: alias}
  constants: {gender: homme, organization: Assemblée}
  separators: {other_names: "|"}
  date_format: "%d/%m/%Y"
"""


def test_a_mapping_says_which_column_is_what(tmp_path: Path) -> None:
    rows = "no;nom;né le;alias\n7;Léa  Rey;04/05/1960;L. Rey|Léa R.\n"
    (tmp_path / "deputes.csv").write_bytes(rows.encode("cp1252"))
    source = write(tmp_path, mapping=MAPPING)
    facts = [fact for fact in source.facts() if fact.subject_id == "ds.7"]
    said = [(fact.property, fact.value) for fact in facts if fact.kind != "membership"]
    assert said == [
        ("name", "Léa Rey"),
        ("ds", "7"),
        ("gender", "male"),
        ("birth_date", "1960-05-04"),
        ("alias", "L. Rey"),
        ("alias", "Léa R."),
    ]
    assert facts[0].source_data == {
        "csv": {"né le": "04/05/1960", "name": "Léa  Rey", "gender": "homme"}
    }
    assert len(held(facts)) == 1


@pytest.mark.parametrize(
    ("mapping", "message"),
    [
        ("people: {column: {}}", "people.column: no such key; known are file, columns"),
        ("people: {columns: {nmae: x}}", "people.columns.nmae: no field of people; id, name"),
        ("people: {columns: {name: Nom}}", "no column 'Nom' for people.columns.name; it has name"),
        ("people: {file: x.csv}", "people.file: there is no x.csv"),
        ("delimiter: '::'", 'delimiter: write one of ",", ";"'),
        ("people: [", "not YAML"),
    ],
)
def test_a_wrong_mapping_is_refused_with_what_would_be_right(
    tmp_path: Path, mapping: str, message: str
) -> None:
    with pytest.raises(InputError, match=r"mapping\.yaml|people\.csv") as refused:
        write(tmp_path, people="name\nAda\n", mapping=mapping)
    assert message in str(refused.value)


def test_files_that_are_no_csv_of_ours_are_refused_with_the_place(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no column for name; it has nom, né"):
        write(tmp_path, people="nom,né\nAda,1\n")
    with pytest.raises(InputError, match="the column 'name' stands twice"):
        write(tmp_path, people="name,,,name\nAda,,,Ben\n")
    (tmp_path / "people.csv").write_bytes("name\nAda\nLéa\n".encode("latin-1"))
    with pytest.raises(InputError, match="line 3: byte 0xe9 is no utf-8; save it as UTF-8"):
        MemorySource(CsvFormat(), tmp_path)
    with pytest.raises(InputError, match="empty; a header"):
        write(tmp_path, people="")
    (tmp_path / "people.csv").unlink()
    with pytest.raises(InputError, match=r"none of organizations.csv, posts.csv"):
        MemorySource(CsvFormat(), tmp_path)


def test_tabs_marks_quoted_line_ends_and_ragged_rows_are_read(tmp_path: Path) -> None:
    text = '\ufeffname\tbiography\tgender\n"Ada\nMoreau"\t"A\nB"\tF\nBen\nCid\tx\tM\tmore\n'
    source = write(tmp_path, people=text)
    facts = source.facts()
    assert list(named(facts).values()) == ["Ada Moreau", "Ben", "Cid"]
    assert "A\nB" in [fact.value for fact in facts]
    assert source.notes.rules == ["ragged_row", "ragged_row"]
    assert source.notes.lines[0][1].position == "line 5"


def test_rows_that_contradict_or_refer_to_nothing_are_noted(tmp_path: Path) -> None:
    source = write(
        tmp_path,
        people="id,name,gender\np1,Ada,F\np1,Ada,M\np2,Ben,M\np3,Ben,M\n,,\np4,,F\n",
        organizations="id,name,parent_id\na,A,b\nb,B,a\nc,C,nowhere\n",
        memberships="person,person_id,organization_id\nBen,,a\n,p1,a\n,p1,a\n,p9,a\n,p1,zz\n,,a\n",
    )
    facts = source.facts()
    assert held(facts) == [("ds.p1", "ds.organization.a", None, None)]
    assert sorted(source.notes.rules) == [
        "ambiguous_name",
        "cycle",
        "cycle",
        "dangling_reference",
        "dangling_reference",
        "dangling_reference",
        "duplicate_id",
        "identical_membership",
        "no_member",
        "no_name",
    ]


def test_the_csv_of_our_own_lists_is_read_without_a_mapping(tmp_path: Path) -> None:
    body = {"id": "board", "name": "Water Board"}
    post = {"id": "chair", "name": "Chair"}
    ada = {"id": "ada", "name": "=Ada", "gender": "female", "nationality": ["A", "B"]}
    member = {
        "id": "m1",
        "person_id": "ada",
        "subject": ada,
        "post_id": "chair",
        "post": post,
        "organization_id": "board",
        "organization": body,
        "on_behalf_of": {"name": "Party"},
        "start_date": "2020?",
        "citations": [],
    }
    source = write(
        tmp_path,
        people=write_csv(COLUMNS[PeoplePage], [ada | {"memberships": [{"label": "Chair"}]}]),
        organizations=write_csv(COLUMNS[OrganizationsPage], [body | {"parent": None}]),
        memberships=write_csv(COLUMNS[MembershipsPage], [member]),
    )
    facts = source.facts()
    assert named(facts)["ds.ada"] == "=Ada"
    assert [f.value for f in facts if f.property == "nationality"] == ["A", "B"]
    assert held(facts) == [("ds.ada", "ds.organization.board", "ds.post.chair", "2020?")]
    assert {line[0] for line in source.notes.lines} <= {"unmapped_column"}


def test_people_of_one_name_with_different_identifiers_are_several(tmp_path: Path) -> None:
    rows = """name,wikidata,gender
John Smith,Q1,male
John Smith,Q2,female
Jon Smith,https://www.wikidata.org/wiki/Q1,male
"""
    source = write(tmp_path, people=rows)
    facts = source.facts()
    assert named(facts) == {
        "ds.person||wikidata|q1": "John Smith",
        "ds.person||wikidata|q2": "John Smith",
    }
    genders = {f.subject_id: f.value for f in facts if f.property == "gender"}
    assert genders == {"ds.person||wikidata|q1": "male", "ds.person||wikidata|q2": "female"}
    # Jon is John by his identifier, and the other spelling is kept.
    (name,) = (f for f in facts if f.kind == "name" and "q1" in f.subject_id)
    assert (name.source_data or {})["csv"]["also"] == [{"name": "Jon Smith"}]
    assert source.notes.rules == ["homonyms", "duplicate_id"]


@pytest.mark.parametrize("rows", [["Bo,Q1", "Bo,"], ["Bo,", "Bo,Q1"]])
def test_a_row_without_identifier_is_the_one_who_has_one_and_that_is_told(
    rows: list[str], tmp_path: Path
) -> None:
    source = write(tmp_path, people="\n".join(["name,wikidata", *rows]))
    assert named(source.facts()) == {"ds.person||wikidata|q1": "Bo"}
    assert source.notes.rules == ["homonyms"]


def test_it_is_told_where_people_are_one_or_several_by_their_name_alone(tmp_path: Path) -> None:
    rows = "name,birth_date\nBo,\nBo,\nBo,1970\nBo,1970\n"
    source = write(tmp_path, people=rows)
    assert named(source.facts()) == {"ds.person|bo": "Bo", "ds.person|bo|1970": "Bo"}
    assert [line[1].position for line in source.notes.lines] == ["line 3", "line 4", "line 5"]
    assert set(source.notes.rules) == {"homonyms"}


def test_a_table_that_is_cut_within_quotes_is_refused_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"people.csv, line 3: a quote that is never closed"):
        write(tmp_path, people='name,summary\nBo,"one"\nCy,"thr')
