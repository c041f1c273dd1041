"""Popolo JSON: persons, organizations, posts, memberships, events and areas from facts.

Pure functions of an entity's id and the evidence about it. Ids are ours; those of a source stand
among the identifiers, under the scheme of its dataset. What a source of Popolo said is given back
as it was said (``popolo_values.overlay``), and what curators quote stands among the ``sources``.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from app.exports.popolo_values import add_dates, overlay
from app.models.rows import CitationRow, FactRow
from app.popolo_fields import (
    DATES,
    MEMBER_OF,
    NAMES,
    PERIOD,
    RELATIONS,
    SOURCE,
    TEXTS,
)
from app.privacy import public
from app.profiles.best import Facts, best, best_value, display_name
from app.profiles.evidence import Evidence
from app.profiles.facts import Json, has_kind
from app.vocabulary import PATHS, PROPERTIES, EntityKind, FactKind, Rank

_OTHER_NAMES: Final = {"former_name": "Former name", "birth_name": "Birth name"}
_HOLDS: Final = (FactKind.MEMBERSHIP, FactKind.RELATION, FactKind.PARTICIPATION)


def person(entity_id: str, evidence: Evidence) -> Json:
    """A person; the memberships stand in an array of their own."""
    return _record(EntityKind.PERSON, entity_id, evidence)


def organization(entity_id: str, evidence: Evidence) -> Json:
    """An organization."""
    return _record(EntityKind.ORGANIZATION, entity_id, evidence)


def post(entity_id: str, evidence: Evidence) -> Json:
    """A post."""
    return _record(EntityKind.POST, entity_id, evidence)


def event(entity_id: str, evidence: Evidence) -> Json:
    """An event, with who attended it."""
    record = _record(EntityKind.EVENT, entity_id, evidence)
    attendees = dict.fromkeys(fact.subject_id for fact in evidence.attending[entity_id])
    if attendees:
        names = evidence.references
        record["attendees"] = [{"id": each, "name": names[each].name} for each in attendees]
    return record


def memberships(entity_id: str, evidence: Evidence) -> list[Json]:
    """All memberships of a person, or of an organization in others."""
    standing = _standing(evidence.about[entity_id])
    held = [_membership(fact, evidence) for fact in has_kind(standing, FactKind.MEMBERSHIP)]
    return held + [_belonging(fact, evidence) for fact in standing if fact.property == MEMBER_OF]


def area(fact: FactRow) -> Json:
    """An area, from the statement that holds it (``popolo_fields.AREA``)."""
    said = dict(_said(fact))
    key = str(said.pop("id", fact.value))
    record: Json = {"id": area_id(fact, key)}
    if (parent := said.pop("parent_id", None)) is not None:
        record["parent_id"] = area_id(fact, str(parent))
    own = {"scheme": fact.dataset_id, "identifier": key}
    overlay(record, said)
    return record | {"identifiers": [own, *record.get("identifiers", [])]}


def area_id(fact: FactRow, key: str) -> str:
    """The id of an area that a fact names by the key that its source has for it."""
    return f"{fact.dataset_id}.area.{key}"


def _record(kind: EntityKind, entity_id: str, evidence: Evidence) -> Json:
    facts = _standing(evidence.about[entity_id])
    shown = _shown(facts, display_name(entity_id, facts))
    record: Json = {"id": entity_id}
    if shown:
        record |= {NAMES[kind]: shown.value, **(shown.name_parts or {})}
    record |= _texts(kind, facts) | _references(kind, facts)
    add_dates(record, {name: best_value(facts, name) for name in DATES[kind][:2]})
    labels = "other_label" if kind is EntityKind.POST else "other_names"
    overlay(record, {labels: _names(kind, facts, shown)})
    overlay(record, {"identifiers": [_identifier(fact) for fact in facts if _is_identifier(fact)]})
    for field, is_source in (("links", False), ("sources", True)):
        of_kind = [fact for fact in has_kind(facts, FactKind.LINK) if _is_source(fact) is is_source]
        overlay(record, {field: [_link(fact) for fact in of_kind]})
    overlay(record, {"sources": _quotes(facts, evidence)})
    for fact in facts:
        if fact is shown or _is_own_id(fact) or _is_shown_attribute(fact, facts):
            said = {name: value for name, value in _said(fact).items() if name != "also"}
            overlay(record, _place(record, fact, said), timed=kind is EntityKind.EVENT)
    return record


def _standing(facts: Iterable[FactRow]) -> Facts:
    return Facts(fact for fact in facts if fact.rank != Rank.DEPRECATED)


def _shown(facts: Sequence[FactRow], name: str) -> FactRow | None:
    """The fact of the name that is shown; of several, the one that its source says most with."""
    named = [
        fact
        for fact in best(has_kind(facts, FactKind.NAME))
        if fact.property == "name" and fact.value == name
    ]
    return max(named, key=lambda fact: bool(fact.source_data or fact.name_parts), default=None)


def _is_shown_attribute(fact: FactRow, facts: Facts) -> bool:
    is_said = fact.kind == FactKind.ATTRIBUTE and bool(fact.source_data)
    return is_said and best_value(facts, fact.property) == fact.value


def _texts(kind: EntityKind, facts: Facts) -> Json:
    fields = {**TEXTS[kind]}
    if kind in (EntityKind.PERSON, EntityKind.ORGANIZATION):
        fields["image"] = "image"
    if kind is EntityKind.PERSON:
        fields |= {"gender": "gender", "national_identity": "nationality"}
    record: Json = {}
    for field, name in fields.items():
        value = best_value(facts, name)
        if isinstance(value, list):
            value = ", ".join(value)
        if value:
            record[field] = value
    if kind in PROPERTIES["area"].of and (name := best_value(facts, "area")):
        record["area"] = {"name": name}
    return record


def _references(kind: EntityKind, facts: Facts) -> Json:
    record: Json = {}
    for field, (name, _) in RELATIONS[kind].items():
        value = best_value(facts, name)
        value = value[0] if isinstance(value, list) and value else value
        if value:
            record[field] = value
    return record


def _names(kind: EntityKind, facts: Sequence[FactRow], shown: FactRow | None) -> list[Any]:
    """Every name but the one shown, as its source has them; of a post the labels alone."""
    entries: list[Json] = []
    for fact in has_kind(facts, FactKind.NAME):
        said = _said(fact)
        if fact.kind == FactKind.NAME and fact.property == "name":
            entries += [each for also in said.get("also", ()) for each in _other(fact, also)]
        if fact is not shown and not (
            shown and fact.property == "name" and fact.value == shown.value
        ):
            entries += _other(fact, said)
    if kind is EntityKind.POST:
        return [each["name"] if isinstance(each, dict) else each for each in entries]
    return entries


def _other(fact: FactRow, said: Json) -> list[Any]:
    if "said" in said:
        return list(said["said"])
    note = said.get("note") if "langs" in said and fact.property == "name" else fact.note
    entry: Json = {"name": fact.value}
    langs = said.get("langs", [fact.lang])
    if "langs" not in said:
        entry |= fact.name_parts or {}
        add_dates(entry, {"start_date": fact.start_date, "end_date": fact.end_date})
        note = note or _OTHER_NAMES.get(fact.property)
    entry |= {"note": note} if note else {}
    return [entry | ({"lang": lang} if lang else {}) for lang in langs]


def _is_identifier(fact: FactRow) -> bool:
    return fact.kind == FactKind.IDENTIFIER


def _is_own_id(fact: FactRow) -> bool:
    return _is_identifier(fact) and fact.property == fact.dataset_id


def _is_source(fact: FactRow) -> bool:
    return fact.property == "source"


def _identifier(fact: FactRow) -> Json:
    told = {"scheme": fact.property, "identifier": fact.value}
    return told if _is_own_id(fact) else _as_said(fact, told)


def _link(fact: FactRow) -> Json:
    return _as_said(fact, {"url": fact.value} | ({"note": fact.note} if fact.note else {}))


def _as_said(fact: FactRow, told: Json) -> Json:
    """An entry as its source wrote it; numbers where texts are due are written as these."""
    said = _said(fact)
    if not said or {name: str(value) for name, value in said.items()} == told:
        return told
    return said


def _quotes(facts: Sequence[FactRow], evidence: Evidence) -> list[Json]:
    """The articles that the facts are cited from, each quote as the note of one source."""
    cited = [
        each for fact in facts if fact.kind not in _HOLDS for each in evidence.citations[fact.row]
    ]
    return _sources(cited, evidence)


def _sources(citations: Iterable[CitationRow], evidence: Evidence) -> list[Json]:
    quotes: dict[tuple[str, str], Json] = {}
    for each in citations:
        # An article that was printed only is where we serve it.
        here = f"{PATHS[EntityKind.ARTICLE]}/{each.article_id}"
        url = evidence.references[each.article_id].told.get("url") or here
        quotes[url, each.exact] = {"url": url, "note": each.exact}
    return list(quotes.values())


def _membership(fact: FactRow, evidence: Evidence) -> Json:
    words = fact.value or {}
    told: Json = {
        "id": fact.id,
        "label": words.get("label"),
        "role": words.get("role"),
        "person_id": fact.subject_id,
        "organization_id": fact.organization_id,
        "post_id": fact.post_id,
        "on_behalf_of_id": fact.on_behalf_of_id,
    }
    return _held(fact, {name: value for name, value in told.items() if value}, evidence)


def _belonging(fact: FactRow, evidence: Evidence) -> Json:
    """What an organization is a member of."""
    words = fact.value or {}
    member = {"id": fact.subject_id, "name": evidence.references[fact.subject_id].name}
    record: Json = {"id": fact.id, **words, "member_id": fact.subject_id, "member": member}
    return _held(fact, record | {"organization_id": fact.object_id}, evidence)


def _held(fact: FactRow, record: Json, evidence: Evidence) -> Json:
    if area_name := (fact.value or {}).get("area"):
        record["area"] = {"name": area_name}
    add_dates(record, {"start_date": fact.start_date, "end_date": fact.end_date})
    said = dict(_said(fact))
    own_id, period = said.pop("id", None), said.pop("event_id", None)
    if own_id is not None:
        record["identifiers"] = [{"scheme": fact.dataset_id, "identifier": str(own_id)}]
    if period is not None:
        record[PERIOD] = period
        said.pop(PERIOD, None)
    if sources := _sources(evidence.citations[fact.row], evidence):
        record["sources"] = sources
    overlay(record, _place(record, fact, said), timed=True)
    return record


def _place(record: Json, fact: FactRow, said: Json) -> Json:
    """Name the area that the record is in by our id; what is left of what was said."""
    key = said.get("area_id")
    if "area" not in record or not isinstance(key, str):
        return said
    record["area_id"] = area_id(fact, key)
    record["area"] |= {"id": record["area_id"]}
    return {name: value for name, value in said.items() if name != "area_id"}


def _said(fact: FactRow) -> Json:
    """What a source of Popolo said of this, beyond what the fact says."""
    data = fact.source_data
    said = data.get(SOURCE) if isinstance(data, dict) else None
    # The national identity is a field of Popolo's own, which stands in its records only.
    return public(said, keep=("national_identity",)) if isinstance(said, dict) else {}
