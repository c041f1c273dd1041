"""The dossier format: the facts that one article supports, as a curator wrote and reviewed them.

``docs/curating.md`` shows one from the first line to the last; ``incumbent schema dossier`` prints
its JSON Schema for editors.
"""

import unicodedata
from datetime import date, datetime
from typing import Annotated, Any, Final, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from app.dates import PartialDate
from app.model_errors import LANGUAGE_PATTERN, URL_PATTERN
from app.vocabulary import (
    ID_PATTERN,
    NAME_KINDS,
    NAME_PARTS,
    STATEMENT_KINDS,
    Certainty,
    Rank,
    Stance,
    Voice,
)


def _one_as_list(value: Any) -> Any:
    return value if isinstance(value, list) or value is None else [value]


def _quote_as_cite(value: Any) -> Any:
    return {"exact": value} if isinstance(value, str) else value


def _written_as_date(value: Any) -> Any:
    return value if isinstance(value, dict) or value is None else {"date": value}


def _nfc(value: str) -> str:
    return unicodedata.normalize("NFC", value)


# Marks that turn the direction of what stands around them.
_TURNS: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def _storable(text: str) -> str:
    if "\0" in text:
        raise ValueError("it has a NUL character")
    return text


def _readable(text: str) -> str:
    if any(unicodedata.category(each) == "Cc" or each in _TURNS for each in text):
        raise ValueError("it has control characters, or marks that turn its direction")
    if not any(each.isalnum() for each in text):
        raise ValueError("it has no letter and no digit")
    return text


Text = Annotated[
    str,
    StringConstraints(min_length=1, max_length=20_000),
    AfterValidator(_nfc),
    AfterValidator(_storable),
]
# Names, roles and the like stand in indexes, which take no longer values.
Words = Annotated[
    str,
    StringConstraints(min_length=1, max_length=500),
    AfterValidator(_nfc),
    AfterValidator(_readable),
]
Id = Annotated[
    str,
    StringConstraints(pattern=ID_PATTERN, max_length=128),
    Field(description="Lower-case letters and digits, with single - . _ between: liu-jianchao"),
]
WebAddress = Annotated[str, StringConstraints(pattern=URL_PATTERN, max_length=2000)]
LanguageTag = Annotated[str, StringConstraints(pattern=LANGUAGE_PATTERN)]


class Part(BaseModel):
    """A part of a dossier: unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Drafted(Part):
    """How a part of a draft came about: which rule or model made it, how often that is right."""

    rule: Text | None = None
    confidence: float | None = Field(None, ge=0, le=1)


class DraftMatch(Part):
    """An entity on record that a drafted one may be."""

    id: Id
    name: Words
    score: float = Field(ge=0, le=1)


class DraftedEntity(Drafted):
    """The same of an entity, with what on record it may be, best first."""

    matches: list[DraftMatch] = []


class Cite(Part):
    """A quote from the article. The exact text alone is enough where it stands once."""

    exact: Text = Field(description="The words of the article, verbatim.")
    prefix: Text | None = Field(None, description="The words right before the quote.")
    suffix: Text | None = Field(None, description="The words right behind the quote.")
    start: int | None = Field(
        None, ge=0, description="Where the quote starts: code points from the start of the text."
    )
    stance: Stance = Stance.SUPPORTS
    voice: Voice = Field(Voice.ARTICLE, description="Who speaks in the quote.")
    attribution: Text | None = Field(
        None, description="Whose view the article says it is: according to analysts."
    )


class WrittenDate(Part):
    """A date as the article writes it, and what it means where our grammar cannot tell."""

    written: Text | None = Field(None, description="The article's words: June last year.")
    date: PartialDate | None = Field(
        None, description="The date; without it, the words are resolved against publication_date."
    )

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.written is None and self.date is None:
            raise ValueError("give written, date or both")
        return self


Quote = Annotated[Cite, BeforeValidator(_quote_as_cite, json_schema_input_type=str | Cite)]
Cites = Annotated[
    list[Quote],
    BeforeValidator(_one_as_list, json_schema_input_type=str | Cite | list[str | Cite]),
    Field(min_length=1, description="The quotes that say so: one, or a list."),
]
DateField = Annotated[
    WrittenDate,
    BeforeValidator(_written_as_date, json_schema_input_type=PartialDate | WrittenDate),
]


def _require_reason(rank: Rank, reason: str | None) -> None:
    if rank is Rank.DEPRECATED and not reason:
        raise ValueError("a deprecated fact needs a rank_reason")


class Stated(Part):
    """What every fact of a dossier may carry."""

    cite: Cites
    start_date: DateField | None = None
    end_date: DateField | None = None
    certainty: Certainty = Certainty.ASSERTED
    rank: Rank = Rank.NORMAL
    rank_reason: Text | None = Field(None, description="Why it is preferred or deprecated.")
    note: Text | None = Field(None, description="A curator's remark.")
    draft: Drafted | None = Field(None, description="How it was drafted, until it is reviewed.")

    @model_validator(mode="after")
    def _deprecated_with_reason(self) -> Self:
        _require_reason(self.rank, self.rank_reason)
        return self


class Name(Stated):
    """What an entity is called."""

    value: Words
    kind: Literal[NAME_KINDS] = "name"  # type: ignore[valid-type]
    lang: LanguageTag | None = None
    family_name: Words | None = Field(None, description="The parts, of people, in Popolo's fields.")
    given_name: Words | None = None
    additional_name: Words | None = None
    honorific_prefix: Words | None = None
    honorific_suffix: Words | None = None
    patronymic_name: Words | None = None

    def parts(self) -> dict[str, str]:
        """The parts that are given."""
        given = {name: getattr(self, name) for name in NAME_PARTS}
        return {name: part for name, part in given.items() if part}


class ValueFact(Stated):
    """An attribute with its value, or a relation with the id of its object."""

    property: Words
    value: Text | DateField | None = None
    object: Id | None = Field(None, description="The id of the entity that the fact points to.")

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.value is None) == (self.object is None):
            raise ValueError("give either value or object")
        return self


class Identifier(Stated):
    """An identifier that the article states."""

    scheme: Words
    value: Words


class Link(Stated):
    """A web address that the article states."""

    url: WebAddress
    kind: Words = "website"


class Membership(Stated):
    """A post held or a body belonged to. Without organization, it is the post's."""

    post: Id | None = None
    organization: Id | None = None
    on_behalf_of: Id | None = None
    role: Words | None = Field(None, description="The role as the article has it.")
    label: Words | None = None

    @model_validator(mode="after")
    def _of_something(self) -> Self:
        if self.post is None and self.organization is None:
            raise ValueError("give post, organization or both")
        return self


