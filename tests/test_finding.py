"""People are found by any spelling of their names, alike on both databases."""

import time
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from app.db import make_engine, read_session
from app.search.finding import Found, find
from app.search.scoring import similarity
from app.search.suggesting import suggest
from app.vocabulary import EntityKind
from tests.conftest import DATABASES, MakeDatabase
from tests.names import PEOPLE, record_names

Find = Callable[..., list[Found]]


@pytest.fixture(scope="module", params=DATABASES)
def named(request: pytest.FixtureRequest, make_database: MakeDatabase) -> Iterator[Engine]:
    """People of many scripts, and an organization with the name of one."""
    engine = make_engine(make_database(request.param))
    record_names(engine, PEOPLE)
    record_names(engine, {"johnson-society": ["Hank Johnson Society"]}, EntityKind.ORGANIZATION)
    yield engine
    engine.dispose()


def ids(engine: Engine, query: str, **more: object) -> list[str]:
    with read_session(engine) as session:
        return [each.entity_id for each in find(session, query, limit=10, **more)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("刘建超", "liu"),
        ("劉建超", "liu"),
        ("Liu Jianchao", "liu"),
        ("LIU JIANCHAO", "liu"),
        ("Jianchao Liu", "liu"),
        ("Liu Jian Chao", "liu"),
        ("Liu Chien-ch'ao", "liu"),
        ("Лю Цзяньчао", "liu"),
        ("ليو جيانتشاو", "liu"),
        ("liu jianchoa", "liu"),
        ("Хэнк Джонсон", "johnson"),
        ("هنک جانسون", "johnson"),
        ("Johnson, H.", "johnson"),
        ("jonhson hank", "johnson"),
        ("Майк Пенс", "pence"),
        ("KarlHans Wilder", "wilder"),
        ("Kim Min-ki", "kim"),
        ("Gim Mingi", "kim"),
        ("Chan Kin-por", "chan"),
        ("Sergey Ivanov", "ivanov"),
        ("Hussein Moussawi", "musawi"),
        ("zelaya ana maria", "zelaya"),
        ("Torben Quist", "quist"),
        ("Ngozi Okafor MP", "okafor"),
        ("Bob Farnham", "robert"),
        ("Elodie Lemaire", "lemaire"),
        ("Eleni Papadopoulou", "papadopoulou"),
        ("Yael Cohen", "cohen"),
        ("Madhav Gurung", "gurung"),
        ("Thomas Dehler", "dehler"),
    ],
)
def test_a_person_is_found_by_any_spelling(named: Engine, query: str, expected: str) -> None:
    assert ids(named, query, kinds=(EntityKind.PERSON,))[:1] == [expected]


def test_what_was_found_tells_which_name_and_how(named: Engine) -> None:
    told = {}
    for query in ("Mike Pence", "Pence Mike", "Mike Pnce", "迈克·彭斯", "M. Pence", "Bob Farnham"):
        with read_session(named) as session:
            told[query] = find(session, query, limit=1)[0]
    assert (told["Mike Pence"].name, told["Mike Pence"].how) == ("Mike Pence", "exact")
    assert told["Mike Pence"].score == 1.0
    assert told["Pence Mike"].how == "exact+order"
    assert told["Mike Pnce"].how == "exact+typo"
    assert told["迈克·彭斯"].script == "Hani"
    assert told["M. Pence"].how == "exact+initials"
    assert told["Bob Farnham"].how == "exact+nickname"


def test_names_that_nobody_has_find_nobody(named: Engine) -> None:
    assert ids(named, "Wolfeschlegelstein Xanadu") == []


def test_only_the_kinds_asked_for_are_found(named: Engine) -> None:
    assert ids(named, "Hank Johnson")[:2] == ["johnson", "johnson-society"]
    assert ids(named, "Hank Johnson", kinds=(EntityKind.ORGANIZATION,)) == ["johnson-society"]
    assert ids(named, "Hank Johnson", kinds=(EntityKind.POST,)) == []


def test_who_was_renamed_is_found_by_the_names_of_the_time(engine: Engine) -> None:
    record_names(engine, {"lemaire": ["Élodie Lemaire"]})
    record_names(engine, {"lemaire": ["Élodie Fontanet"]})
    assert ids(engine, "Lemaire", known_at=1) == ["lemaire"]
    assert ids(engine, "Fontanet", known_at=1) == []
    assert ids(engine, "Lemaire") == []
    assert ids(engine, "Fontanet") == ["lemaire"]


