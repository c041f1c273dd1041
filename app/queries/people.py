"""Queries for people."""

from typing import Final

from sqlalchemy import select

from app.db import AnySelect
from app.models import Person, holds
from app.search.matching import matching
from app.vocabulary import EntityKind

KEY: Final = (Person.sort_key, Person.id)


def list_people(*, q: str | None, known_at: int | None) -> AnySelect:
    """People by name."""
    return matching(
        select(*KEY, Person.short).where(holds(Person, known_at)),
        Person.id,
        EntityKind.PERSON,
        q,
        known_at,
    )
