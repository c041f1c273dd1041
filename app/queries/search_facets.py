"""Facets of what a search found, over all kinds: a value leads to as many, given to its filter."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.batches import batches
from app.db import AnySelect
from app.models import EntityValue, Post, Tenure, holds
from app.queries.facets import MOST_SHOWN, Facets, label
from app.queries.parameters import ListError
from app.search.hits import Hit
from app.vocabulary import EntityKind

Counts = Counter[str]


def search_facets(session: Session, hits: Sequence[Hit], names: Sequence[str]) -> Facets:
    """The most frequent values of each facet; raises ListError."""
    facets: Facets = {}
    for name in names:
        if name not in _COUNTING:
            listed = ", ".join(_COUNTING)
            raise ListError("facets", f"{name!r} cannot be counted: facets are {listed}")
        counts = _COUNTING[name](session, hits)
        ordered = sorted(counts.items(), key=lambda each: (-each[1], each[0]))[:MOST_SHOWN]
        facets[name] = [{"value": value, "label": None, "count": n} for value, n in ordered]
    label(session, facets, {"organization"} & facets.keys(), None)
    return facets


def _kinds(_session: Session, hits: Sequence[Hit]) -> Counts:
    return Counter(str(hit.kind) for hit in hits)


def _kept(name: str) -> Callable[[Session, Sequence[Hit]], Counts]:
    def count(session: Session, hits: Sequence[Hit]) -> Counts:
        return _counted(session, hits, lambda ids: _values(name, ids))

    return count


def _organizations(session: Session, hits: Sequence[Hit]) -> Counts:
    """Those that people belonged to, that posts are in, and that events are of."""
    events = [hit for hit in hits if hit.kind == EntityKind.EVENT]
    others = [hit for hit in hits if hit.kind != EntityKind.EVENT]
    of_events = _counted(session, events, lambda ids: _values("organization", ids))
    return of_events + _counted(session, others, _held) + _counted(session, others, _of_posts)


def _values(name: str, ids: Sequence[str]) -> AnySelect:
    found = select(EntityValue.value, func.count()).where(EntityValue.entity_id.in_(ids))
    met = (EntityValue.property == name, holds(EntityValue, None))
    return found.where(*met).group_by(EntityValue.value)


def _held(ids: Sequence[str]) -> AnySelect:
    found = select(Tenure.organization_id, func.count(Tenure.person_id.distinct()))
    found = found.where(Tenure.person_id.in_(ids), holds(Tenure, None))
    return found.group_by(Tenure.organization_id)


def _of_posts(ids: Sequence[str]) -> AnySelect:
    found = select(Post.organization_id, func.count()).where(Post.id.in_(ids), holds(Post, None))
    return found.where(Post.organization_id.is_not(None)).group_by(Post.organization_id)


def _counted(
    session: Session, hits: Sequence[Hit], statement: Callable[[Sequence[str]], AnySelect]
) -> Counts:
    counts = Counts()
    for batch in batches(hit.entity_id for hit in hits):
        rows: Sequence[Any] = session.execute(statement(batch)).all()
        counts += Counter({row[0]: row[1] for row in rows})
    return counts


_COUNTING: Final[dict[str, Callable[[Session, Sequence[Hit]], Counts]]] = {
    "kind": _kinds,
    "organization": _organizations,
    "nationality": _kept("nationality"),
    "dataset": _kept("dataset"),
}
