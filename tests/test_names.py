"""Names are facts: with language, script, kind, parts and dates; shown in the reader's language."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from app.languages import lookup, wanted_languages
from app.loading.load import load
from app.loading.problems import DossierError
from app.search.script_codes import script_code
from tests.conftest import DATABASES, MakeDatabase, Serve, serving
from tests.dossiers import KESSARIA, KESSARIA_TEXT, edited, write_dossier
from tests.test_short_way import LONG_WAY, headers

TEXT = KESSARIA_TEXT + "Dr. Moreau (née Valois; 莫罗; Ада Моро; 阿達) is called Адди, and Addie.\n"
CITE = "Dr. Moreau (née Valois; 莫罗; Ада Моро; 阿達) is called Адди, and Addie"
PATH = "/v1/people/ada-moreau"


def name(value: str, kind: str = "name", **more: Any) -> dict[str, Any]:
    return {"value": value, "kind": kind, "cite": CITE, **more}


NAMED = edited(
    edited(
        KESSARIA,
        ("people", 0, "name"),
        {
            "value": "Ada Moreau",
            "lang": "en",
            "family_name": "Moreau",
            "given_name": "Ada",
            "honorific_prefix": "Dr.",
            "cite": "Ada Moreau, a hydrologist",
        },
    ),
    ("people", 0, "other_names"),
    [
        name("莫罗", "alias", lang="zh-Hans"),
        name("阿達", "alias", lang="zh-TW"),
        name("Ада Моро", lang="ru"),
        name("Адди", "alias", lang="ru"),
        name("Addie", "alias", lang="en"),
        name("Valois", "birth_name", lang="fr", family_name="Valois", end_date="2010"),
    ],
)


@pytest.fixture(scope="module", params=DATABASES)
def named(
    request: pytest.FixtureRequest,
    make_database: MakeDatabase,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[httpx.Client]:
    """A client of a server on somebody with many names, which is only read."""
    folder = tmp_path_factory.mktemp("named")
    write_dossier(folder, NAMED, TEXT)
    with serving(make_database(request.param), lambda engine: load(engine, folder)) as client:
        yield client


def test_a_name_is_told_with_its_kind_language_script_parts_and_dates(named: httpx.Client) -> None:
    person = named.get(PATH).json()
    told = {each["name"]: each for each in person["other_names"]}
    russian, born = told["Ада Моро"], told["Valois"]
    assert (russian["property"], russian["lang"], russian["script"]) == ("name", "ru", "Cyrl")
    assert (born["property"], born["family_name"]) == ("birth_name", "Valois")
    assert (born["given_name"], born["end_date"]) == (None, "2010")
    assert born["citations"][0]["exact"] == CITE
    (primary,) = (each for each in person["facts"] if each["kind"] == "name")
    assert (primary["value"], primary["honorific_prefix"]) == ("Ada Moreau", "Dr.")
    # The profile has the parts of the name that it shows.
    assert [person[each] for each in ("family_name", "given_name")] == ["Moreau", "Ada"]
    facts = named.get(f"{PATH}/facts?kind=name&format=csv").text
    assert "莫罗,zh-Hans,Hani" in facts


def test_a_name_in_json_ld_has_its_language(named: httpx.Client) -> None:
    node = named.get(f"{PATH}?format=jsonld").json()
    assert {"@value": "Ада Моро", "@language": "ru"} in node["alternateName"]
    assert (node["name"], node["familyName"]) == ("Ada Moreau", "Moreau")


WANTED = [
    ("ru", "Ада Моро", "ru"),
    ("ru-RU,ru;q=0.9,en;q=0.8", "Ада Моро", "ru"),
    ("en-GB,ru;q=0.5", "Ada Moreau", "en"),
    ("en;q=0.1, RU;q=0.9", "Ада Моро", "ru"),
    ("zh-CN", "莫罗", "zh-Hans"),
    ("zh-Hant", "阿達", "zh-TW"),
    ("zh-HK,en", "阿達", "zh-TW"),
    ("zh", "莫罗", "zh-Hans"),
    ("fr", "Ada Moreau", None),
    ("*", "Ada Moreau", None),
    ("*, ru;q=0.5", "Ada Moreau", None),
    ("ru;q=0", "Ada Moreau", None),
    ("ru;q=2, ;;, x_y", "Ada Moreau", None),
    ("", "Ada Moreau", None),
]


@pytest.mark.parametrize("way", [{}, LONG_WAY], ids=["short", "long"])
def test_the_name_is_shown_in_the_readers_language(
    named: httpx.Client, way: dict[str, str]
) -> None:
    plain = named.get(PATH, headers=way)
    etags: dict[str | None, str] = {None: plain.headers["ETag"]}
    for wanted, shown, language in WANTED:
        answer = named.get(PATH, headers=way | {"Accept-Language": wanted})
        person = answer.json()
        assert (person["display_name"], person["name"]) == (shown, "Ada Moreau"), wanted
        assert answer.headers.get("Content-Language") == language
        assert "Accept-Language" in answer.headers["Vary"]
        etag = answer.headers["ETag"]
        assert etags.setdefault(language, etag) == etag
        if language is None:
            assert answer.content == plain.content
        unchanged = named.get(
            PATH, headers=way | {"Accept-Language": wanted, "If-None-Match": etag}
        )
        assert unchanged.status_code == 304
    assert len(set(etags.values())) == len(etags)


def test_lists_show_names_in_the_readers_language_either_way(named: httpx.Client) -> None:
    russian = {"Accept-Language": "ru, en;q=0.5"}
    for path in ("/v1/people", "/v1/organizations", PATH, "/v1/people?limit=1"):
        short, long = named.get(path, headers=russian), named.get(path, headers=russian | LONG_WAY)
        assert short.content == long.content
        assert headers(short) == headers(long)
    listed = named.get("/v1/people", headers=russian)
    assert listed.json()["data"][0]["display_name"] == "Ада Моро"
    assert listed.headers["Content-Language"] == "ru"
    assert named.get("/v1/people").headers["ETag"] != listed.headers["ETag"]
    fields = named.get("/v1/people?fields=id,display_name&format=csv", headers=russian)
    assert "ada-moreau,Ада Моро" in fields.text
    cited = named.get("/v1/people?include=citations", headers=russian).json()["data"][0]
    assert cited["display_name"] == "Ада Моро"


def test_what_is_cited_of_the_past_reads_the_same_for_everyone(named: httpx.Client) -> None:
    for path in (f"{PATH}?known_at=1", f"{PATH}?as_of=2015", "/v1/people?known_at=1"):
        plain = named.get(path)
        asked = named.get(path, headers={"Accept-Language": "ru"})
        assert asked.content == plain.content
        assert "Content-Language" not in asked.headers


def test_a_name_that_is_over_gives_way(
    engine: Engine, tmp_path: Path, serve: Serve, database_url: str
) -> None:
    names = [name("Moreau", end_date="2010"), name("Addie", start_date="2011")]
    longer = {"value": "Ada Moreau", "cite": "Ada Moreau, a hydrologist", "end_date": "2012"}
    dossier = edited(
        edited(KESSARIA, ("people", 0, "name"), longer), ("people", 0, "other_names"), names
    )
    write_dossier(tmp_path, dossier, TEXT)
    load(engine, tmp_path)
    api = serve(database_url)
    assert api.get(PATH).json()["name"] == "Addie"
    assert api.get(f"{PATH}?as_of=2009").json()["name"] == "Ada Moreau"


@pytest.mark.parametrize(
    ("field", "part", "message"),
    [
        (("people", 0, "name", "family_name"), "Smith", "'Smith' does not stand in the article"),
        (
            ("organizations", 0, "name", "family_name"),
            "Board",
            "names of organizations have no parts",
        ),
    ],
)
def test_parts_are_what_the_article_says_of_a_person(
    engine: Engine, dossier_folder: Path, field: tuple[str | int, ...], part: str, message: str
) -> None:
    write_dossier(dossier_folder, edited(KESSARIA, field, part))
    with pytest.raises(DossierError) as refused:
        load(engine, dossier_folder)
    assert message in str(refused.value)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Liu Jianchao", "Latn"),
        ("刘建超", "Hani"),
        ("Лю Цзяньчао", "Cyrl"),
        ("ليو جيانتشاو", "Arab"),
        ("田中さん", "Jpan"),
        ("이재명", "Hang"),
        ("李在明 대통령", "Kore"),
        ("प्रधान", "Deva"),
        ("ＡＤＡ", "Latn"),
        ("123 🙂", None),
    ],
)
def test_the_script_is_told_by_its_code(text: str, code: str | None) -> None:
    assert script_code(text) == code


@given(st.text(max_size=200))
def test_no_header_is_an_error(header: str) -> None:
    ranges = wanted_languages(header)
    assert "*" not in ranges
    assert lookup(ranges, ["en", "zh-Hant"]) in ("en", "zh-Hant", None)


@given(st.lists(st.sampled_from(["en", "en-GB", "zh-TW", "fr", "sr-Latn-RS"]), min_size=1))
def test_a_language_that_is_there_is_found_by_itself(tags: list[str]) -> None:
    for tag in tags:
        found = lookup(wanted_languages(tag), tags)
        assert found is not None
        assert found.lower() == tag.lower()
