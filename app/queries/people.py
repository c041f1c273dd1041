"""Queries for people."""

from typing import Final

from sqlalchemy import select

from app.db import AnySelect
from app.models import Person
from app.search.matching import matching
from app.vocabulary import EntityKind

KEY: Final = (Person.sort_key, Person.id)


def list_people(*, q: str | None) -> AnySelect:
    """People by name."""
    return matching(select(*KEY, Person.short), Person.id, EntityKind.PERSON, q)
