"""What a curator sends: new entities, edits, and batches, in the parts of dossiers."""

from typing import Annotated, Final, Self

from pydantic import (
    AfterValidator,
    ConfigDict,
    Field,
    SkipValidation,
    StringConstraints,
    model_validator,
)

from app.curating import examples
from app.dates import PartialDate
from app.hidden_fields import parse_field
from app.loading.added_articles import AddedArticle
from app.loading.adding import Addition
from app.loading.dossier import (
    DossierEvent,
    DossierOrganization,
    DossierPerson,
    DossierPost,
    Id,
    Identifier,
    LanguageTag,
    Link,
    Membership,
    Name,
    Part,
    Participation,
    Quote,
    Statement,
    Text,
    ValueFact,
    WebAddress,
    Words,
)
from app.vocabulary import FACT_ID_PATTERN, FactKind


def shown(example: examples.Example) -> ConfigDict:
    """The configuration of a model that is shown with this example."""
    return ConfigDict(json_schema_extra={"examples": [example]})


def _stated(reason: str) -> str:
    if not reason.strip():
        raise ValueError("say why: the ledger keeps it")
    return reason.strip()


Reason = Annotated[
    Text,
    AfterValidator(_stated),
    Field(
        max_length=2000,
        description="Why; the ledger keeps it.",
        examples=["The Courier printed a correction"],
    ),
]
FactId = Annotated[str, StringConstraints(pattern=FACT_ID_PATTERN)]
FieldName = Annotated[str, AfterValidator(lambda name: parse_field(name).name)]
AnyPart = Name | ValueFact | Identifier | Link | Membership | Participation | Statement
# Which of them is meant is told by the fact that it replaces.
PARTS: Final[dict[str, type[Part]]] = {
    FactKind.NAME: Name,
    FactKind.ATTRIBUTE: ValueFact,
    FactKind.RELATION: ValueFact,
    FactKind.IDENTIFIER: Identifier,
    FactKind.LINK: Link,
    FactKind.MEMBERSHIP: Membership,
    FactKind.PARTICIPATION: Participation,
    FactKind.STATEMENT: Statement,
}
ArticleId = Annotated[
    Id,
    Field(
        description="The article that says so: all quotes are from its text.",
        examples=["liu-jianchao-new-face-of-the-communist-party"],
    ),
]


class NewArticle(AddedArticle):
    """A new article."""

    model_config = shown(examples.ARTICLE)
    reason: Reason


class NewPerson(DossierPerson):
    """A new person, as a dossier has it. Without an id it takes one from its name."""

    model_config = shown(examples.PERSON)
    id: Id | None = None  # type: ignore[assignment] # only here may it be left out
    name: Name
    article_id: ArticleId
    reason: Reason


class NewOrganization(DossierOrganization):
    """A new organization, as a dossier has it. Without an id it takes one from its name."""

    model_config = shown(examples.ORGANIZATION)
    id: Id | None = None  # type: ignore[assignment] # only here may it be left out
    name: Name
    article_id: ArticleId
    reason: Reason


class NewPost(DossierPost):
    """A new post, as a dossier has it. Without an id it takes one from its name."""

    model_config = shown(examples.POST)
    id: Id | None = None  # type: ignore[assignment] # only here may it be left out
    name: Name
    article_id: ArticleId
    reason: Reason


class NewEvent(DossierEvent):
    """A new event, as a dossier has it. Without an id it takes one from its name."""

    model_config = shown(examples.EVENT)
    id: Id | None = None  # type: ignore[assignment] # only here may it be left out
    name: Name
    article_id: ArticleId
    reason: Reason


class Added(Part):
    """What an article says besides of an entity on record."""

    name: Name | None = None
    other_names: list[Name] = Field([])
    facts: list[ValueFact] = Field([])
    identifiers: list[Identifier] = Field([])
    links: list[Link] = Field([])


class AddedToParticipant(Added):
    """The same of what can take part in events."""

    events: list[Participation] = Field([])


class AddedToPerson(AddedToParticipant):
    """The same of a person."""

    memberships: list[Membership] = Field([])


class Corrections(Part):
    """What is corrected of facts on record, by their ids, and of fields, by their names."""

    replace: Annotated[
        dict[FactId, SkipValidation[AnyPart]],
        Field(
            description="A part of a dossier in the place of a fact of the same kind, with quotes"
            " from the article that the fact is from."
        ),
    ] = Field({})
    retract: dict[FactId, Reason] = Field(
        {}, description="Why a fact is taken back: the article does not say it."
    )
    deprecate: dict[FactId, Reason] = Field(
        {}, description="Why a fact is wrong, though its source says it: it stays, deprecated."
    )
    hide: dict[FieldName, Reason] = Field(
        {}, description="Why a field is shown no more, in no past view either, whoever says it."
    )
    unhide: dict[FieldName, Reason] = Field({}, description="Why a hidden field is shown again.")

    def corrects(self) -> bool:
        """Whether there is anything to correct."""
        asked = (self.replace, self.retract, self.deprecate, self.hide, self.unhide)
        return any(asked)


class Edit(Corrections):
    """A change of an entity; all of it is one change of the ledger."""

    model_config = shown(examples.EDIT)
    reason: Reason
    article_id: ArticleId | None = None
    add: Added | None = None


class PersonEdit(Edit):
    """A change of a person."""

    model_config = shown(examples.PERSON_EDIT)
    add: AddedToPerson | None = None


class OrganizationEdit(Edit):
    """A change of an organization."""

    model_config = shown(examples.ORGANIZATION_EDIT)
    add: AddedToParticipant | None = None


class ArticleEdit(Part):
    """What of an article's particulars is corrected: what is given takes the place of what stood.

    null takes it back. The text is never edited.
    """

    model_config = shown(examples.ARTICLE_EDIT)
    reason: Reason
    title: Words | None = None
    title_cite: Quote | None = Field(None, description="Where the title is printed; with title.")
    author: list[Words] | None = None
    publisher: Words | None = None
    url: WebAddress | None = None
    language: LanguageTag | None = None
    publication_date: PartialDate | None = Field(
        None, description="Dates that facts have in the article's words are resolved anew."
    )
    publication_date_note: Text | None = Field(
        None, description="How it was inferred; with publication_date."
    )
    boilerplate: list[Quote] | None = Field(
        None, description="Parts of the text that are not the article's: menus, tail lines."
    )


class FactEdit(Part):
    """A change of one fact: give either of the two."""

    model_config = shown(examples.FACT_EDIT)
    reason: Reason
    replace: Annotated[
        SkipValidation[AnyPart] | None,
        Field(description="A part of a dossier in its place, with quotes from its own article."),
    ] = None
    deprecate: bool = Field(
        default=False, description="Whether it is wrong, though its source says it."
    )

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.replace is None) == (not self.deprecate):
            raise ValueError("give either replace or deprecate: true")
        return self


class Amendment(Corrections):
    """What is corrected of one entity in a batch."""

    id: Id
    if_match: str | None = Field(
        None, description="The ETag that GET gave; without it, any version will do."
    )


class Batch(Part):
    """Many changes as one: all of them or none."""

    model_config = shown(examples.BATCH)
    reason: Reason
    articles: list[AddedArticle] = Field([], description="New articles, which the rest may quote.")
    additions: list[Addition] = Field(
        [], description="What articles say besides, of entities that are new or on record."
    )
    amendments: list[Amendment] = Field([])


class Revert(Part):
    """Why a change is undone."""

    model_config = shown(examples.REVERT)
    reason: Reason


NewEntityBody = NewPerson | NewOrganization | NewPost | NewEvent
