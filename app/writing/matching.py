"""Entities of a draft looked for among those on record."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.dates import PartialDate, PartialDateError
from app.drafting.locating import Locator
from app.drafting.records import (
    ClaimKind,
    Draft,
    DraftClaim,
    DraftEntity,
    KnownEntity,
    Named,
)
from app.loading.dossier import DraftMatch
from app.matching.candidates import Asked, Candidate, find_candidates
from app.matching.description import Description, description_of
from app.models import ArticleText, Entity
from app.vocabulary import EntityKind
from app.writing.drafted_article import Resolved, is_proper

_KINDS: Final = {
    Named.PERSON: EntityKind.PERSON,
    Named.ORGANIZATION: EntityKind.ORGANIZATION,
    Named.PLACE: EntityKind.ORGANIZATION,  # the body that governs it
    Named.POST: EntityKind.POST,
    Named.EVENT: EntityKind.EVENT,
}
_NAMED: Final = {
    EntityKind.PERSON: Named.PERSON,
    EntityKind.ORGANIZATION: Named.ORGANIZATION,
    EntityKind.POST: Named.POST,
    EntityKind.EVENT: Named.EVENT,
}
_SHOWN: Final = 3
_LEAST: Final = 0.1  # of a score that is worth a look
_ALIKE: Final = 0.5


def known_entities(session: Session, draft: Draft, text: str) -> tuple[KnownEntity, ...]:
    """The entities on record whose names stand in the text, of those that a first draft names."""
    asked = {
        entity.id: Asked(Description(names=_names(entity)), kinds=(_KINDS[entity.kind],))
        for entity in draft.entities
    }
    locator = Locator(text)
    known: dict[str, KnownEntity] = {}
    for found in find_candidates(session, asked).values():
        for each in found:
            names = description_of(each.document).names
            if each.kind in _NAMED and any(locator.has(name) for name in names):
                known[each.id] = KnownEntity(id=each.id, kind=_NAMED[each.kind], names=names)
    return tuple(known[each] for each in sorted(known))


def resolve(session: Session, draft: Draft) -> dict[str, Resolved]:
    """For each entity of a draft what it may be on record, and what it surely is.

    A post is surely one on record only within its organization, where that is on record.
    """
    first = [each for each in draft.entities if each.kind is not Named.POST]
    resolved = _resolved(session, {each.id: _asked(each, draft, {}) for each in first})
    bodies = {each: found.known_id for each, found in resolved.items() if found.known_id}
    posts = [each for each in draft.entities if each.kind is Named.POST]
    placed = [each for each in posts if (each.organization or "") in bodies]
    elsewhere = {each.id: _asked(each, draft, {}) for each in posts if each not in placed}
    likely = _resolved(session, elsewhere).items()
    resolved |= {each: Resolved(None, _like(found.matches)) for each, found in likely}
    return resolved | _resolved(session, {each.id: _asked(each, draft, bodies) for each in placed})


def _like(matches: Iterable[DraftMatch]) -> tuple[DraftMatch, ...]:
    """Posts of other bodies, or of none that is known: only those that are called the same."""
    return tuple(each for each in matches if each.score >= _ALIKE)


def taken(session: Session) -> Callable[[str], bool]:
    """A function that tells whether an id stands, or stood, for something on record."""
    return lambda entity_id: session.get(Entity, entity_id) is not None


def article_with(session: Session, text: str) -> str | None:
    """The article on record that has this very text."""
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    found = select(ArticleText.article_id).where(ArticleText.sha256 == sha256)
    return session.scalars(found.limit(1)).first()


def _resolved(session: Session, asked: Mapping[str, Asked]) -> dict[str, Resolved]:
    found = find_candidates(session, asked)
    sure = {
        entity_id: next((each for each in candidates if _is_sure(each, asked[entity_id])), None)
        for entity_id, candidates in found.items()
    }
    return {
        entity_id: Resolved(candidate.id if candidate else None, tuple(_matches(found[entity_id])))
        for entity_id, candidate in sure.items()
    }


def _is_sure(candidate: Candidate, asked: Asked) -> bool:
    """Whether it is the one that is meant. Events that a name of their own does not tell apart are
    not: there are many meetings.
    """
    if candidate.kind is not EntityKind.EVENT:
        return candidate.is_match
    return candidate.is_match and is_proper(asked.description.names[0])


def _matches(candidates: Iterable[Candidate]) -> Iterator[DraftMatch]:
    likely = [each for each in candidates if each.score >= _LEAST]
    for each in likely[:_SHOWN]:
        yield DraftMatch(id=each.id, name=each.name, score=round(each.score, 2))


def _asked(entity: DraftEntity, draft: Draft, bodies: Mapping[str, str]) -> Asked:
    body = bodies.get(entity.organization or "")
    said = [claim for claim in draft.claims if claim.subject == entity.id]
    named = {each.id: each for each in draft.entities}
    held = [named[claim.object] for claim in said if claim.object in named]
    return Asked(
        Description(
            names=_names(entity),
            began=tuple(_births(said)),
            posts=tuple(each.name for each in held if each.kind is Named.POST),
            organizations=tuple(_bodies(held, named)),
        ),
        kinds=(_KINDS[entity.kind],),
        among=_is_of(body) if body else None,
    )


def _is_of(organization_id: str) -> Callable[[dict[str, Any]], bool]:
    return lambda document: document.get("organization_id") == organization_id


def _names(entity: DraftEntity) -> tuple[str, ...]:
    """Of people those of several words, where there is one: a surname may be many people's."""
    names = dict.fromkeys((entity.name, *entity.aliases))
    if entity.kind is Named.PERSON and (full := [each for each in names if " " in each]):
        return tuple(full)
    return tuple(names)


def _bodies(held: Iterable[DraftEntity], named: Mapping[str, DraftEntity]) -> Iterator[str]:
    for each in held:
        if each.kind is Named.ORGANIZATION:
            yield each.name
        elif body := named.get(each.organization or ""):
            yield body.name


def _births(said: Iterable[DraftClaim]) -> Iterator[PartialDate]:
    for claim in said:
        if claim.kind is ClaimKind.PERSON and claim.predicate == "birth_date" and claim.value:
            try:
                yield PartialDate.parse(claim.value)
            except PartialDateError:
                continue
