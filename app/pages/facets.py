"""Facets as links: each value narrows what is shown, or takes the narrowing back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from app.pages.addresses import Address
from app.pages.words import property_words

Json = Mapping[str, Any]
_FIRST: Final = 8  # values shown at once; the others behind a fold


@dataclass(frozen=True, slots=True)
class FacetLink:
    """A value with how many items have it; ``is_chosen``: the link takes it back."""

    label: str
    count: int
    path: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """The values of one facet: the most frequent ones, and more."""

    label: str
    first: Sequence[FacetLink]
    more: Sequence[FacetLink]


@dataclass(frozen=True, slots=True)
class Chosen:
    """Something that narrows what is shown, and the path without it."""

    label: str
    value: str
    path: str


def facets_of(counted: Mapping[str, Sequence[Json]], address: Address) -> list[Facet]:
    """Those facets that have a value to choose."""
    facets: list[Facet] = []
    for name, values in counted.items():
        links = [_link(name, each, address) for each in values]
        if links:
            facets.append(Facet(facet_label(name), links[:_FIRST], links[_FIRST:]))
    return facets


def chosen_of(
    names: Mapping[tuple[str, str], str | None], address: Address, beside: Sequence[str]
) -> list[Chosen]:
    """All that narrows what is shown, but for what the form has (``beside``).

    ``names``: what values that are ids are called, by parameter and value.
    """
    asked = [each for each in address.query if each[0] not in beside]
    return [
        Chosen(
            facet_label(name), names.get((name, value), property_words(value)) or value, path.text
        )
        for name, value in asked
        for path in (address.without(name, value),)
    ]


def facet_label(name: str) -> str:
    """The name of a parameter in words: ``organization_id`` is "organization"."""
    return property_words(name.removesuffix("_id").removesuffix("_code"))


def _link(name: str, value: Json, address: Address) -> FacetLink:
    text = value["value"]
    label = value["label"] or property_words(text)
    if address.has(name, text):
        return FacetLink(label, value["count"], address.without(name, text).text, is_chosen=True)
    return FacetLink(label, value["count"], address.adding(name, text).text, is_chosen=False)
