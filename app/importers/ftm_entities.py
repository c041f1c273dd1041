"""Entities of FollowTheMoney as facts: names, attributes, identifiers, links, ties."""

from collections.abc import Iterable, Sequence
from typing import Final

from app.countries import country_name
from app.ftm_words import (
    ATTRIBUTES,
    IDENTIFIERS,
    KINDS,
    LINKS,
    NAME_PARTS,
    NAME_PROPERTIES,
    NAMES,
    OF_THE_EDITION,
    PRIVATE,
    PROPERTY_TYPES,
    RELATIONS,
    TWO_LETTERS,
    property_of,
)
from app.importers.ancestors import is_own_ancestor
from app.importers.records import Json, Piece, Source
from app.importers.subject import Subject
from app.vocabulary import PROPERTIES, EntityKind, ValueType

_OWN: Final = ("id", "schema", "properties", "langs")
_UNSPECIFIC: Final = "LegalEntity"


def entity_facts(kind: EntityKind, key: str, pieces: Sequence[Piece], source: Source) -> Subject:
    """What is said of an entity in all its fragments; edges are still to be added."""
    entity = merged([piece.data for piece in pieces])
    subject = Subject(kind, key, pieces[0].place, source)
    said = {
        name: values
        for name, values in entity["properties"].items()
        if not _is_passed_over(subject, entity["schema"], name, values)
    }
    subject.identifier(source.dataset, "id", key)
    left = _Reader(subject, entity, said).read()
    more = {name: value for name, value in entity.items() if name not in (*_OWN, *OF_THE_EDITION)}
    if langs := {name: told for name, told in entity.get("langs", {}).items() if name in left}:
        more["langs"] = langs
    subject.keep({"ftm": {"schema": entity["schema"], "properties": left, **more}})
    return subject


def merged(fragments: Sequence[Json]) -> Json:
    """One entity of its fragments: all values, under the schema that says most."""
    if len(fragments) == 1:
        return fragments[0]
    entity: Json = {}
    properties: dict[str, list[str]] = {}
    langs: dict[str, dict[str, str]] = {}
    for each in fragments:
        entity = each | entity
        for name, values in each["properties"].items():
            properties[name] = list(dict.fromkeys([*properties.get(name, ()), *values]))
        for name, told in each.get("langs", {}).items():
            langs[name] = told | langs.get(name, {})
    schemata = [each["schema"] for each in fragments]
    schema = next((each for each in schemata if each != _UNSPECIFIC), _UNSPECIFIC)
    return entity | {"schema": schema, "properties": properties, "langs": langs}


def _is_passed_over(subject: Subject, schema: str, name: str, values: list[str]) -> bool:
    if name in OF_THE_EDITION:
        return True
    may_be_private = subject.kind is EntityKind.PERSON or schema == _UNSPECIFIC
    if may_be_private and name in PRIVATE:
        subject.clean.note("private_detail", name, len(values))
        return True
    return False


