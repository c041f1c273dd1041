"""Entities of a draft as parts of a dossier: under their ids, each with its name and a quote."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from app.drafting.locating import Locator
from app.drafting.records import DraftEntity, Named, Span
from app.loading.dossier import Cite
from app.vocabulary import Certainty, Voice
from app.writing.drafted_article import Drafted, Resolved, is_proper
from app.writing.event_names import event_name
from app.writing.new_ids import NewIds
from app.writing.one_line import one_line
from app.writing.particulars import Particulars
from app.writing.quoting import cite
from app.writing.same_posts import one_post_each

Json = dict[str, Any]

SECTIONS: Final = {
    Named.PERSON: "people",
    Named.ORGANIZATION: "organizations",
    Named.POST: "posts",
    Named.EVENT: "events",
}
_OF: Final = re.compile(r"\b(?:of|for) (?:the )?(?P<body>\w.*)$")
_CONTEXT: Final = 40  # characters of the article's id
_STANDS_IN: Final = (
    "Stands in for a body that the article does not name; give the post its organization."
)


class Declared:
    """The declarations of a draft's entities, made where they are first asked for."""

    def __init__(
        self,
        text: str,
        drafted: Drafted,
        ids: NewIds,
        particulars: Particulars,
    ) -> None:
        """``ids`` gives those of what is not on record."""
        draft, resolved = drafted.draft, drafted.resolved
        self._inferred = drafted.inferred
        self.sections: dict[str, list[Json]] = {name: [] for name in SECTIONS.values()}
        self._text = text
        self._locator = Locator(text)
        self._title = draft.title
        entities = {entity.id: entity for entity in draft.entities}
        self._entities = {
            each.id: replace(each, name=event_name(each, draft.claims, entities, text))
            if each.kind is Named.EVENT
            else each
            for each in draft.entities
        }
        self._one_post = one_post_each(draft.entities, resolved)
        self._resolved = resolved
        self._ids = ids
        self._language = particulars.language
        self._context = particulars.id[:_CONTEXT].rpartition("-")[0] or particulars.id
        self._made: dict[str, Json] = {}
        self._known: dict[str, Json] = {}
        for each in resolved.values():
            if each.known_id:
                ids.reserve(each.known_id)

    def kind(self, entity_id: str) -> Named:
        """The kind of an entity of the draft."""
        return self._entities[entity_id].kind

    def named(self, entity_id: str) -> str:
        """What it is called."""
        return self._entities[entity_id].name

    def cite(self, span: Span, **more: Any) -> Cite:
        """The quote at a place; in the title the headline speaks."""
        in_title = self._title and self._title.start <= span.start and span.end <= self._title.end
        if in_title and more.get("voice", Voice.ARTICLE) is Voice.ARTICLE:
            more["voice"] = Voice.HEADLINE
        return cite(self._text, span.start, span.end, **more)

    def entity(self, entity_id: str) -> Json:
        """The declaration of an entity; of a place, that of the body that governs it."""
        if entity_id not in self._made:
            entity = self._entities[entity_id]
            if entity_id in self._one_post:
                one = self.entity(self._one_post[entity_id])
                self._made[entity_id] = self._called_too(one, entity)
                return one
            resolved = self._resolved.get(entity_id, Resolved())
            if known := self._known.get(resolved.known_id or ""):
                self._made[entity_id] = self._called_too(known, entity)
                return known
            body = self._body(entity) if entity.kind is Named.POST else None
            made = self._declare(
                Named.ORGANIZATION if entity.kind is Named.PLACE else entity.kind,
                resolved.known_id or self._ids.new(self._telling(entity, body)),
                {"value": one_line(entity.name), "cite": self.cite(entity.mention)},
            )
            self._made[entity_id] = made
            if resolved.known_id:
                self._known[resolved.known_id] = made
            made["other_names"] = [*self._aliases(entity)]
            if resolved.matches:
                made["draft"] = {"matches": list(resolved.matches)}
            if body is not None:
                self._add_body(made, entity, body)
        return self._made[entity_id]

    def _called_too(self, made: Json, entity: DraftEntity) -> Json:
        """What is on record as one is one, whatever names the article has for it."""
        names = {made["name"]["value"], *(each["value"] for each in made["other_names"])}
        if one_line(entity.name) not in names:
            name = {"value": one_line(entity.name), "kind": "alias"}
            named = name | ({"lang": self._language} if self._language else {})
            made["other_names"].append(named | {"cite": self.cite(entity.mention)})
        return made

    def _telling(self, entity: DraftEntity, body: Json | None) -> str:
        """What an id is made of: a name that others share, with what tells it from theirs.

        Posts go by their bodies, and what has no name of its own (a meeting, a post of a body that
        the article does not name) by the article.
        """
        if body is not None and not _is_stand_in(body):
            of = str(body["name"]["value"])
            return entity.name if of in entity.name else f"{entity.name} of {of}"
        if body is not None or (entity.kind is Named.EVENT and not is_proper(entity.name)):
            return f"{entity.name} in {self._context}"
        return entity.name

    def _declare(self, kind: Named, entity_id: str, name: Json) -> Json:
        named = name | ({"lang": self._language} if self._language else {})
        made: Json = {"id": entity_id, "name": named, "other_names": [], "facts": []}
        if kind is Named.PERSON:
            made["memberships"] = []
        if kind in (Named.PERSON, Named.ORGANIZATION):
            made["events"] = []
        self.sections[SECTIONS[kind]].append(made)
        return made

    def _aliases(self, entity: DraftEntity) -> Iterator[Json]:
        for alias in entity.aliases:
            places = self._places(alias, entity.name)
            if alias != entity.name and places and not alias.islower():
                name = {"value": one_line(alias), "kind": "alias", "cite": self.cite(places[0])}
                yield name | ({"lang": self._language} if self._language else {})

    def _places(self, alias: str, name: str) -> list[Span]:
        """Where an alias stands, first where it is no part of the name."""
        wholes = self._locator.places(name)
        return sorted(
            self._locator.places(alias),
            key=lambda at: any(one.start <= at.start and at.end <= one.end for one in wholes),
        )

    def _body(self, post: DraftEntity) -> Json:
        return self.entity(post.organization) if post.organization else self._words_of(post)

    def _add_body(self, made: Json, post: DraftEntity, body: Json) -> None:
        if post.area:
            named = {"property": "area", "value": self.named(post.area)}
            made["facts"].append(named | {"cite": self.cite(self._entities[post.area].mention)})
        organization = {"property": "organization", "object": body["id"]}
        is_said = post.organization and post.id not in self._inferred
        marks: Json = {} if is_said else {"certainty": Certainty.INFERRED}
        made["facts"].append(organization | marks | {"cite": self.cite(post.mention)})

    def _words_of(self, post: DraftEntity) -> Json:
        """A body by the words that a title is of; else one that stands in for it."""
        of = _OF.search(post.name)
        places = self._locator.places(of["body"]) if of else []
        is_area = of is not None and post.area is not None and of["body"] == self.named(post.area)
        is_body = of and of["body"][0].isupper() and not self._is_of_somebody(of["body"])
        if of and places and is_body and not is_area:
            name: Json = {"value": one_line(of["body"]), "cite": self.cite(places[0])}
            return self._body_called(of["body"], name)
        name = {"value": one_line(post.name), "cite": self.cite(post.mention)}
        name |= {"certainty": Certainty.INFERRED, "note": _STANDS_IN}
        return self._body_called(f"body of the {post.name} in {self._context}", name)

    def _is_of_somebody(self, words: str) -> bool:
        """Whether they name a person, as in: spokesman for Ada Moreau."""
        people = (each for each in self._entities.values() if each.kind is Named.PERSON)
        return any(name in words for each in people for name in (each.name, *each.aliases))

    def _body_called(self, words: str, name: Json) -> Json:
        key = f"words: {words}"
        if key not in self._made:
            self._made[key] = self._declare(Named.ORGANIZATION, self._ids.new(words), name)
        return self._made[key]


def _is_stand_in(body: Json) -> bool:
    return bool(body["name"].get("note") == _STANDS_IN)