class Participation(Stated):
    """A part in an event."""

    event: Id
    role: Words = Field(description="What the participant did in it: host, speaker, visitor.")


class DossierEntity(Part):
    """Something the article speaks of, under an id of ours."""

    id: Id
    name: Name | None = None
    on_record: bool = Field(
        default=False,
        description="That it needs no name here, nor a post its organization: others say these.",
    )
    other_names: list[Name] = []
    facts: list[ValueFact] = []
    identifiers: list[Identifier] = []
    links: list[Link] = []
    draft: DraftedEntity | None = Field(None, description="How it was drafted.")


class DossierParticipant(DossierEntity):
    """Something that can take part in events."""

    events: list[Participation] = []


class DossierPerson(DossierParticipant):
    """A person."""

    memberships: list[Membership] = []


class DossierOrganization(DossierParticipant):
    """An organization."""


class DossierPost(DossierEntity):
    """A post, whose label is its name."""


class DossierEvent(DossierEntity):
    """An event."""


class Statement(Part):
    """What the article says that is no fact: kept with its quote, never part of a profile."""

    about: Id
    kind: Literal[STATEMENT_KINDS]  # type: ignore[valid-type]
    certainty: Certainty = Certainty.REPORTED
    rank: Rank = Rank.NORMAL
    rank_reason: Text | None = Field(None, description="Why it is preferred or deprecated.")
    note: Text | None = None
    cite: Cites
    draft: Drafted | None = None

    @model_validator(mode="after")
    def _deprecated_with_reason(self) -> Self:
        _require_reason(self.rank, self.rank_reason)
        return self


class ArticleFact(Stated):
    """A particular of the article that has more to it: a rank, a note, a quote of its own."""

    cite: Cites | None = None  # type: ignore[assignment] # only here may it be left out
    property: Literal["title", "publisher", "author", "url", "language_code", "publication_date"]
    value: Text | DateField


class ArticleParticulars(Part):
    """What is told of an article, beside its text."""

    title: Words
    title_cite: Quote | None = None
    author: list[Words] = []
    publisher: Words | None = None
    url: WebAddress | None = None
    language: LanguageTag | None = None
    publication_date: PartialDate | None = Field(
        None, description="With ? where it is inferred; written dates are resolved against it."
    )
    publication_date_note: Text | None = Field(None, description="How it was inferred.")
    boilerplate: list[Quote] = Field(
        [], description="Parts of the text that are not the article's: menus, tail lines."
    )
    facts: list[ArticleFact] = Field(
        [], description="Particulars with more to them: a deprecated date, an author with a note."
    )


class Withheld(Part):
    """A sentence that drafting understood, and of which it made no fact."""

    reason: Text = Field(description="Why: negated, hedged, planned …")
    cite: Quote


class DraftNote(Part):
    """That a dossier is a draft, which nobody has reviewed, and how it was made."""

    provider: Text = Field(description="What drafted it: rules, spacy:en_core_web_sm, llm:…")
    drafted_at: datetime | None = None
    withheld: list[Withheld] = []
    dropped: dict[str, int] = Field(
        {}, description="How many claims or entities could not be anchored in the text, by reason."
    )
    left_out: dict[str, int] = Field(
        {}, description="How many claims this format has no place for, by kind."
    )


class DossierArticle(ArticleParticulars):
    """The article's own particulars. Its text stands in ``file``, beside the dossier."""

    id: Id
    file: Text


class Dossier(Part):
    """A whole dossier."""

    dossier: Literal["1", 1] = Field(description="The version of this format: 1.")
    dataset: Id = "curated"
    curator: Text
    reviewed: date | None = None
    draft: DraftNote | None = Field(
        None, description="Only in drafts, which are reviewed before they are loaded."
    )
    ledger_state: Text | None = Field(
        None,
        description="What the ledger said when incumbent dossier export wrote this: so that loading"
        " it edited takes nothing for lost that its curator saw.",
    )
    hidden_facts: list[Text] = Field(
        [],
        description="The ids of facts that incumbent dossier export left out, since they are of"
        " fields that are hidden. Loading keeps them.",
    )
    article: DossierArticle
    people: list[DossierPerson] = []
    organizations: list[DossierOrganization] = []
    posts: list[DossierPost] = []
    events: list[DossierEvent] = []
    statements: list[Statement] = []
