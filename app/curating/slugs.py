"""Ids for what comes without one: a slug of the name that nothing else has."""

from collections.abc import Iterator
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Entity, Organization, Person
from app.models.lists import ListRow
from app.profiles.values import LONGEST
from app.search.keys import sort_key
from app.slugs import slug_of
from app.vocabulary import EntityKind

# Of what two rarely have one name: the lists in which namesakes are looked for.
_LISTS: Final[dict[EntityKind, type[ListRow]]] = {
    EntityKind.PERSON: Person,
    EntityKind.ORGANIZATION: Organization,
}
_NAMED: Final = 3


def free_id(session: Session, name: str, fallback: str) -> str:
    """An id like the name, which no entity has or had; ``fallback`` where it has no letters."""
    slug = slug_of(name) or fallback
    return next(each for each in _numbered(slug) if session.get(Entity, each) is None)


def entities_called(session: Session, name: str, kind: EntityKind) -> list[str]:
    """Up to three entities of this name, in the order of their ids; one that is gone by its id.

    None of posts and events, of which many have one name.
    """
    if kind not in _LISTS:
        return []
    table = _LISTS[kind]
    standing = select(table.id).where(
        table.sort_key == sort_key(name)[:LONGEST], table.name == name, table.until.is_(None)
    )
    by_id = select(Entity.id).where(Entity.id == slug_of(name), Entity.kind == kind)
    found = {*session.scalars(standing.limit(_NAMED)), *session.scalars(by_id)}
    return sorted(found)[:_NAMED]


def _numbered(slug: str) -> Iterator[str]:
    yield slug
    number = 2
    while True:
        yield f"{slug}-{number}"
        number += 1
