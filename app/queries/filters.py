"""Filters of lists: which parameters each takes, and the conditions that their values make.

A filter given several times asks for any of its values; several filters must all be met. What is
not known meets no filter. A date known in part meets what it possibly meets: ``birth_date.lt=1960``
asks for those who were possibly born before 1960, as ``on=`` asks for those who possibly held.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Protocol

from sqlalchemy import ColumnElement, and_, or_

from app.dates import FIRST_DAY, PartialDate
from app.db import AnySelect, unindexed
from app.models import Document, EntityValue, Tenure, holds
from app.models.entity_values import is_period
from app.queries.naming import MOST_NAMED
from app.queries.narrowing import Column, Condition, Tie
from app.queries.parameters import Given, Parameter, Takes
from app.queries.sources import Held, Items, KeptValues, Source, among
from app.queries.tenures import admitted_by
from app.timespans import Question
from app.vocabulary import EntityKind

MOST_VALUES: Final = 100  # of one filter
_A_YEAR: Final = dt.timedelta(days=366)  # the most that a date spans which is no period


class Filter(Protocol):
    """Narrows a list."""

    def parameters(self) -> Sequence[Parameter]:
        """What it takes."""

    def conditions(self, given: Given, known_at: int | None) -> Sequence[Condition]:
        """What the values given ask for; nothing where none is."""


@dataclass(frozen=True, slots=True)
class Named:
    """``q``: by a name. It orders the list too, so it is looked up before all else."""

    of: str
    example: str

    def parameters(self) -> Sequence[Parameter]:
        """One."""
        description = (
            f"Only {self.of} that this may name, in whatever script, spelling and order of words,"
            f" with typing errors, initials or the start of a name: the {MOST_NAMED} likeliest,"
            " which come first unless sort says otherwise."
        )
        return [Parameter("q", Takes.WORD, description, self.example)]

    def conditions(self, _given: Given, _known_at: int | None) -> Sequence[Condition]:
        """None of its own."""
        return []


@dataclass(frozen=True, slots=True)
class OneOf:
    """A value among those given. ``of``: which items these are, as the description has it."""

    name: str
    source: Source
    of: str
    example: str
    takes: Takes = Takes.WORD
    choices: tuple[str, ...] = ()

    def parameters(self) -> Sequence[Parameter]:
        """One, which may be repeated."""
        return [_any_of(self.name, self.takes, self.of, self.example, self.choices)]

    def conditions(self, given: Given, known_at: int | None) -> Sequence[Condition]:
        """Any of the values."""
        return [self.source.has(given[self.name], known_at)] if self.name in given else []

    def counts(self, _name: str, items: Items, _given: Given, known_at: int | None) -> AnySelect:
        """The values of these items."""
        return self.source.counts(items, known_at)


@dataclass(frozen=True, slots=True)
class Dated:
    """A date within its bounds, compared by ``name``, ``name.lt``, ``.lte``, ``.gt``, ``.gte``.

    ``kept``: the values that the bounds are those of, where they are not in the list's own table.
    """

    name: str
    example: str
    first: Column = EntityValue.first_day
    last: Column = EntityValue.last_day
    kept: KeptValues | None = None

    def parameters(self) -> Sequence[Parameter]:
        """One for each operator."""
        what = self.name.replace("_", " ")
        equal = f"whose {what} was possibly that day, or within that month, year or period"
        compared = {
            ".lt": "before it",
            ".lte": "before or within it",
            ".gt": "after it",
            ".gte": "within or after it",
        }
        return [
            _any_of(self.name, Takes.DATE, equal, self.example),
            *(
                Parameter(
                    self.name + operator,
                    Takes.DATE,
                    f"Only those whose {what} was possibly {meaning}: a day, month or year.",
                    self.example,
                )
                for operator, meaning in compared.items()
            ),
        ]

    def conditions(self, given: Given, known_at: int | None) -> Sequence[Condition]:
        """That one and the same date meets all that is given."""
        met = self._compared(given, self.first)
        if not met:
            return []
        if self.kept is None:
            return [and_(*met)]
        is_dated = self.first.is_not(None)
        tie = self.kept.tie(known_at, is_dated, *met)
        before = self._begun_after(given)
        if before is None:
            return [tie]
        # An index that begins with the first day cannot say which of all earlier ones last so long,
        # so it is asked for those after that day, and only periods are looked through for others.
        first = unindexed(self.first)
        all_of = (*self.kept.met(known_at), is_dated)
        near = (*all_of, *met, self.first > before)
        wide = (*all_of, *self._compared(given, first), is_period(), first <= before)
        return [replace(tie, parts=(near, wide))]

    def _compared(
        self, given: Given, first: ColumnElement[dt.date]
    ) -> Sequence[ColumnElement[bool]]:
        """That a date, which begins with ``first``, meets what is given."""
        met: list[ColumnElement[bool]] = []
        if dates := given.get(self.name):
            met.append(first <= max(date.last_day for date in dates))
            met.append(self.last >= min(date.first_day for date in dates))
            if len(dates) > 1:
                met.append(or_(*(self._within(date, first) for date in dates)))
        if date := given.get(f"{self.name}.lt"):
            met.append(first < date.first_day)
        if date := given.get(f"{self.name}.lte"):
            met.append(first <= date.last_day)
        if date := given.get(f"{self.name}.gt"):
            met.append(self.last > date.last_day)
        if date := given.get(f"{self.name}.gte"):
            met.append(self.last >= date.first_day)
        return met

    def _within(self, date: PartialDate, first: ColumnElement[dt.date]) -> ColumnElement[bool]:
        return and_(first <= date.last_day, self.last >= date.first_day)

    def _begun_after(self, given: Given) -> dt.date | None:
        """The day after which a date that meets what is given began, if it is no period."""
        reached = []
        if dates := given.get(self.name):
            reached.append(min(date.first_day for date in dates))
        if date := given.get(f"{self.name}.gt"):
            reached.append(date.last_day)
        if date := given.get(f"{self.name}.gte"):
            reached.append(date.first_day)
        day = max(reached, default=FIRST_DAY)
        return day - _A_YEAR if day - FIRST_DAY > _A_YEAR else None


@dataclass(frozen=True, slots=True)
class Holding:
    """Memberships of an item, one and the same of which meets all that is given.

    ``item`` is what ``own`` names in the memberships. ``columns``: the parameters, each with the
    column it is compared with, which items these are, and an example. ``on`` is one more.
    """

    item: Column
    own: Column
    columns: Mapping[str, tuple[Column, str, str]]

    def parameters(self) -> Sequence[Parameter]:
        """One for each column, and the day."""
        asked = [
            _any_of(name, Takes.ID, of, example) for name, (_, of, example) in self.columns.items()
        ]
        return [*asked, held_on(", ".join(self.columns))]

    def conditions(self, given: Given, known_at: int | None) -> Sequence[Condition]:
        """That there is such a membership."""
        standing, names = holds(Tenure, known_at), list(self.columns)
        met = (standing, *self._met(given, names))
        probed_by = (standing, *self._met(given, names, by_index=False))
        return [Tie(self.item, self.own, met, probed_by)] if len(met) > 1 else []

    def counts(self, name: str, items: Items, given: Given, known_at: int | None) -> AnySelect:
        """One column's values, in memberships that meet what is asked of the others."""
        others = [each for each in self.columns if each != name]
        held = Held(self.item, self.own, self.columns[name][0])
        return held.counts(items, known_at).where(*self._met(given, others))

    def _met(
        self, given: Given, names: Sequence[str], *, by_index: bool = True
    ) -> list[ColumnElement[bool]]:
        met = [among(self.columns[name][0], given[name]) for name in names if name in given]
        asked = Question.of(given["on"]) if "on" in given else None
        return met + admitted_by(asked, by_index=by_index)


