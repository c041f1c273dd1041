"""The facts of one entity, cleaned as they are told; what is left over goes on its name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import orjson

from app.dates import PartialDate
from app.importers.cleaning import Cleaner, identifier
from app.importers.records import Json, Place, Source
from app.ledger import NewFact
from app.vocabulary import PROPERTIES, EntityKind, FactKind, ValueType

Dates = tuple[PartialDate | None, PartialDate | None]
_SPAN: Final = ("start_date", "end_date")
_UNDATED: Final[Dates] = (None, None)
# The attributes of which the first cannot be after the second, and the rule that says so.
_PAIRS: Final = (
    ("birth_date", "death_date", "death_before_birth"),
    ("founding_date", "dissolution_date", "end_before_founding"),
    ("start_date", "end_date", "start_after_end"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A membership by our ids. ``left``: what the source says of it besides."""

    organization_id: str
    post_id: str | None = None
    on_behalf_of_id: str | None = None
    label: str | None = None
    role: str | None = None
    area: str | None = None
    dates: Dates = _UNDATED
    left: Json | None = None


class Subject:
    """Collects facts of which one entity is the subject.

    Values are given as the source has them, with the field that they stand in. What cannot be read
    is noted and stays, as it is, with what is left over; what was cleaned stays beside its fact.
    """

    def __init__(self, kind: EntityKind, key: str, place: Place, source: Source) -> None:
        """Begin with no facts; ``place`` is where the entity's record stands."""
        self.kind = kind
        self.source = source
        self.id = source.entity_id(kind, key)
        self.clean = Cleaner(source.notes, place)
        self.left: Json = {}
        self._place = place
        self._facts: list[NewFact] = []
        self._said: dict[bytes, Place] = {}
        self._once: dict[str, str] = {}  # what an entity has once, as it was said first

    def at(self, place: Place) -> None:
        """Go on with what stands at another place."""
        self.clean = Cleaner(self.source.notes, place)

    def keep(self, left: Mapping[str, Any]) -> None:
        """Keep what the model has no place for; what an earlier record left stands first."""
        for field, value in left.items():
            if field not in self.left:
                self.left[field] = value
            elif self.left[field] != value:
                self.left.setdefault("also", []).append({field: value})

    def name(
        self,
        field: str,
        value: Any,
        property_: str = "name",
        *,
        parts: Mapping[str, Any] | None = None,
        lang: str | None = None,
        dates: Dates = _UNDATED,
        left: Json | None = None,
    ) -> None:
        """A name with its parts."""
        text = self.clean.text(field, value)
        known = self._parts(field, parts or {})
        lang = self.clean.text(f"{field}.lang", lang)
        if text is None:
            self._odd(field, value)
            return self._odd(f"{field}.parts", known)
        said = {"property": property_, "value": text, "lang": lang}
        self._add(FactKind.NAME, said, dates, _with_raw(left, field, value, text), parts=known)
        return None

    def attribute(
        self,
        property_: str,
        field: str,
        value: Any,
        *,
        lang: str | None = None,
        left: Json | None = None,
    ) -> None:
        """An attribute, read as its property is written."""
        known = PROPERTIES[property_].value
        text: str | None
        if known is ValueType.DATE:
            date = self.clean.date(field, value)
            text = date.text if date else None
        elif known is ValueType.URL:
            text = self.clean.url(field, value)
        elif property_ == "gender":
            text = self.clean.gender(field, value)
        else:
            text = self.clean.text(field, value, lines=True)
        if text is None or self._contradicts(property_, field, text):
            return self._odd(field, value)
        said = {
            "property": property_,
            "value": text,
            "lang": self.clean.text(f"{field}.lang", lang),
        }
        self._add(FactKind.ATTRIBUTE, said, left=_with_raw(left, field, value, text))
        return None

    def identifier(
        self,
        scheme: str,
        field: str,
        value: Any,
        dates: Dates = _UNDATED,
        left: Json | None = None,
    ) -> None:
        """An identifier; numbers are written out, with no word about it."""
        said = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
        text = self.clean.text(field, said)
        if text is None:
            return self._odd(field, value)
        known, spelt = identifier(self.clean.text(f"{field}.scheme", scheme) or "other", text)
        raw = _with_raw(left, field, said, spelt)
        self._listed(field, FactKind.IDENTIFIER, {"property": known, "value": spelt}, dates, raw)
        return None

    def link(self, kind: str, field: str, url: Any, note: Any = None) -> None:
        """A link of some kind, with the source's own note."""
        text = self.clean.url(field, url)
        if text is None:
            return self._odd(field, {"url": url, "note": note} if note else url)
        words = self.clean.text(f"{field}.note", note)
        said = {"property": kind, "value": text, "note": words}
        self._listed(field, FactKind.LINK, said, _UNDATED, _with_raw(None, field, url, text))
        return None

    def relation(self, property_: str, object_id: str | None) -> None:
        """A tie to another entity, where there is one."""
        if not object_id:
            return
        if self._contradicts(property_, property_, object_id):
            self._odd(property_, object_id)
        else:
            self._add(FactKind.RELATION, {"property": property_, "object_id": object_id})

    def statement(
        self, property_: str, value: str, left: Json, object_id: str | None = None
    ) -> None:
        """What the source says that never shows in a profile, of another entity as well."""
        words = self.clean.text(property_, value) or ""
        said = {"property": property_, "value": words, "object_id": object_id}
        self._add(FactKind.STATEMENT, said, left=left)

    def membership(self, field: str, held: Held) -> None:
        """A membership; one that is said a second time to the letter counts once."""
        words = {"label": held.label, "role": held.role, "area": held.area}
        said = {
            "property": "membership",
            "value": {name: word for name, word in words.items() if word} or None,
            "organization_id": held.organization_id,
            "post_id": held.post_id,
            "on_behalf_of_id": held.on_behalf_of_id,
        }
        if not self._add(FactKind.MEMBERSHIP, said, held.dates, held.left):
            self.clean.note("identical_membership", field, said["value"])

    def participation(self, role: str, event_id: str) -> None:
        """A part taken in an event."""
        self._add(FactKind.PARTICIPATION, {"property": role, "object_id": event_id})

    def objects(self, record: Json, field: str) -> list[Json]:
        """The objects of a list; where something else stands in it, it stays with the left-over."""
        value = record.get(field, [])
        found = self.clean.objects(field, value)
        if found != value:
            self._odd(field, value)
        return found

    def object(self, record: Json, field: str) -> Json:
        """An object; anything else stays with the left-over."""
        value = record.get(field)
        if isinstance(value, dict):
            return value
        self._odd(field, value)
        return {}

    def organization(self, key: str) -> str:
        """Our id of an organization that the input surely has."""
        return self.source.entity_id(EntityKind.ORGANIZATION, key)

    def post(self, key: str | None) -> str | None:
        """Our id of a post that the input surely has, where there is one."""
        return self.source.entity_id(EntityKind.POST, key) if key else None

    def reference(self, kind: EntityKind, key: str | None, field: str) -> str | None:
        """Our id of an entity of the input; None, with a note, where the input does not have it."""
        if not key:
            return None
        if self.source.find(kind, key) is None:
            self.clean.note("dangling_reference", field, key)
            return None
        return self.source.entity_id(kind, key)

    def span(self, record: Json, fields: tuple[str, str] = _SPAN) -> tuple[Dates, Json]:
        """Both dates of a record, and what of them is not asserted as it is written."""
        known = {each: record[each] for each in fields if record.get(each) not in (None, "")}
        if not known:
            return _UNDATED, {}
        dates = self.clean.span(fields, known)
        read = dict(zip(fields, dates, strict=True))
        odd = {each: raw for each, raw in known.items() if str(read[each] or "") != raw}
        return dates, odd

    def facts(self) -> list[NewFact]:
        """All facts; what is left over stands on the first name, or on a statement of its own."""
        for pair in _PAIRS:
            self._take_back_impossible(*pair)
        if not self.left:
            return self._facts
        for number, fact in enumerate(self._facts):
            if fact.kind is FactKind.NAME and fact.property == "name":
                data = {**self.left, **(fact.source_data or {})}
                named = replace(fact, source_data=data)
                return [*self._facts[:number], named, *self._facts[number + 1 :]]
        self.statement("left_over", "", self.left)
        return self._facts

    def _contradicts(self, property_: str, field: str, value: str) -> bool:
        """Whether another value was said before of what an entity has once, with a note of it."""
        known = self._once.setdefault(property_, value)
        if known == value or PROPERTIES[property_].many:
            return False
        self.clean.note("contradiction", field, value, f"kept beside; {known} was said first")
        return True

    def _take_back_impossible(self, first: str, last: str, rule: str) -> None:
        """Of an end before the beginning neither is asserted: which is wrong cannot be told."""
        told = {
            fact.property: fact
            for fact in self._facts
            if fact.kind is FactKind.ATTRIBUTE and fact.property in (first, last)
        }
        if len(told) < len((first, last)):
            return
        written = {name: str(told[name].value) for name in (first, last)}
        begin, end = (PartialDate.parse(written[name]) for name in (first, last))
        if begin.first_day > end.last_day:
            clean = Cleaner(self.source.notes, self._place)
            clean.note(rule, first, written, "neither is asserted")
            self._facts = [fact for fact in self._facts if fact not in told.values()]
            for name, fact in told.items():
                self.keep({name: written[name], **(fact.source_data or {})})

    def _listed(
        self, field: str, kind: FactKind, said: Json, dates: Dates, raw: Json | None
    ) -> None:
        """An entry of a list; of one record that says it twice, that is noted."""
        if not self._add(kind, said, dates, raw, is_listed=True):
            self.clean.note("identical_entry", field, said["value"])

    def _parts(self, field: str, parts: Mapping[str, Any]) -> dict[str, str]:
        """The parts of a name; what is no text, or was cleaned, stays with the left-over."""
        known: dict[str, str] = {}
        for part, value in parts.items():
            text = self.clean.text(f"{field}.{part}", value)
            if text != value:
                self._odd(f"{field}.{part}", value)
            if text:
                known[part] = text
        return known

    def _odd(self, field: str, value: Any) -> None:
        if value not in (None, "", [], {}):
            self.keep({field: value})

    def _add(
        self,
        kind: FactKind,
        said: Json,
        dates: Dates = _UNDATED,
        left: Json | None = None,
        parts: Mapping[str, str] | None = None,
        *,
        is_listed: bool = False,
    ) -> bool:
        """Record a fact; False where it was said to the letter before.

        With ``is_listed`` only where the same record said it: others may say it again.
        """
        start, end = dates
        key = orjson.dumps([kind, said, start and start.text, end and end.text, left])
        if key in self._said:
            return is_listed and self._said[key] != self.clean.place
        self._said[key] = self.clean.place
        fact = NewFact(
            kind=kind,
            subject_id=self.id,
            start_date=start,
            end_date=end,
            source_data=left or None,
            name_parts=dict(parts) if parts else None,
            **said,
        )
        self._facts.append(fact)
        return True


def listed(record: Json, field: str) -> list[Json]:
    """The objects of a list, for a first look at it: what is no object is passed over."""
    value = record.get(field)
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def without(record: Json, fields: Sequence[str]) -> Json:
    """What a record says besides these fields, with nothing that is empty."""
    return {
        field: value
        for field, value in record.items()
        if field not in fields and value not in (None, "", [], {})
    }


def _with_raw(left: Json | None, field: str, value: Any, text: str) -> Json | None:
    """What is left over, with the value as the source wrote it where it was cleaned."""
    return left if value == text else {**(left or {}), field: value}
