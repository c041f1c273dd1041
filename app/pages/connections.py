"""The page of a person's connections: the network drawn, and the list that says the same."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from app.pages.charts.bars import Days
from app.pages.charts.network import NARROW, WIDE, Edge, Network, Node, draw
from app.pages.frame import Frame
from app.pages.joining import Spell, joined
from app.pages.occasions import attended_words
from app.pages.overlap_words import overlap_words, part_words, short_strength, strength_words
from app.pages.rendering import render
from app.pages.words import count_words, page_path, period_words

Json = Mapping[str, Any]
_SIDES: Final = ("own", "theirs")
_SHAPES: Final = (WIDE, NARROW)
_WITH_ARTICLE: Final = {"post": "a post", "organization": "an organization", "event": "an event"}


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of connections, as the API has them, and what was asked for.

    ``kinds``: which kinds of things count; ``next``, ``first``: the paths of the following page and
    of the first one, None where this is the last, or the first; ``known_at``: the past view shown.
    """

    connections: Sequence[Json]
    total: int
    total_is_exact: bool
    kinds: Sequence[str]
    depth: int
    next: str | None = None
    first: str | None = None
    known_at: int | None = None

    def told(self, name: str) -> str:
        """How many there are, in a sentence."""
        if not self.total:
            return f"No source has anybody share {self._what()} with {name}."
        more = "" if self.total_is_exact else "More than "
        counted = count_words(self.total, "person", "people")
        through = ", or are connected through those who did" if self.depth > 1 else ""
        order = " The strongest ties come first." if self.total > 1 else ""
        return f"{more}{counted} shared {self._what()} with {name}{through}.{order}"

    def _what(self) -> str:
        words = [_WITH_ARTICLE[each] for each in self.kinds or _WITH_ARTICLE]
        return " or ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


@dataclass(frozen=True, slots=True)
class SharedSpell:
    """Days that two people shared a thing, in words; ``own``, ``theirs``: the facts that say so.

    Of several terms of one name the first stands for all.
    """

    days: Days
    words: str
    own: Sequence[Json]
    theirs: Sequence[Json]

    @classmethod
    def of(cls, spell: Spell, times: Sequence[Json]) -> "SharedSpell":
        """Read a spell; ``times``: as the API has all that were joined."""
        of = [times[each] for each in spell.members]
        days = {name: day and day.isoformat() for name, day in asdict(spell.days).items()}
        words = overlap_words({"holds": of[0]["holds"], "overlap": days})
        return cls(spell.days, words, *(_by_name(each[side] for each in of) for side in _SIDES))


@dataclass(frozen=True, slots=True)
class SharedThing:
    """A thing that two people shared, with every time that they did."""

    entity: Json
    times: Sequence[Json]

    def spells(self) -> list[SharedSpell]:
        """When they did: what goes on from one time to the next is one spell."""
        spells = joined([Days.of(each["overlap"]) for each in self.times])
        return [SharedSpell.of(each, self.times) for each in spells]


def connections_page(frame: Frame, person: Json, listed: Listed) -> str:
    """The page. ``person``: the document of the one whose connections are listed."""
    near = [each for each in listed.connections if each["depth"] == 1]
    drawings = [
        draw(_network(person, near[: shape.most], listed.known_at), shape)
        for shape in _SHAPES
        if near
    ]
    return render(
        "connections.html",
        frame=frame,
        person=person,
        listed=listed,
        near=_with_things(near),
        far=_with_things(each for each in listed.connections if each["depth"] != 1),
        drawings=drawings,
    )


def _with_things(connections: Iterable[Json]) -> list[tuple[Json, list[SharedThing]]]:
    return [(each, by_thing(each["shared"])) for each in connections]


def by_thing(shared: Iterable[Json]) -> list[SharedThing]:
    """What was shared, each thing once, in the order in which things come first."""
    times: dict[str, list[Json]] = defaultdict(list)
    for each in shared:
        times[each["entity"]["id"]].append(each)
    return [SharedThing(same[0]["entity"], same) for same in times.values()]


def _by_name(facts: Iterable[Json]) -> list[Json]:
    """The facts, of those that are called the same the first."""
    by_name: dict[str, Json] = {}
    for each in facts:
        by_name.setdefault(part_words(each), each)
    return list(by_name.values())


def told_period(fact: Json) -> str:
    """When a post was held, or an event was, in words; empty where no source dates it."""
    return attended_words(fact) if fact.get("event") else period_words(fact)


def _network(person: Json, near: Sequence[Json], known_at: int | None) -> Network:
    view = f"?known_at={known_at}" if known_at else ""
    name = person["display_name"]
    things = by_thing(each for connection in near for each in connection["shared"])
    return Network(
        _centre(person, view),
        [_thing(each, view) for each in things],
        [_person(each, view) for each in near],
        [edge for each in near for edge in _edges(name, each)],
        {each.entity["id"]: _own_words(name, each) for each in things},
    )


def _centre(person: Json, view: str) -> Node:
    name = person["display_name"]
    return Node(person["id"], "person", name, "", f"{name}: the profile", page_path(person) + view)


def _thing(thing: SharedThing, view: str) -> Node:
    entity = thing.entity
    own = thing.times[0]["own"]
    period = attended_words(own) if own.get("event") else ""
    note = f"{entity['kind']}, {period}" if period else entity["kind"]
    path = page_path(entity) + view
    return Node(
        entity["id"], entity["kind"], entity["name"], note, f"{entity['name']}: {note}", path
    )


def _person(connection: Json, view: str) -> Node:
    person = connection["person"]
    things = "; ".join(each.entity["name"] for each in by_thing(connection["shared"]))
    told = f"{person['name']}: {strength_words(connection)}, by {things}. Lists their connections."
    path = f"{page_path(person)}/connections{view}"
    return Node(person["id"], "person", person["name"], short_strength(connection), told, path)


def _edges(name: str, connection: Json) -> Iterator[Edge]:
    person = connection["person"]
    for thing in by_thing(connection["shared"]):
        when = "; ".join(each.words for each in thing.spells())
        is_sure = any(each["holds"] == "definitely" for each in thing.times)
        told = f"{name} and {person['name']}, {thing.entity['name']}: {when}"
        yield Edge(thing.entity["id"], person["id"], told, is_sure)


def _own_words(name: str, thing: SharedThing) -> str:
    parts = dict.fromkeys(_dated(each["own"]) for each in thing.times)
    return f"{name}, {thing.entity['name']}: {'; '.join(parts)}"


def _dated(fact: Json) -> str:
    period = told_period(fact)
    return f"{part_words(fact)}, {period}" if period else part_words(fact)
