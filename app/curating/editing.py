"""What a curator asks for, as one change of the ledger: new entities, edits, batches, ends."""

from typing import Final

from pydantic import BaseModel
from sqlalchemy.orm import Session

from app.curating.bodies import (
    Amendment,
    Batch,
    Corrections,
    Edit,
    FactEdit,
    NewArticle,
    NewEntityBody,
)
from app.curating.errors import StaleError, StateError
from app.curating.gathering import Gathered, Move, Written
from app.curating.slugs import entities_called, free_id
from app.curating.versions import is_seen
from app.ledger import LedgerError
from app.ledger.merging import require_present
from app.ledger.undoing import revert, withdraw
from app.loading.added_articles import AddedArticle
from app.loading.adding import Addition, Beside, SourceArticle
from app.loading.compiling import SECTIONS, entities_of, organization_of
from app.model_errors import Field
from app.models import Entity
from app.profiles.merges import withdrawn
from app.queries.changes import count_changed
from app.vocabulary import EntityKind

_ARTICLE_ID: Final[Field] = ("article_id",)
_BESIDE: Final = frozenset({"reason", "article_id"})  # what stands in a body beside the parts
_SECTIONS: Final = {kind: section for section, kind in SECTIONS.items()}


def add_article(session: Session, wanted: NewArticle, *, actor: str) -> tuple[str, Written]:
    """A new article: its id, and what was written; raises BodyError and StateError."""
    gathered = Gathered(session)
    article_id = _article_id(session, wanted)
    gathered.article(wanted, article_id, lambda field: field[1:])
    return article_id, gathered.write(actor=actor, reason=wanted.reason)


def add_entity(
    session: Session, kind: EntityKind, wanted: NewEntityBody, *, actor: str
) -> tuple[str, Written]:
    """A new entity: its id, and what was written; raises BodyError and StateError."""
    entity_id = _new_id(session, wanted.id, wanted.name.value, kind)
    addition = _addition(wanted.article_id, kind, entity_id, wanted)
    gathered = Gathered(session)
    gathered.addition(addition, lambda field: field if field == _ARTICLE_ID else field[2:])
    return entity_id, gathered.write(actor=actor, reason=wanted.reason)


def edit_entity(
    session: Session, kind: EntityKind, entity_id: str, wanted: Edit, *, actor: str
) -> Written:
    """A change of an entity that is there; raises BodyError and StateError."""
    gathered = Gathered(session)
    if wanted.add is not None and not any(dict(wanted.add).values()):
        gathered.faults.append((("add",), "says nothing: give facts, names or the like"))
    elif wanted.add is not None:
        _add_to(gathered, kind, entity_id, wanted)
    elif not wanted.corrects():
        words = "say what is to be: add, replace, retract, deprecate, hide or unhide"
        gathered.faults.append(((), words))
    gathered.corrections(wanted, entity_id, ())
    return gathered.write(actor=actor, reason=wanted.reason)


def edit_fact(session: Session, fact_id: str, wanted: FactEdit, *, actor: str) -> Written:
    """A change of one fact that stands; raises BodyError and StateError."""
    if wanted.replace is not None:
        one = Corrections(replace={fact_id: wanted.replace})
    else:
        one = Corrections(deprecate={fact_id: wanted.reason})
    gathered = Gathered(session)
    gathered.corrections(one, None, ())
    # In the body of such a request the part stands right below replace.
    gathered.faults = [((at[0], *at[2:]), message) for at, message in gathered.faults]
    return gathered.write(actor=actor, reason=wanted.reason)


def retract_fact(session: Session, fact_id: str, *, actor: str, reason: str) -> Written:
    """Take back one fact that stands; raises StateError."""
    gathered = Gathered(session)
    gathered.corrections(Corrections(retract={fact_id: reason}), None, ())
    return gathered.write(actor=actor, reason=reason)


def write_batch(session: Session, wanted: Batch, *, actor: str) -> Written:
    """Many changes as one; raises BodyError, StateError and StaleError."""
    gathered = Gathered(session)
    for index, article in enumerate(wanted.articles):
        article_id = _article_id(session, article)
        if article_id in gathered.entities:
            fault = f"{article_id!r} stands here twice: give one of them another id"
            gathered.faults.append((("articles", index, "id"), fault))
        gathered.article(article, article_id, _below("articles", index, strip=1))
    if not (wanted.articles or wanted.additions or wanted.amendments):
        fault = "say what is to be written: articles, additions or amendments"
        gathered.faults.append(((), fault))
    beside = _beside(wanted, gathered)
    for index, addition in enumerate(wanted.additions):
        gathered.addition(addition, _below("additions", index), beside)
    for index, amendment in enumerate(wanted.amendments):
        _amend(gathered, amendment, ("amendments", index))
    return gathered.write(actor=actor, reason=wanted.reason)


