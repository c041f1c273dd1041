"""Queries for what stands below and above an organization."""

from typing import Any, Final

from sqlalchemy import literal, select
from sqlalchemy.orm import Session, aliased

from app.models import Organization, holds

MOST_BELOW: Final = 100  # directly below an organization
_MOST_OF_A_LEVEL: Final = 500
_DEEPEST_BELOW: Final = 4  # levels
_DEEPEST_ABOVE: Final = 50  # what stands higher is a cycle or a fault


def organizations_below(session: Session, organization_id: str, known_at: int | None) -> list[Any]:
    """The organizations below one, level by level, each in the order of names.

    Of those directly below it, one more than ``MOST_BELOW`` where there are more. A statement for
    each level, and no recursion: no index leads from an organization to those that once stood below
    it, and so a past view reads the table once a level instead of once an organization.
    """
    found: list[Any] = []
    level, most = [organization_id], MOST_BELOW + 1
    for _ in range(_DEEPEST_BELOW):
        below = select(*_lines(Organization)).where(Organization.parent_id.in_(level))
        below = below.where(holds(Organization, known_at))
        ordered = below.order_by(Organization.sort_key, Organization.id).limit(most)
        rows = session.execute(ordered).all()
        found += rows
        level, most = [row.id for row in rows], _MOST_OF_A_LEVEL
        if not level:
            break
    return found


def organizations_above(
    session: Session, organization_id: str | None, known_at: int | None
) -> list[Any]:
    """An organization behind those above it, the highest first, in one statement.

    Nothing of None.
    """
    if organization_id is None:
        return []
    first = select(*_lines(Organization), literal(1).label("depth"))
    first = first.where(Organization.id == organization_id, holds(Organization, known_at))
    path = first.cte("above", recursive=True)
    parent = aliased(Organization)
    higher = select(*_lines(parent), (path.c.depth + 1).label("depth"))
    higher = higher.join(path, parent.id == path.c.parent_id)
    higher = higher.where(holds(parent, known_at), path.c.depth < _DEEPEST_ABOVE)
    rows = session.execute(select(path.union_all(higher))).all()
    # In a cycle each stands once.
    nearest = {row.id: row for row in sorted(rows, key=lambda row: -row.depth)}
    return sorted(nearest.values(), key=lambda row: -row.depth)


def _lines(table: Any) -> tuple[Any, ...]:
    return table.id, table.parent_id, table.short, table.display_names
