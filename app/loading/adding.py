"""Additions to what an article's dossier says: parts of it, checked as the dossier itself would be.

They come over HTTP, or from proposals that were accepted. What they name may be on record already.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pydantic import Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.dates import PartialDate
from app.ledger import NewEntity, NewFact
from app.loading.compiling import Compiler, entities_of
from app.loading.dossier import (
    DossierEvent,
    DossierOrganization,
    DossierPerson,
    DossierPost,
    Id,
    Name,
    Part,
    Statement,
)
from app.loading.problems import DossierError, Problem
from app.loading.problems import Field as Place
from app.loading.values import Checker
from app.models import ArticleText, Document, Fact, holds, known
from app.profiles.evidence import kinds_of
from app.vocabulary import EntityKind, FactKind, Rank

_BODY: Final = Path("body")


class AddedPerson(DossierPerson):
    """A person: new, with a name, or one on record."""

    name: Name | None = None


class AddedOrganization(DossierOrganization):
    """An organization: new, with a name, or one on record."""

    name: Name | None = None


class AddedPost(DossierPost):
    """A post: new, with a name, or one on record."""

    name: Name | None = None


class AddedEvent(DossierEvent):
    """An event: new, with a name, or one on record."""

    name: Name | None = None


class Addition(Part):
    """What an article on record says besides."""

    article_id: Id
    people: list[AddedPerson] = Field([])
    organizations: list[AddedOrganization] = Field([])
    posts: list[AddedPost] = Field([])
    events: list[AddedEvent] = Field([])
    statements: list[Statement] = Field([])


@dataclass(frozen=True, slots=True)
class CompiledAddition:
    """An addition that was found right: the entities that it names, and its facts in its order."""

    article_id: str
    entities: list[NewEntity]
    facts: list[NewFact]


@dataclass(frozen=True, slots=True)
class SourceArticle:
    """What facts of an article are checked against: its text, and when it was published."""

    id: str
    text: str
    published: PartialDate | None


@dataclass(frozen=True, slots=True)
class Beside:
    """What the same change adds besides, and is not on record yet.

    Articles and entities by their ids; ``organizations``: whose the posts among them are.
    """

    sources: Mapping[str, SourceArticle]
    kinds: Mapping[str, EntityKind]
    organizations: Mapping[str, str]


NOTHING_BESIDE: Final = Beside({}, {}, {})


class Body:
    """Tells places by the fields of a request's body."""

    def problem(self, field: Place, message: str) -> Problem:
        """A fault in this field."""
        return Problem(_BODY, 0, field, message)


def compile_addition(
    session: Session, addition: Addition, beside: Beside = NOTHING_BESIDE
) -> CompiledAddition:
    """Check an addition against the article's text and what is on record, or comes beside it.

    Raises DossierError, whose problems name the fields at fault.
    """
    article = beside.sources.get(addition.article_id)
    article = article or article_on_record(session, addition.article_id)
    if article is None:
        message = f"there is no article {addition.article_id!r} on record"
        raise DossierError([Body().problem(("article_id",), message)])
    named = {entity.id: kind for _, kind, entity in entities_of(addition)}
    on_record = dict(beside.kinds) | kinds_of(session, {*named, *_mentioned(addition)})
    organizations = dict(beside.organizations) | organizations_of(session, on_record)
    on_record |= dict.fromkeys(organizations.values(), EntityKind.ORGANIZATION)
    checker = Checker(
        places=Body(),
        article_id=article.id,
        text=article.text,
        published=article.published,
        kinds={each: EntityKind(kind) for each, kind in on_record.items()} | named,
        problems=[],
        here=" here, nor on record",
    )
    _check_entities(addition, on_record, checker)
    compiler = Compiler(addition, checker, organizations)
    facts = [*compiler.facts()]
    if checker.problems:
        raise DossierError(checker.problems)
    entities = [NewEntity(id=each, kind=kind) for each, kind in named.items()]
    return CompiledAddition(addition.article_id, entities, facts)


def article_on_record(session: Session, article_id: str) -> SourceArticle | None:
    """The article, unless it is not on record or was withdrawn."""
    standing = select(Document.id).where(
        Document.id == article_id, holds(Document, None), Document.body.is_not(None)
    )
    text = session.get(ArticleText, article_id)
    if text is None or session.scalar(standing) is None:
        return None
    return SourceArticle(article_id, text.text, _published(session, article_id))


def _check_entities(addition: Addition, on_record: dict[str, str], checker: Checker) -> None:
    seen: set[str] = set()
    for field, kind, entity in entities_of(addition):
        known_as = on_record.get(entity.id)
        if entity.id in seen:
            checker.refuse((*field, "id"), f"{entity.id!r} stands here twice: keep one")
        elif known_as is None and entity.name is None:
            checker.refuse((*field, "name"), f"is missing, and {entity.id!r} is not on record")
        elif known_as not in (None, kind):
            message = f"{entity.id!r} is the id of a known {known_as}, not of a {kind}"
            checker.refuse((*field, "id"), f"{message}: choose another id")
        if entity.on_record and entity.name is not None:
            checker.refuse((*field, "on_record"), "stands for the name: give one of them")
        seen.add(entity.id)


def _mentioned(addition: Addition) -> Iterator[str]:
    """The ids that the facts of the addition point to."""
    for _, _, entity in entities_of(addition):
        yield from (fact.object for fact in entity.facts if fact.object)
    for person in addition.people:
        for held in person.memberships:
            yield from (each for each in (held.post, held.organization, held.on_behalf_of) if each)
    for participant in (*addition.people, *addition.organizations):
        yield from (part.event for part in participant.events)
    yield from (statement.about for statement in addition.statements)


def organizations_of(session: Session, on_record: Mapping[str, str]) -> dict[str, str]:
    """Whose the posts among these entities, given with their kinds, are: as far as on record."""
    posts = [each for each, kind in on_record.items() if kind == EntityKind.POST]
    found = select(Fact.subject_id, Fact.object_id).where(
        Fact.subject_id.in_(posts),
        Fact.kind == FactKind.RELATION,
        Fact.property == "organization",
        Fact.rank != Rank.DEPRECATED,
        known(None),
    )
    best_last = (Fact.rank == Rank.PREFERRED, Fact.row)
    rows = session.execute(found.order_by(*best_last))
    return {row.subject_id: str(row.object_id) for row in rows}


def _published(session: Session, article_id: str) -> PartialDate | None:
    dated = (Fact.subject_id == article_id, Fact.property == "publication_date")
    said = select(Fact.value).where(*dated, known(None), Fact.rank != Rank.DEPRECATED)
    best_first = (Fact.rank != Rank.PREFERRED, Fact.row)
    value = session.scalars(said.order_by(*best_first).limit(1)).first()
    return PartialDate.parse(str(value)) if value else None