@dataclass(frozen=True, slots=True)
class HeldOn:
    """``on`` and ``as_of``, which ask the same of a list of memberships."""

    def parameters(self) -> Sequence[Parameter]:
        """Both."""
        as_of = "As it was true that day, as far as known: 2023-07-01, 2023-07 or 2023. Like on."
        return [held_on(""), Parameter("as_of", Takes.DATE, as_of, "2023-07-01")]

    def conditions(self, given: Given, _known_at: int | None) -> Sequence[Condition]:
        """That the membership possibly held."""
        asked = [given[name] for name in ("on", "as_of") if name in given]
        return [met for date in asked for met in admitted_by(Question.of(date))]


@dataclass(frozen=True, slots=True)
class Has:
    """``has``: that fields which may be missing are there."""

    fields: Mapping[str, Source]

    def parameters(self) -> Sequence[Parameter]:
        """One, which may be repeated."""
        names = tuple(self.fields)
        description = "Only those with something in this field; several times: in each of these."
        return [Parameter("has", Takes.CHOICE, description, names[0], len(names), names)]

    def conditions(self, given: Given, known_at: int | None) -> Sequence[Condition]:
        """That each of the fields is filled."""
        return [self.fields[name].is_there(known_at) for name in given.get("has", ())]


@dataclass(frozen=True, slots=True)
class ChangedSince:
    """``changed_since``: what reads otherwise than after a change. ``kind``: of entities."""

    item: Column
    kind: EntityKind | None = None

    def parameters(self) -> Sequence[Parameter]:
        """One."""
        description = (
            "Only those that came, or came to read otherwise, after the change of this number."
            " What is gone is in /v1/changes."
        )
        return [Parameter("changed_since", Takes.NUMBER, description, "0")]

    def conditions(self, given: Given, known_at: int | None) -> Sequence[Condition]:
        """That the version which holds is a later one."""
        if "changed_since" not in given:
            return []
        if self.kind is None:
            return [Tenure.since > given["changed_since"]]
        later = (Document.kind == self.kind, Document.since > given["changed_since"])
        return [Tie(self.item, Document.id, (holds(Document, known_at), *later))]


def held_on(names: str) -> Parameter:
    """The parameter ``on``; ``names``: those that the same membership must meet."""
    same = f"; it goes with {names}, which the same membership must meet" if names else ""
    description = (
        "Only what was possibly held that day, known as far as written (2022-06-15, 2022-06, 2022),"
        f" or at some time in a period (2022..2023){same}."
    )
    return Parameter("on", Takes.DATE, description, "2022-06")


def _any_of(
    name: str, takes: Takes, of: str, example: str, choices: tuple[str, ...] = ()
) -> Parameter:
    description = f"Only those {of}; several times: any of these."
    return Parameter(name, takes, description, example, MOST_VALUES, choices)
