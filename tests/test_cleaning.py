"""Dirty values: each has a rule, is noted, and comes out as the model has it or not at all."""

import unicodedata
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.importers.cleaning import RULES, gender, identifier, is_url, link_kind
from app.importers.foreign_dates import read_date
from app.importers.written_text import clean_text, storable
from app.importers.zawgyi import is_zawgyi
from tests.notes import cleaner

# Any text, and above all what is easily confused: Burmese, joiners, marks, controls, halves.
ODD = st.text(
    "\u1000\u1004\u1019\u1031\u1039\u103a\u103b\u103c\u1040\u1064\u107e\u108b \u200b\u200d"
)
ANY_TEXT = st.text(st.characters()) | ODD | st.text("aéÃ©\u0301\u200cی\u094d\ufeff\n\t \x00\ud800")


@pytest.mark.parametrize(
    ("written", "read", "rule"),
    [
        ("Ana  Silva ", "Ana Silva", None),
        ("e\u0301lan", "élan", "not_nfc"),
        ("\ufeffAna", "Ana", "byte_order_mark"),
        ("An\u200ba", "Ana", "zero_width"),
        ("Jo\u200dão", "João", "zero_width"),
        ("An\u00ada", "Ana", "invisible"),
        ("\u202eAna", "Ana", "invisible"),
        ("A\x00na\x1f", "Ana", "control_character"),
        ("JosÃ© PÃ©rez", "JosÃ© PÃ©rez", "mojibake"),
        ("Åke Ñandú", "Åke Ñandú", None),
        ("می\u200cخواهم", "می\u200cخواهم", None),  # a Persian word needs its non-joiner
        ("ശ്രീന്\u200d", "ശ്രീന്\u200d", None),  # a Malayalam letter is written with a joiner
        ("刘建超", "刘建超", None),
    ],
)
def test_text_comes_out_as_people_read_it(written: str, read: str, rule: str | None) -> None:
    assert clean_text(written) == (read, [rule] if rule else [])


@pytest.mark.parametrize(
    ("zawgyi", "burmese"),
    [
        ("ျမန္မာ", "မြန်မာ"),
        ("ေအာင္ဆန္းစုၾကည္", "အောင်ဆန်းစုကြည်"),
        ("သိန္းစိန္", "သိန်းစိန်"),
        ("ဦးထင္ေက်ာ္", "ဦးထင်ကျော်"),
        ("ေရႊမန္း", "ရွှေမန်း"),
        ("ျပည္သူ႕လႊတ္ေတာ္", "ပြည်သူ့လွှတ်တော်"),
        ("ေဒၚ", "ဒေါ်"),
    ],
)
def test_burmese_in_zawgyi_is_read_and_burmese_in_unicode_left_alone(
    zawgyi: str, burmese: str
) -> None:
    burmese = unicodedata.normalize("NFC", burmese)
    assert clean_text(zawgyi) == (burmese, ["zawgyi"])
    assert clean_text(burmese) == (burmese, [])


def test_shan_and_karen_use_the_same_code_points_and_are_no_zawgyi() -> None:
    for text in ("ၵၢၼ်ႇၸိုင်ႈတႆး", "ပှၤကညီကလုာ်"):
        assert is_zawgyi(text) is False


def test_burmese_with_signs_of_both_is_kept() -> None:
    mixed = "ေအာင္ ကေ"
    assert clean_text(mixed) == (mixed, ["zawgyi_unsure"])


@given(text=ANY_TEXT, lines=st.booleans())
def test_cleaning_never_raises_and_has_nothing_left_to_do(*, text: str, lines: bool) -> None:
    cleaned, rules = clean_text(text, lines=lines)
    assert clean_text(cleaned, lines=lines)[0] == cleaned
    assert unicodedata.is_normalized("NFC", cleaned)
    cleaned.encode()
    assert set(rules) <= set(RULES)
    read_date(text)
    gender(text)


@given(st.recursive(ANY_TEXT | st.integers() | st.none(), st.lists))
def test_what_is_kept_can_be_stored(value: Any) -> None:
    assert b"\\u0000" not in orjson.dumps(storable(value))


