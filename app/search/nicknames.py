"""Nicknames of English given names, from the hand-curated set of the package ``nicknames``."""

from functools import lru_cache
from typing import Final

from nicknames import NickNamer

_NAMES: Final = NickNamer()


@lru_cache(maxsize=5_000)
def _formal(name: str) -> frozenset[str]:
    return frozenset(_NAMES.canonicals_of(name))


def are_nicknames(one: str, other: str) -> bool:
    """Whether one is a nickname of the other, or both are of the same name."""
    if one in _formal(other) or other in _formal(one):
        return True
    return not _formal(one).isdisjoint(_formal(other))
