"""What matching rests on: names laid side by side, countries, and scores that add up."""

import pytest

from app.dates import PartialDate
from app.matching.countries import agree
from app.matching.description import Description, description_of
from app.matching.features import compare
from app.matching.model import log_odds, probabilities
from app.matching.names import align


@pytest.mark.parametrize(
    ("one", "other", "missing", "contradicted", "initials"),
    [
        ("Ada Moreau", "MOREAU, Ada", 0, 0, 0),
        ("Ada Marie Moreau", "Ada Moreau", 1, 0, 0),
        ("Ada Marie Moreau", "Ada Louise Moreau", 0, 1, 0),
        ("A. Moreau", "Ada Moreau", 0, 0, 1),
        ("Liu Jian Chao", "Liu Jianchao", 0, 0, 0),
        ("Jianchao Liu", "刘建超", 0, 0, 0),
        ("Ivan Petrovich Sidorov", "Ivan Pavlovich Sidorov", 0, 1, 0),
        ("Ivan Petrovich Sidorov", "Иван Петрович Сидоров", 0, 0, 0),
        ("Mohammed Ali", "Muhamad Ali", 0, 0, 0),
        ("Xi", "Ada Moreau", 1, 1, 0),
        ("", "Ada Moreau", 2, 0, 0),
    ],
)
def test_names_are_laid_side_by_side(
    one: str, other: str, missing: int, contradicted: int, initials: int
) -> None:
    for found in (align(one, other), align(other, one)):
        told = (found.missing, found.contradicted, found.initials)
        assert told == (missing, contradicted, initials)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("cn", "Chinese", True),
        ("CHN", "People's Republic of China", True),
        ("the Netherlands", "Dutch", True),
        ("French", "Germany", False),
        ("Kessaria", "Kessarian", True),
        ("Kessarian", "Moorish", False),
    ],
)
def test_countries_agree_however_they_are_written(
    one: str,
    other: str,
    same: bool,  # noqa: FBT001 (a value of the table)
) -> None:
    assert agree(one, other) is agree(other, one) is same


def test_a_country_that_nobody_knows_says_nothing_about_one_that_is_known() -> None:
    assert agree("Kessarian", "France") is None


def test_of_several_dates_the_one_that_agrees_best_counts() -> None:
    days = [PartialDate.parse(each) for each in ("1971", "1950-06-15")]
    asked = Description(began=(PartialDate.parse("1950-06-15"),))
    assert compare(asked, Description(began=tuple(days)))[0] == {"birth_date_agrees": 1.0}
    assert compare(asked, Description())[0] == {}


@pytest.mark.parametrize(
    ("other", "says"),
    [("Moreau", "agrees"), ("Моро", "agrees"), ("Мороз", None), ("Jinping", "differs")],
)
def test_family_names_are_compared_across_scripts(other: str, says: str | None) -> None:
    asked = Description(family_names=("Moreau",))
    found, _ = compare(asked, Description(family_names=(other,)))
    assert found == ({f"family_name_{says}": 1.0} if says else {})


def test_parts_of_names_tell_the_family_name() -> None:
    name = {"kind": "name", "property": "name", "name": "X", "family_name": "Moreau"}
    document = {"name": "X", "facts": [name], "other_names": [name | {"family_name": None}]}
    assert description_of(document).family_names == ("Moreau",)


def test_the_more_agrees_the_likelier() -> None:
    asked = Description(names=("Ada Moreau",), genders=("female",))
    spelled = [("Xi Jinping",), ("Ada Moro",), ("Ada Moreau",)]
    odds = [log_odds(compare(asked, Description(names=each))[0]) for each in spelled]
    same = log_odds(compare(asked, Description(names=spelled[-1], genders=("female",)))[0])
    assert odds[0] < odds[1] < odds[2] < same
    assert odds[0] < -1


def test_candidates_share_what_is_likely() -> None:
    alone, (one, other) = probabilities([4.0]), probabilities([4.0, 4.0])
    assert alone[0] > 0.95
    assert one == other < 0.7
    assert probabilities([]) == []
    assert probabilities([1000.0, -1000.0]) == pytest.approx([1.0, 0.0])
