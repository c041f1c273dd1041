"""All that one change is to do, gathered and checked before anything of it is written."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.curating.bodies import Corrections
from app.curating.errors import BodyError, Fault, StateError
from app.curating.standing import addition_of, part_of, require_curated, standing_facts
from app.ledger import LedgerError, NewEntity, NewFact, OpenChange
from app.ledger.deprecating import mark_deprecated
from app.ledger.hiding import mark_hidden, mark_shown
from app.loading.added_articles import AddedArticle, CompiledArticle, compile_article
from app.loading.adding import (
    NOTHING_BESIDE,
    Addition,
    Beside,
    CompiledAddition,
    compile_addition,
)
from app.loading.problems import DossierError
from app.model_errors import Field, field_of, is_in, words_of
from app.models import Document, Fact, holds, known
from app.models.rows import FactRow
from app.profiles.evidence import kinds_of
from app.profiles.merges import survivors, withdrawn
from app.vocabulary import CURATED, CURATED_TITLE, EntityKind

Move = Callable[[Field], Field]  # from a field of an addition to the body's
_ACTION = "edit"


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: the change, None where there was nothing to change.

    ``created``: the entities that are new. ``merged``: the survivors of ids that were named and
    had been merged: what is said of them is said of these.
    """

    change: int | None
    recorded: int
    retracted: int
    created: list[NewEntity]
    merged: dict[str, str]


