"""FollowTheMoney: what is known of an entity as entities of that model, with their edges.

Only what the model can say goes out: a date without its marks of doubt, no range of days, no
citation but its article. What an import of this format left over goes out again.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from app.countries import country_code
from app.exports.ftm_edges import edges
from app.exports.ftm_properties import Properties, left_over, plain_date
from app.ftm_words import (
    IDENTIFIERS,
    LINKS,
    NAME_PARTS,
    NAME_PROPERTIES,
    PRIVATE,
    PROPERTY_TYPES,
    RELATIONS,
    THREE_LETTERS,
    property_of,
)
from app.models.rows import FactRow
from app.profiles.evidence import Evidence
from app.profiles.facts import Json, Writer, best_facts
from app.vocabulary import PROPERTIES, EntityKind, FactKind, ValueType

_SCHEMATA: Final = {
    EntityKind.PERSON: "Person",
    EntityKind.POST: "Position",
    EntityKind.EVENT: "Event",
    EntityKind.ARTICLE: "Article",
}
# Words of a classification that tell of a public body.
_PUBLIC: Final = (
    "agency",
    "assembly",
    "body",
    "chamber",
    "committee",
    "congress",
    "council",
    "country",
    "court",
    "department",
    "government",
    "jurisdiction",
    "legislature",
    "ministry",
    "parliament",
    "province",
)
_PART_PROPERTIES: Final = {part: name for name, part in NAME_PARTS.items()}
_SCHEMES: Final = {scheme: name for name, scheme in IDENTIFIERS.items()}
_LINK_PROPERTIES: Final = {kind: name for name, kind in LINKS.items()}
_GENDERS: Final = ("male", "female", "other")


def entities(entity_id: str, evidence: Evidence, today: dt.date | None = None) -> Iterator[Json]:
    """An entity of ours in that model, then what it holds and belongs to as edges.

    The evidence is that of ``gather``; where it tells of ancestors, too, they end memberships.
    ``today``: by which day a membership is over. Nothing is told of an entity of which nothing is
    said, nor of what only stands in for an organization that a source did not name.
    """
    kind = EntityKind(evidence.kinds[entity_id])
    groups = _groups(entity_id, evidence)
    names = [group[0] for group in groups if group[0].kind == FactKind.NAME]
    if not groups or any((name.source_data or {}).get("stand_in") for name in names):
        return
    yield _Entity(entity_id, kind, evidence, groups).written()
    yield from edges(groups, evidence, today or dt.datetime.now(dt.UTC).date())


def _groups(entity_id: str, evidence: Evidence) -> list[list[FactRow]]:
    """The facts of best rank, those together that say the same.

    An edge that came in by itself goes out so, though a profile shows it with a like one.
    """
    best = best_facts(evidence.about[entity_id])
    alone = [fact for fact in best if fact.kind == FactKind.MEMBERSHIP and left_over([fact])]
    rows = {fact.row for fact in alone}
    told = Writer(evidence).said_alike(fact for fact in best if fact.row not in rows)
    return [*told, *([fact] for fact in alone)]


class _Entity:
    """Writes an entity, fact by fact."""

    def __init__(
        self, entity_id: str, kind: EntityKind, evidence: Evidence, groups: Sequence[list[FactRow]]
    ) -> None:
        self._id = entity_id
        self._kind = kind
        self._evidence = evidence
        self._groups = groups
        self._said = Properties()

    def written(self) -> Json:
        for group in self._groups:
            if write := _WRITERS.get(FactKind(group[0].kind)):
                write(self, group)
        names = [group[0] for group in self._groups if group[0].kind == FactKind.NAME]
        if self._kind is not EntityKind.ARTICLE:
            own = [group for group in self._groups if group[0].kind in _WRITERS]
            self._said.add_sources([fact for group in own for fact in group], self._evidence)
        left = left_over([name for name in names if name.property == "name"])
        schema = left.get("schema") or self._schema()
        self._said.add_left(left, is_private=schema in ("Person", "LegalEntity"))
        if not self._said.has("name"):
            self._said.add("name", [self._id])
        if self._kind is EntityKind.EVENT:
            self._said.add("involved", self._involved())
        if self._kind is EntityKind.ARTICLE:
            self._said.add("fileName", [self._id])
        datasets = {fact.dataset_id for group in self._groups for fact in group}
        return self._said.entity(self._id, schema, datasets)

    def name(self, group: Sequence[FactRow]) -> None:
        fact = group[0]
        usual = NAME_PROPERTIES.get(fact.property, "alias")
        name = left_over([fact]).get("property", usual)
        lang = next((each.lang for each in group if each.lang), None)
        self._said.add(name, [fact.value], lang)
        parts: Json = next((each.name_parts for each in group if each.name_parts), {})
        for part, value in parts.items():
            if part in _PART_PROPERTIES:
                self._said.add(_PART_PROPERTIES[part], [value])

    def attribute(self, group: Sequence[FactRow]) -> None:
        fact = group[0]
        left = left_over([fact])
        usual = _PART_PROPERTIES.get(fact.property) or property_of(self._kind, fact.property)
        name = left.get("property", usual)
        if fact.property == "title":
            self._said.add("name", [fact.value])
        if name:
            value = left.get("value") or _value(name, fact)
            self._said.add(name, [value], fact.lang)

    def identifier(self, group: Sequence[FactRow]) -> None:
        fact = group[0]
        name = _SCHEMES.get(fact.property, fact.property)
        is_known = PROPERTY_TYPES.get(name) == "identifier"
        if is_known and not (self._kind is EntityKind.PERSON and name in PRIVATE):
            self._said.add(name, [fact.value])

    def link(self, group: Sequence[FactRow]) -> None:
        """A link of another kind is a website of who may have one, else a source."""
        has_site = self._kind in (EntityKind.PERSON, EntityKind.ORGANIZATION)
        name = _LINK_PROPERTIES.get(group[0].property, "website")
        self._said.add(
            "sourceUrl" if name == "website" and not has_site else name, [group[0].value]
        )

    def relation(self, group: Sequence[FactRow]) -> None:
        fact = group[0]
        for name, property_ in RELATIONS.get(self._kind, {}).items():
            if property_ == fact.property:
                self._said.add(name, [fact.object_id])

    def _schema(self) -> str:
        if self._kind in _SCHEMATA:
            return _SCHEMATA[self._kind]
        classified = [
            str(group[0].value).lower()
            for group in self._groups
            if group[0].property == "classification"
        ]
        is_public = any(word in text for text in classified for word in _PUBLIC)
        return "PublicBody" if is_public else "Organization"

    def _involved(self) -> list[str]:
        attending = best_facts(self._evidence.attending[self._id])
        return sorted({fact.subject_id for fact in attending})


def _value(name: str, fact: FactRow) -> Any:
    """A value as the property takes it; None where it does not."""
    known = PROPERTIES.get(fact.property)
    if known and known.value is ValueType.DATE:
        return plain_date(str(fact.value))
    if PROPERTY_TYPES.get(name) == "country":
        return country_code(str(fact.value))
    if PROPERTY_TYPES.get(name) == "language":
        return THREE_LETTERS.get(str(fact.value).partition("-")[0])
    if name == "gender":
        return fact.value if fact.value in _GENDERS else None
    return fact.value


_WRITERS: Final[dict[FactKind, Callable[[_Entity, Sequence[FactRow]], None]]] = {
    FactKind.NAME: _Entity.name,
    FactKind.ATTRIBUTE: _Entity.attribute,
    FactKind.IDENTIFIER: _Entity.identifier,
    FactKind.LINK: _Entity.link,
    FactKind.RELATION: _Entity.relation,
}
