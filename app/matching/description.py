"""What is told of an entity, in the form that two of them are compared in."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from app.dates import PartialDate
from app.search.keys import fold

Json = dict[str, Any]
_MOST_NAMES: Final = 40  # of an entity; those with most have names in as many scripts
_GENDERS: Final = {"m": "male", "man": "male", "f": "female", "woman": "female", "w": "female"}
# What an entity of another kind than a person has in the place of its birth and death.
_BEGINNINGS: Final = ("birth_date", "founding_date", "start_date", "publication_date")
_ENDS: Final = ("death_date", "dissolution_date", "end_date")


@dataclass(frozen=True, slots=True)
class Description:
    """What is known of somebody or something; several values where sources differ.

    ``posts`` and ``organizations`` are ids and names alike. ``identifiers`` are pairs of a scheme
    and a value.
    """

    names: tuple[str, ...] = ()
    family_names: tuple[str, ...] = ()
    began: tuple[PartialDate, ...] = ()
    ended: tuple[PartialDate, ...] = ()
    genders: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    posts: tuple[str, ...] = ()
    organizations: tuple[str, ...] = ()
    identifiers: frozenset[tuple[str, str]] = frozenset()


def gender_key(text: str) -> str:
    """A gender in one spelling: ``F`` and ``Female`` are ``female``."""
    folded = fold(text).strip()
    return _GENDERS.get(folded, folded)


def description_of(document: Json) -> Description:
    """What a ready document tells."""
    stated = _Stated(document)
    held = document.get("memberships", [])
    return Description(
        names=_unique([document["name"], *(each["name"] for each in _others(document))])[
            :_MOST_NAMES
        ],
        family_names=_unique([*stated.texts("family_name"), *_family_names(document)]),
        began=stated.dates(_BEGINNINGS),
        ended=stated.dates(_ENDS),
        genders=_unique(gender_key(each) for each in stated.texts("gender")),
        countries=stated.texts("nationality", "area"),
        posts=_unique(text for each in held for text in _post_words(each)),
        organizations=_unique(text for each in held for text in _organization_words(each)),
        identifiers=frozenset(
            (each["property"], str(each["value"])) for each in document.get("identifiers", [])
        ),
    )


class _Stated:
    """The attributes among a document's own facts: all that sources say, not the best alone."""

    def __init__(self, document: Json) -> None:
        self._facts = [each for each in document["facts"] if each["kind"] == "attribute"]

    def texts(self, *properties: str) -> tuple[str, ...]:
        found = (each["value"] for each in self._facts if each["property"] in properties)
        return _unique(str(value) for value in found)

    def dates(self, properties: Iterable[str]) -> tuple[PartialDate, ...]:
        return tuple(PartialDate.parse(text) for text in self.texts(*properties))


def _others(document: Json) -> list[Json]:
    others: list[Json] = document.get("other_names", [])
    return others


def _family_names(document: Json) -> Iterator[str]:
    """Those among the parts of names, where a name tells its parts."""
    for name in (*document["facts"], *_others(document)):
        if name.get("family_name"):
            yield str(name["family_name"])


def _post_words(membership: Json) -> Iterator[str]:
    yield from (str(membership[each]) for each in ("label", "role", "post_id") if membership[each])
    if membership["post"]:
        yield membership["post"]["name"]


def _organization_words(membership: Json) -> Iterator[str]:
    for body in (membership["organization"], membership["on_behalf_of"]):
        if body:
            yield from (body["id"], body["name"])


def _unique(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))
