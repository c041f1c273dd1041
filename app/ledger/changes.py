"""The only way in: one numbered change in one transaction.

::

    with write_session(engine) as session:
        change = OpenChange(session, actor="Ada", action="load", reason="dossier kessaria.yaml")
        change.declare([NewEntity(id="ada-kessaria", kind=EntityKind.PERSON)])
        change.record("kessaria", "curated", facts)
        change.close()

Nothing is written over or deleted: a fact is recorded by one change and may be retracted by a
later one. Triggers in the database refuse everything else (migration 0001). ``close`` writes the
ready documents, list rows and search keys of every entity touched, and the digest that chains the
change to the one before it, in the same transaction.
"""

import datetime as dt
import hashlib
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import islice

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from app.batches import batches
from app.bulk import insert_rows
from app.ledger.chain import new_salt
from app.ledger.claims import Claim, claim_of, deprecated_claims
from app.ledger.facts import ID_COLUMNS, NewEntity, NewFact, facts_mentioning, read_facts
from app.ledger.identity import Identified, identify, identify_edition
from app.ledger.withholding import (
    WITHHOLDING,
    hidden_notes,
    withhold_recorded,
)
from app.ledger.writing import write_touched
from app.migrate import require_known_revision
from app.models import (
    ArticleText,
    Change,
    Citation,
    Dataset,
    Entity,
    Fact,
    known,
)
from app.models.base import table_of
from app.models.rows import CitationRow, FactRow, fact_rows, insert_plain
from app.profiles.evidence import Recorded, kinds_of
from app.profiles.merges import survivors, withdrawn
from app.vocabulary import DEPRECATED, NOTES, FactKind, Rank


