"""From a dossier's words to the facts that the ledger will record."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, Protocol

from app.ledger import NewEntity, NewFact
from app.loading.dossier import (
    ArticleFact,
    Dossier,
    DossierArticle,
    DossierEntity,
    DossierParticipant,
    DossierPerson,
    Identifier,
    Link,
    Membership,
    Name,
    Participation,
    Stated,
    Statement,
    ValueFact,
)
from app.loading.problems import Field
from app.loading.values import Checker
from app.vocabulary import Certainty, EntityKind, FactKind, ValueType

SECTIONS: Final = {
    "people": EntityKind.PERSON,
    "organizations": EntityKind.ORGANIZATION,
    "posts": EntityKind.POST,
    "events": EntityKind.EVENT,
}


def declared(dossier: Dossier) -> Iterator[tuple[Field, NewEntity]]:
    """Every entity that the dossier declares, with the field that names it."""
    yield ("article", "id"), NewEntity(id=dossier.article.id, kind=EntityKind.ARTICLE)
    for field, kind, entity in entities_of(dossier):
        yield (*field, "id"), NewEntity(id=entity.id, kind=kind)


def compile_facts(dossier: Dossier, checker: Checker) -> list[NewFact]:
    """All facts of the dossier; what is wrong with them is noted by the checker."""
    _check_withheld(dossier, checker)
    _check_names(dossier, checker)
    compiler = Compiler(dossier, checker, {})
    return [*compiler.article_facts(dossier.article), *compiler.facts()]


def _check_names(dossier: Dossier, checker: Checker) -> None:
    for field, _, entity in entities_of(dossier):
        if entity.name is None and not entity.on_record:
            checker.refuse((*field, "name"), "is missing")


def _check_withheld(dossier: Dossier, checker: Checker) -> None:
    """What a draft withheld is no fact, yet its quotes stand in the article."""
    for index, withheld in enumerate(dossier.draft.withheld if dossier.draft else []):
        checker.citation(withheld.cite, ("draft", "withheld", index, "cite"))


def entities_of(parts: "Parts") -> Iterator[tuple[Field, EntityKind, DossierEntity]]:
    """Every entity that parts of a dossier are about, with its field."""
    for section, kind in SECTIONS.items():
        for index, entity in enumerate(getattr(parts, section)):
            yield (section, index), kind, entity


def organization_of(post: DossierEntity) -> dict[str, str]:
    """Whose a post is, by its id; nothing where that is not said of it."""
    told = (fact.object for fact in post.facts if fact.property == "organization")
    return {post.id: each for each in told if each}  # noqa: B035 (the last one that is said)


class Parts(Protocol):
    """What a dossier, or an addition to one, says of entities."""

    @property
    def posts(self) -> Sequence[DossierEntity]:
        """The posts; the other sections are found by their names."""
        ...

    @property
    def statements(self) -> Sequence[Statement]:
        """What is no fact."""
        ...


class Compiler:
    """Compiles parts of a dossier; what is wrong with them is noted by the checker.

    ``organizations``: whose the posts are that are on record already, by their ids.
    """

    def __init__(self, parts: Parts, checker: Checker, organizations: Mapping[str, str]) -> None:
        """Bind the parts to what they are checked against."""
        self._parts = parts
        self._checker = checker
        self._post_organizations = dict(organizations)
        self._on_record = {each.id for each in parts.posts if each.on_record}
        for post in parts.posts:
            self._post_organizations |= organization_of(post)

    def facts(self) -> Iterator[NewFact]:
        """All that the parts say of entities, and the statements."""
        for field, kind, entity in entities_of(self._parts):
            yield from self.entity_facts(field, kind, entity)
        yield from self.statements()

    def entity_facts(
        self, field: Field, kind: EntityKind, entity: DossierEntity
    ) -> Iterator[NewFact]:
        """What is said of one entity. One that is on record may stand without its name."""
        yield from self._names(kind, entity, field)
        for index, fact in enumerate(entity.facts):
            yield from self._value_fact(kind, entity.id, fact, (*field, "facts", index))
        for index, identifier in enumerate(entity.identifiers):
            yield self._identifier(entity, identifier, (*field, "identifiers", index))
        for index, link in enumerate(entity.links):
            yield self._link(entity, link, (*field, "links", index))
        if isinstance(entity, DossierPerson):
            for index, held in enumerate(entity.memberships):
                yield from self._membership(entity, held, (*field, "memberships", index))
        if isinstance(entity, DossierParticipant):
            for index, part in enumerate(entity.events):
                yield self._participation(entity, part, (*field, "events", index))
        has_organization = entity.on_record or entity.id in self._post_organizations
        if kind is EntityKind.POST and not has_organization:
            self._checker.refuse(field, "a post needs a fact with property organization")

    def article_facts(self, article: DossierArticle) -> Iterator[NewFact]:
        """The article's own particulars need no quote, but for the title where it is printed."""
        title = (
            self._checker.citation(article.title_cite, ("article", "title_cite"))
            if (article.title_cite)
            else None
        )
        said = {
            "publisher": article.publisher,
            "url": article.url,
            "language_code": article.language,
        }
        about: dict[str, Any] = {"kind": FactKind.ATTRIBUTE, "subject_id": article.id}
        yield NewFact(
            **about, property="title", value=article.title, citations=(title,) if title else ()
        )
        for name, value in said.items():
            if value is not None:
                yield NewFact(**about, property=name, value=value)
        for author in article.author:
            yield NewFact(**about, property="author", value=author)
        if article.publication_date is not None:
            yield NewFact(
                **about,
                property="publication_date",
                value=article.publication_date.text,
                certainty=(
                    Certainty.INFERRED
                    if article.publication_date.is_doubtful
                    else Certainty.ASSERTED
                ),
                note=article.publication_date_note,
            )
        for index, cite in enumerate(article.boilerplate):
            if span := self._checker.citation(cite, ("article", "boilerplate", index)):
                place = {"start": span.start, "end": span.end, "exact": span.exact}
                yield NewFact(**about, property="boilerplate", value=place)
        for index, fact in enumerate(article.facts):
            field = ("article", "facts", index)
            yield from self._value_fact(EntityKind.ARTICLE, article.id, fact, field)

    def statements(self) -> Iterator[NewFact]:
        """What the article says that is no fact."""
        for index, statement in enumerate(self._parts.statements):
            field: Field = ("statements", index)
            if statement.about not in self._checker.kinds:
                self._checker.refuse((*field, "about"), f"{statement.about!r} is not declared here")
            yield NewFact(
                kind=FactKind.STATEMENT,
                subject_id=statement.about,
                property=statement.kind,
                value=statement.cite[0].exact,
                certainty=statement.certainty,
                rank=statement.rank,
                rank_reason=statement.rank_reason,
                note=statement.note,
                citations=self._checker.citations(statement.cite, field),
            )

    def _names(self, kind: EntityKind, entity: DossierEntity, field: Field) -> Iterator[NewFact]:
        if entity.name is not None:
            yield self._name(kind, entity, entity.name, (*field, "name"))
        for index, name in enumerate(entity.other_names):
            yield self._name(kind, entity, name, (*field, "other_names", index))

    def _name(self, kind: EntityKind, entity: DossierEntity, name: Name, field: Field) -> NewFact:
        self._checker.name_parts(kind, name.parts(), field)
        return NewFact(
            kind=FactKind.NAME,
            subject_id=entity.id,
            property=name.kind,
            value=name.value,
            lang=name.lang,
            name_parts=name.parts() or None,
            **self._stated(name, field),
        )

    def _value_fact(
        self, kind: EntityKind, entity_id: str, fact: ValueFact | ArticleFact, field: Field
    ) -> Iterator[NewFact]:
        known = self._checker.property_of(kind, fact.property, (*field, "property"))
        object_id = fact.object if isinstance(fact, ValueFact) else None
        if known is None or not self._checker.fits(known, fact.value, object_id, field):
            return
        about = {"subject_id": entity_id, "property": fact.property} | self._stated(fact, field)
        if known.target is not None:
            other = self._checker.reference(object_id, known.target, (*field, "object"))
            yield NewFact(kind=FactKind.RELATION, object_id=other, **about)
        elif known.value is ValueType.DATE:
            date, written = self._checker.date_value(fact.value, (*field, "value"))
            value = date and date.text
            yield NewFact(kind=FactKind.ATTRIBUTE, value=value, value_written=written, **about)
        else:
            yield NewFact(kind=FactKind.ATTRIBUTE, value=fact.value, **about)

    def _identifier(self, entity: DossierEntity, one: Identifier, field: Field) -> NewFact:
        return NewFact(
            kind=FactKind.IDENTIFIER,
            subject_id=entity.id,
            property=one.scheme,
            value=one.value,
            **self._stated(one, field),
        )

    def _link(self, entity: DossierEntity, link: Link, field: Field) -> NewFact:
        return NewFact(
            kind=FactKind.LINK,
            subject_id=entity.id,
            property=link.kind,
            value=link.url,
            **self._stated(link, field),
        )

    def _membership(
        self, entity: DossierEntity, held: Membership, field: Field
    ) -> Iterator[NewFact]:
        organization = held.organization or self._post_organizations.get(held.post or "")
        references = {
            "post": (held.post, EntityKind.POST),
            "organization": (organization, EntityKind.ORGANIZATION),
            "on_behalf_of": (held.on_behalf_of, EntityKind.ORGANIZATION),
        }
        for name, (entity_id, kind) in references.items():
            self._checker.reference(entity_id, kind, (*field, name))
        if organization is None:
            if held.post in self._on_record:
                message = f"is missing: only others say whose post {held.post!r} is"
                self._checker.refuse((*field, "organization"), message)
            return  # else the post's own problem is noted: where it is declared, or just above
        words = {"label": held.label, "role": held.role}
        yield NewFact(
            kind=FactKind.MEMBERSHIP,
            subject_id=entity.id,
            property="membership",
            value={name: word for name, word in words.items() if word} or None,
            post_id=held.post,
            organization_id=organization,
            on_behalf_of_id=held.on_behalf_of,
            **self._stated(held, field),
        )

    def _participation(self, entity: DossierEntity, part: Participation, field: Field) -> NewFact:
        event_id = self._checker.reference(part.event, EntityKind.EVENT, (*field, "event"))
        return NewFact(
            kind=FactKind.PARTICIPATION,
            subject_id=entity.id,
            property=part.role,
            object_id=event_id,
            **self._stated(part, field),
        )

    def _stated(self, stated: Stated, field: Field) -> dict[str, Any]:
        (start, start_written), (end, end_written) = self._checker.dates(stated, field)
        return {
            "start_date": start,
            "start_written": start_written,
            "end_date": end,
            "end_written": end_written,
            "certainty": stated.certainty,
            "rank": stated.rank,
            "rank_reason": stated.rank_reason,
            "note": stated.note,
            "citations": self._checker.citations(stated.cite or (), field),
        }
