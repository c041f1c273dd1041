"""The only way in: one numbered change in one transaction.

::

    with write_session(engine) as session:
        change = OpenChange(session, actor="Ada", action="load", reason="dossier kessaria.yaml")
        change.declare([NewEntity(id="ada-kessaria", kind=EntityKind.PERSON)])
        change.record("kessaria", "curated", facts)
        change.close()

Nothing is written over or deleted: a fact is recorded by one change and may be retracted by a
later one. Triggers in the database refuse everything else (migration 0001). ``close`` writes the
ready documents, list rows and search keys of every entity touched, in the same transaction.
"""

import datetime as dt
import hashlib
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from app.batches import batches
from app.ledger.facts import NewEntity, NewFact
from app.ledger.identity import Identified, identify
from app.models import ArticleText, Change, ChangeEntity, Citation, Dataset, Entity, Fact
from app.profiles.evidence import kinds_of
from app.profiles.ready import refresh


class LedgerError(Exception):
    """The change asks for what the ledger never does."""


def write_touched(session: Session, number: int, touched: set[str]) -> None:
    """Say which entities a change touched, and write anew what is kept ready of them."""
    rows = [{"change": number, "entity_id": each} for each in sorted(touched)]
    if rows:
        session.execute(insert(ChangeEntity), rows)
    refresh(session, number, touched)