class LedgerError(Exception):
    """The change asks for what the ledger never does."""


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
        self._recorded = Recorded()
        self._claims: dict[Claim, str] | None = None
        self._hidden: list[FactRow] | None = None
        self._withholding: set[str] = set()
        self.recorded = 0
        self.retracted = 0
        self.withheld = 0

    @property
    def number(self) -> int:
        """The change's number, taken (and its row written) at the first use."""
        if self._number is None:
            require_known_revision(self._session.connection())
            last = self._session.scalar(select(func.max(Change.number)))
            self._number = (last or 0) + 1
            at = dt.datetime.now(dt.UTC)
            told = {"at": at, "salt": new_salt(), **self._words}
            self._session.execute(insert(Change).values(number=self._number, **told))
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
        insert_rows(self._session, table_of(Entity), rows)
        self._recorded.entity_ids |= wanted.keys() - known.keys()

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

    def restate_dataset(self, dataset_id: str, **particulars: str) -> None:
        """Give a known dataset other particulars: those of one that was dropped may change."""
        known = self._session.get_one(Dataset, dataset_id)
        if any(getattr(known, name) != value for name, value in particulars.items()):
            restated = update(Dataset).where(Dataset.id == dataset_id).values(**particulars)
            self._session.execute(restated)

    def record(self, origin: str, dataset_id: str, facts: Iterable[NewFact]) -> None:
        """Let ``facts`` be all that ``origin`` says from now on.

        What it said before and says no more is retracted; what it goes on saying is not touched.
        What is said of a merged entity is recorded of its survivor; what speaks of a withdrawn one
        is withheld, and counted.
        """
        self.record_all(dataset_id, {origin: list(facts)})

    def record_all(
        self,
        dataset_id: str,
        said: Mapping[str, Sequence[NewFact]],
        *,
        is_edition: bool = False,
        keeps: bool = False,
    ) -> Counter[str]:
        """The same for many origins at once: each is to say just these facts from now on.

        ``is_edition``: ids of facts do not depend on what was said before (``identify_edition``).
        With ``keeps`` what an origin says no more stays, but for what something else takes the
        place of; how many such facts there are of each origin is what comes back.
        """
        before = self._facts_of(said)
        kept: Counter[str] = Counter()
        give_ids = identify_edition if is_edition else identify
        fresh: list[Identified] = []
        for origin, facts in self._resolved_by_origin(said).items():
            identified = list(give_ids(origin, dataset_id, facts, before[origin]))
            by_id = {each.id: each for each in identified}
            standing = [row for row in before[origin] if row.retracted_in is None]
            corrected = [row for row in standing if row.id in by_id and not by_id[row.id].unchanged]
            gone = [row for row in standing if row.id not in by_id]
            if keeps:
                taken = {_place(each.fact) for each in identified if not each.unchanged}
                kept[origin] = sum(_place(row) not in taken for row in gone)
                gone = [row for row in gone if _place(row) in taken]
            self.retract(corrected, f"read anew in {origin}")
            self.retract(gone, f"left {origin}")
            fresh += [each for each in identified if not each.unchanged]
        self._insert(fresh)
        return +kept

    def amend(
        self,
        origin: str,
        dataset_id: str,
        *,
        add: Sequence[NewFact] = (),
        replace: Mapping[str, NewFact] | None = None,
        drop: Mapping[str, str] | None = None,
    ) -> None:
        """Change a part of what an origin says: all else of it stays as it is.

        ``replace``: facts by the ids of those that they correct; ``drop``: why, by the ids of facts
        that it is to say no more. What it says already is not added again. Raises LedgerError where
        the origin says no fact of such an id.
        """
        corrected, dropped = replace or {}, drop or {}
        standing = {row.id: row for row in self._standing_of(origin)}
        for fact_id in (*corrected, *dropped):
            if fact_id not in standing:
                raise LedgerError(f"{origin!r} says no fact {fact_id!r} now")
        for fact_id, reason in dropped.items():
            self.retract([standing.pop(fact_id)], reason)
        said = dict(zip(standing, read_facts(self._session, [*standing.values()]), strict=True))
        # As the origin said it, whatever was merged or deprecated since.
        known_already = {fact.as_said().digest(dataset_id) for fact in said.values()}
        fresh = {fact.digest(dataset_id): fact for fact in add}
        new = [fact for digest, fact in fresh.items() if digest not in known_already]
        said |= corrected
        self.record(origin, dataset_id, [*said.values(), *new])

    def retract(self, facts: Sequence[FactRow], reason: str) -> None:
        """End these rows with this change."""
        for batch in batches(facts):
            rows = [fact.row for fact in batch]
            self._session.execute(
                update(Fact)
                .where(Fact.row.in_(rows))
                .values(retracted_in=self.number, retraction_reason=reason)
            )
            cited = select(Citation.article_id).where(Citation.fact_row.in_(rows)).distinct()
            self._touched |= set(self._session.scalars(cited))
        for fact in facts:
            self._touched |= {each for name in ID_COLUMNS if (each := getattr(fact, name))}
        self._heed(facts)
        self.retracted += len(facts)

    def record_again(self, facts: Sequence[FactRow]) -> None:
        """Record rows that were retracted once more, with their ids and citations.

        What the ledger notes itself goes first, since all else is recorded as it says.
        """
        notes = [fact for fact in facts if fact.property in NOTES]
        said = [fact for fact in facts if fact.property not in NOTES]
        for group in (notes, said):
            self._insert([each for each in self._again(group) if each])

    def resettle(self, entity_ids: set[str]) -> None:
        """Let the facts that speak of these entities say what the ledger's notes now make of them.

        Called when a merge was recorded or retracted, with the ids on both its sides, or when
        something was deprecated. The notes of what is wrong are moved first, and what is said of
        the entities that they lead to is looked at, too.
        """
        standing = facts_mentioning(self._session, entity_ids)
        notes = [row for row in standing if row.property == DEPRECATED]
        if notes:
            moved_to = {each.fact.subject_id for each in self._settle(notes)}
            standing = facts_mentioning(self._session, entity_ids | moved_to)
        self._settle([row for row in standing if row.property != DEPRECATED])

    def close(self) -> int | None:
        """Finish: the number of the change, or None where there was nothing to change."""
        if self._number is None:
            return None
        noted, recorded = self._withholding, self._recorded
        write_touched(self._session, self._number, self._touched, noted, recorded)
        return self._number

    def _standing_of(self, origin: str) -> list[FactRow]:
        return fact_rows(self._session, Fact.origin == origin, known(None), order_by=Fact.row)

    def restate_hidden(self, entity_ids: Collection[str]) -> None:
        """Note anew what is hidden of these entities, since one was merged into them, or parted.

        What is hidden of one is hidden in the past of all that were merged into it.
        """
        noted = (each for each in hidden_notes(self._session) if each.subject_id in entity_ids)
        notes = [each for each in noted if each.recorded_in != self.number]
        self.retract(notes, "noted anew with a merge, or its end")
        self.record_again(notes)

    def _settle(self, standing: Sequence[FactRow]) -> list[Identified]:
        again = zip(standing, self._again(standing), strict=True)
        moved = [(row, each) for row, each in again if each and _is_otherwise(row, each.fact)]
        self.retract([row for row, _ in moved], "moved by a merge or a deprecation, or back")
        self._insert([each for _, each in moved])
        return [each for _, each in moved]

    def _facts_of(self, origins: Iterable[str]) -> defaultdict[str, list[FactRow]]:
        """All rows that each of these origins ever recorded."""
        recorded: defaultdict[str, list[FactRow]] = defaultdict(list)
        for batch in batches(origins):
            for fact in fact_rows(self._session, Fact.origin.in_(batch), order_by=Fact.row):
                recorded[fact.origin].append(fact)
        return recorded

    def _resolved_by_origin(
        self, said: Mapping[str, Sequence[NewFact]]
    ) -> dict[str, list[NewFact]]:
        resolved = iter(self._resolved([fact for facts in said.values() for fact in facts]))
        return {
            origin: [fact for fact in islice(resolved, len(facts)) if fact]
            for origin, facts in said.items()
        }

    def _resolved(self, facts: Sequence[NewFact]) -> list[NewFact | None]:
        """These facts of the survivors of merges; None in place of what is withheld."""
        said = {each for fact in facts for each in fact.as_said().mentions()}
        merged = survivors(self._session, said)
        gone = withdrawn(self._session, said | set(merged.values()))
        resolved = [fact.resolved(merged) if merged else fact.as_said() for fact in facts]
        resolved = self._deprecated(resolved)
        if not gone:
            return [*resolved]
        kept = [fact if not fact.mentions() & gone else None for fact in resolved]
        self.withheld += kept.count(None)
        return kept

    def _deprecated(self, facts: list[NewFact]) -> list[NewFact]:
        """These facts, those deprecated that say what the ledger notes as wrong."""
        if self._claims is None:
            self._claims = deprecated_claims(self._session)
        if not self._claims:
            return facts
        reasons = [self._claims.get(claim_of(fact)) for fact in facts]
        return [
            fact if reason is None or fact.rank is Rank.DEPRECATED else fact.deprecated(reason)
            for fact, reason in zip(facts, reasons, strict=True)
        ]

    def _heed(self, changed: Iterable[FactRow]) -> None:
        """Heed the notes of the ledger among the facts that this change records or retracts."""
        for fact in changed:
            if fact.property == DEPRECATED:
                self._claims = None
            if fact.property in WITHHOLDING:
                self._hidden = None
                self._withholding.add(fact.origin)

    def _again(self, rows: Sequence[FactRow]) -> list[Identified | None]:
        """What these rows say as it is recorded now; None in place of what is withheld."""
        resolved = self._resolved(read_facts(self._session, rows))
        return [
            Identified(row.id, fact.digest(row.dataset_id), fact, row.origin, row.dataset_id)
            if fact
            else None
            for row, fact in zip(rows, resolved, strict=True)
        ]

    def _insert(self, fresh: list[Identified]) -> None:
        if not fresh:
            return
        self._session.flush()
        last = self._session.scalar(select(func.max(Fact.row))) or 0
        facts: list[FactRow] = []
        cited_by: dict[int, list[CitationRow]] = {}
        for row, each in enumerate(fresh, start=last + 1):
            fact = each.at_row(row, self.number)
            cited = [
                CitationRow(fact_row=row, ordinal=ordinal, **citation.columns())
                for ordinal, citation in enumerate(each.fact.citations)
            ]
            facts.append(fact)
            cited_by[row] = cited
            self._touched |= each.fact.mentions()
        insert_plain(self._session, Fact, facts)
        insert_plain(self._session, Citation, [each for some in cited_by.values() for each in some])
        self._heed(facts)
        self._remember(facts, cited_by)
        self.recorded += len(facts)

    def _remember(self, facts: list[FactRow], cited_by: dict[int, list[CitationRow]]) -> None:
        """Keep what need not be read again, without the fields that are hidden."""
        if self._hidden is None:
            self._hidden = hidden_notes(self._session)
        hidden = withhold_recorded(self._session, self.number, facts, self._hidden)
        for fact in facts:
            if fact.subject_id in self._recorded.entity_ids and fact.row not in hidden:
                self._recorded.add(fact, cited_by[fact.row])


def _place(fact: NewFact | FactRow) -> tuple[str | None, ...]:
    """What an entity has one of at a time, whatever is said of it: a name, a term in a post."""
    named = (fact.kind, fact.property)
    if named == (FactKind.NAME, "name"):
        return named
    value = None if fact.kind == FactKind.MEMBERSHIP else str(fact.value)
    ids = (getattr(fact, name) for name in ID_COLUMNS)
    return (*named, value, str(fact.start_date or ""), *ids)


def _is_otherwise(row: FactRow, fact: NewFact) -> bool:
    settled = (*ID_COLUMNS, "said_ids", "rank", "rank_reason")
    return any(getattr(row, name) != getattr(fact, name) for name in settled)
