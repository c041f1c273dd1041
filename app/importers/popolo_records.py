"""Persons, organizations, posts and events of Popolo as facts."""

from collections.abc import Callable, Iterator
from typing import Any, Final

from app.importers.ancestors import is_own_ancestor
from app.importers.cleaning import Cleaner, id_of, identifier, link_kind
from app.importers.popolo_names import EMPTY, name_parts, other_labels, other_names
from app.importers.popolo_reading import key_of, looked_up
from app.importers.records import Json, Source
from app.importers.written_text import clean_text
from app.ledger import NewFact
from app.popolo_fields import AREA, DATES, NAMES, RELATIONS, SOURCE, TEXTS
from app.vocabulary import NAME_PARTS, EntityKind, FactKind

_PERSON, _POST = EntityKind.PERSON, EntityKind.POST
_WITH_IMAGE: Final = (_PERSON, EntityKind.ORGANIZATION)
_WITH_AREA: Final = (EntityKind.ORGANIZATION, _POST)
_PROSE: Final = frozenset({"biography", "summary"})
_OF_KIND: Final[dict[EntityKind, tuple[str, ...]]] = {
    _PERSON: (*NAME_PARTS, "gender", "image", "other_names"),
    EntityKind.ORGANIZATION: ("image", "area_id", "other_names"),
    _POST: ("area_id", "other_label"),
    EntityKind.EVENT: ("attendees", "other_names"),
}
# The fields of each kind that are read; all else is left as it is.
_READ: Final = {
    kind: {
        *("id", NAMES[kind], "identifiers", "links", "sources"),
        *(*fields, *TEXTS[kind], *RELATIONS[kind], *DATES[kind]),
    }
    for kind, fields in _OF_KIND.items()
}


