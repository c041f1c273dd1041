"""What two spans share, and for how long, against oracles that try every world and count days."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from app.dates import LAST_DAY, PartialDate
from app.profiles import overlaps
from app.profiles.overlaps import (
    KINDS,
    Overlaps,
    Shared,
    Strength,
    direct,
    event_span,
    indirect,
    strength,
    took_part,
)
from app.timespans import Answer, Closing, count_days, met, overlap, timespan
from app.vocabulary import EntityKind
from tests.test_timespans import CALENDAR, DAYS, World, closings, maybe_dates, worlds

TODAY = DAYS[-2]
days = st.sampled_from(DAYS)
periods = st.tuples(days, days).map(lambda pair: (min(pair), max(pair)))
Spanned = tuple[PartialDate | None, PartialDate | None, list[Closing]]
spanned = st.tuples(maybe_dates, maybe_dates, closings)


def doubtful(told: Spanned) -> bool:
    start, end, closes = told
    stated = [start, end, *(closing.date for closing in closes)]
    return any(date.is_doubtful for date in stated if date)


def contains(world: World, day: dt.date) -> bool:
    return world[0] <= day <= world[1]


@settings(max_examples=60)
@given(spanned, spanned)
def test_the_overlap_is_that_of_every_two_worlds(one: Spanned, other: Spanned) -> None:
    mine, theirs = list(worlds(*one)), list(worlds(*other))
    if not mine or not theirs:  # dates that contradict each other, of which nothing is sure
        assert met(timespan(*one), timespan(*other)) is not Answer.DEFINITELY
        return
    pairs = list(product(mine, theirs))
    possible = [d for d in CALENDAR if any(contains(a, d) and contains(b, d) for a, b in pairs)]
    found = overlap(timespan(*one), timespan(*other))
    if found is None:
        assert possible == []
        return
    assert possible == [d for d in CALENDAR if found.possibly_from <= d <= found.possibly_until]
    # The last day of the calendar stands for "some day" and is nobody's.
    real = CALENDAR[:-1] if not doubtful(one) and not doubtful(other) else []
    sure = [d for d in real if all(contains(a, d) and contains(b, d) for a, b in pairs)]
    assert sure == [d for d in real if found.surely and contains(found.surely, d)]
    meets = all(max(a[0], b[0]) <= min(a[1], b[1], LAST_DAY - dt.timedelta(1)) for a, b in pairs)
    answer = met(timespan(*one), timespan(*other))
    assert (answer is Answer.DEFINITELY) == (meets and real != [])


@given(st.lists(periods, max_size=6), days)
def test_a_day_counts_once_and_none_counts_that_is_yet_to_come(
    given_periods: list[World], until: dt.date
) -> None:
    expected = {d for d in DAYS if d <= until and any(contains(p, d) for p in given_periods)}
    assert count_days(given_periods, until) == len(expected)


def test_an_open_end_counts_up_to_today() -> None:
    assert count_days([(DAYS[0], LAST_DAY)], DAYS[2]) == 3


@dataclass
class Row:
    """A tenure as it is read; of exact days."""

    row: int
    person_id: str
    organization_id: str
    post_id: str | None
    possibly_from: dt.date
    possibly_until: dt.date

    @property
    def begun_by(self) -> dt.date:
        return self.possibly_from

    @property
    def lasts_until(self) -> dt.date:
        return self.possibly_until

    def holds_on(self, day: dt.date) -> bool:
        return self.possibly_from <= day <= self.possibly_until


@dataclass
class Read:
    """What was read of people and of others."""

    tenures: Sequence[Any]
    other_tenures: Sequence[Any]
    parts: Sequence[Any] = ()
    other_parts: Sequence[Any] = ()
    event_dates: Mapping[str, Any] = field(default_factory=dict)


@st.composite
def careers(draw: st.DrawFn) -> list[Row]:
    held = st.tuples(
        st.sampled_from("abcd"),
        st.sampled_from([("board", "chair"), ("board", None), ("mint", None), ("hall", "chair")]),
        periods,
    )
    drawn = draw(st.lists(held, max_size=8))
    return [
        Row(number, who, organization, post, *period)
        for number, (who, (organization, post), period) in enumerate(drawn)
    ]


def shares(one: Row, other: Row) -> bool:
    same_post = one.post_id is not None and one.post_id == other.post_id
    return same_post or one.organization_id == other.organization_id


@given(careers())
def test_who_was_connected_is_found_by_looking_at_every_day(held: list[Row]) -> None:
    own = [each for each in held if each.person_id == "a"]
    expected: dict[str, set[dt.date]] = defaultdict(set)
    pairs: dict[str, set[tuple[int, int]]] = defaultdict(set)
    for mine, theirs in product(own, held):
        together = {day for day in DAYS if mine.holds_on(day) and theirs.holds_on(day)}
        if theirs.person_id != "a" and shares(mine, theirs) and together:
            expected[theirs.person_id] |= together
            pairs[theirs.person_id].add((mine.row, theirs.row))
    finder = Overlaps(Read(own, held + held), KINDS)  # rows come by post and by organization
    found = direct(finder.of("a"), TODAY)
    assert {each.person_id: each.strength.definite_days for each in found} == {
        other: len({day for day in on if day <= TODAY}) for other, on in expected.items()
    }
    for each in found:
        rows = {(thing.own_row, thing.their_row) for thing in each.shared}
        assert rows == pairs[each.person_id]
        assert each.strength.things == len(pairs[each.person_id])
    assert [each.key for each in found] == sorted(each.key for each in found)


@given(careers())
def test_a_path_is_as_strong_as_its_weaker_leg(held: list[Row]) -> None:
    def near(person_id: str, without: set[str]) -> list[overlaps.Connection]:
        own = [each for each in held if each.person_id == person_id]
        return direct(Overlaps(Read(own, held), KINDS, without).of(person_id), TODAY)

    first = near("a", set())
    known = {"a", *(each.person_id for each in first)}
    far = indirect(first, Overlaps(Read(held, held), KINDS, known), TODAY)
    paths: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for leg in first:
        for second in near(leg.person_id, known):
            paths[second.person_id].append(max(leg.strength.key, second.strength.key))
    assert {each.person_id: each.strength.key for each in far} == {
        person_id: min(keys) for person_id, keys in paths.items()
    }
    assert [each.key for each in far] == sorted(each.key for each in far)


def test_where_nobody_knows_since_when_the_possible_days_are_not_counted() -> None:
    ended = timespan(None, PartialDate.of_day(DAYS[2]))
    known = timespan(PartialDate.of_day(DAYS[1]), PartialDate.of_day(DAYS[3]))
    undated, dated = (Shared(EntityKind.POST, "chair", each) for each in (ended, known))
    assert strength([dated], TODAY) == Strength(3, 3, 1)
    assert strength([undated], TODAY) == Strength(1, None, 1)  # the day of its end is sure
    assert strength([undated, dated], TODAY) == Strength(3, None, 2)
    ranked = sorted([Strength(1, None, 2), Strength(1, 1, 1), Strength(2, None, 1)], key=_key)
    assert [(each.definite_days, each.possible_days) for each in ranked] == [
        (2, None),
        (1, 1),
        (1, None),
    ]


def _key(of: Strength) -> Any:
    return of.key


def test_not_more_pairs_are_looked_at_than_the_bound(monkeypatch: Any) -> None:
    monkeypatch.setattr(overlaps, "MOST_PAIRS", 3)
    held = [Row(n, f"p{n}", "board", None, DAYS[0], DAYS[1]) for n in range(5)]
    finder = Overlaps(Read(held, held), KINDS)
    assert (len(finder.of("p0")), finder.is_whole) == (3, False)
    assert finder.of("p1") == {}


def test_an_event_without_an_end_took_place_on_one_day() -> None:
    dated = event_span({"start_date": "2020-01-03", "end_date": None})
    assert dated.surely == (DAYS[2], DAYS[2])
    assert event_span({"start_date": "2020-01-01", "end_date": "2020-01-03"}).surely == (
        DAYS[0],
        DAYS[2],
    )
    assert event_span({"start_date": "2020-01", "end_date": None}).surely is None
    assert event_span({}).surely is None


@dataclass
class Part:
    """A participation as it is read."""

    rank: str = "normal"
    is_cited: bool = True
    is_supported: bool = True
    role: str = "guest"
    person_id: str = "ada"
    event_id: str = "gala"


def test_only_what_profiles_show_connects() -> None:
    def attended(*parts: Part) -> bool:
        return "gala" in took_part(parts).get("ada", ())

    assert attended(Part())
    assert attended(Part(is_cited=False, is_supported=False))
    assert not attended(Part(is_supported=False))
    assert not attended(Part(rank="preferred", is_supported=False), Part())
    assert attended(Part(rank="preferred", is_supported=False), Part(role="host"))
