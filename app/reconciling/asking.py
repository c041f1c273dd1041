"""Reconciliation queries turned into what the matching asks for."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from app.dates import PartialDate, PartialDateError
from app.matching.candidates import Asked
from app.matching.description import Description, Json, gender_key
from app.matching.features import Features, same_wording
from app.reconciling.properties import (
    ReconProperty,
    UnknownPropertyError,
    find_property,
    scheme_of,
)
from app.reconciling.types import UnknownTypeError, kind_of
from app.vocabulary import ID_PATTERN, PATHS, EntityKind

ENTITIES: Final = "/v1/reconcile/entities"  # the space of the identifiers, and where they lead
_MOST_NAMES: Final = 3  # each is looked up

# What each property says in a description. Any other is compared as it is.
_NAMES: Final = frozenset({"name", "other_name"})
_BEGAN: Final = frozenset({"birth_date", "founding_date", "start_date", "publication_date"})
_ENDED: Final = frozenset({"death_date", "dissolution_date", "end_date"})
_PLACES: Final = frozenset({"nationality", "area"})
_POSTS: Final = frozenset({"held_post", "membership", "role"})
_ORGANIZATIONS: Final = frozenset({"member_of", "on_behalf_of"})


class QueryError(ValueError):
    """A query that cannot be answered; ``field`` is where in it, the message says what is right."""

    def __init__(self, field: str, message: str) -> None:
        """``field``: the way there from the query."""
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True)
class Value:
    """A value given: as text, and as the id of an entity where it was reconciled before."""

    text: str
    id: str | None = None

    @property
    def both(self) -> tuple[str, ...]:
        """The id and the text, where there are two."""
        return (self.id, self.text) if self.id and self.id != self.text else (self.text,)


@dataclass(frozen=True, slots=True)
class Query:
    """A reconciliation query. ``base``: our own address, by which a URL of ours is known."""

    text: str | None
    types: Sequence[str] = ()
    strict: str = "any"
    properties: Sequence[tuple[str, Sequence[Value]]] = ()
    base: str = ""


@dataclass(slots=True)
class _Told:
    """What the properties of a query tell, gathered one by one."""

    names: list[str] = field(default_factory=list)
    texts: dict[str, list[str]] = field(default_factory=dict)
    began: list[PartialDate] = field(default_factory=list)
    ended: list[PartialDate] = field(default_factory=list)
    identifiers: set[tuple[str, str]] = field(default_factory=set)
    others: list[tuple[ReconProperty, Sequence[Value]]] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)

    def add(self, known: ReconProperty, values: Sequence[Value]) -> None:
        scheme = scheme_of(known.id)
        texts = [text for value in values for text in value.both]
        if known.id in _NAMES:
            self.names += [value.text for value in values]
        elif known.id in _BEGAN | _ENDED:
            read = [date for value in values if (date := _date(value.text))]
            (self.began if known.id in _BEGAN else self.ended).extend(read)
            self.unreadable += [known.id] if len(read) < len(values) else []
        elif scheme or known.id == "identifier":
            self.identifiers |= {_identifier(scheme, value.text) for value in values}
        elif known.id in _GROUPS:
            self.texts.setdefault(_GROUPS[known.id], []).extend(texts)
        else:
            self.others.append((known, values))


_GROUPS: Final[dict[str, str]] = {
    "family_name": "family_names",
    "gender": "genders",
    **dict.fromkeys(_PLACES, "countries"),
    **dict.fromkeys(_POSTS, "posts"),
    **dict.fromkeys(_ORGANIZATIONS, "organizations"),
}


def asked_for(query: Query) -> Asked:
    """What a query asks for; raises QueryError for a type or property that there is not."""
    told = _Told(names=[query.text] if query.text else [])
    for at, (property_id, values) in enumerate(query.properties):
        try:
            told.add(find_property(property_id), values)
        except UnknownPropertyError as error:
            raise QueryError(f"properties.{at}.pid", str(error)) from None
    wanted, preferred = _kinds(query)
    entity_id = _id_in(query.text or "", query.base)
    return Asked(
        _description(told),
        kinds=wanted,
        preferred=preferred,
        entity_ids=(entity_id,) if entity_id else (),
        further=_further(told),
    )


def _description(told: _Told) -> Description:
    texts = {group: tuple(dict.fromkeys(values)) for group, values in told.texts.items()}
    return Description(
        names=tuple(dict.fromkeys(told.names))[:_MOST_NAMES],
        family_names=texts.get("family_names", ()),
        began=tuple(told.began),
        ended=tuple(told.ended),
        genders=tuple(gender_key(each) for each in texts.get("genders", ())),
        countries=texts.get("countries", ()),
        posts=texts.get("posts", ()),
        organizations=texts.get("organizations", ()),
        identifiers=frozenset(told.identifiers),
    )


def _kinds(query: Query) -> tuple[tuple[EntityKind, ...], tuple[EntityKind, ...]]:
    """The kinds to look among, and those of them that are preferred.

    An entity has one type: none has ``all`` of two. With ``should``, the others stand back.
    """
    try:
        asked = tuple(dict.fromkeys(kind_of(each) for each in query.types))
    except UnknownTypeError as error:
        raise QueryError("type", str(error)) from None
    every = tuple(EntityKind)
    if not asked or query.strict == "should":
        return every, asked
    return (() if query.strict == "all" and len(asked) > 1 else asked), ()


def _id_in(text: str, base: str) -> str | None:
    """The id that a text is, or that a URL of ours leads to."""
    plain = text.strip()
    for path in (ENTITIES, *_PAGES):
        for start in (f"{base}{path}/", f"{path}/"):
            if plain.startswith(start):
                plain = plain.removeprefix(start).partition("?")[0]
    return plain if re.fullmatch(ID_PATTERN, plain) else None


_PAGES: Final = [each for path in PATHS.values() for each in (path, path.removeprefix("/v1"))]


def _date(text: str) -> PartialDate | None:
    """A date as it stands in a cell: as far as it is known, or with a time behind it."""
    try:
        return PartialDate.parse(text.strip().partition("T")[0])
    except PartialDateError:
        return None


def _identifier(scheme: str | None, text: str) -> tuple[str, str]:
    if scheme:
        return scheme, text
    before, _, after = text.partition(":")
    return before, after


def _further(told: _Told) -> Callable[[Json], Features] | None:
    """The features of what a description has no place for."""
    if not told.others and not told.unreadable:
        return None
    unreadable = dict.fromkeys((f"{each}_unreadable" for each in told.unreadable), 1.0)
    return lambda document: unreadable | _others(told.others, document)


def _others(
    others: Iterable[tuple[ReconProperty, Sequence[Value]]], document: Mapping[str, object]
) -> Features:
    verdicts = [_agrees(known, values, dict(document)) for known, values in others]
    agree, differ = verdicts.count(True), verdicts.count(False)
    counted = {"properties_agree": float(agree), "properties_differ": float(differ)}
    return {name: count for name, count in counted.items() if count}


def _agrees(known: ReconProperty, values: Sequence[Value], document: Json) -> bool | None:
    """Whether a value given is among those of the document; None where either has none."""
    there = [str(each) for value in known.values(document) for each in value.values()]
    given = [text for value in values for text in value.both]
    if not there or not given:
        return None
    return any(same_wording(one, other) for one in given for other in there)
