"""Events."""

from typing import Literal

from app.schemas.base import ArticleReference, Cited, DateText, ListPage, Reference, Wire
from app.schemas.facts import OtherName, OwnFact, Participation, ValueFact
from app.vocabulary import EntityKind


class EventFields(Wire):
    """What stands in the document and in the list."""

    id: str
    kind: Literal[EntityKind.EVENT]
    name: str
    classification: str | None
    start_date: DateText | None
    end_date: DateText | None
    location: list[str]
    attendance: list[str]
    parent_id: str | None
    parent: Reference | None


class Participant(Reference):
    """Who took which part."""

    role: str


class EventShort(EventFields):
    """An event in one line of a list."""

    participants: list[Participant]
    api_url: str


class Event(EventFields, Cited):
    """An event: each fact with its quote."""

    summary: str | None
    parts_url: str
    organizations: list[Reference]
    participants: list[Participation]
    other_names: list[OtherName]
    identifiers: list[ValueFact]
    links: list[ValueFact]
    facts: list[OwnFact]
    articles: list[ArticleReference]
    fact_count: int


class EventsPage(ListPage[EventShort]):
    """One page of the list of events."""
