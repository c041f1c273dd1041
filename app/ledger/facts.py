"""Facts on their way into the ledger: values, with the identity and the digest that follow."""

import base64
import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import orjson

from app.dates import FIRST_DAY, LAST_DAY, PartialDate
from app.vocabulary import (
    PROPERTIES,
    Certainty,
    EntityKind,
    FactKind,
    Rank,
    Stance,
    Voice,
)

# Kinds of which an entity has several side by side, told apart by their value.
_TOLD_BY_VALUE: Final = {FactKind.NAME, FactKind.IDENTIFIER, FactKind.LINK, FactKind.STATEMENT}


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCitation:
    """A verified quote: ``text[start:end] == exact`` in the article's text."""

    article_id: str
    exact: str
    prefix: str
    suffix: str
    start: int
    end: int
    stance: Stance = Stance.SUPPORTS
    voice: Voice = Voice.ARTICLE
    attribution: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEntity:
    """An id that facts of a change speak of."""

    id: str
    kind: EntityKind


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFact:
    """What one row of the ledger will say; the columns are told in ``app.models.facts``."""

    kind: FactKind
    subject_id: str
    property: str
    value: Any = None
    value_written: str | None = None
    lang: str | None = None
    object_id: str | None = None
    organization_id: str | None = None
    post_id: str | None = None
    on_behalf_of_id: str | None = None
    start_date: PartialDate | None = None
    start_written: str | None = None
    end_date: PartialDate | None = None
    end_written: str | None = None
    rank: Rank = Rank.NORMAL
    rank_reason: str | None = None
    certainty: Certainty = Certainty.ASSERTED
    note: str | None = None
    source_data: Any = None
    citations: tuple[NewCitation, ...] = ()

    def identity(self) -> tuple[Any, ...]:
        """What stays the same when the fact is corrected."""
        known = PROPERTIES.get(self.property)
        told_by_value = self.kind in _TOLD_BY_VALUE or (known is not None and known.many)
        return (
            self.kind,
            self.subject_id,
            self.property,
            self.object_id,
            self.organization_id,
            self.post_id,
            self.on_behalf_of_id,
            self.value if told_by_value else None,
        )

    def mentions(self) -> set[str]:
        """The ids of all entities that the fact speaks of or cites."""
        named = {self.subject_id, self.object_id, self.organization_id, self.post_id}
        cited = {citation.article_id for citation in self.citations}
        return {entity for entity in named | cited | {self.on_behalf_of_id} if entity}

    def columns(self) -> dict[str, Any]:
        """The fact's own columns, without those that its change adds."""
        columns = {name: getattr(self, name) for name in _COLUMNS}
        return columns | {
            "start_date": self.start_date and self.start_date.text,
            "end_date": self.end_date and self.end_date.text,
            "start_earliest": self.start_date.first_day if self.start_date else FIRST_DAY,
            "start_latest": self.start_date.last_day if self.start_date else LAST_DAY,
            "end_earliest": self.end_date.first_day if self.end_date else FIRST_DAY,
            "end_latest": self.end_date.last_day if self.end_date else LAST_DAY,
        }

    def digest(self) -> str:
        """128 bits of sha256 over all that the fact and its citations say, in hexadecimal."""
        columns = {name: value for name, value in self.columns().items() if value is not None}
        said = orjson.dumps([columns, self.citations], option=orjson.OPT_SORT_KEYS)
        return hashlib.sha256(said).hexdigest()[:32]


_COLUMNS: Final = tuple(
    name
    for name in NewFact.__dataclass_fields__
    if name not in {"citations", "start_date", "end_date"}
)


def with_ids(origin: str, facts: Iterable[NewFact]) -> Iterator[tuple[str, NewFact]]:
    """Each fact with its id: the same for the same statement of the same origin, at every load.

    An id is 80 bits of sha256 in base 32 over origin and identity; facts of one identity (two
    terms in one post) are told apart by their order.
    """
    seen: Counter[bytes] = Counter()
    for fact in facts:
        identity = orjson.dumps([origin, *fact.identity()], option=orjson.OPT_SORT_KEYS)
        seen[identity] += 1
        told = identity + b"%d" % seen[identity]
        yield base64.b32encode(hashlib.sha256(told).digest()[:10]).decode().lower(), fact
