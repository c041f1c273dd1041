"""Ids for what comes without one: a slug of the name that nothing else has."""

import re
from collections.abc import Iterator
from typing import Final

from anyascii import anyascii
from sqlalchemy.orm import Session

from app.models import Entity

_MOST: Final = 80  # characters, of the 128 that an id may have


def free_id(session: Session, name: str, fallback: str) -> str:
    """An id like the name, which no entity has or had; ``fallback`` where it has no letters."""
    slug = slug_of(name) or fallback
    return next(each for each in _numbered(slug) if session.get(Entity, each) is None)


def slug_of(name: str) -> str:
    """The name in lower-case letters and digits, its words tied with hyphens."""
    words = re.findall(r"[a-z0-9]+", anyascii(name).replace("'", "").lower())
    slug = ""
    for word in words:
        if len(slug) + len(word) > _MOST:
            break
        slug = f"{slug}-{word}" if slug else word
    return slug or "".join(words)[:_MOST]


def _numbered(slug: str) -> Iterator[str]:
    yield slug
    number = 2
    while True:
        yield f"{slug}-{number}"
        number += 1
