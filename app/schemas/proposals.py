"""Proposals, as they are told."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from app.schemas.base import Page, Wire
from app.vocabulary import FACT_ID_PATTERN, EntityKind, ProposalAction, ProposalStatus

Text = Annotated[str, Field(min_length=1, max_length=2000, pattern=r"^[^\x00]*$")]
ProposalId = Annotated[str, Field(pattern=FACT_ID_PATTERN)]


class ProposalFilters(BaseModel):
    """What a list of proposals is narrowed and sorted by, beside what all lists take."""

    model_config = ConfigDict(frozen=True)

    status: ProposalStatus | None = Field(
        default=None, description="Only those of this status.", examples=["open"]
    )
    article_id: Text | None = Field(
        default=None,
        description="Only those of this article.",
        examples=["liu-jianchao-new-face-of-the-communist-party"],
    )
    subject_id: Text | None = Field(
        default=None, description="Only those about this entity.", examples=["liu-jianchao"]
    )
    batch: Text | None = Field(
        default=None,
        description="Only those that came with this draft or list.",
        examples=["5f3kq7ztx2mdwo4a"],
    )
    proposer: Text | None = Field(
        default=None, description="Only those of this proposer.", examples=["The Example Newsroom"]
    )
    min_confidence: float | None = Field(
        default=None,
        ge=0,
        le=1,
        description="Only those that are at least as sure.",
        examples=[0.9],
    )
    sort: Text | None = Field(
        default=None,
        description="By created_at or confidence, with - before it for descending. Without it: in"
        " the order in which they came.",
        examples=["-confidence"],
    )


class Source(Wire):
    """A source that was not on record when it was proposed."""

    url: str
    title: str | None
    publisher: str | None
    publication_date: str | None
    exact: str
    has_text: bool = Field(description="Whether the article can be recorded from the proposal.")


class Context(Wire):
    """The quote in its sentence; the place is null where the text is not on record."""

    before: str
    exact: str
    after: str
    start: int | None
    end: int | None


class Clash(Wire):
    """A standing fact, or another undecided proposal, that says the same or the contrary."""

    fact_id: str | None
    proposal_id: str | None
    words: str = Field(description="What it says.")
    why: str
    article_id: str | None = Field(description="The article that says so.")
    same_article: bool = Field(
        description="False: accepting adds a second source to what is known from another."
    )


class ProposalMatch(Wire):
    """An entity on record that the new one may be."""

    id: str
    kind: EntityKind
    name: str
    score: float


class Fault(Wire):
    """What stands in the way of accepting."""

    field: str
    message: str


class Undone(Wire):
    """What took back that a proposal was accepted."""

    change: int
    reason: str


class ProposalLine(Wire):
    """A proposal in a list."""

    id: str
    action: ProposalAction
    status: ProposalStatus
    revision: int = Field(description="Goes up with each edit and decision.")
    subject_id: str | None
    subject_kind: EntityKind
    part: dict[str, Any] | None = Field(
        description="The fact, under the dossier's word for it; null of one that is to be taken"
        " back."
    )
    article_id: str | None
    source: Source | None
    fact_id: str | None = Field(description="The standing fact that it speaks of.")
    note: str | None
    proposer: str
    key_id: str | None
    rule: str | None
    confidence: float | None
    batch: str | None = Field(description="The draft or list that it came with.")
    created_at: str
    updated_at: str
    decided_at: str | None
    decided_by: str | None
    reason: str | None
    change: int | None = Field(description="The change that recorded it.")
    recorded_fact_id: str | None = Field(description="The fact that it became.")
    undone: Undone | None = Field(
        description="Of an accepted one: the change since which it is not so any more. It can be"
        " opened again."
    )
    withheld: bool = Field(
        description="Whether it speaks of something that was withdrawn or hidden since: then it is"
        " told by its id and status alone, until that is reverted."
    )
    words: str = Field(description="What it says, in plain words.")
    context: Context | None
    duplicates: list[Clash]
    conflicts: list[Clash]
    problems: list[Fault]


class Proposal(ProposalLine):
    """A proposal, with whom a new entity may be."""

    matches: list[ProposalMatch]


class ProposalsPage(Page[ProposalLine]):
    """One page of proposals."""


class ProposalBatch(Wire):
    """Proposals that came together."""

    data: list[ProposalLine]
    batch: str | None


class Along(Wire):
    """A proposal that was accepted because others mention what it names."""

    id: str
    subject_id: str = Field(description="What it names, or places.")
    section: str = Field(description="The dossier's word for what it says of that.")


class AcceptedAnswer(Wire):
    """What accepting did."""

    change: int | None = Field(
        description="The one change of it all; null where all of it stood already."
    )
    recorded: int = Field(description="How many facts were recorded.")
    retracted: int
    accepted: list[str] = Field(description="The ids of the proposals that were asked for.")
    along: list[Along]


class RejectedAnswer(Wire):
    """What was rejected."""

    rejected: list[str]


class Rejection(Wire):
    """Why."""

    reason: Text = Field(examples=["The article says the opposite."])


class Several(Wire):
    """Which proposals: by their ids, or all open ones of a batch or an article."""

    ids: list[ProposalId] = Field(default=[], max_length=1000, examples=[["5f3kq7ztx2mdwo4c"]])
    batch: ProposalId | None = None
    article_id: Text | None = None
    min_confidence: float | None = Field(
        default=None, ge=0, le=1, description="Of a batch or an article: only those of this."
    )


class RejectSeveral(Several):
    """Which proposals, and why."""

    ids: list[ProposalId] = Field(default=[], max_length=1000, examples=[["5f3kq7ztx2mdwo4d"]])
    reason: Text = Field(examples=["The article says the opposite."])


class AcceptSeveral(Several):
    """Which proposals, and why."""

    reason: Text | None = Field(default=None, description="Why; the ledger keeps it.")
