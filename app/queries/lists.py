"""Lists: what each can be narrowed, sorted and counted by, and the statement for what is asked."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final, Protocol, cast

from sqlalchemy import ColumnElement, literal, select
from sqlalchemy.orm import Session

from app.db import AnySelect, text_position
from app.models import holds
from app.models.lists import ListRow
from app.models.versions import Versioned
from app.queries.filters import ChangedSince, Filter, Has, Named, OneOf
from app.queries.naming import having_names, named
from app.queries.narrowing import Column, Condition, narrowed
from app.queries.paging import Order, plain
from app.queries.parameters import Given, ListError, Parameter, Takes
from app.queries.sorting import SortKey, order_by, sort_parameter
from app.queries.sources import Items, KeptValues, Source
from app.search.language import FIELDS, NAME, TEXT, parse
from app.vocabulary import EntityKind

MOST_IDS: Final = 500  # of a batch


class Counted(Protocol):
    """A filter that can also count its values."""

    def counts(self, name: str, items: Items, given: Given, known_at: int | None) -> AnySelect:
        """Each value of the parameter ``name`` with the number of items that have it."""


@dataclass(frozen=True, slots=True)
class ListSpec:
    """One list.

    ``item`` identifies what it lists, ``shown`` are the columns that a page needs. ``ties``: the
    columns that order it where a sort does not, the last of them unique; ``unsorted``: its order
    without a sort, where that is another. ``facets``: the parameters whose values can be
    counted. ``kind``: of the entities listed, which can then be asked for by ``id``.
    """

    table: type[Versioned]
    item: Column
    shown: tuple[Column, ...]
    ties: tuple[Column, ...]
    usual: str
    filters: tuple[Filter, ...]
    facets: tuple[str, ...]
    sorts: Mapping[str, SortKey]
    kind: EntityKind | None = None
    unsorted: tuple[Column, ...] = ()

    def parameters(self) -> list[Parameter]:
        """All that may be given."""
        asked = [each for one in self.filters for each in one.parameters()]
        if self.kind:
            asked.append(_id_parameter(self.kind))
        return [*asked, sort_parameter(self.sorts, self.usual), facets_parameter(self.facets)]

    def facet(self, name: str) -> tuple[Counted, Parameter]:
        """The filter and the parameter of a facet; raises ListError where there is none."""
        if name not in self.facets:
            listed = ", ".join(self.facets)
            raise ListError("facets", f"{name!r} cannot be counted: facets are {listed}")
        return next(
            (cast("Counted", one), each)
            for one in self.filters
            for each in one.parameters()
            if each.name == name
        )


@dataclass(frozen=True, slots=True)
class Listing:
    """What was asked of a list. ``is_whole``: nothing narrows it."""

    spec: ListSpec
    given: Given
    known_at: int | None
    statement: AnySelect
    order: Order
    is_whole: bool

    def items(self) -> AnySelect:
        """The items alone."""
        return self.statement.with_only_columns(self.spec.item)


def listing(session: Session, spec: ListSpec, given: Given, known_at: int | None) -> Listing:
    """The list as asked for; raises ListError."""
    conditions: list[Condition] = [
        each for one in spec.filters for each in one.conditions(given, known_at)
    ]
    order: Order = spec.unsorted or spec.ties
    if "q" in given and spec.kind:
        found_ids = _named(session, given["q"], spec.kind, known_at)
        conditions.append(spec.item.in_(found_ids))
        order = [_position(spec.item, found_ids)] if found_ids else order
    if "id" in given:
        conditions.append(spec.item.in_(given["id"]))
        order = [_position(spec.item, given["id"])] if given["id"] else order
    if "sort" in given:
        order = order_by(given["sort"], spec.sorts, spec.ties)
    columns = {each.key: each for each in (*map(plain, order), *spec.shown)}
    found: AnySelect = select(*columns.values()).where(holds(spec.table, known_at))
    statement = narrowed(session, found, conditions)
    return Listing(spec, given, known_at, statement, order, not conditions)


def entity_list(
    table: type[ListRow],
    kind: EntityKind,
    q: Named,
    filters: tuple[Filter, ...],
    *,
    has: Mapping[str, Source],
    facets: tuple[str, ...],
    dates: Mapping[str, SortKey],
) -> ListSpec:
    """A list of entities of one kind, with what all of these have in common."""
    return ListSpec(
        table=table,
        item=table.id,
        shown=(table.id, table.short, table.display_names),
        ties=(table.sort_key, table.id),
        usual="by name",
        filters=(q, *filters, *_common_filters(table, kind), Has(has)),
        facets=(*facets, *(("article",) if kind is not EntityKind.ARTICLE else ()), "dataset"),
        sorts={"name": SortKey.of_text(table.sort_key), **dates},
        kind=kind,
    )


def _common_filters(table: type[ListRow], kind: EntityKind) -> list[Filter]:
    kept = partial(KeptValues, table.id, kind)
    return [
        *(_of_sources(kept) if kind is not EntityKind.ARTICLE else ()),
        OneOf("dataset", kept("dataset"), "of which facts are from this dataset", "curated"),
        ChangedSince(table.id, kind),
    ]


def _of_sources(kept: Callable[[str], KeptValues]) -> list[Filter]:
    """What articles do not have: they are sources themselves."""
    scheme = "with this identifier, written scheme:value"
    cited = "of which a fact is cited from this article"
    return [
        OneOf("identifier", kept("identifier"), scheme, "wikidata:Q42"),
        OneOf("article", kept("article"), cited, _EXAMPLE_IDS[EntityKind.ARTICLE], Takes.ID),
    ]


def _named(session: Session, query: str, kind: EntityKind, known_at: int | None) -> list[str]:
    """The ids of those whom a name may mean, the likeliest first; raises ListError."""
    asked = parse(query)
    others = (*FIELDS, TEXT)
    if asked.of(*others) or asked.of(*others, excluded=True):
        raise ListError("q", "of the field words only name: is for lists, which have filters")
    pieces = asked.of(None, NAME)
    if asked.pieces and not pieces:
        raise ListError("q", "it only says what is not wanted: add a word to look for")
    found = [each.entity_id for each in named(session, pieces, (kind,), known_at)]
    unwanted = having_names(session, asked, found, known_at)
    return [each for each in found if each not in unwanted]


def _position(item: Column, ids: Sequence[str]) -> ColumnElement[int]:
    """The place of an item among the ids asked for.

    One value, whatever their number: with two for each a statement is compiled anew each time.
    """
    listed = "".join(f"\n{each}\n" for each in ids if "\n" not in each)
    return text_position(literal(listed), "\n" + item + "\n").label("position")


def _id_parameter(kind: EntityKind) -> Parameter:
    description = (
        f"Only those with these ids, in the order given, up to {MOST_IDS}. A merged id is"
        " answered by its survivor, and told in merged; what is not there is told in missing."
    )
    return Parameter("id", Takes.ID, description, _EXAMPLE_IDS[kind], MOST_IDS)


def facets_parameter(facets: Sequence[str]) -> Parameter:
    """The parameter ``facets`` of a list that can count the values of these."""
    description = (
        "Count the values of these among all that the list has, the 20 most frequent of each:"
        f" {', '.join(facets)}; several with commas, or several times."
    )
    return Parameter("facets", Takes.WORD, description, facets[0], len(facets))


_EXAMPLE_IDS: Final = {
    EntityKind.PERSON: "liu-jianchao",
    EntityKind.ORGANIZATION: "china",
    EntityKind.POST: "us-secretary-of-state",
    EntityKind.EVENT: "world-political-parties-summit",
    EntityKind.ARTICLE: "liu-jianchao-new-face-of-the-communist-party",
}
