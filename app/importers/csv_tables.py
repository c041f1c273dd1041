"""CSV tables: people, posts, organizations and memberships, by a mapping file or plain headers.

A file, or a folder with ``people.csv``, ``organizations.csv``, ``posts.csv``, ``memberships.csv``
and ``mapping.yaml``, any of which may be missing. Cells that are no field of ours stay in the
``source_data`` of the fact that their row is about.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from app.importers.ancestors import is_own_ancestor
from app.importers.cleaning import Cleaner, identifier
from app.importers.csv_mapping import is_many
from app.importers.csv_reading import MEMBERSHIP, MENTION, PARENT, RECORD, read_tables
from app.importers.records import Json, Notes, Piece, Source
from app.ledger import NewFact
from app.vocabulary import NAME_PARTS, EntityKind, FactKind

SOURCE: Final = "csv"
_DATES: Final = {
    EntityKind.PERSON: ("birth_date", "death_date", "death_before_birth"),
    EntityKind.ORGANIZATION: ("founding_date", "dissolution_date", "end_before_founding"),
    EntityKind.POST: ("start_date", "end_date", "start_after_end"),
}
_ALSO: Final = "also"  # what later rows say of what an entity has once
_BESIDE: Final = "kept beside; an earlier row counts"
_TEXTS: Final = ("sort_name", "classification", "role", "area", "summary", "biography")
_PROSE: Final = ("summary", "biography")
_RELATIONS: Final = {"parent_id": "parent", "organization_id": "organization"}


class CsvFormat:
    """The format ``csv``."""

    name = "csv"
    kinds: Sequence[EntityKind] = (
        EntityKind.ORGANIZATION,
        EntityKind.POST,
        EntityKind.PERSON,
    )

    def read(self, path: Path, notes: Notes) -> Iterator[Piece]:
        """All pieces of the file or folder; raises InputError where something cannot be read."""
        return read_tables(path, notes)

    def compile(
        self, kind: EntityKind, key: str, pieces: Sequence[Piece], source: Source
    ) -> list[NewFact]:
        """All that the rows say of one entity; nothing where they only refer to it by its key."""
        records = [piece for piece in pieces if piece.part == RECORD]
        records = records or [piece for piece in pieces if piece.part == MENTION][:1]
        if not records:
            for piece in pieces:
                clean = Cleaner(source.notes, piece.place)
                clean.note("dangling_reference", f"{kind}_id", piece.data)
            return []
        clean = Cleaner(source.notes, records[0].place)
        held = [piece for piece in pieces if piece.part == MEMBERSHIP]
        row = _Row(kind, key, _united(records, source), source, clean)
        return [*row.facts(), *_memberships(row.id, held, source)]


def _united(records: Sequence[Piece], source: Source) -> Json:
    """What all rows of one entity say: of what it has once, the first."""
    united: Json = {}
    for piece in records:
        for field, value in piece.data.items():
            if field == "rest":
                united["rest"] = value | united.get("rest", {})
            elif is_many(field):
                known = united.setdefault(field, [])
                known += [each for each in value if each not in known]
            elif united.setdefault(field, value) != value:
                Cleaner(source.notes, piece.place).note("duplicate_id", field, value, _BESIDE)
                united.setdefault(_ALSO, []).append({field: value})
    return united


class _Row:
    """All that is said of one entity, on its way to facts."""

    def __init__(
        self, kind: EntityKind, key: str, said: Json, source: Source, clean: Cleaner
    ) -> None:
        self.id = source.entity_id(kind, key)
        self._kind = kind
        self._key = key
        self._said = said
        self._source = source
        self._clean = clean
        also = {_ALSO: said[_ALSO]} if _ALSO in said else {}
        self._left: Json = dict(said.get("rest", {})) | also

    def facts(self) -> list[NewFact]:
        """All facts, the name first: on it hangs what is left."""
        name = self._text("name") or self._said["name"]
        parts = {part: text for part in NAME_PARTS if (text := self._text(part))}
        others = [*self._attributes(), *self._many(), *self._relations()]
        left = {SOURCE: self._left} if self._left else None
        shown = self._fact(FactKind.NAME, "name", name, name_parts=parts or None, source_data=left)
        return [shown, *self._own_id(), *others]

    def _own_id(self) -> Iterator[NewFact]:
        if not self._key.startswith(f"{self._kind}|"):  # one that was derived says nothing
            yield self._fact(FactKind.IDENTIFIER, self._source.dataset, self._key)

    def _attributes(self) -> Iterator[NewFact]:
        for field in _TEXTS:
            if text := self._text(field, lines=field in _PROSE):
                yield self._fact(FactKind.ATTRIBUTE, field, text)
        if gender := self._kept("gender", self._clean.gender("gender", self._said.get("gender"))):
            yield self._fact(FactKind.ATTRIBUTE, "gender", gender)
        if image := self._kept("image", self._clean.url("image", self._said.get("image"))):
            yield self._fact(FactKind.ATTRIBUTE, "image", image)
        first, last, rule = _DATES[self._kind]
        dates = self._clean.span((first, last), self._said, rule)
        for field, date in zip((first, last), dates, strict=True):
            if text := self._kept(field, date.text if date else None):
                yield self._fact(FactKind.ATTRIBUTE, field, text)

    def _many(self) -> Iterator[NewFact]:
        for field, values in self._said.items():
            if is_many(field):
                for value in values:
                    if text := self._clean.text(field, value):
                        yield from self._one_of_many(field, text)

    def _one_of_many(self, field: str, text: str) -> Iterator[NewFact]:
        start, _, rest = field.partition(".")
        if field == "other_names":
            yield self._fact(FactKind.NAME, "alias", text)
        elif start == "identifiers":
            yield self._fact(FactKind.IDENTIFIER, *identifier(rest, text))
        elif field == "sources" or start == "links":
            if self._clean.url(field, text):
                yield self._fact(FactKind.LINK, rest or "source", text)
            else:
                self._left.setdefault(field, []).append(text)
        else:
            yield self._fact(FactKind.ATTRIBUTE, field, text)

    def _relations(self) -> Iterator[NewFact]:
        for field, name in _RELATIONS.items():
            if (key := self._said.get(field)) is None:
                continue
            if self._source.find(EntityKind.ORGANIZATION, key) is None:
                self._clean.note("dangling_reference", field, key, "reference left out")
                self._left[field] = key
            elif name == "parent" and is_own_ancestor(self._key, key, self._above):
                self._clean.note("cycle", field, key)
                self._left[field] = key
            else:
                object_id = self._source.entity_id(EntityKind.ORGANIZATION, key)
                yield self._fact(FactKind.RELATION, name, None, object_id=object_id)

    def _above(self, key: str) -> str | None:
        data = self._source.find(PARENT, key)
        return str(data["parent_id"]) if data else None

    def _text(self, field: str, *, lines: bool = False) -> str | None:
        return self._kept(field, self._clean.text(field, self._said.get(field), lines=lines))

    def _kept(self, field: str, value: str | None) -> str | None:
        """The value; what was written is kept where it is another."""
        written = self._said.get(field)
        if written is not None and written != value:
            self._left[field] = written
        return value

    def _fact(self, kind: FactKind, property_: str, value: Any, **more: Any) -> NewFact:
        return NewFact(kind=kind, subject_id=self.id, property=property_, value=value, **more)


def _memberships(person_id: str, pieces: Sequence[Piece], source: Source) -> Iterator[NewFact]:
    seen: list[Json] = []
    for piece in pieces:
        clean = Cleaner(source.notes, piece.place)
        if piece.data in seen:
            clean.note("identical_membership", "", piece.data)
            continue
        seen.append(piece.data)
        yield from _membership(person_id, piece.data, source, clean)


def _membership(person_id: str, said: Json, source: Source, clean: Cleaner) -> Iterator[NewFact]:
    left: Json = dict(said.get("rest", {})) | said.get("unresolved", {})
    named = _named(said, source, clean, left)
    if named is None:
        return
    words: Json = {}
    for field in ("label", "role", "area"):
        if text := clean.text(field, said.get(field)):
            words[field] = text
    fields = ("start_date", "end_date")
    dates: dict[str, Any] = dict(zip(fields, clean.span(fields, said), strict=True))
    for field, date in dates.items():
        if said.get(field) and said[field] != str(date):
            left[field] = said[field]
    if "id" in said:
        left["id"] = said["id"]
    yield NewFact(
        kind=FactKind.MEMBERSHIP,
        subject_id=person_id,
        property="membership",
        value=words or None,
        source_data={SOURCE: left} if left else None,
        **named,
        **dates,
    )


def _named(said: Json, source: Source, clean: Cleaner, left: Json) -> dict[str, Any] | None:
    """Our ids of what a membership names; None where its organization is not to be had."""
    keys: dict[str, tuple[EntityKind, str]] = {}
    for field, kind in _REFERENCES.items():
        if key := said.get(field):
            if source.find(kind, key) is None:
                clean.note("dangling_reference", field, key)
                left[field] = key
            else:
                keys[field] = (kind, key)
    if "organization_id" not in keys and "post_id" in keys:
        post = source.find(*keys["post_id"]) or {}
        if (key := post.get("organization_id")) and source.find(EntityKind.ORGANIZATION, key):
            keys["organization_id"] = (EntityKind.ORGANIZATION, key)
    if "organization_id" not in keys:
        if "organization_id" not in left and "organization" not in left:  # that is noted already
            clean.note("no_organization", "organization_id", said)
        return None
    return {field: source.entity_id(kind, key) for field, (kind, key) in keys.items()}


_REFERENCES: Final = {
    "organization_id": EntityKind.ORGANIZATION,
    "post_id": EntityKind.POST,
    "on_behalf_of_id": EntityKind.ORGANIZATION,
}