@pytest.mark.parametrize(
    ("written", "read", "rule"),
    [
        ("1951-03-25", "1951-03-25", None),
        ("1951", "1951", None),
        ("", None, None),
        ("2016--01-15", "2016-01-15", "unusual_date"),
        ("2015-4-3", "2015-04-03", "unusual_date"),
        ("20150430", "2015-04-30", "unusual_date"),
        ("30.04.2015", "2015-04-30", "unusual_date"),
        ("03.04.2015", "2015-04-03", "unusual_date"),
        ("30/04/2015", "2015-04-30", "unusual_date"),
        ("04/30/2015", "2015-04-30", "unusual_date"),
        ("12 March 1950", "1950-03-12", "unusual_date"),
        ("Mar. 12, 1950", "1950-03-12", "unusual_date"),
        ("March 1950", "1950-03", "unusual_date"),
        ("04/05/2015", None, "ambiguous_date"),
        ("2015-00-00", "2015", "partial_date"),
        ("2015-04-00", "2015-04", "partial_date"),
        ("0000-00-00", None, "impossible_date"),
        ("0000", None, "impossible_date"),
        ("2013-02-30", None, "impossible_date"),
        ("0001-01-01", None, "impossible_date"),
        ("9764-01-01", None, "far_date"),
        ("2011-06-02T12:00:00Z", "2011-06-02", "time_of_day"),
        ("2011-06-02 00:00", "2011-06-02", "time_of_day"),
        ("in spring", None, "unreadable_date"),
    ],
)
def test_dates_are_read_where_they_read_one_way(
    written: str, read: str | None, rule: str | None
) -> None:
    date, found = read_date(written)
    assert (date and date.text, found) == (read, rule)


def test_of_a_start_after_its_end_neither_is_asserted() -> None:
    clean, notes = cleaner()
    fields = ("start_date", "end_date")
    assert clean.span(fields, {"start_date": "2015", "end_date": "2014-12"}) == (None, None)
    assert notes.rules == ["start_after_end"]
    start, end = clean.span(fields, {"start_date": "2015-06", "end_date": "2015"})
    assert (str(start), str(end)) == ("2015-06", "2015")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("M male Male MALE Homme mies man Mann Муж чоловіча muški 男 hombre m. Masculino", "male"),
        ("F female Female FEMALE femme nainen kvinna Frau жен женски ženski 女 mujer f.", "female"),
    ],
)
def test_gender_is_read_in_many_spellings(words: str, told: str) -> None:
    for word in words.replace("жен ", "").split():
        assert gender(word) == (told, []), word


def test_a_gender_in_no_known_spelling_stays_the_sources_word() -> None:
    clean, notes = cleaner()
    assert clean.gender("gender", "Genderqueer") == "genderqueer"
    assert notes.rules == ["unknown_gender"]


def test_shapes_that_are_not_due_are_read_as_far_as_they_can_be() -> None:
    clean, notes = cleaner()
    assert clean.objects("links", None) == []
    assert clean.objects("links", {"url": "x"}) == [{"url": "x"}]
    assert clean.objects("links", [{"url": "x"}, "y"]) == [{"url": "x"}]
    assert clean.text("name", 12) == "12"
    assert clean.text("name", ["x"]) is None
    assert clean.url("image", "javascript:alert(1)") is None
    assert notes.rules == [
        "null_for_array",
        "object_for_array",
        "not_an_object",
        "number_for_text",
        "not_a_text",
        "not_a_url",
    ]
    assert clean.url("image", "https://example.org/a.jpg") == "https://example.org/a.jpg"


def test_well_known_identifiers_take_one_spelling() -> None:
    assert identifier("Wikidata", "http://www.wikidata.org/entity/Q42") == ("wikidata", "Q42")
    assert identifier("ISNI", "0000 0000 7867 5500") == ("isni", "0000000078675500")
    assert identifier("Riksdagen", "09") == ("Riksdagen", "09")
    assert link_kind("Wikipedia (fr)") == "wikipedia"
    assert link_kind("Annual report of 2012") == link_kind(None) == "link"
    assert not is_url("www.example.org")
