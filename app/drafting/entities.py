"""Whom and what an article names, collected while it is read."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from app.drafting.records import DraftEntity, KnownEntity, Named, Span

_LETTERS: Final = {
    Named.PERSON: "person",
    Named.ORGANIZATION: "organization",
    Named.POST: "post",
    Named.EVENT: "event",
    Named.PLACE: "place",
}
_MINISTER: Final = re.compile(
    r"(?P<rank>(?:acting |deputy |junior |vice[- ])*)minister (?:of|for) (?:the )?(?P<of>[a-z]+)"
)


@dataclass(slots=True, eq=False)
class Entity:
    """Somebody or something named, as far as the article was read.

    ``is_female`` is told by forms of address, titles and pronouns; None while nothing tells it.
    """

    kind: Named
    name: str
    mention: Span
    id: str
    aliases: dict[str, None] = field(default_factory=dict)
    organization: "Entity | None" = None
    area: "Entity | None" = None
    is_female: bool | None = None
    is_party: bool = False

    @property
    def names(self) -> Iterator[str]:
        """Its name, then its aliases."""
        yield self.name
        yield from self.aliases

    def also(self, alias: str) -> None:
        """Note another name."""
        if alias != self.name:
            self.aliases[alias] = None


class Entities:
    """The entities of one article, each once, in the order in which they were first told."""

    def __init__(self, known: tuple[KnownEntity, ...] = ()) -> None:
        """``known`` are the entities on record."""
        self._all: list[Entity] = []
        self._by_key: dict[tuple[object, ...], Entity] = {}
        self._known: dict[tuple[Named, str], set[str]] = {}
        for each in known:
            for name in each.names:
                self._known.setdefault((each.kind, name.casefold()), set()).add(each.id)

    def named(self, kind: Named, name: str, mention: Span) -> Entity:
        """The entity of this kind and name, noted now if it is new."""
        return self._keyed((kind, _plain(name)), kind, name, mention)

    def post(
        self, name: str, mention: Span, organization: Entity | None, area: Entity | None
    ) -> Entity:
        """The post of this name with this body or place; where neither is told, any so called."""
        plain = _turned(name)
        key = (Named.POST, plain, organization and organization.id, area and area.id)
        posts = self.of(Named.POST)
        alike = [each for each in posts if _turned(each.name) == plain]
        alike = alike or [each for each in posts if plain in map(_turned, each.aliases)]
        for each in alike:
            if _fits(each.organization, organization) and _fits(each.area, area):
                each.organization = each.organization or organization
                each.area = each.area or area
                return each
        post = self._keyed(key, Named.POST, name, mention)
        post.organization, post.area = organization, area
        return post

    def event(self, name: str, mention: Span) -> Entity:
        """A new event; two that are called the same (two visits) stay two."""
        return self._keyed((Named.EVENT, mention, name), Named.EVENT, name, mention)

    def of_all(self) -> list[Entity]:
        """All, in the order in which they were first told."""
        return list(self._all)

    def of(self, kind: Named) -> list[Entity]:
        """All of a kind."""
        return [each for each in self._all if each.kind is kind]

    def same(self, name: str, entity: Entity) -> None:
        """Note that the name is another of the entity, and is found by it from now on."""
        entity.also(name)
        self._by_key.setdefault((entity.kind, _plain(name)), entity)

    def drafted(self, needed: set[str]) -> tuple[DraftEntity, ...]:
        """All as records; of posts and events only those that something ``needed`` names."""
        return tuple(
            self._record(each)
            for each in sorted(self._all, key=lambda each: (each.mention, each.id))
            if each.kind in (Named.PERSON, Named.ORGANIZATION, Named.PLACE) or each.id in needed
        )

    def _keyed(self, key: tuple[object, ...], kind: Named, name: str, mention: Span) -> Entity:
        found = self._by_key.get(key)
        if found is None:
            count = sum(each.kind is kind for each in self._all) + 1
            found = Entity(kind, name, mention, f"{_LETTERS[kind]}-{count}")
            self._all.append(found)
            self._by_key[key] = found
        return found

    def _record(self, entity: Entity) -> DraftEntity:
        ids = {
            each
            for name in entity.names
            for each in self._known.get((entity.kind, name.casefold()), ())
            if name == entity.name or len(name.split()) > 1
        }
        return DraftEntity(
            id=entity.id,
            kind=entity.kind,
            name=entity.name,
            mention=entity.mention,
            aliases=tuple(entity.aliases),
            organization=entity.organization.id if entity.organization else None,
            area=entity.area.id if entity.area else None,
            known_id=ids.pop() if len(ids) == 1 else None,
        )


def _plain(name: str) -> str:
    return " ".join(name.casefold().replace("’", "'").split()).removeprefix("the ")


def _turned(name: str) -> str:
    """A post's plain name, with "minister of trade" as "trade minister"."""
    plain = _plain(name)
    match = _MINISTER.fullmatch(plain)
    return f"{match['rank']}{match['of']} minister" if match else plain


def _fits(one: Entity | None, two: Entity | None) -> bool:
    return one is None or two is None or one is two
