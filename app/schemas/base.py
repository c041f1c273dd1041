"""What all documents share."""

from typing import Annotated, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from app.dates import EXAMPLES, PATTERN
from app.vocabulary import EntityKind

Item = TypeVar("Item")

DateText = Annotated[
    str,
    Field(
        description="A date as far as it is known: an EDTF date such as 2022-06? or 2022..2023.",
        pattern=PATTERN,
        examples=EXAMPLES,
    ),
]


class Wire(BaseModel):
    """A part of an answer. Every field is always there; what is not known is null."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Bounds(Wire):
    """The earliest and the latest day that a date admits; null where that side is open."""

    earliest: str | None = Field(examples=["2022-06-01"])
    latest: str | None = Field(examples=["2022-06-30"])


class Reference(Wire):
    """An entity as others name it."""

    id: str = Field(examples=["liu-jianchao"])
    kind: EntityKind
    name: str = Field(examples=["Liu Jianchao"])


class NameParts(Wire):
    """What a person's name is made of, in Popolo's fields, where a source tells it."""

    family_name: str | None
    given_name: str | None
    additional_name: str | None
    honorific_prefix: str | None
    honorific_suffix: str | None
    patronymic_name: str | None


class DatasetReference(Wire):
    """A dataset that facts are from: what to say when they are used."""

    id: str
    title: str
    licence: str | None
    attribution: str | None
    url: str | None


class ArticleReference(Wire):
    """An article as a reader of a citation needs it."""

    id: str
    title: str | None
    publisher: str | None
    publication_date: DateText | None
    url: str | None


class Cite(Wire):
    """How to cite a document."""

    change: int = Field(description="The change since which the document reads like this.")
    url: str = Field(description="Gives the document as it is now, whatever changes later.")
    text: str = Field(description="A citation, ready to be printed.")


class Cited(Wire):
    """What is added to a document when it is served."""

    as_of: str | None = Field(description="The day of which it is true, where one was asked for.")
    cite: Cite


class PageInfo(Wire):
    """Where this page stands."""

    next: str | None = Field(description="The URL of the next page; null on the last.")
    total: int = Field(description="How many items the whole list has.")
    total_is_exact: bool = Field(description="False where there are more than were counted.")


class Page(Wire, Generic[Item]):
    """One page of a list."""

    data: list[Item]
    page: PageInfo


class FacetValue(Wire):
    """One value of a facet."""

    value: str = Field(examples=["party"])
    label: str | None = Field(description="The name of the entity, where the value is an id.")
    count: int = Field(description="How many items of the list have the value.")


class MergedId(Wire):
    """An id asked for that was merged into another, which answers for it."""

    id: str
    survivor: str


class MissingId(Wire):
    """An id asked for that has nothing in this list."""

    id: str
    why: str = Field(
        description="unknown, withdrawn, or the kind of entity that the id is of.",
        examples=["unknown"],
    )


class ListPage(Page[Item]):
    """One page of a list; with ``facets`` or ``id``, what these ask for stands beside the data."""

    facets: dict[str, list[FacetValue]] = Field(
        default={}, description="With facets: the most frequent values of each."
    )
    facets_are_exact: bool = Field(
        default=True, description="False where only the first 10,000 items were counted."
    )
    merged: list[MergedId] = Field(default=[], description="With id: those that were merged.")
    missing: list[MissingId] = Field(default=[], description="With id: those that are not here.")
