"""What a search is narrowed by: the filters of the lists, for each kind those that its list has."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Document, holds
from app.queries import articles, events, organizations, people, posts
from app.queries.lists import ListSpec, facets_parameter, listing
from app.queries.narrowing import narrowed
from app.queries.parameters import Given, Parameter, Takes
from app.search.finding import find
from app.search.hits import Hit
from app.search.language import Piece
from app.search.tokens import contains, term
from app.vocabulary import EntityKind

MOST_LISTED: Final = 1000  # of each kind, where only filters are given
FACETS: Final = ("kind", "organization", "nationality", "dataset")
LISTS: Final[dict[EntityKind, ListSpec]] = {
    EntityKind.PERSON: people.LIST,
    EntityKind.ORGANIZATION: organizations.LIST,
    EntityKind.POST: posts.LIST,
    EntityKind.EVENT: events.LIST,
    EntityKind.ARTICLE: articles.LIST,
}
FILTERS: Final = (
    "nationality",
    "gender",
    "occupation",
    "held_post",
    "organization",
    "on",
    "classification",
    "dataset",
    "identifier",
    "article",
    "changed_since",
)
# What the list of a kind calls a filter, where it has another name for it.
_CALLED: Final[dict[EntityKind, dict[str, str]]] = {
    EntityKind.POST: {"organization": "organization_id"},
    EntityKind.EVENT: {"organization": "organization_id"},
    EntityKind.ARTICLE: {"article": "id"},
}
# Field words of q: the filter that each is, and of what its value may also be a name.
FIELD_WORDS: Final[dict[str, tuple[str, EntityKind | None]]] = {
    "nationality": ("nationality", None),
    "dataset": ("dataset", None),
    "identifier": ("identifier", None),
    "post": ("held_post", EntityKind.POST),
    "organization": ("organization", EntityKind.ORGANIZATION),
    "article": ("article", EntityKind.ARTICLE),
}
_MOST_MEANT: Final = 50  # entities that one such name may stand for
_SURE: Final = 0.9  # the score from which on a name that is spelled otherwise is taken for it
_TAKEN: Final = {
    kind: frozenset(each.name for each in spec.parameters()) for kind, spec in LISTS.items()
}
_NOTHING: Final = ""  # no entity has this id


class SearchSpec:
    """What a search takes, beside what it looks for."""

    def parameters(self) -> list[Parameter]:
        """The filters, most of which the lists have too."""
        known: dict[str, Parameter] = {}
        for spec in LISTS.values():
            known = {each.name: each for each in spec.parameters()} | known
        filters = [known[name] for name in FILTERS]
        return [_kind_parameter(), *filters, facets_parameter(FACETS)]


SEARCH: Final = SearchSpec()


def listed_hits(
    session: Session, kinds: Collection[EntityKind], filters: Sequence[Given]
) -> tuple[dict[str, Hit], bool]:
    """What meets the filters, where there is nothing else to look for.

    Of filters of one name the first alone is met: ``narrowed_hits`` sees to the others.
    """
    wanted: Given = {}
    for each in filters:
        wanted = {**each, **wanted}
    hits: dict[str, Hit] = {}
    is_whole = True
    for kind in sorted(kinds):
        asked = _called(kind, wanted)
        if asked is None:
            continue
        found = listing(session, LISTS[kind], asked, None)
        statement = found.statement.order_by(*found.order).limit(MOST_LISTED + 1)
        ids = [row.id for row in session.execute(statement)]
        is_whole = is_whole and len(ids) <= MOST_LISTED
        hits |= {each: Hit(each, kind, 0.0) for each in ids[:MOST_LISTED]}
    return hits, is_whole


def narrowed_hits(
    session: Session, hits: Mapping[str, Hit], filters: Sequence[Given]
) -> dict[str, Hit]:
    """Those that meet each of the filters."""
    for asked in filters:
        if asked:
            kept = meeting(session, hits, asked)
            hits = {each: hit for each, hit in hits.items() if each in kept}
    return dict(hits)


def meeting(session: Session, hits: Mapping[str, Hit], asked: Given) -> set[str]:
    """The ids of those that meet a filter."""
    kept: set[str] = set()
    for kind in {hit.kind for hit in hits.values()}:
        own = _called(kind, asked)
        if own is None:
            continue
        ids = [hit.entity_id for hit in hits.values() if hit.kind == kind]
        ids = [each for each in ids if each in own["id"]] if "id" in own else ids
        spec = LISTS[kind]
        met = [condition for one in spec.filters for condition in one.conditions(own, None)]
        present = select(spec.item).where(holds(spec.table, None), spec.item.in_(ids))
        kept |= set(session.scalars(narrowed(session, present, met)))
    return kept


def _called(kind: EntityKind, asked: Given) -> dict[str, Any] | None:
    """The filters as the list of a kind calls them; None where it does not have one of them."""
    names = _CALLED.get(kind, {})
    called = {names.get(name, name): value for name, value in asked.items()}
    return called if called.keys() <= _TAKEN[kind] else None


def filter_of(session: Session, piece: Piece) -> dict[str, list[str]]:
    """The filter that a field word is, with the ids of what its value names."""
    name, kind = FIELD_WORDS[str(piece.field)]
    if kind is not None:
        return {name: _ids(session, kind, piece.text)}
    text = piece.text
    spelled = (text, text.lower(), text.capitalize(), text.title(), text.upper())
    return {name: list(dict.fromkeys(spelled)) if name == "nationality" else [text]}


def _ids(session: Session, kind: EntityKind, text: str) -> list[str]:
    """The entities of a kind that are meant: the one with this id, else those so called.

    A name may say more than is asked for, if it has these words side by side.
    """
    of_id = select(Document.id, Document.merged_into).where(
        Document.id == text, Document.kind == kind, holds(Document, None)
    )
    row = session.execute(of_id).one_or_none()
    if row:
        return [row.merged_into or row.id]
    found = find(session, text, kinds=(kind,), limit=_MOST_MEANT)
    said = term(text)
    meant = [
        each for each in found if each.score >= _SURE or (said and contains([said], [each.name]))
    ]
    return [each.entity_id for each in meant] or [_NOTHING]


def _kind_parameter() -> Parameter:
    description = "Only those of this kind; several times: any of these."
    return Parameter(
        "kind", Takes.CHOICE, description, "person", len(EntityKind), tuple(map(str, EntityKind))
    )
