"""Events."""

from pydantic import Field

from app.schemas.base import ArticleReference, Cited, DatasetReference, ListPage, Reference
from app.schemas.facts import Citation, Listed, OtherName, OwnFact, Participation, ValueFact
from app.schemas.shorts import EventFields, EventShort, Participant


class ListedParticipant(Participant):
    """Who took which part, with what may be included."""

    citations: list[Citation] | None = Field(default=None, description="With include=citations.")


class ListedEvent(EventFields, Listed):
    """An event in one line of a list."""

    parent: Reference | EventShort | None
    participants: list[ListedParticipant]


class Event(EventFields, Cited):
    """An event: each fact with its quote."""

    parent: Reference | EventShort | None
    summary: str | None
    parts_url: str
    organizations: list[Reference]
    participants: list[Participation]
    other_names: list[OtherName]
    identifiers: list[ValueFact]
    links: list[ValueFact]
    facts: list[OwnFact]
    articles: list[ArticleReference]
    datasets: list[DatasetReference]
    fact_count: int


class EventsPage(ListPage[ListedEvent]):
    """One page of the list of events."""