@pytest.mark.parametrize(
    "query",
    [
        *("", " ", "a", "刘", "x" * 10_000, "刘" * 10_000, "ab " * 3_000, "\x01\x02\x00", "\u0301"),
        *(
            '"',
            '"Hank',
            "Hank AND OR NOT NEAR(",
            "name:*",
            "%",
            "_",
            "\\",
            "'; --",
            "👍🏽",
            "👨‍👩‍👧‍👦 Hank",
        ),
        *(" ".join(["wjachgqchj" * 3] * 12), "gjchqwcgjchqwc " * 5),
        *("\u200f\u202eHank", "\ufeff", "\ud800", "a" + "\u0301" * 500, "·・", "ﷺ", "𝕳𝖆𝖓𝖐"),
    ],
)
def test_any_text_may_be_asked_for_and_is_answered_soon(named: Engine, query: str) -> None:
    started = time.process_time()
    for each in ids(named, query):
        assert each in {*PEOPLE, "johnson-society"}
    with read_session(named) as session:
        suggest(session, query, limit=5)
    assert time.process_time() - started < 0.5  # a few times what it takes, on a busy machine


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("joh", ["johnson", "johansen"]),
        ("hank jo", ["johnson"]),
        ("hank ", ["johnson"]),
        ("刘", ["liu", "liu-yandong"]),
        ("刘建", ["liu"]),
        ("김민", ["kim"]),
        ("ИВ", ["ivanov"]),
        ("élo", ["lemaire"]),
        ("xyz", []),
    ],
)
def test_names_are_suggested_as_they_are_typed(
    named: Engine, typed: str, expected: list[str]
) -> None:
    with read_session(named) as session:
        found = suggest(session, typed, kinds=(EntityKind.PERSON,), limit=5)
    assert [each.entity_id for each in found] == expected


WORDS = st.text("abcdefghijklmnoprstuvzäéş", min_size=5, max_size=9)
CYRILLIC = st.text("абвгдезиклмнопрст", min_size=5, max_size=9)


@settings(max_examples=25)
@given(
    name=st.lists(WORDS, min_size=2, max_size=3) | st.lists(CYRILLIC, min_size=2, max_size=3),
    edited=st.integers(0, 100),
    kind=st.sampled_from(["delete", "double", "swap", "replace"]),
)
def test_a_name_finds_itself_and_is_found_with_one_edit(
    lone: Engine, name: list[str], edited: int, kind: str
) -> None:
    person = f"person-{abs(hash(tuple(name)))}"
    record_names(lone, {person: [" ".join(name)]})
    assert person in ids(lone, " ".join(reversed(name)))
    wrong = list(name)
    wrong[edited % len(name)] = edit(name[edited % len(name)], edited, kind)
    assert person in ids(lone, " ".join(wrong)), wrong


def edit(word: str, place: int, kind: str) -> str:
    """The word with one letter left out, doubled, swapped with the next, or replaced."""
    at = place % (len(word) - 1)
    head, letter, tail = word[:at], word[at], word[at + 1 :]
    made = {"delete": "", "double": letter * 2, "swap": tail[0] + letter, "replace": "o"}[kind]
    return head + made + (tail[1:] if kind == "swap" else tail)


@pytest.fixture(scope="module")
def lone(make_database: MakeDatabase) -> Iterator[Engine]:
    """A database for those that are made up."""
    engine = make_engine(make_database("sqlite"))
    yield engine
    engine.dispose()


def test_likeness_is_the_same_either_way_for_a_name_and_itself() -> None:
    for names in PEOPLE.values():
        assert similarity(names[0], names[0]) == 1.0
    assert similarity("Hank Johnson", "Хэнк Джонсон") > similarity("Hank Johnson", "Дик Чейни")
    assert similarity("", "Hank") == similarity("Hank", "") == 0.0


@pytest.mark.parametrize("kind", DATABASES)
def test_names_that_hold_no_longer_do_not_crowd_out_those_that_do(
    make_database: MakeDatabase, kind: str
) -> None:
    engine = make_engine(make_database(kind))
    crowd = {f"z{n}": [f"Zed Abel {chr(97 + n // 26)}{chr(97 + n % 26)}na"] for n in range(620)}
    record_names(engine, crowd)
    record_names(engine, {"zulu": ["Zed Zulu"]})
    record_names(engine, {each: [f"Quentin Marlow {each}"] for each in crowd})
    with read_session(engine) as session:
        found = find(session, "zed", limit=600)
        begun = suggest(session, "zed", limit=10)
        before = find(session, "zed abel aana", limit=5, known_at=1)
    engine.dispose()
    assert [each.entity_id for each in found] == ["zulu"]
    assert [each.entity_id for each in begun] == ["zulu"]
    assert before[0].entity_id == "z0"
