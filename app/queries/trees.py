"""Queries for what stands below and above an organization: the whole of it in one statement."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Select, literal, select
from sqlalchemy.orm import Session, aliased

from app.models import Organization, holds

MOST_BELOW: Final = 100  # directly below an organization
_MOST_IN_ALL: Final = 1_000
_DEEPEST_BELOW: Final = 4  # levels
_DEEPEST_ABOVE: Final = 50  # what stands higher is a cycle or a fault


def organizations_below(
    session: Session, organization_id: str, known_at: int | None
) -> Sequence[Any]:
    """The organizations below one, by their depth: id, parent_id, sort_key, short, display_names.

    Of those directly below it the first by name, one more than ``MOST_BELOW`` where there are more.
    """
    first = _lines(Organization, literal(1).label("depth"))
    first = first.where(Organization.parent_id == organization_id, holds(Organization, known_at))
    first = first.order_by(Organization.sort_key, Organization.id).limit(MOST_BELOW + 1)
    tree = select(first.subquery()).cte("below", recursive=True)
    child = aliased(Organization)
    deeper = _lines(child, (tree.c.depth + 1).label("depth"))
    deeper = deeper.join(tree, child.parent_id == tree.c.id)
    deeper = deeper.where(holds(child, known_at), tree.c.depth < _DEEPEST_BELOW)
    # It grows level by level on either database, so a limit cuts the deepest.
    rows = session.execute(select(tree.union_all(deeper)).limit(_MOST_IN_ALL)).all()
    return sorted(rows, key=lambda row: (row.depth, row.sort_key, row.id))


def organizations_above(
    session: Session, organization_id: str | None, known_at: int | None
) -> list[Any]:
    """An organization behind those above it, the highest first; nothing of None."""
    if organization_id is None:
        return []
    first = _lines(Organization, literal(1).label("depth"))
    first = first.where(Organization.id == organization_id, holds(Organization, known_at))
    path = first.cte("above", recursive=True)
    parent = aliased(Organization)
    higher = _lines(parent, (path.c.depth + 1).label("depth"))
    higher = higher.join(path, parent.id == path.c.parent_id)
    higher = higher.where(holds(parent, known_at), path.c.depth < _DEEPEST_ABOVE)
    rows = session.execute(select(path.union_all(higher))).all()
    # In a cycle each stands once.
    nearest = {row.id: row for row in sorted(rows, key=lambda row: -row.depth)}
    return sorted(nearest.values(), key=lambda row: -row.depth)


def _lines(table: Any, depth: Any) -> Select[Any]:
    columns = (table.id, table.parent_id, table.sort_key, table.short, table.display_names)
    return select(*columns, depth)
