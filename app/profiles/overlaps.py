"""Who shared what with whom, for how long: pure functions over light rows.

Two memberships share a post where both name the same, else the organization that both name. A day
on which several things were shared counts once.
"""

import datetime as dt
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final, Protocol

from app.dates import FIRST_DAY, PartialDate
from app.timespans import Answer, Timespan, count_days, overlap, surely_met, timespan
from app.vocabulary import EntityKind, Rank

MOST_PAIRS: Final = 20_000
MOST_BETWEEN: Final = 25  # so many of the strongest connections are followed one step further
KINDS: Final = (EntityKind.POST, EntityKind.ORGANIZATION, EntityKind.EVENT)

RankKey = tuple[int, bool, int, int]


@dataclass(frozen=True, slots=True)
class Held:
    """A tenure: who held what, when."""

    row: int
    person_id: str
    organization_id: str
    post_id: str | None
    span: Timespan


@dataclass(frozen=True, slots=True)
class Shared:
    """Something that two people shared, and when both did; of a body, the rows of their tenures."""

    kind: EntityKind
    entity_id: str
    span: Timespan
    holds: Answer = Answer.DEFINITELY
    own_row: int | None = None
    their_row: int | None = None

    @property
    def order(self) -> tuple[Any, ...]:
        """The order of time: by the first possible day, one that nobody knows last."""
        undated = self.span.possibly_from == FIRST_DAY
        place = (self.entity_id, self.own_row or 0, self.their_row or 0)
        return undated, self.span.possibly_from, self.span.possibly_until, *place

    @property
    def longest_first(self) -> tuple[Any, ...]:
        """The order by sure days, then by time."""
        sure = self.span.surely
        return (sure[0] - sure[1]).days - 1 if sure else 0, *self.order


@dataclass(frozen=True, slots=True)
class Strength:
    """How much two people shared; ``possible_days`` is None where nobody knows since when."""

    definite_days: int
    possible_days: int | None
    things: int

    @property
    def key(self) -> RankKey:
        """The strongest first; of equal sure days, those of unknown possible days last."""
        unknown = self.possible_days is None
        return -self.definite_days, unknown, -(self.possible_days or 0), -self.things


@dataclass(frozen=True, slots=True)
class Connection:
    """Somebody connected: at first hand, or ``through`` another, then as strong as the weaker leg.

    ``shared`` is what the person, or ``through``, shared with them.
    """

    person_id: str
    shared: Sequence[Shared]
    strength: Strength
    through: str | None = None

    @property
    def depth(self) -> int:
        """1 at first hand, 2 through another."""
        return 1 if self.through is None else 2

    @property
    def key(self) -> tuple[Any, ...]:
        """The rank: those at first hand before those through others, then the strongest first."""
        return self.depth, *self.strength.key, self.person_id


# What one person shared with each other, by their ids.
SharedThings = dict[str, list[Shared]]


class Around(Protocol):
    """What was read of some people and of others, as ``queries/connections.py`` reads it."""

    tenures: Sequence[Any]
    other_tenures: Sequence[Any]
    parts: Sequence[Any]
    other_parts: Sequence[Any]
    event_dates: Mapping[str, Any]


class Overlaps:
    """Finds what people shared with others, except with those in ``without``.

    Not more than ``MOST_PAIRS`` are looked at; where there were more, ``is_whole`` turns false, and
    what was asked for last is missing.
    """

    def __init__(
        self, around: Around, kinds: Collection[EntityKind], without: Collection[str] = ()
    ) -> None:
        """Index what was read; only things of these kinds connect."""
        self.is_whole = True
        self._left = MOST_PAIRS
        self._kinds = kinds
        self._held = _by_person(around.tenures)
        self._bodies = _Bodies(
            each for each in around.other_tenures if each.person_id not in without
        )
        self._attended = took_part(around.parts)
        others = took_part(each for each in around.other_parts if each.person_id not in without)
        self._attending = _inverted(others)
        self._spans = {event: event_span(told) for event, told in around.event_dates.items()}

    def of(self, person_id: str) -> SharedThings:
        """What the person shared with each other."""
        found = list(islice(self._pairs(person_id), self._left + 1))
        self.is_whole &= len(found) <= self._left
        things: SharedThings = defaultdict(list)
        for other_id, shared in found[: self._left]:
            things[other_id].append(shared)
        self._left = max(0, self._left - len(found))
        return things

    def _pairs(self, person_id: str) -> Iterator[tuple[str, Shared]]:
        for event_id in sorted(self._attended.get(person_id, ())):
            shared = Shared(EntityKind.EVENT, event_id, self._spans[event_id])
            for other_id in sorted(self._attending.get(event_id, set()) - {person_id}):
                yield other_id, shared
        # Whom nobody dates may have met anybody: they come last, lest they crowd out the others.
        for is_dated in (True, False):
            for own in self._held[person_id]:
                for other in self._bodies.meeting(own, is_dated=is_dated):
                    yield from self._shared(own, other)

    def _shared(self, own: Held, other: Held) -> Iterator[tuple[str, Shared]]:
        shared = _shared_body(own, other)
        if shared and shared.kind in self._kinds:
            yield other.person_id, shared


