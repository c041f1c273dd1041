"""The dossier of an article, from what the ledger says now: the way back from loading."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.dates import PartialDate
from app.ledger import NewFact
from app.ledger.facts import read_facts
from app.loading.dossier import Dossier
from app.loading.guarding import ledger_state
from app.models import ArticleText, Change, Entity, Fact, known, shown, withheld
from app.models.rows import fact_rows
from app.profiles.evidence import kinds_of
from app.vocabulary import EntityKind, FactKind, Rank
from app.writing.article_part import article_part
from app.writing.checking import compiled
from app.writing.fact_parts import Parts, declaration

_SECTIONS: Final = {
    EntityKind.PERSON: "people",
    EntityKind.ORGANIZATION: "organizations",
    EntityKind.POST: "posts",
    EntityKind.EVENT: "events",
}


class ExportError(Exception):
    """No dossier can be written of this article; the text says why."""


@dataclass(frozen=True, slots=True)
class Exported:
    """A dossier, and the text of its article."""

    dossier: Dossier
    text: str


def articles_on_record(session: Session) -> list[str]:
    """The articles of which facts stand, by id."""
    origins = select(Fact.origin).where(known(None)).distinct()
    found = select(Entity.id).where(Entity.kind == EntityKind.ARTICLE, Entity.id.in_(origins))
    return list(session.scalars(found.order_by(Entity.id)))


def export_dossier(session: Session, article_id: str, file: str) -> Exported:
    """All that an article says in the ledger now, as a dossier whose text is to stand in ``file``.

    Ids are those that were said, whatever was merged since. What is hidden is not written out, but
    for the ids of its facts, by which loading keeps them. Raises ExportError where there is no
    such article, or where it says what no dossier can.
    """
    about = Fact.origin == article_id
    rows = fact_rows(session, about, shown(None), order_by=Fact.row)
    hidden = fact_rows(session, about, known(None), withheld(), order_by=Fact.row)
    text = session.get(ArticleText, article_id)
    if text is None or not rows:
        raise ExportError(f"no article {article_id!r} is on record, or it was withdrawn")
    facts = [fact.as_said() for fact in read_facts(session, rows)]
    datasets = {row.dataset_id for row in rows}
    if len(datasets) > 1:
        raise ExportError(f"{article_id!r} says facts of several datasets: {sorted(datasets)}")
    said = {
        "dossier": "1",
        "dataset": datasets.pop(),
        "curator": _curator(session, article_id),
        "ledger_state": ledger_state(session, article_id),
        "hidden_facts": [row.id for row in hidden],
        **_content(session, article_id, facts, text.text, file),
    }
    try:
        dossier = Dossier.model_validate(said)
    except ValidationError as error:
        raise ExportError(f"{article_id!r} says what no dossier can: {error}") from None
    _require_whole(dossier, text.text, facts)
    return Exported(dossier, text.text)


def _content(
    session: Session, article_id: str, facts: Sequence[NewFact], text: str, file: str
) -> dict[str, Any]:
    statements = [fact for fact in facts if fact.kind is FactKind.STATEMENT]
    about_article = [
        fact
        for fact in facts
        if fact.subject_id == article_id and fact.kind is not FactKind.STATEMENT
    ]
    others = [fact for fact in facts if fact.subject_id != article_id]
    parts = Parts(text, _published(about_article), others)
    content: dict[str, Any] = {
        "article": article_part(article_id, file, about_article, parts),
        **{section: [] for section in _SECTIONS.values()},
    }
    kinds = kinds_of(session, _mentioned(others))
    for entity_id in _mentioned(others):
        if (kind := kinds[entity_id]) in _SECTIONS:
            section = content[_SECTIONS[EntityKind(kind)]]
            is_post = kind == EntityKind.POST
            section.append(declaration(entity_id, others, parts, is_post=is_post))
    return content | {"statements": [parts.statement(fact) for fact in statements]}


def _mentioned(facts: Iterable[NewFact]) -> list[str]:
    """Every entity that the facts speak of, in their order."""
    ids: dict[str, None] = {}
    for fact in facts:
        named = (fact.subject_id, fact.post_id, fact.organization_id, fact.on_behalf_of_id)
        ids |= dict.fromkeys(each for each in (*named, fact.object_id) if each)
    return list(ids)


def _curator(session: Session, article_id: str) -> str:
    """Who loaded it, else who wrote of it last."""
    written = select(Change.actor).join(Fact, Fact.recorded_in == Change.number)
    loaded = select(Change.actor).where(Change.origin == article_id, Change.action == "load")
    for found in (loaded, written.where(Fact.origin == article_id)):
        if actor := session.scalars(found.order_by(Change.number.desc()).limit(1)).first():
            return actor
    raise ExportError(f"no change recorded {article_id!r}")


def _published(facts: Sequence[NewFact]) -> PartialDate | None:
    dates = (fact for fact in facts if fact.property == "publication_date")
    said = [fact.value for fact in dates if fact.rank is Rank.NORMAL]
    return PartialDate.parse(str(said[0])) if said else None


def _require_whole(dossier: Dossier, text: str, facts: Sequence[NewFact]) -> None:
    """Refuse a dossier that says anything but what the ledger does."""
    found, problems = compiled(dossier, text)
    said = Counter(fact.digest(dossier.dataset) for fact in found)
    missing = [fact for fact in facts if not said[fact.digest(dossier.dataset)]]
    if problems or missing or len(found) != len(facts):
        unsaid = [f"{fact.property} of {fact.subject_id}" for fact in missing]
        told = [*map(str, problems), *(f"no dossier can say the {each}" for each in unsaid)]
        raise ExportError(f"{dossier.article.id!r}: {'; '.join(told) or 'facts were added'}")
