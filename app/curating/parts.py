"""What is proposed, as it comes in: a fact in a dossier's words, for an article or another source.

A part is validated by the models of dossiers; only its quote may be left out, where the source that
comes with it has one.
"""

import unicodedata
from typing import Annotated, Any, Final, Literal, Self

from pydantic import AfterValidator, Field, StringConstraints, ValidationError, model_validator

from app.dates import PartialDate
from app.loading.dossier import (
    Cites,
    Id,
    Identifier,
    Link,
    Membership,
    Name,
    Part,
    Participation,
    Statement,
    Text,
    ValueFact,
    Words,
)
from app.loading.problems import Field as Place
from app.model_errors import URL_PATTERN
from app.vocabulary import FACT_ID_PATTERN, EntityKind, ProposalAction

SECTIONS: Final = (
    *("name", "other_names", "facts", "identifiers", "links", "memberships", "events"),
    "statements",
)


class ProposedName(Name):
    """What an entity is called."""

    cite: Cites | None = None  # type: ignore[assignment] # the source may have it


class ProposedFact(ValueFact):
    """An attribute with its value, or a relation with the id of its object."""

    cite: Cites | None = None  # type: ignore[assignment] # the source may have it


class ProposedIdentifier(Identifier):
    """An identifier that the article states."""

    cite: Cites | None = None  # type: ignore[assignment] # the source may have it


class ProposedLink(Link):
    """A web address that the article states."""

    cite: Cites | None = None  # type: ignore[assignment] # the source may have it


class ProposedMembership(Membership):
    """A post held or a body belonged to. Without organization, it is the post's."""

    cite: Cites | None = None  # type: ignore[assignment] # the source may have it


class ProposedParticipation(Participation):
    """A part in an event."""

    cite: Cites | None = None  # type: ignore[assignment] # the source may have it


class ProposedStatement(Statement):
    """What the article says that is no fact; it is about the subject of the proposal."""

    about: Id | None = None  # type: ignore[assignment] # the subject is named already
    cite: Cites | None = None  # type: ignore[assignment] # the source may have it


class ProposedPart(Part):
    """One fact, under the dossier's word for it."""

    name: ProposedName | None = None
    other_names: ProposedName | None = None
    facts: ProposedFact | None = None
    identifiers: ProposedIdentifier | None = None
    links: ProposedLink | None = None
    memberships: ProposedMembership | None = None
    events: ProposedParticipation | None = None
    statements: ProposedStatement | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if sum(getattr(self, each) is not None for each in SECTIONS) != 1:
            raise ValueError(f"give one fact, under one of {', '.join(SECTIONS)}")
        return self

    @property
    def section(self) -> str:
        """The word that the fact stands under."""
        return next(each for each in SECTIONS if getattr(self, each) is not None)

    def stated(self, exact: str | None = None) -> dict[str, Any]:
        """The fact as JSON, with the quote of its source where it has none of its own."""
        told: dict[str, Any] = getattr(self, self.section).model_dump(
            mode="json", exclude_unset=True, exclude_none=True, exclude={"draft", "about"}
        )
        return told if "cite" in told or exact is None else told | {"cite": [{"exact": exact}]}


def _nfc(text: str) -> str:
    if "\0" in text:
        raise ValueError("it has a NUL character")
    return unicodedata.normalize("NFC", text)


WholeText = Annotated[
    str, StringConstraints(min_length=1, max_length=500_000), AfterValidator(_nfc)
]


class NewSource(Part):
    """A source that is not on record yet. With its ``text`` it can be added when accepted."""

    url: Annotated[
        str,
        StringConstraints(pattern=URL_PATTERN, max_length=2000),
        Field(description="Where it can be read.", examples=["https://example.org/water-board"]),
    ]
    title: Words | None = None
    publisher: Words | None = None
    publication_date: PartialDate | None = None
    exact: Text = Field(description="The words of the source that say so, verbatim.")
    text: WholeText | None = Field(
        None, description="The whole text; needed before a fact can be recorded of it."
    )


_EXAMPLE_SOURCE: Final = {
    "url": "https://example.org/delta-news",
    "title": "News of the delta",
    "exact": "No such meeting took place.",
}


class NewProposal(Part):
    """A fact to be added, or what is to become of one on record.

    To say that something is wrong takes a ``fact_id``, a ``note`` and a ``source``.
    """

    action: ProposalAction | None = Field(
        None,
        description="Without it: add where there is no fact_id, replace where there is a part, too,"
        " else deprecate.",
        examples=["deprecate"],
    )
    fact_id: Annotated[
        str | None, StringConstraints(pattern=FACT_ID_PATTERN), Field(examples=["ke4r77yquk5uko4s"])
    ] = None
    subject_id: Id | None = Field(None, description="Whom the fact is about, where it is new.")
    subject_kind: EntityKind | None = Field(
        None, description="What the subject is; needed where it is not on record yet."
    )
    part: ProposedPart | None = Field(None, description="The fact, as a dossier has it.")
    article_id: Id | None = Field(None, description="The article on record that says so.")
    source: NewSource | None = Field(
        None, description="Or what says so elsewhere.", examples=[_EXAMPLE_SOURCE]
    )
    note: Text | None = Field(None, description="Why.", examples=["The board has another chair."])
    rule: Text | None = Field(None, description="What made it, where a program did.")
    confidence: float | None = Field(None, ge=0, le=1, description="How often that is right.")


def part_columns(part: ProposedPart, exact: str | None) -> dict[str, Any]:
    """The columns that hold a part; ``exact``: its quote where it has none of its own."""
    stated = part.stated(exact)
    return {"section": part.section, "part": stated, "post_id": stated.get("post")}


def read_part(content: Any) -> tuple[ProposedPart | None, list[tuple[Place, str]]]:
    """A part that somebody wrote, or what is wrong with it, each fault with its field."""
    try:
        return ProposedPart.model_validate(content), []
    except ValidationError as error:
        faults = error.errors()
    return None, [(each["loc"], each["msg"].removeprefix("Value error, ")) for each in faults]


class Acceptance(Part):
    """How a proposal is accepted."""

    reason: Text | None = Field(None, description="Why; the ledger keeps it.")
    part: ProposedPart | None = Field(None, description="The fact as it should read.")


class Revision(Part):
    """What of a proposal should be otherwise."""

    part: ProposedPart | None = Field(None, description="The fact as it should read.")
    note: Text | None = Field(None, description="Why.", examples=["The board has another chair."])
    same_as: Id | None = Field(
        None,
        description="The entity on record that its new subject is; for curators. What else is"
        " undecided of its batch or article names that one, too.",
    )
    status: Literal["open", "deferred", "rejected"] | None = Field(
        None,
        description="deferred and open are for curators; with rejected you take back your own.",
    )
    reason: Text | None = Field(None, description="Why it is deferred or taken back.")
