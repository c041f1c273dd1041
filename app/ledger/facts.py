"""Facts on their way into the ledger: what they will say, and a digest of it."""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from operator import attrgetter
from typing import Any, Final

import orjson
from sqlalchemy.orm import Session

from app.batches import batches
from app.dates import FIRST_DAY, LAST_DAY, PartialDate
from app.models import Fact, known
from app.models.rows import CitationRow, FactRow, citation_rows, fact_rows
from app.vocabulary import (
    MERGED_INTO,
    WITHDRAWN,
    Certainty,
    EntityKind,
    FactKind,
    Rank,
    Stance,
    Voice,
)


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

    def columns(self) -> dict[str, Any]:
        """The citation's own columns."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEntity:
    """An id that facts of a change speak of."""

    id: str
    kind: EntityKind


@dataclass(slots=True, kw_only=True)
class NewFact:
    """What one row of the ledger will say; the columns are told in ``app.models.facts``.

    It is not to be changed. Imports make millions of them, and a frozen one takes four times as
    long to make.
    """

    kind: FactKind
    subject_id: str
    property: str
    value: Any = None
    value_written: str | None = None
    lang: str | None = None
    name_parts: dict[str, str] | None = None
    object_id: str | None = None
    organization_id: str | None = None
    post_id: str | None = None
    on_behalf_of_id: str | None = None
    said_ids: dict[str, str] | None = None
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

    def mentions(self) -> set[str]:
        """The ids of all entities that the fact speaks of or cites."""
        named = {
            self.subject_id,
            self.object_id,
            self.organization_id,
            self.post_id,
            self.on_behalf_of_id,
            *(citation.article_id for citation in self.citations),
        }
        return {entity for entity in named if entity}

    def as_said(self) -> "NewFact":
        """The fact as its source said it, whatever was merged or deprecated since."""
        if self.said_ids is None:
            return self
        said: dict[str, Any] = dict(self.said_ids)
        if "rank" in said:
            said["rank"] = Rank(said["rank"])
        return replace(self, **said, said_ids=None)

    def deprecated(self, reason: str) -> "NewFact":
        """The fact as a wrong one, whatever rank its source gave it, which is kept beside."""
        said = {"rank": self.rank.value, "rank_reason": self.rank_reason}
        said_ids: Any = (self.said_ids or {}) | said
        return replace(self, rank=Rank.DEPRECATED, rank_reason=reason, said_ids=said_ids)

    def resolved(self, survivors: Mapping[str, str]) -> "NewFact":
        """The fact with each id that was merged replaced by its survivor's."""
        fact = self.as_said()
        # What the ledger notes of an entity stays with that entity.
        fixed = {"subject_id"} if self.property in (MERGED_INTO, WITHDRAWN) else set[str]()
        said = {name: getattr(fact, name) for name in ID_COLUMNS if name not in fixed}
        moved: dict[str, Any] = {
            name: survivors[each] for name, each in said.items() if each in survivors
        }
        if not moved:
            return fact
        return replace(fact, **moved, said_ids={name: said[name] for name in moved})

    def columns(self) -> dict[str, Any]:
        """The fact's own columns, without those that its change adds."""
        start, end = self.start_date, self.end_date
        return {
            **dict(zip(_COLUMNS, _values(self), strict=True)),
            "start_date": start and start.text,
            "end_date": end and end.text,
            "start_earliest": start.first_day if start else FIRST_DAY,
            "start_latest": start.last_day if start else LAST_DAY,
            "end_earliest": end.first_day if end else FIRST_DAY,
            "end_latest": end.last_day if end else LAST_DAY,
        }

    def digest(self, dataset_id: str) -> str:
        """128 bits of sha256 over all that the fact says, whence and with which quotes."""
        columns = {name: value for name, value in self.columns().items() if value is not None}
        said = orjson.dumps([dataset_id, columns, self.citations], option=orjson.OPT_SORT_KEYS)
        return hashlib.sha256(said).hexdigest()[:32]


def read_facts(session: Session, rows: Sequence[FactRow]) -> list[NewFact]:
    """What these rows of the ledger say, with their citations, in the order given."""
    citations: dict[int, list[NewCitation]] = defaultdict(list)
    for batch in batches(row.row for row in rows):
        for each in citation_rows(session, batch):
            citations[each.fact_row].append(_citation(each))
    return [_fact(row, tuple(citations[row.row])) for row in rows]


def facts_mentioning(session: Session, entity_ids: Collection[str]) -> list[FactRow]:
    """The standing facts that speak of any of these entities."""
    found: dict[int, FactRow] = {}
    for batch in batches(sorted(entity_ids)):
        for name in ID_COLUMNS:
            rows = fact_rows(session, getattr(Fact, name).in_(batch), known(None))
            found |= {fact.row: fact for fact in rows}
    return [found[row] for row in sorted(found)]


def _citation(row: CitationRow) -> NewCitation:
    told = {field.name: getattr(row, field.name) for field in fields(NewCitation)}
    return NewCitation(**told | {"stance": Stance(row.stance), "voice": Voice(row.voice)})


def _fact(row: FactRow, citations: tuple[NewCitation, ...]) -> NewFact:
    words = {
        "kind": FactKind(row.kind),
        "rank": Rank(row.rank),
        "certainty": Certainty(row.certainty),
        "start_date": PartialDate.parse(row.start_date) if row.start_date else None,
        "end_date": PartialDate.parse(row.end_date) if row.end_date else None,
    }
    told = {name: getattr(row, name) for name in _COLUMNS}
    return NewFact(**told | words, citations=citations)


ID_COLUMNS: Final = ("subject_id", "object_id", "organization_id", "post_id", "on_behalf_of_id")
_COLUMNS: Final = tuple(
    name
    for name in NewFact.__dataclass_fields__
    if name not in {"citations", "start_date", "end_date"}
)
_values: Final = attrgetter(*_COLUMNS)
