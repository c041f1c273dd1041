"""Ids for what is new: made of names, and never one that stands for something else."""

from collections.abc import Callable

from app.slugs import slug_of


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
        first = found = slug_of(name) or "x"
        number = 1
        while found in self._given or self._is_taken(found):
            number += 1
            found = f"{first}-{number}"
        self._given.add(found)
        return found