class Record:
    """One record on its way to facts; what the model has no place for is gathered on the way."""

    def __init__(
        self, kind: EntityKind, key: str, data: Json, source: Source, clean: Cleaner
    ) -> None:
        """``data``: of the record's piece; ``clean``: a cleaner with its place."""
        self._id = source.entity_id(kind, key)
        self._kind = kind
        self._key = key
        self._space: str = data["space"]
        self._said: Json = data["said"]
        self._source = source
        self._clean = clean
        self._left: Json = {}

    def facts(self) -> list[NewFact]:
        """All that the record says; on the first fact, its name, hangs what is left."""
        parts, left = name_parts(self._said, self._clean) if self._kind is _PERSON else (None, {})
        self._left |= left
        name = self._name(parts)
        others = [
            *self._other_names(name),
            *self._texts(),
            *self._dates(),
            *self._relations(),
            *self._identifiers(),
            *self._links("links"),
            *self._links("sources"),
        ]
        read = _READ[self._kind]
        self._left |= {
            field: value
            for field, value in self._said.items()
            if field not in read and value not in EMPTY
        }
        return [*self._named(name, parts), *others]

    def _name(self, parts: Json | None) -> str | None:
        field = NAMES[self._kind]
        written = self._said.get(field)
        name = self._clean.text(field, written)
        if name is None and parts:
            name = " ".join(parts[each] for each in ("given_name", "family_name") if each in parts)
        if name is None and self._kind is _POST:
            name = self._clean.text("role", self._said.get("role"))
        if not name:
            self._clean.note("no_name", field, written)
        if name != written and written not in EMPTY:
            self._left[field] = written
        return name or None

    def _named(self, name: str | None, parts: Json | None) -> Iterator[NewFact]:
        """The name, and the source's own id, which has what is left where there is no name."""
        left = self._left or None
        if name:
            yield self._fact(FactKind.NAME, "name", name, name_parts=parts, source_data=left)
            left = None
        yield self._fact(FactKind.IDENTIFIER, self._source.dataset, self._key, source_data=left)

    def _other_names(self, name: str | None) -> list[NewFact]:
        if self._kind is _POST:
            labels = self._said.get("other_label") or []
            entries = labels if isinstance(labels, list) else [labels]
            return list(other_labels(entries, self._id, self._clean))
        entries = self._objects("other_names")
        facts, also, nameless = other_names(entries, self._id, name, self._clean)
        if also:
            self._left["also"] = also
        if nameless:
            self._left.setdefault("other_names", []).extend(nameless)
        return facts

    def _texts(self) -> Iterator[NewFact]:
        for field, name in TEXTS[self._kind].items():
            if field in self._said:
                text = self._clean.text(field, self._said[field], lines=name in _PROSE)
                yield from self._attribute(field, name, text)
        if self._kind is _PERSON and "gender" in self._said:
            word = self._clean.gender("gender", self._said["gender"])
            yield from self._attribute("gender", "gender", word)
        if self._kind in _WITH_IMAGE and "image" in self._said:
            url = self._clean.url("image", self._said["image"])
            yield from self._attribute("image", "image", url)
        if self._kind in _WITH_AREA and "area_id" in self._said:
            yield from self._area()

    def _area(self) -> Iterator[NewFact]:
        written = self._said["area_id"]
        own_id = id_of(written)
        name = area_name(self._source, self._space, written)
        if name:
            said = {"area_id": key_of(self._space, own_id)}
            yield self._fact(FactKind.ATTRIBUTE, AREA, name, said)
        elif written not in EMPTY:
            self._clean.note("dangling_reference", "area_id", written, "kept, without a name")
            self._left["area_id"] = written if own_id is None else key_of(self._space, own_id)

    def _dates(self) -> Iterator[NewFact]:
        first, last, rule = DATES[self._kind]
        if first in self._said or last in self._said:
            dates = self._clean.span((first, last), self._said, rule)
            for field, date in zip((first, last), dates, strict=True):
                yield from self._attribute(field, field, date.text if date else None)

    def _attribute(self, field: str, name: str, value: str | None) -> Iterator[NewFact]:
        """A fact, with what the source wrote where that is something else."""
        written = self._said.get(field)
        if value is None:
            if written not in EMPTY:
                self._left[field] = written
            return
        said = {field: written} if written != value else None
        yield self._fact(FactKind.ATTRIBUTE, name, value, source_data=said)

    def _relations(self) -> Iterator[NewFact]:
        for field, (name, kind) in RELATIONS[self._kind].items():
            written = self._said.get(field)
            if (own_id := id_of(written)) is None:
                if written not in EMPTY:
                    self._clean.note("not_a_text", field, written)
                    self._left[field] = written
                continue
            key = key_of(self._space, own_id)
            if looked_up(self._source, kind, key) is None:
                self._clean.note("dangling_reference", field, own_id, "reference left out")
                self._left[field] = own_id
            elif kind is self._kind and is_own_ancestor(self._key, key, self._above(field, kind)):
                self._clean.note("cycle", field, own_id)
                self._left[field] = own_id
            else:
                object_id = self._source.entity_id(kind, key)
                yield self._fact(FactKind.RELATION, name, None, object_id=object_id)

    def _above(self, field: str, kind: EntityKind) -> Callable[[str], str | None]:
        def above(key: str) -> str | None:
            data = looked_up(self._source, kind, key)
            own_id = id_of(data["said"].get(field)) if data else None
            return key_of(data["space"], own_id) if data and own_id else None

        return above

    def _identifiers(self) -> Iterator[NewFact]:
        seen: set[tuple[str, str]] = {(self._source.dataset, self._key)}
        for entry in self._objects("identifiers"):
            value = self._clean.text("identifiers.identifier", entry.get("identifier"))
            scheme = self._clean.text("identifiers.scheme", entry.get("scheme")) or "identifier"
            if value is None or (scheme == self._source.dataset and value != self._key):
                self._left.setdefault("identifiers", []).append(entry)
                continue
            found = identifier(scheme, value)
            if found in seen:
                self._clean.note("identical_entry", "identifiers", entry)
                continue
            seen.add(found)
            as_told = {"scheme": found[0], "identifier": found[1]} == entry
            said = None if as_told else entry
            yield self._fact(FactKind.IDENTIFIER, *found, source_data=said)

    def _links(self, field: str) -> Iterator[NewFact]:
        seen: set[tuple[str, str | None]] = set()
        for entry in self._objects(field):
            url = self._clean.url(f"{field}.url", entry.get("url"))
            note = self._clean.text(f"{field}.note", entry.get("note"))
            if url is None:
                self._left.setdefault(field, []).append(entry)
                continue
            if (url, note) in seen:
                self._clean.note("identical_entry", field, entry)
                continue
            seen.add((url, note))
            kind = "source" if field == "sources" else link_kind(note)
            if field == "links" and kind == "source":
                kind = "link"
            said = None if {"url": url} | ({"note": note} if note else {}) == entry else entry
            yield self._fact(FactKind.LINK, kind, url, note=note, source_data=said)

    def _objects(self, field: str) -> list[Json]:
        """The objects of a list; anything else in it is left."""
        if field not in self._said:
            return []
        value = self._said[field]
        found = self._clean.objects(field, value)
        entries = value if isinstance(value, list) else [] if value in EMPTY else [value]
        if len(found) < len(entries):
            others = [each for each in entries if not isinstance(each, dict)]
            self._left.setdefault(field, []).extend(others)
        return found

    def _fact(
        self, kind: FactKind, property_: str, value: Any, source_data: Any = None, **more: Any
    ) -> NewFact:
        """``source_data``: what the source wrote of this, in Popolo's fields."""
        said = {SOURCE: source_data} if source_data else None
        about: Json = {"kind": kind, "subject_id": self._id, "property": property_}
        return NewFact(**about, value=value, source_data=said, **more)


def area_name(source: Source, space: str, own_id: Any) -> str | None:
    """The name of an area, cleaned; None where the input has none. What is wrong with it is noted
    where the area itself is told of.
    """
    found = id_of(own_id)
    data = looked_up(source, AREA, key_of(space, found)) if found else None
    name = data["said"].get("name") if data else None
    return (clean_text(name)[0] or None) if isinstance(name, str) else None
