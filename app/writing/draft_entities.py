"""Entities of a draft as parts of a dossier: under their ids, each with its name and a quote."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from app.drafting.locating import Locator
from app.drafting.records import Draft, DraftEntity, Named, Span
from app.loading.dossier import Cite, DraftMatch
from app.matching.countries import agree
from app.vocabulary import Certainty, Voice
from app.writing.new_ids import NewIds
from app.writing.one_line import one_line
from app.writing.quoting import cite

Json = dict[str, Any]

SECTIONS: Final = {
    Named.PERSON: "people",
    Named.ORGANIZATION: "organizations",
    Named.POST: "posts",
    Named.EVENT: "events",
}
_OF: Final = re.compile(r"\b(?:of|for) (?:the )?(?P<body>\w.*)$")
_STANDS_IN: Final = (
    "Stands in for a body that the article does not name: give the post its organization."
)


@dataclass(frozen=True, slots=True)
class Resolved:
    """What on record an entity may be; ``known_id`` where it surely is."""

    known_id: str | None = None
    matches: tuple[DraftMatch, ...] = ()


class Declared:
    """The declarations of a draft's entities, made where they are first asked for."""

    def __init__(
        self,
        text: str,
        draft: Draft,
        resolved: Mapping[str, Resolved],
        ids: NewIds,
        language: str | None,
    ) -> None:
        """``ids`` gives those of what is not on record; ``language`` is the article's."""
        self.sections: dict[str, list[Json]] = {name: [] for name in SECTIONS.values()}
        self._text = text
        self._locator = Locator(text)
        self._title = draft.title
        self._entities = {entity.id: entity for entity in draft.entities}
        self._resolved = resolved
        self._ids = ids
        self._language = language
        self._made: dict[str, Json] = {}
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
            kind = Named.ORGANIZATION if entity.kind is Named.PLACE else entity.kind
            resolved = self._resolved.get(entity_id, Resolved())
            made = self._declare(
                kind,
                resolved.known_id or self._ids.new(entity.name),
                {"value": one_line(entity.name), "cite": self.cite(entity.mention)},
            )
            self._made[entity_id] = made
            made["other_names"] = [*self._aliases(entity)]
            if resolved.matches:
                made["draft"] = {"matches": list(resolved.matches)}
            if kind is Named.POST:
                self._add_body(made, entity)
        return self._made[entity_id]

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
            places = self._locator.places(alias)
            if alias != entity.name and places:
                name = {"value": one_line(alias), "kind": "alias", "cite": self.cite(places[0])}
                yield name | ({"lang": self._language} if self._language else {})

    def _add_body(self, post: Json, entity: DraftEntity) -> None:
        """A post's organization: the one it is said to be of, or the one that its title names."""
        quoted = {"cite": self.cite(entity.mention)}
        if entity.area:
            named = {"property": "area", "value": self.named(entity.area)}
            post["facts"].append(named | {"cite": self.cite(self._entities[entity.area].mention)})
        said = entity.organization or self._named_in(entity.name) or entity.area
        body = self.entity(said) if said else self._words_of(entity)
        marks: Json = {} if entity.organization else {"certainty": Certainty.INFERRED}
        organization = {"property": "organization", "object": body["id"]}
        post["facts"].append(organization | marks | quoted)

    def _named_in(self, title: str) -> str | None:
        """The body or place that a title names, by its name or as its inhabitants are called."""
        bodies = [
            each
            for each in self._entities.values()
            if each.kind in (Named.ORGANIZATION, Named.PLACE)
        ]
        bodies.sort(key=lambda each: -len(each.name))
        for body in bodies:
            if re.search(rf"(?<!\bto )\b{re.escape(body.name)}\b", title):
                return body.id
        words = [word for word in title.split() if word[:1].isupper()]
        places = (each for each in bodies if each.kind is Named.PLACE)
        return next((at.id for at in places if any(agree(w, at.name) for w in words)), None)

    def _words_of(self, post: DraftEntity) -> Json:
        """A body by the words that a title is of; else one that stands in for it."""
        of = _OF.search(post.name)
        if of and of["body"][0].isupper() and (places := self._locator.places(of["body"])):
            name: Json = {"value": one_line(of["body"]), "cite": self.cite(places[0])}
            return self._body_called(of["body"], name)
        name = {"value": one_line(post.name), "cite": self.cite(post.mention)}
        name |= {"certainty": Certainty.INFERRED, "note": _STANDS_IN}
        return self._body_called(f"body of the {post.name}", name)

    def _body_called(self, words: str, name: Json) -> Json:
        key = f"words: {words}"
        if key not in self._made:
            self._made[key] = self._declare(Named.ORGANIZATION, self._ids.new(words), name)
        return self._made[key]
