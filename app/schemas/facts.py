"""Facts and their citations."""

from typing import Annotated, Any, Literal

from pydantic import Field

from app.schemas.base import Bounds, DateText, ListPage, NameParts, Page, Reference, Wire
from app.schemas.shorts import EventShort, OrganizationShort, PersonShort, PostShort
from app.timespans import Answer
from app.vocabulary import Certainty, FactKind, Rank, Stance, Voice


class Citation(Wire):
    """A quote at its place: ``text[start:end] == exact`` of the article's text, in code points."""

    article_id: str
    exact: str = Field(description="The words of the article, verbatim.")
    prefix: str = Field(description="Up to 32 characters before the quote.")
    suffix: str = Field(description="Up to 32 characters behind the quote.")
    start: int = Field(ge=0)
    end: int = Field(gt=0)
    stance: Stance
    voice: Voice
    attribution: str | None = Field(description="Whose view the article says it is.")


class Listed(Wire):
    """How every line of a list of entities ends."""

    api_url: str
    citations: dict[str, list[Citation]] | None = Field(
        default=None, description="With include=citations: those of each field, by its name."
    )


class FactBase(Wire):
    """What every fact carries."""

    id: str = Field(description="Stays the same when the fact is corrected.")
    property: str
    subject: Reference
    start_date: DateText | None
    start_date_bounds: Bounds | None
    start_date_written: str | None = Field(description="The date as the article writes it.")
    end_date: DateText | None
    end_date_bounds: Bounds | None
    end_date_written: str | None
    holds: Literal[Answer.DEFINITELY, Answer.POSSIBLY] | None = Field(
        description="On the day asked about, of memberships and participations; else null."
    )
    rank: Rank
    rank_reason: str | None
    certainty: Certainty = Field(description="What the source itself commits to.")
    disputed: bool | None = Field(
        description="In a profile: whether sources disagree with it; null elsewhere."
    )
    note: str | None = Field(description="A curator's remark.")
    dataset: str = Field(description="Where it is from; a document's datasets tell its licence.")
    source_data: dict[str, Any] | None = Field(
        default=None,
        description="In lists of facts: what the record of an imported dataset says beyond it.",
    )
    citation_count: int
    citations: list[Citation]


class Valued(FactBase):
    """A fact that says a value."""

    value: str | dict[str, Any] | None
    value_bounds: Bounds | None = Field(description="Of a value that is a date.")
    value_written: str | None = Field(description="A date as the article writes it.")
    lang: str | None


class ValueFact(Valued):
    """An attribute, identifier, link or statement."""

    kind: Literal[FactKind.ATTRIBUTE, FactKind.IDENTIFIER, FactKind.LINK, FactKind.STATEMENT]


class NameFact(Valued, NameParts):
    """A name; ``property`` says of what kind: name, alias, former_name …"""

    kind: Literal[FactKind.NAME]
    script: str | None = Field(
        description="What it is written in, by its ISO 15924 code.", examples=["Latn"]
    )


class OtherName(NameFact):
    """A name beside the primary one; ``property`` says of what kind."""

    name: str


class Relation(FactBase):
    """A tie to another entity, such as an organization's parent."""

    kind: Literal[FactKind.RELATION]
    object: Reference


class Membership(FactBase):
    """A post held, or a body belonged to, for a while."""

    kind: Literal[FactKind.MEMBERSHIP]
    label: str | None
    role: str | None = Field(description="The role as the source has it.")
    area: str | None = Field(description="The constituency or district, as the source has it.")
    person_id: str
    organization_id: str
    post_id: str | None
    on_behalf_of_id: str | None
    organization: Reference | OrganizationShort
    post: Reference | PostShort | None
    on_behalf_of: Reference | OrganizationShort | None
    person: PersonShort | None = Field(
        default=None, description="In lists and documents of memberships, with include=person."
    )
    contradiction: str | None = Field(description="What of its dates cannot be.")


class EventReference(Reference):
    """An event as a profile names it."""

    classification: str | None
    start_date: DateText | None
    end_date: DateText | None
    location: list[str]


class Participation(FactBase):
    """A part in an event."""

    kind: Literal[FactKind.PARTICIPATION]
    role: str
    event_id: str
    event: EventReference | EventShort


class TenureSpan(Wire):
    """The days between which a membership held; null where that side is open or never sure."""

    possibly_from: str | None
    definitely_from: str | None
    definitely_until: str | None
    possibly_until: str | None


class Transition(Wire):
    """How a tenure follows on those before it in the succession."""

    kind: Literal["gap", "overlap", "follows", "unclear"]
    since: str | None = Field(alias="from")
    until: str | None


class Tenure(Membership):
    """A membership with the days between which it held."""

    timespan: TenureSpan
    transition: Transition | None = Field(
        description="In a succession, from the tenures before; null where a day is asked about."
    )


OwnFact = Annotated[NameFact | ValueFact | Relation, Field(discriminator="kind")]
AnyFact = Annotated[
    NameFact | ValueFact | Relation | Membership | Participation, Field(discriminator="kind")
]


class FactsPage(Page[AnyFact]):
    """One page of a list of facts."""


class MembershipsPage(ListPage[Membership]):
    """One page of the list of memberships."""


class TenuresPage(Page[Tenure]):
    """One page of who held a post or belonged to an organization."""