class _Reader:
    """Takes what it can of an entity's properties, and leaves the rest."""

    def __init__(self, subject: Subject, entity: Json, said: dict[str, list[str]]) -> None:
        self._subject = subject
        self._said = said
        self._key = str(entity["id"])
        self._langs: dict[str, dict[str, str]] = entity.get("langs", {})
        self._left: dict[str, list[str]] = {}
        self._told: set[str] = set()

    def read(self) -> dict[str, list[str]]:
        """Record all facts; what no fact tells is given back."""
        parts = self._name_parts()
        self._names(parts)
        known = ATTRIBUTES[self._subject.kind]
        for name in known:
            self._attribute(name, known[name])
        for name, kind in LINKS.items():
            for value in self._said.pop(name, ()):
                self._subject.link(kind, name, value)
        for name, property_ in RELATIONS.get(self._subject.kind, {}).items():
            self._relations(name, property_)
        self._said.pop("involved", None)
        for name in [each for each in self._said if PROPERTY_TYPES.get(each) == "identifier"]:
            for value in self._said.pop(name):
                self._subject.identifier(IDENTIFIERS.get(name, name), name, value)
        return self._said | self._left

    def _names(self, parts: dict[str, str]) -> None:
        first = True
        for name, kind in NAMES.items():
            for value in self._said.pop(name, ()):
                is_other = name == "name" and not first
                property_ = "alias" if is_other else kind
                first = first and name != "name"
                self._subject.name(
                    name,
                    value,
                    property_,
                    parts=parts if name == "name" and not is_other else None,
                    lang=self._lang(name, value),
                    left=_told_as(name, NAME_PROPERTIES[property_]),
                )

    def _name_parts(self) -> dict[str, str]:
        """The parts of the one name: of several, it cannot be told which is whose."""
        if self._subject.kind is not EntityKind.PERSON or len(self._said.get("name", ())) != 1:
            return {}
        alone = [name for name in NAME_PARTS if len(self._said.get(name, ())) == 1]
        return {NAME_PARTS[name]: self._said.pop(name)[0] for name in alone}

    def _lang(self, name: str, value: str) -> str | None:
        code = self._langs.get(name, {}).get(value)
        return TWO_LETTERS.get(code, code) if code else None

    def _attribute(self, name: str, property_: str) -> None:
        values: Iterable[str] = self._said.pop(name, ())
        known = PROPERTIES[property_]
        if not known.many and values:
            values, others = _best(list(values), is_date=known.value is ValueType.DATE)
            if property_ in self._told:  # by another property, which comes first
                values, others = [], [*values, *others]
            self._leave(name, others)
            self._told.add(property_)
        for value in values:
            is_country = PROPERTY_TYPES.get(name) == "country"
            shown = (country_name(value) or value) if is_country else value
            left = _told_as(name, property_of(self._subject.kind, property_)) or {}
            if shown != value:
                left["ftm"] = {**left.get("ftm", {}), "value": value}
            lang = self._lang(name, value)
            self._subject.attribute(property_, name, shown, lang=lang, left=left or None)

    def _relations(self, name: str, property_: str) -> None:
        found: list[str] = []
        for key in self._said.pop(name, ()):
            if name == "parent" and self._is_above_itself(key):
                self._subject.clean.note("cycle", name, key)
                self._leave(name, [key])
                continue
            entity_id = entity_in(self._subject, name, key, EntityKind.ORGANIZATION)
            if entity_id and (PROPERTIES[property_].many or not found):
                found.append(entity_id)
            else:
                self._leave(name, [key])
        for each in found:
            self._subject.relation(property_, each)

    def _is_above_itself(self, parent: str) -> bool:
        return is_own_ancestor(self._key, parent, self._key_above)

    def _key_above(self, key: str) -> str | None:
        parents = (self._subject.source.find("node", key) or {}).get("parent")
        return str(parents[0]) if parents else None

    def _leave(self, name: str, values: list[str]) -> None:
        if values:
            self._left.setdefault(name, []).extend(values)


def _told_as(name: str, usual: str | None) -> Json | None:
    """Which property a fact was, where it is not the one that it is exported as."""
    return None if name == usual else {"ftm": {"property": name}}


def _best(values: list[str], *, is_date: bool) -> tuple[list[str], list[str]]:
    """The one value to be told, and the others: of dates one that says what the others do, and
    more.
    """
    chosen = values[0]
    for value in values if is_date else ():
        if value.startswith(chosen):
            chosen = value
    return [chosen], [value for value in values if value != chosen]


def entity_in(subject: Subject, field: str, key: str, *kinds: EntityKind) -> str | None:
    """Our id of an entity of the input, of one of these kinds; None, with a note, of any other."""
    node = subject.source.find("node", key)
    kind = KINDS[node["schema"]] if node else None
    if kind is None or kind not in kinds:
        subject.clean.note("dangling_reference", field, key)
        return None
    return subject.source.entity_id(kind, key)


def best_date(values: list[str]) -> tuple[str | None, list[str]]:
    """The date of several to be told, and the others."""
    if not values:
        return None, []
    (chosen,), others = _best(values, is_date=True)
    return chosen, others
