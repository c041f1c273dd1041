"""Occupancies, memberships, personal ties and parts in events, as facts of who they begin at."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from app.countries import country_name
from app.dates import PartialDate
from app.ftm_words import EDGES, OF_THE_EDITION
from app.importers.ftm_entities import best_date, entity_in, merged
from app.importers.records import Json, Piece, Source
from app.importers.subject import Dates, Held, Subject
from app.ledger import NewFact
from app.vocabulary import EntityKind

_SPAN: Final = ("startDate", "endDate")
_OVER: Final = PartialDate.parse("..")  # ended, and nobody says when
_ENDED: Final = ("ended", "former")
_OWN: Final = ("schema", "properties")
_UNSTATED: Final = "Organization not stated"


def edge_facts(subject: Subject, pieces: Sequence[Piece]) -> None:
    """Add what all these edges say of their first entity."""
    for piece in _merged(pieces):
        subject.at(piece.place)
        edge = piece.data
        if piece.part == "event":
            event_id = entity_in(subject, "involved", edge["event"], EntityKind.EVENT)
            if event_id:
                subject.participation("involved", event_id)
        elif edge["schema"] == "Occupancy":
            _occupancy(subject, edge)
        elif edge["schema"] == "Membership":
            _membership(subject, edge)
        else:
            _tie(subject, edge)


def _merged(pieces: Sequence[Piece]) -> list[Piece]:
    """The edges, those with one id as one."""
    by_id: dict[str, Piece] = {}
    for number, piece in enumerate(pieces):
        edge_id = str(piece.data.get("id", number))  # a part in an event has no id of its own
        if edge_id in by_id:
            first = by_id[edge_id]
            by_id[edge_id] = replace(first, data=merged([first.data, piece.data]))
        else:
            by_id[edge_id] = piece
    return list(by_id.values())


def _occupancy(subject: Subject, edge: Json) -> None:
    """One membership for each post that the edge names, which is almost always one."""
    for key in edge["properties"].get("post", ()):
        post_id = entity_in(subject, "post", key, EntityKind.POST)
        body = post_id and _body_of(subject, key)
        if not post_id or not body:
            _keep(subject, edge)
            continue
        said = _Said(subject, edge)
        held = Held(
            organization_id=body,
            post_id=post_id,
            area=said.first("constituency"),
            dates=said.dates(),
            left=said.left(),
        )
        subject.membership("post", held)


def _membership(subject: Subject, edge: Json) -> None:
    if subject.kind is not EntityKind.PERSON:
        _tie(subject, edge)  # one organization in another, of which we have only parents
        return
    for key in edge["properties"].get("organization", ()):
        body = entity_in(subject, "organization", key, EntityKind.ORGANIZATION)
        if not body:
            _keep(subject, edge)
            continue
        said = _Said(subject, edge)
        role = said.first("role")
        held = Held(organization_id=body, role=role, dates=said.dates(), left=said.left())
        subject.membership("organization", held)


def _tie(subject: Subject, edge: Json) -> None:
    """A family tie or an acquaintance: kept as the source has it, and never shown."""
    schema, said = edge["schema"], edge["properties"]
    words = ", ".join(said.get("relationship") or said.get("role") or [schema.lower()])
    other = EDGES[schema][1]
    for key in said.get(other, ()):
        entity_id = entity_in(subject, other, key, EntityKind.PERSON, EntityKind.ORGANIZATION)
        subject.statement(schema.lower(), words, _whole(edge), entity_id)


def _keep(subject: Subject, edge: Json) -> None:
    subject.keep({f"{edge['schema']} {edge['id']}": _whole(edge)["ftm"]})


def _whole(edge: Json) -> Json:
    return {"ftm": {name: each for name, each in edge.items() if name not in OF_THE_EDITION}}


class _Said:
    """What an edge says besides the two that it ties, taken bit by bit."""

    def __init__(self, subject: Subject, edge: Json) -> None:
        self._subject = subject
        self._edge = edge
        self._said: dict[str, list[str]] = {
            name: list(values)
            for name, values in edge["properties"].items()
            if name not in (*EDGES[edge["schema"]], *OF_THE_EDITION)
        }
        self._odd: Json = {}

    def first(self, name: str) -> str | None:
        """The first value of a property."""
        values = self._said.get(name)
        text = self._subject.clean.text(name, values.pop(0)) if values else None
        if not values:
            self._said.pop(name, None)
        return text

    def dates(self) -> Dates:
        """Start and end. What is said to be over without a date ended some day."""
        told: Json = {}
        for name in _SPAN:
            told[name], others = best_date(self._said.pop(name, []))
            if others:
                self._said[name] = others
        (start, end), self._odd = self._subject.span(told, _SPAN)
        over = any(each.lower() in _ENDED for each in self._said.get("status", ()))
        return start, end or (_OVER if over and not self._odd.get("endDate") else None)

    def left(self) -> Json:
        """What is left over, as the source has it."""
        own = {n: each for n, each in self._edge.items() if n not in (*_OWN, *OF_THE_EDITION)}
        return {"ftm": {**own, "properties": self._said}, **self._odd}


def _body_of(subject: Subject, post: str) -> str | None:
    """The organization of a post; where its record names none, what stands in for it."""
    node = subject.source.find("node", post) or {}
    if not node.get("organization"):
        return subject.organization(stand_in_key(node))
    for key in node["organization"]:
        if found := entity_in(subject, "post.organization", key, EntityKind.ORGANIZATION):
            return found
    return None


def stand_in_key(said: Mapping[str, Any]) -> str:
    """The key of what stands in for the organization of a position that names none."""
    country = next(iter(said.get("country") or ()), None)
    return f"country-{country}".lower() if country else "organization-not-stated"


def stand_in_facts(key: str, piece: Piece, source: Source) -> list[NewFact]:
    """The country of the position, or that no one says."""
    subject = Subject(EntityKind.ORGANIZATION, key, piece.place, source)
    code = piece.data["country"]
    name = (country_name(code) or code) if code else _UNSTATED
    subject.name("country", name, left={"stand_in": code or True})
    if code:
        subject.attribute("classification", "classification", "country")
    return subject.facts()
