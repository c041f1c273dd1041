"""The properties of the service: what they are called, and what a ready document says of them."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Final, TypeAlias

from app.vocabulary import PROPERTIES, EntityKind, ValueType, properties_of

Json: TypeAlias = dict[str, Any]
# A value as data extension answers it: {"id", "name"}, {"str"} or {"int"}.
Value: TypeAlias = dict[str, Any]
Reader: TypeAlias = Callable[[Json], Iterator[Value]]
# An identifier of one scheme, such as identifier.wikidata. (No colon: OpenRefine takes what is
# typed around one for a filter.)
_OF_SCHEME: Final = "identifier."
_NOT_OFFERED: Final = ("boilerplate",)


@dataclass(frozen=True, slots=True)
class ReconProperty:
    """``read``: the values that a document has; ``read_current``: those that are not over.

    ``target``: the kind of the entities among the values.
    """

    id: str
    name: str
    description: str
    kinds: frozenset[EntityKind]
    read: Reader
    target: EntityKind | None = None
    read_current: Reader | None = None

    def values(self, document: Json, *, current: bool = False) -> Iterator[Value]:
        """The values of a document; ``current``: of what holds for a while, what is not over."""
        return (self.read_current or self.read)(document) if current else self.read(document)


class UnknownPropertyError(ValueError):
    """There is no such property; the message names the nearest."""


def find_property(property_id: str) -> ReconProperty:
    """The property with this id; raises UnknownPropertyError."""
    if property_id.startswith(_OF_SCHEME) and len(property_id) > len(_OF_SCHEME):
        return _of_scheme(property_id.removeprefix(_OF_SCHEME))
    found = ALL.get(property_id)
    if found is None:
        near = get_close_matches(property_id, ALL, n=1, cutoff=0.5)
        hint = f"did you mean {near[0]}? " if near else ""
        raise UnknownPropertyError(
            f"{property_id[:100]!r} is no property: {hint}known are {', '.join(sorted(ALL))}"
        )
    return found


def scheme_of(property_id: str) -> str | None:
    """The scheme of a property such as identifier.wikidata; None of any other."""
    return property_id.removeprefix(_OF_SCHEME) if property_id.startswith(_OF_SCHEME) else None


def properties_for(kind: EntityKind | None) -> list[ReconProperty]:
    """The properties that entities of a kind have, or all, in the order of the vocabulary."""
    return [each for each in ALL.values() if kind is None or kind in each.kinds]


def suggested(prefix: str) -> list[ReconProperty]:
    """The properties that somebody who types this may mean, the nearest first."""
    typed = prefix.strip().lower().replace(" ", "_")
    if typed.startswith(_OF_SCHEME) and len(typed) > len(_OF_SCHEME):
        return [_of_scheme(prefix.strip()[len(_OF_SCHEME) :])]
    begins = [each for each in ALL.values() if each.id.startswith(typed)]
    has = [each for each in ALL.values() if typed in each.id and each not in begins]
    return begins + has


def _facts(document: Json, *kinds: str) -> list[Json]:
    return [each for each in document.get("facts", ()) if each["kind"] in kinds]


def _entity(reference: Json | None) -> Iterator[Value]:
    if reference:
        yield {"id": reference["id"], "name": reference["name"]}


def _texts(values: Iterable[Any]) -> Iterator[Value]:
    for value in values:
        if value is not None:
            yield {"str": str(value)}


def _attribute(name: str) -> Reader:
    """The best value, as the document has it; or each that is stated, where it shows none."""

    def read(document: Json) -> Iterator[Value]:
        if name in document:
            shown = document[name]
            yield from _texts(shown if isinstance(shown, list) else [shown])
        else:
            stated = _facts(document, "attribute")
            yield from _texts(each["value"] for each in stated if each["property"] == name)

    return read


def _relation(name: str) -> Reader:
    def read(document: Json) -> Iterator[Value]:
        for each in _facts(document, "relation"):
            if each["property"] == name:
                yield from _entity(each["object"])

    return read


def _held(member: str, *, current: bool = False) -> Reader:
    """Posts or organizations of memberships."""

    def read(document: Json) -> Iterator[Value]:
        for each in _memberships(document, current=current):
            yield from _entity(each[member])

    return read


def _in_words(*, current: bool = False) -> Reader:
    """Memberships: what, where, and from when to when."""

    def read(document: Json) -> Iterator[Value]:
        for each in _memberships(document, current=current):
            label = each["label"] or each["organization"]["name"]
            dates = f"{each['start_date'] or ''} – {each['end_date'] or ''}".strip()
            yield {"str": f"{label} ({dates})" if dates != "–" else label}

    return read


def _memberships(document: Json, *, current: bool) -> list[Json]:
    held = document.get("memberships", ())
    return [each for each in held if not (current and each["end_date"])]


def _events(document: Json) -> Iterator[Value]:
    for each in document.get("events", ()):
        yield from _entity(each["event"])


def _participants(document: Json) -> Iterator[Value]:
    for each in document.get("participants", ()):
        yield from _entity(each["subject"])


def _names(document: Json) -> Iterator[Value]:
    yield {"str": document["name"]}


def _other_names(document: Json) -> Iterator[Value]:
    yield from _texts(each["name"] for each in document.get("other_names", ()))


def _identifiers(document: Json) -> Iterator[Value]:
    for each in document.get("identifiers", ()):
        yield {"str": f"{each['property']}:{each['value']}"}


def _links(document: Json) -> Iterator[Value]:
    yield from _texts(each["value"] for each in document.get("links", ()))


def _count(name: str) -> Reader:
    def read(document: Json) -> Iterator[Value]:
        if document.get(name) is not None:
            yield {"int": document[name]}

    return read


def _of_scheme(scheme: str) -> ReconProperty:
    def read(document: Json) -> Iterator[Value]:
        known = document.get("identifiers", ())
        yield from _texts(
            each["value"] for each in known if each["property"].lower() == scheme.lower()
        )

    told = f"The identifier that {scheme} gives out"
    return ReconProperty(_OF_SCHEME + scheme, f"identifier: {scheme}", told, _NAMED, read)


_ANY: Final = frozenset(EntityKind)
_NAMED: Final = _ANY - {EntityKind.ARTICLE}
_PERSON: Final = frozenset({EntityKind.PERSON})


def _of_vocabulary() -> Iterator[ReconProperty]:
    for name, known in PROPERTIES.items():
        if name not in _NOT_OFFERED:
            is_entity = known.value is ValueType.ENTITY
            kinds = frozenset(kind for kind in EntityKind if name in properties_of(kind))
            told = {
                ValueType.DATE: "A date as far as it is known: 2022, 2022-06, 2022-06-01",
                ValueType.URL: "A URL",
                ValueType.ENTITY: f"Of type {(known.target or EntityKind.ORGANIZATION).title()}",
            }.get(known.value, "A text")
            read = _relation(name) if is_entity else _attribute(name)
            title = name.replace("_", " ")
            yield ReconProperty(name, title, told, kinds, read, target=known.target)


def _timed(name: str, description: str, target: EntityKind, member: str) -> ReconProperty:
    """A property of memberships: the posts, organizations or parties of all, or of present ones."""
    title, current = name.replace("_", " "), _held(member, current=True)
    return ReconProperty(name, title, description, _PERSON, _held(member), target, current)


_OURS: Final = (
    ReconProperty("name", "name", "The name that is shown", _ANY, _names),
    ReconProperty("other_name", "other name", "Every other name", _NAMED, _other_names),
    _timed("held_post", "Posts that the person holds or held", EntityKind.POST, "post"),
    _timed(
        "member_of",
        "Organizations that the person belongs or belonged to, or held a post in",
        EntityKind.ORGANIZATION,
        "organization",
    ),
    _timed(
        "on_behalf_of",
        "Organizations, mostly parties, that the person held a post for",
        EntityKind.ORGANIZATION,
        "on_behalf_of",
    ),
    ReconProperty(
        "membership",
        "membership",
        "Posts and organizations in words, with the dates",
        _PERSON,
        _in_words(),
        read_current=_in_words(current=True),
    ),
    ReconProperty(
        "event",
        "event",
        "Events that it took part in",
        _PERSON | {EntityKind.ORGANIZATION},
        _events,
        EntityKind.EVENT,
    ),
    ReconProperty(
        "participant",
        "participant",
        "Who took part",
        frozenset({EntityKind.EVENT}),
        _participants,
        EntityKind.PERSON,
    ),
    ReconProperty(
        "identifier",
        "identifier",
        "Identifiers of any scheme, such as wikidata:Q1; identifier.wikidata is of one",
        _NAMED,
        _identifiers,
    ),
    ReconProperty("link", "link", "Pages about it", _NAMED, _links),
    ReconProperty(
        "member_count",
        "member count",
        "How many people belong to it",
        frozenset({EntityKind.ORGANIZATION}),
        _count("member_count"),
    ),
    ReconProperty(
        "holder_count",
        "holder count",
        "How many people hold or held it",
        frozenset({EntityKind.POST}),
        _count("holder_count"),
    ),
)
ALL: Final[dict[str, ReconProperty]] = {each.id: each for each in [*_OURS, *_of_vocabulary()]}
