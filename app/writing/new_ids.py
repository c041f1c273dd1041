"""Ids for what is new: made of names, and never one that stands for something else."""

import re
from collections.abc import Callable
from typing import Final

from anyascii import anyascii

_LONGEST: Final = 80
_APART: Final = re.compile(r"[^a-z0-9]+")
_APOSTROPHES: Final = str.maketrans("", "", "'’ʻʼ‘`")


def slug(name: str) -> str:
    """A name in lower-case letters, digits and hyphens; ``x`` where it has none of them."""
    plain = anyascii(name.translate(_APOSTROPHES)).translate(_APOSTROPHES).lower()
    words = _APART.sub("-", plain).strip("-")
    if len(words) > _LONGEST:
        words = words[: _LONGEST + 1].rpartition("-")[0] or words[:_LONGEST]
    return words or "x"


class NewIds:
    """Gives ids, each once."""

    def __init__(self, is_taken: Callable[[str], bool]) -> None:
        """``is_taken``: whether an id stands for something on record."""
        self._is_taken = is_taken
        self._given: set[str] = set()

    def reserve(self, entity_id: str) -> None:
        """Keep an id from being given."""
        self._given.add(entity_id)

    def new(self, name: str) -> str:
        """An id for something of this name."""
        first = found = slug(name)
        number = 1
        while found in self._given or self._is_taken(found):
            number += 1
            found = f"{first}-{number}"
        self._given.add(found)
        return found