class OpenChange:
    """A change being written. It takes a number only when it has something to say."""

    def __init__(
        self,
        session: Session,
        *,
        actor: str,
        action: str,
        reason: str,
        origin: str | None = None,
        input_digest: str | None = None,
    ) -> None:
        """Prepare a change; the session must be one of ``write_session``."""
        self._session = session
        self._words = {
            "actor": actor,
            "action": action,
            "reason": reason,
            "origin": origin,
            "input_digest": input_digest,
        }
        self._number: int | None = None
        self._touched: set[str] = set()
        self.recorded = 0
        self.retracted = 0

    @property
    def number(self) -> int:
        """The change's number, taken (and its row written) at the first use."""
        if self._number is None:
            last = self._session.scalar(select(func.max(Change.number)))
            self._number = (last or 0) + 1
            at = dt.datetime.now(dt.UTC)
            self._session.execute(insert(Change).values(number=self._number, at=at, **self._words))
        return self._number

    def declare(self, entities: Iterable[NewEntity]) -> None:
        """Make ids known. One that is known already must be of the same kind, else LedgerError."""
        wanted = {entity.id: entity.kind for entity in entities}
        known = kinds_of(self._session, wanted)
        for entity_id, kind in wanted.items():
            if known.get(entity_id, kind) != kind:
                raise LedgerError(
                    f"{entity_id!r} is the id of a known {known[entity_id]}, not of a {kind}:"
                    " choose another id"
                )
        rows = [
            {"id": entity_id, "kind": kind, "declared_in": self.number}
            for entity_id, kind in wanted.items()
            if entity_id not in known
        ]
        if rows:
            self._session.execute(insert(Entity), rows)

    def declare_article(self, article_id: str, text: str) -> None:
        """Keep the text of a declared article. A text that is there already must be the same."""
        if unicodedata.normalize("NFC", text) != text:
            raise LedgerError(f"the text of {article_id!r} is not in NFC")
        sha256 = hashlib.sha256(text.encode()).hexdigest()
        kept = self._session.scalar(
            select(ArticleText.sha256).where(ArticleText.article_id == article_id)
        )
        if kept is None:
            row = {"article_id": article_id, "text": text, "sha256": sha256}
            self._session.execute(insert(ArticleText).values(declared_in=self.number, **row))
        elif kept != sha256:
            raise LedgerError(
                f"the text of article {article_id!r} differs from the one on record, which is"
                " never edited: add the new text as an article with another id"
            )

    def declare_dataset(self, dataset_id: str, title: str, **licence: str | None) -> None:
        """Make a dataset known, where it is not yet."""
        if self._session.get(Dataset, dataset_id) is None:
            row = {"id": dataset_id, "title": title, **licence}
            self._session.execute(insert(Dataset).values(row))

    def record(self, origin: str, dataset_id: str, facts: Iterable[NewFact]) -> None:
        """Let ``facts`` be all that ``origin`` says from now on.

        What it said before and says no more is retracted; what it goes on saying is not touched.
        """
        before = self._facts_of(origin)
        identified = list(identify(origin, dataset_id, facts, before))
        said = {each.id: each for each in identified}
        standing = [row for row in before if row.retracted_in is None]
        corrected = [row for row in standing if row.id in said and not said[row.id].unchanged]
        gone = [row for row in standing if row.id not in said]
        self.retract(corrected, f"read anew in {origin}")
        self.retract(gone, f"left {origin}")
        self._insert(origin, dataset_id, [each for each in identified if not each.unchanged])

    def retract(self, facts: Sequence[Fact], reason: str) -> None:
        """End these rows with this change."""
        for batch in batches(facts):
            rows = [fact.row for fact in batch]
            self._session.execute(
                update(Fact)
                .where(Fact.row.in_(rows))
                .values(retracted_in=self.number, retraction_reason=reason)
            )
            self._touch_cited(rows)
        for fact in facts:
            named = {fact.subject_id, fact.object_id, fact.organization_id, fact.post_id}
            self._touched |= {each for each in (*named, fact.on_behalf_of_id) if each}
        self.retracted += len(facts)

    def record_again(self, facts: Sequence[Fact]) -> None:
        """Record rows that were retracted once more, with their ids and citations."""
        if not facts:
            return
        self._session.flush()
        last = self._session.scalar(select(func.max(Fact.row))) or 0
        rows = [_again(fact, number, self.number) for number, fact in enumerate(facts, last + 1)]
        _insert_rows(self._session, Fact, rows)
        again = {fact.row: row["row"] for fact, row in zip(facts, rows, strict=True)}
        for batch in batches(again):
            found = self._session.scalars(select(Citation).where(Citation.fact_row.in_(batch)))
            cited = [_columns(each) | {"fact_row": again[each.fact_row]} for each in found]
            if cited:
                _insert_rows(self._session, Citation, cited)
            self._touch_cited(batch)
        for fact in facts:
            named = (fact.subject_id, fact.object_id, fact.organization_id, fact.post_id)
            self._touched |= {each for each in (*named, fact.on_behalf_of_id) if each}
        self.recorded += len(facts)

    def close(self) -> int | None:
        """Finish: the number of the change, or None where there was nothing to change."""
        if self._number is None:
            return None
        write_touched(self._session, self._number, self._touched)
        return self._number

    def _facts_of(self, origin: str) -> list[Fact]:
        """All rows that the origin ever recorded."""
        found = select(Fact).where(Fact.origin == origin).order_by(Fact.row)
        return list(self._session.scalars(found))

    def _insert(self, origin: str, dataset_id: str, fresh: list[Identified]) -> None:
        if not fresh:
            return
        last = self._session.scalar(select(func.max(Fact.row))) or 0
        common = {"origin": origin, "dataset_id": dataset_id, "recorded_in": self.number}
        facts: list[dict[str, Any]] = []
        citations: list[dict[str, Any]] = []
        for row, each in enumerate(fresh, start=last + 1):
            own = {"row": row, "id": each.id, "digest": each.digest}
            facts.append(own | each.fact.columns() | common)
            for ordinal, citation in enumerate(each.fact.citations):
                citations.append({"fact_row": row, "ordinal": ordinal} | citation.columns())
            self._touched |= each.fact.mentions()
        _insert_rows(self._session, Fact, facts)
        if citations:
            _insert_rows(self._session, Citation, citations)
        self.recorded += len(facts)

    def _touch_cited(self, rows: list[int]) -> None:
        cited = select(Citation.article_id).where(Citation.fact_row.in_(rows)).distinct()
        self._touched |= set(self._session.scalars(cited))


def _insert_rows(
    session: Session, table: type[Fact | Citation], rows: list[dict[str, Any]]
) -> None:
    # Without render_nulls each run of rows with the same columns filled is a statement of its own.
    session.execute(insert(table), rows, execution_options={"render_nulls": True})


def _columns(row: Fact | Citation) -> dict[str, Any]:
    return {column.key: getattr(row, column.key) for column in row.__table__.columns}


def _again(fact: Fact, row: int, change: int) -> dict[str, Any]:
    fresh = {"row": row, "recorded_in": change, "retracted_in": None, "retraction_reason": None}
    return _columns(fact) | fresh