def withdraw_entity(session: Session, entity_id: str, *, actor: str, reason: str) -> int:
    """Withdraw an entity or an article: the number of the change; raises StateError."""
    try:
        return withdraw(session, entity_id, actor=actor, reason=reason).number
    except LedgerError as error:
        raise StateError(str(error)) from None


def revert_change(session: Session, number: int, *, actor: str, reason: str) -> Written:
    """Undo a change with another; raises StateError."""
    try:
        undone = revert(session, number, actor=actor, reason=reason)
    except LedgerError as error:
        raise StateError(str(error)) from None
    recorded, retracted = count_changed(session, undone) if undone else (0, 0)
    return Written(undone, recorded, retracted, [], {})


def _add_to(gathered: Gathered, kind: EntityKind, entity_id: str, wanted: Edit) -> None:
    if wanted.article_id is None:
        fault = "is missing: all that is added has quotes from an article"
        gathered.faults.append((_ARTICLE_ID, fault))
    elif wanted.add is not None:
        gathered.addition(
            _addition(wanted.article_id, kind, entity_id, wanted.add),
            lambda field: field if field == _ARTICLE_ID else ("add", *field[2:]),
        )


def _addition(article_id: str, kind: EntityKind, entity_id: str, parts: BaseModel) -> Addition:
    """What an article says of one entity."""
    told = {name: getattr(parts, name) for name in type(parts).model_fields if name not in _BESIDE}
    one = told | {"id": entity_id}
    return Addition.model_validate({"article_id": article_id, _SECTIONS[kind]: [one]})


def _below(*at: str | int, strip: int = 0) -> Move:
    """Where the fields of a part of the body stand in the whole of it."""
    return lambda field: (*at, *field[strip:])


def _amend(gathered: Gathered, amendment: Amendment, at: Field) -> None:
    try:
        require_present(gathered.session, amendment.id)
    except LedgerError as error:
        gathered.faults.append(((*at, "id"), str(error)))
        return
    seen = amendment.if_match
    if seen is not None and not is_seen(gathered.session, amendment.id, seen):
        raise StaleError(amendment.id, (*at, "if_match"))
    gathered.corrections(amendment, amendment.id, at)


def _beside(wanted: Batch, gathered: Gathered) -> Beside:
    """What the additions of a batch may name, since it comes with them."""
    sources: dict[str, SourceArticle] = {each.article_id: each.source for each in gathered.articles}
    kinds = dict.fromkeys(sources, EntityKind.ARTICLE)
    organizations: dict[str, str] = {}
    for addition in wanted.additions:
        for _, kind, entity in entities_of(addition):
            if entity.name is not None:
                kinds.setdefault(entity.id, kind)
            if kind is EntityKind.POST:
                organizations |= organization_of(entity)
    return Beside(sources, kinds, organizations)


def _article_id(session: Session, article: AddedArticle) -> str:
    return _new_id(session, article.id, article.title, EntityKind.ARTICLE)


def _new_id(session: Session, wanted: str | None, name: str, kind: EntityKind) -> str:
    """The id that is wanted, which must be new, or one like the name."""
    if wanted is None:
        _refuse_namesakes(session, name, kind)
        return free_id(session, name, kind)
    known = session.get(Entity, wanted)
    if known is not None:
        raise StateError(
            f"{wanted!r} is the id of a known {known.kind}: choose another id, or change that one"
        )
    return wanted


def _refuse_namesakes(session: Session, name: str, kind: EntityKind) -> None:
    """Let nobody be made twice by mistake, nor come back who was withdrawn."""
    namesakes = entities_called(session, name, kind)
    gone = withdrawn(session, namesakes)
    if namesakes:
        told = ", ".join(f"{each!r}{' (withdrawn)' if each in gone else ''}" for each in namesakes)
        raise StateError(
            f"There is a {kind} of this name: {told}. Change that one, or give an id of your own"
            " where another is meant"
        )