@dataclass(slots=True)
class Gathered:
    """What is to be done, by the articles that say so, and what is wrong with it."""

    session: Session
    faults: list[Fault] = field(default_factory=list)
    articles: list[CompiledArticle] = field(default_factory=list)
    entities: dict[str, NewEntity] = field(default_factory=dict)
    added: defaultdict[str, list[NewFact]] = field(default_factory=lambda: defaultdict(list))
    replaced: defaultdict[str, dict[str, NewFact]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    dropped: defaultdict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    wrong: dict[str, str] = field(default_factory=dict)  # why facts are deprecated
    named: set[str] = field(default_factory=set)  # the facts that are corrected
    # Why fields are hidden, or shown again, by the entity and the field.
    hidden: dict[tuple[str, str], str] = field(default_factory=dict)
    unhidden: dict[tuple[str, str], str] = field(default_factory=dict)

    def article(self, article: AddedArticle, article_id: str, move: Move) -> None:
        """A new article, with its particulars."""
        try:
            compiled = compile_article(article, article_id)
        except DossierError as error:
            self.faults += [(move(each.field), each.message) for each in error.problems]
        else:
            self.articles.append(compiled)
            self.entities[article_id] = NewEntity(id=article_id, kind=EntityKind.ARTICLE)
            self.added[article_id] += compiled.facts

    def addition(self, addition: Addition, move: Move, beside: Beside = NOTHING_BESIDE) -> None:
        """What an article says besides."""
        for compiled in self._compiled(addition, move, beside):
            self.entities |= {entity.id: entity for entity in compiled.entities}
            self.added[compiled.article_id] += compiled.facts

    def corrections(self, wanted: Corrections, about: str | None, at: Field) -> None:
        """Facts that are corrected; ``about``: of which entity they have to be."""
        asked: dict[str, dict[str, Any]] = {
            "replace": wanted.replace,
            "retract": wanted.retract,
            "deprecate": wanted.deprecate,
        }
        named = [(name, fact_id) for name, by_id in asked.items() for fact_id in by_id]
        standing = standing_facts(self.session, {fact_id for _, fact_id in named})
        for name, fact_id in named:
            place = (*at, name, fact_id)
            if fault := _fault_of(fact_id, standing.get(fact_id), about, self.named):
                self.faults.append((place, fault))
            else:
                self._correct(name, standing[fact_id], asked[name][fact_id], place)
            self.named.add(fact_id)
        if about is not None:
            self._fields(wanted, about, at)

    def write(self, *, actor: str, reason: str) -> Written:
        """Write it all as one change; raises BodyError and StateError, and writes nothing then."""
        if self.faults:
            raise BodyError(self.faults)
        facts = [*self._facts()]
        merged = _refuse_withdrawn(self.session, facts)
        change = OpenChange(self.session, actor=actor, action=_ACTION, reason=reason)
        change.declare_dataset(CURATED, CURATED_TITLE)
        created = self._new_entities()
        change.declare(created)
        for article in self.articles:
            change.declare_article(article.article_id, article.source.text)
        self._mark(change)
        for origin in dict.fromkeys([*self.added, *self.replaced, *self.dropped]):
            change.amend(
                origin,
                _dataset_of(self.session, origin),
                add=self.added[origin],
                replace=self.replaced[origin],
                drop=self.dropped[origin],
            )
        number = change.close()
        return Written(number, change.recorded, change.retracted, created, merged)

    def _facts(self) -> Iterator[NewFact]:
        for facts in self.added.values():
            yield from facts
        for by_id in self.replaced.values():
            yield from by_id.values()

    def _mark(self, change: OpenChange) -> None:
        """What the ledger notes itself."""
        try:
            for fact_id, reason in self.wrong.items():
                mark_deprecated(self.session, change, fact_id, reason)
            for (entity_id, name), reason in self.hidden.items():
                mark_hidden(self.session, change, entity_id, name, reason)
            for (entity_id, name), reason in self.unhidden.items():
                mark_shown(self.session, change, entity_id, name, reason)
        except LedgerError as error:
            raise StateError(str(error)) from None

    def _fields(self, wanted: Corrections, about: str, at: Field) -> None:
        """The fields that are to be hidden of an entity, and those that are to be shown again."""
        for told, reasons in ((self.hidden, wanted.hide), (self.unhidden, wanted.unhide)):
            for name, reason in reasons.items():
                if (about, name) in self.hidden | self.unhidden:
                    self.faults.append(((*at, "unhide", name), "is named here twice: keep one"))
                told[about, name] = reason

    def _new_entities(self) -> list[NewEntity]:
        known_ids = kinds_of(self.session, self.entities)
        return [each for each in self.entities.values() if each.id not in known_ids]

    def _correct(self, name: str, row: FactRow, wanted: Any, place: Field) -> None:
        if name == "deprecate":
            self.wrong[row.id] = wanted
            return
        require_curated(self.session, row)
        if name == "retract":
            self.dropped[row.origin][row.id] = wanted
        elif fact := self._part(row, wanted, place):
            self.replaced[row.origin][row.id] = fact

    def _part(self, row: FactRow, wanted: Any, place: Field) -> NewFact | None:
        """The fact that a part says in the place of another; what is wrong with it is noted."""
        model = part_of(row)
        try:
            part = model.model_validate(wanted)
        except ValidationError as error:
            schema = model.model_json_schema()
            for each in error.errors():
                at = field_of(each["loc"], lambda found: is_in(wanted, found))
                message = words_of(each, at, schema, f"a {row.kind}")
                self.faults.append(((*place, *at), message))
            return None
        addition, depth = addition_of(self.session, row, part)
        compiled = self._compiled(addition, lambda found: (*place, *found[depth:]), NOTHING_BESIDE)
        return next((fact for each in compiled for fact in each.facts), None)

    def _compiled(
        self, addition: Addition, move: Move, beside: Beside
    ) -> Iterator[CompiledAddition]:
        """The addition, where it is right; else what is wrong with it is noted."""
        try:
            yield compile_addition(self.session, addition, beside)
        except DossierError as error:
            self.faults += [(move(each.field), each.message) for each in error.problems]


def _fault_of(fact_id: str, row: FactRow | None, about: str | None, seen: set[str]) -> str | None:
    """What is wrong with naming this fact."""
    if fact_id in seen:
        return "is named here twice: keep one"
    if row is None:
        return f"no fact with the id {fact_id!r} stands"
    if about is not None and row.subject_id != about:
        return f"{fact_id!r} is a fact about {row.subject_id!r}: correct it there"
    return None


def _dataset_of(session: Session, origin: str) -> str:
    """The dataset under which an article's facts are on record."""
    found = select(Fact.dataset_id).where(Fact.origin == origin, known(None)).limit(1)
    return session.scalar(found) or CURATED


def _refuse_withdrawn(session: Session, facts: Sequence[NewFact]) -> dict[str, str]:
    """Refuse what speaks of withdrawn entities; the survivors of those that were merged."""
    named = {each for fact in facts for each in fact.as_said().mentions()}
    merged = survivors(session, named)
    gone = sorted(withdrawn(session, named | set(merged.values())))
    if gone:
        found = select(Document.since).where(Document.id == gone[0], holds(Document, None))
        number = session.scalar(found)
        raise StateError(
            f"{', '.join(map(repr, gone))} was withdrawn: nothing is said of it before change"
            f" {number} is reverted"
        )
    return merged
