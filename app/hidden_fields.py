"""Fields that an installation, or one entity, does not show: their names, and what they stand for.

``birth_date`` is a property, ``alias`` a kind of name, ``person.image`` a property of one kind of
entity only; ``identifiers.<scheme>`` and ``links.<kind>`` are some of many, ``identifiers`` and
``links`` all of them. What never goes out anyhow (``app/privacy.py``) may be named, too.
"""

from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from app.privacy import SENSITIVE, folded
from app.vocabulary import NAME_KINDS, NAME_PARTS, PROPERTIES, EntityKind, FactKind

# What an entity cannot be told without, and what goes out with the name that it is a part of.
_NEEDED: Final = ("title", "boilerplate", "organization", *NAME_PARTS)
_SEVERAL: Final = {"identifiers": FactKind.IDENTIFIER, "links": FactKind.LINK}
_PROPERTIES: Final = tuple(name for name in PROPERTIES if name not in _NEEDED)
_NAMES: Final = tuple(name for name in NAME_KINDS if name != "name")
# Popolo's name of a property of ours: its files have it so.
_NAMED_OTHERWISE: Final = {"national_identity": "nationality"}
KNOWN: Final = (*_PROPERTIES, *_NAMES, *_SEVERAL)
# The same under other names, in what sources say beside.
_ALSO: Final = {
    "birth_date": ("birthday", "born", "dateofbirth", "birthdate", "birthyear"),
    "death_date": ("deathday", "died", "dateofdeath", "deathdate", "deathyear"),
    "gender": ("sex",),
    "image": ("images", "photo", "picture", "portrait"),
    "national_identity": ("nationality", "nationalities", "citizenship", "citizenships"),
    "nationality": ("nationalities", "citizenship", "citizenships"),
    "links": ("urls", "websites"),
    "alias": ("aliases", "othernames"),
    "former_name": ("formernames", "othernames"),
    "birth_name": ("birthnames", "othernames"),
    "transliteration": ("transliterations", "othernames"),
}


@dataclass(frozen=True, slots=True)
class Field:
    """A field by its parts. ``word``: the property meant, None for all that are of the kinds."""

    name: str
    kinds: tuple[FactKind, ...]
    word: str | None
    of: EntityKind | None = None

    @property
    def keys(self) -> frozenset[str]:
        """The keys of a source's own data, folded, under which it may say the same."""
        parts = [part for part in self.name.split(".") if part not in set(EntityKind)]
        return frozenset(key for part in parts for key in (folded(part), *_ALSO.get(part, ())))


def parse_field(name: str) -> Field:
    """The field of this name; raises ValueError, which says what would be right."""
    first, _, rest = name.partition(".")
    if first in _SEVERAL and (rest or "." not in name):
        return Field(name, (_SEVERAL[first],), rest or None)
    if rest and first in set(EntityKind) and EntityKind(first) in _of(rest):
        return Field(name, _kinds(rest), rest, EntityKind(first))
    if name in KNOWN or folded(name) in SENSITIVE:
        return Field(name, _kinds(name), _NAMED_OTHERWISE.get(name, name))
    raise ValueError(_refusal(name, rest or name))


def parse_fields(written: str) -> tuple[str, ...]:
    """The names of a comma-separated list, each once, in order; raises ValueError."""
    names = sorted({each.strip() for each in written.split(",")} - {""})
    return tuple(parse_field(name).name for name in names)


def _kinds(name: str) -> tuple[FactKind, ...]:
    return (FactKind.NAME,) if name in _NAMES else (FactKind.ATTRIBUTE, FactKind.RELATION)


def _of(name: str) -> frozenset[EntityKind]:
    if name in _NAMES:
        return frozenset(EntityKind)
    return PROPERTIES[name].of if name in _PROPERTIES else frozenset()


def _refusal(name: str, bare: str) -> str:
    if bare in NAME_PARTS:
        return f"{name!r} is a part of names, and goes out with them: it cannot be hidden alone"
    if bare in _NEEDED or bare == "name":
        return f"{name!r} is what its entity is told by: it cannot be hidden"
    near = get_close_matches(name, KNOWN, n=1, cutoff=0.5)
    hint = f"did you mean {near[0]}? " if near else ""
    return (
        f"{name!r} is no field: {hint}Known are {', '.join(KNOWN)}; identifiers.<scheme>,"
        " links.<kind>, and a field of one kind only, such as person.image"
    )
