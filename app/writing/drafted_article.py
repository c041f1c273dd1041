"""A verified draft, with what on record its entities are."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from app.drafting.records import Draft
from app.loading.dossier import DraftMatch

_SMALL_WORDS: Final = ("of", "the", "and", "for", "on", "in", "at", "to", "a", "an")


@dataclass(frozen=True, slots=True)
class Resolved:
    """What on record an entity may be; ``known_id`` where it surely is."""

    known_id: str | None = None
    matches: tuple[DraftMatch, ...] = ()


@dataclass(frozen=True, slots=True)
class Drafted:
    """A draft; ``resolved`` says by its ids what is on record, ``inferred`` which posts are of
    their organizations by their titles alone.
    """

    draft: Draft
    inferred: frozenset[str] = frozenset()
    resolved: Mapping[str, Resolved] = field(default_factory=dict)


def is_proper(name: str) -> bool:
    """Whether it is a name of its own: Delta Congress, not: resignation of the prime minister."""
    words = [each for each in name.split() if each not in _SMALL_WORDS]
    return len(words) > 1 and all(each[0].isupper() or each[0].isdigit() for each in words)
