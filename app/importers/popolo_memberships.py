"""Memberships of Popolo as facts of their member."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

import orjson

from app.importers.cleaning import Cleaner, id_of
from app.importers.popolo_names import EMPTY
from app.importers.popolo_reading import key_of, looked_up
from app.importers.popolo_records import area_name
from app.importers.records import Json, Piece, Source
from app.ledger import NewFact
from app.popolo_fields import MEMBER_OF, PERIOD, SOURCE
from app.vocabulary import EntityKind, FactKind

_WORDS: Final = ("label", "role")
_REFERENCES: Final = {
    "organization_id": EntityKind.ORGANIZATION,
    "post_id": EntityKind.POST,
    "on_behalf_of_id": EntityKind.ORGANIZATION,
}
_MEMBER: Final = frozenset({"person_id", "member_id", "member"})
_DATES: Final = ("start_date", "end_date")
_READ: Final = frozenset({*_MEMBER, *_WORDS, *_REFERENCES, *_DATES, "area_id"})


def memberships(
    kind: EntityKind, subject_id: str, pieces: Sequence[Piece], source: Source
) -> Iterator[NewFact]:
    """The memberships that these pieces tell of, each once."""
    seen: set[bytes] = set()
    for piece in pieces:
        space, said = piece.data["space"], piece.data["said"]
        clean = Cleaner(source.notes, piece.place)
        told = orjson.dumps(
            {name: value for name, value in said.items() if name not in _MEMBER},
            option=orjson.OPT_SORT_KEYS,
        )
        if told in seen:
            clean.note("identical_membership", "", said)
            continue
        seen.add(told)
        yield from _Membership(space, said, source, clean).facts(kind, subject_id)


class _Membership:
    def __init__(self, space: str, said: Json, source: Source, clean: Cleaner) -> None:
        self._space = space
        self._said = said
        self._source = source
        self._clean = clean
        self._left: Json = {}

    def facts(self, kind: EntityKind, subject_id: str) -> Iterator[NewFact]:
        """The fact; none where the organization is not named, or not in the input."""
        keys = {field: self._key(field, each) for field, each in _REFERENCES.items()}
        organization = keys["organization_id"] or self._organization_of(keys["post_id"])
        if organization is None:
            return
        keys["organization_id"] = organization
        named: dict[str, Any] = {
            field: self._source.entity_id(_REFERENCES[field], key)
            for field, key in keys.items()
            if key
        }
        words = self._words()
        start, end = self._clean.span(_DATES, self._said)
        for field, date in zip(_DATES, (start, end), strict=True):
            self._keep(field, date.text if date else None)
        self._left |= {
            field: value
            for field, value in self._said.items()
            if field not in _READ and value not in EMPTY
        }
        self._period()
        about: dict[str, Any] = {
            "subject_id": subject_id,
            "start_date": start,
            "end_date": end,
            "value": words or None,
            "source_data": {SOURCE: self._left} if self._left else None,
        }
        if kind is EntityKind.PERSON:
            yield NewFact(kind=FactKind.MEMBERSHIP, property="membership", **about, **named)
        else:
            of = named["organization_id"]
            yield NewFact(kind=FactKind.RELATION, property=MEMBER_OF, object_id=of, **about)

    def _key(self, field: str, kind: EntityKind) -> str | None:
        """The key of a record that the input has; None where there is none."""
        own_id = id_of(self._said.get(field))
        if own_id is None:
            if (written := self._said.get(field)) not in EMPTY:
                self._clean.note("not_a_text", field, written)
                self._left[field] = written
            return None
        key = key_of(self._space, own_id)
        if looked_up(self._source, kind, key) is not None:
            return key
        done = "left out" if field == "organization_id" else "recorded without it"
        self._clean.note("dangling_reference", field, own_id, done)
        self._left[field] = own_id
        return None

    def _organization_of(self, post: str | None) -> str | None:
        """The organization of the post, where the membership itself names none."""
        if "organization_id" in self._left:
            return None
        data = looked_up(self._source, EntityKind.POST, post) if post else None
        own_id = id_of(data["said"].get("organization_id")) if data else None
        key = key_of(self._space, own_id) if own_id else None
        if key and looked_up(self._source, EntityKind.ORGANIZATION, key):
            return key
        self._clean.note("no_organization", "organization_id", self._said)
        return None

    def _words(self) -> Json:
        words: Json = {}
        for field in _WORDS:
            if text := self._clean.text(field, self._said.get(field)):
                words[field] = text
            self._keep(field, text)
        if (area := self._said.get("area_id")) not in EMPTY:
            name = area_name(self._source, self._space, area)
            self._left["area_id"] = key_of(self._space, own_id) if (own_id := id_of(area)) else area
            if name is None:
                self._clean.note("dangling_reference", "area_id", area, "kept, without a name")
            else:
                words["area"] = name
        return words

    def _keep(self, field: str, value: str | None) -> None:
        written = self._said.get(field)
        if written != value and written not in EMPTY:
            self._left[field] = written

    def _period(self) -> None:
        """The event that is the legislative period, by our id, so that an export can name it."""
        period = id_of(self._left.get(PERIOD))
        if period is None:
            return
        key = key_of(self._space, period)
        if looked_up(self._source, EntityKind.EVENT, key):
            self._left["event_id"] = self._source.entity_id(EntityKind.EVENT, key)
        else:
            self._clean.note("dangling_reference", PERIOD, period, "kept as it is")
