"""The types of the service: our kinds of entities, by the names that schemas give them."""

from difflib import get_close_matches
from typing import Final

from app.vocabulary import EntityKind

TYPES: Final[dict[EntityKind, str]] = {
    EntityKind.PERSON: "Person",
    EntityKind.ORGANIZATION: "Organization",
    EntityKind.POST: "Post",
    EntityKind.EVENT: "Event",
    EntityKind.ARTICLE: "Article",
}
DESCRIPTIONS: Final[dict[EntityKind, str]] = {
    EntityKind.PERSON: "A human being who holds or held a public role",
    EntityKind.ORGANIZATION: "A party, a department, a parliament, a country",
    EntityKind.POST: "A position that people hold, one after the other",
    EntityKind.EVENT: "Something that took place, with those who took part",
    EntityKind.ARTICLE: "A source: the text that facts were read in",
}
_KINDS: Final = {name.lower(): kind for kind, name in TYPES.items()}


class UnknownTypeError(ValueError):
    """There is no such type; the message says which there are."""


def kind_of(type_id: str) -> EntityKind:
    """The kind that a type's id means, whatever its case; raises UnknownTypeError."""
    found = _KINDS.get(type_id.lower())
    if found is None:
        near = get_close_matches(type_id.lower(), _KINDS, n=1, cutoff=0.6)
        hint = f"did you mean {TYPES[_KINDS[near[0]]]}? " if near else ""
        raise UnknownTypeError(
            f"{type_id[:100]!r} is no type: {hint}known are {', '.join(TYPES.values())}"
        )
    return found
