"""Which facts say the same, and which cannot both be so."""

from typing import Any

import pytest

from app.curating.comparing import contradiction, rivals, says_the_same
from app.dates import PartialDate
from app.ledger import NewFact
from app.vocabulary import Certainty, FactKind, Rank


def fact(kind: FactKind, subject: str = "ada", **said: Any) -> NewFact:
    told: dict[str, Any] = {"property": kind.value} | said
    for name in ("start_date", "end_date"):
        told[name] = PartialDate.parse(said[name]) if name in said else None
    return NewFact(kind=kind, subject_id=subject, **told)


def held(subject: str = "ada", **said: Any) -> NewFact:
    at = {"post_id": "chair", "organization_id": "board"}
    return fact(FactKind.MEMBERSHIP, subject, **at | said)


def told(property_: str, value: str, **said: Any) -> NewFact:
    return fact(FactKind.ATTRIBUTE, **{"property": property_, "value": value} | said)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (told("occupation", "Hydrologist"), told("occupation", "hydrologist"), True),
        (told("occupation", "hydrologist"), told("occupation", "pilot"), False),
        (told("birth_date", "1960"), told("birth_date", "1960-05"), True),
        (told("birth_date", "1960"), told("birth_date", "1961"), False),
        (held(start_date="2020"), held(start_date="2020-06", value={"role": "head"}), True),
        (held(start_date="2020"), held(), True),
        (held(start_date="2020"), held(start_date="2021"), False),
        (held(), held("ben"), False),
        (held(post_id=None, value={"role": "led"}), held(post_id=None), True),
        (held(post_id=None, value={"role": "led"}), held(post_id=None, value={"role": "x"}), False),
    ],
)
def test_the_same_is_told_from_another(one: NewFact, other: NewFact, *, same: bool) -> None:
    assert says_the_same(one, other) is says_the_same(other, one) is same


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        (told("birth_date", "1960"), told("birth_date", "1961-02"), "another birth_date"),
        (told("birth_date", "1960"), told("birth_date", "1960-02"), None),
        (told("occupation", "pilot"), told("occupation", "hydrologist"), None),
        (told("gender", "f"), told("gender", "m", rank=Rank.DEPRECATED), None),
        (told("gender", "f"), told("gender", "m", certainty=Certainty.ALLEGED), None),
        (told("birth_date", "1960"), told("death_date", "1950"), "birth_date (1960) after"),
        (told("birth_date", "1960"), told("death_date", "1990"), None),
        (held(start_date="2020"), told("death_date", "2019"), "after the person's death (2019)"),
        (held(start_date="2018"), told("death_date", "2019"), None),
        (held(start_date="1940"), told("birth_date", "1960"), "before birth_date (1960)"),
        (held(), told("birth_date", "1960"), None),
        (
            held(start_date="2020"),
            told("dissolution_date", "2011", subject="board"),
            "after the dissolution",
        ),
        (held(start_date="2019"), held(start_date="2021"), "with other dates"),
        (held(start_date="2012~"), held(start_date="2013~"), "with other dates"),
        (held(start_date="2010", end_date="2012"), held(start_date="2021"), None),
    ],
)
def test_what_cannot_both_be_so_is_told_why(one: NewFact, other: NewFact, why: str | None) -> None:
    for found in (contradiction(one, other), contradiction(other, one)):
        assert (why is None and found is None) or (why and found and why in found)


def test_a_post_has_one_holder_at_a_time_as_far_as_known() -> None:
    ben = held("ben", start_date="2019")
    carl = held("carl", start_date="2015", end_date="2019-03-01")
    assert rivals(held(start_date="2020"), [ben, carl]) == [ben]
    assert rivals(held(start_date="2016", end_date="2017"), [ben, carl]) == [carl]
    # Who hands over on a day is no rival; nor where nothing is said of when.
    assert rivals(held(start_date="2010", end_date="2015"), [ben, carl]) == []
    assert rivals(held(), [ben]) == []
    # A board with several at once takes another.
    dora = held("dora", start_date="2018", end_date="2022")
    assert rivals(held(start_date="2020"), [ben, dora]) == []