def strength(shared: Sequence[Shared], until: dt.date) -> Strength:
    """How much was shared; open ends are counted up to ``until``."""
    spans = [each.span for each in shared]
    definite = count_days([sure for span in spans if (sure := span.surely)], until)
    possible = None
    if all(span.possibly_from != FIRST_DAY for span in spans):
        possible = count_days([(span.possibly_from, span.possibly_until) for span in spans], until)
    return Strength(definite, possible, len(shared))


def direct(things: SharedThings, until: dt.date) -> list[Connection]:
    """The connections at first hand, in their rank."""
    found = [Connection(each, shared, strength(shared, until)) for each, shared in things.items()]
    return sorted(found, key=lambda each: each.key)


def indirect(between: Sequence[Connection], overlaps: Overlaps, until: dt.date) -> list[Connection]:
    """The connections through those ``between``: each by its strongest path, in their rank."""
    best: dict[str, Connection] = {}
    for leg in between:
        for found in direct(overlaps.of(leg.person_id), until):
            weaker = max(leg.strength, found.strength, key=lambda each: each.key)
            path = Connection(found.person_id, found.shared, weaker, leg.person_id)
            rival = best.get(path.person_id)
            if rival is None or path.key < rival.key:
                best[path.person_id] = path
    return sorted(best.values(), key=lambda each: each.key)


def took_part(parts: Iterable[Any]) -> dict[str, set[str]]:
    """The events in which each person took part, as profiles have it.

    Of the facts of one role those of best rank count, and not where they are only disputed.
    """
    roles: dict[tuple[str, str, str], list[Any]] = defaultdict(list)
    for part in parts:
        roles[part.person_id, part.event_id, part.role].append(part)
    events: dict[str, set[str]] = defaultdict(set)
    for (person_id, event_id, _), said in roles.items():
        best = [part for part in said if part.rank == Rank.PREFERRED] or said
        if any(part.is_supported for part in best) or not any(part.is_cited for part in best):
            events[person_id].add(event_id)
    return events


def event_span(told: Mapping[str, Any]) -> Timespan:
    """When an event took place: on the day of its start where no end is told."""
    start, end = told.get("start_date") or "..", told.get("end_date")
    return timespan(PartialDate.parse(start), PartialDate.parse(end or start))


class _Bodies:
    """Tenures by the bodies that they name, those that end first before the others."""

    def __init__(self, tenures: Iterable[Any]) -> None:
        rows = {row.row: row for row in tenures}  # one that was read of two bodies stands once
        held = sorted(map(_held, rows.values()), key=lambda each: (_end(each), each.row))
        self._in: dict[tuple[str | None, bool], list[Held]] = defaultdict(list)
        for each in held:
            for body in {each.organization_id, each.post_id} - {None}:
                self._in[body, _is_dated(each)].append(each)

    def meeting(self, own: Held, *, is_dated: bool) -> Iterator[Held]:
        """The tenures of others that name the same post or organization, and end no earlier than
        it begins: those whose start is dated, or the others; those in the post first.
        """
        seen: set[int] = set()
        for body in (own.post_id, own.organization_id):
            held = self._in.get((body, is_dated), [])
            for each in held[bisect_left(held, own.span.possibly_from, key=_end) :]:
                if each.person_id != own.person_id and each.row not in seen:
                    seen.add(each.row)
                    yield each


def _shared_body(own: Held, other: Held) -> Shared | None:
    span = overlap(own.span, other.span)
    if span is None:
        return None
    kind, body_id = EntityKind.ORGANIZATION, own.organization_id
    if own.post_id is not None and own.post_id == other.post_id:
        kind, body_id = EntityKind.POST, own.post_id
    holds = Answer.DEFINITELY if surely_met(own.span, other.span) else Answer.POSSIBLY
    return Shared(kind, body_id, span, holds, own.row, other.row)


def _by_person(tenures: Iterable[Any]) -> dict[str, list[Held]]:
    held: dict[str, list[Held]] = defaultdict(list)
    for each in map(_held, tenures):
        held[each.person_id].append(each)
    return held


def _held(row: Any) -> Held:
    span = Timespan(row.possibly_from, row.possibly_until, row.begun_by, row.lasts_until)
    return Held(row.row, row.person_id, row.organization_id, row.post_id, span)


def _end(held: Held) -> dt.date:
    return held.span.possibly_until


def _is_dated(held: Held) -> bool:
    return held.span.possibly_from != FIRST_DAY


def _inverted(events: Mapping[str, set[str]]) -> dict[str, set[str]]:
    people: dict[str, set[str]] = defaultdict(set)
    for person_id, attended in events.items():
        for event_id in attended:
            people[event_id].add(person_id)
    return people
