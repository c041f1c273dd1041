"""Descriptions to be matched, and the candidates that they may be."""

from typing import Annotated, Any, Final

from pydantic import AfterValidator, AliasChoices, BeforeValidator, Field, model_validator

from app.dates import PartialDate
from app.schemas.base import Wire
from app.schemas.webhooks import EntityId
from app.vocabulary import EntityKind

MOST_QUERIES: Final = 50  # in one request
MOST_NAMES: Final = 10  # of one description
MOST_NAMES_IN_ALL: Final = 100  # of one request: each is looked up
_MOST_VALUES: Final = 20
_LONGEST: Final = 300


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


Word = Annotated[str, Field(min_length=1, max_length=_LONGEST, pattern=r"^[^\x00]*$")]


def _as_identifiers(value: Any) -> Any:
    """Each may be written ``scheme:value``, and one stands for a list of one."""
    return [_as_identifier(each) for each in (value if isinstance(value, list) else [value])]


def _as_identifier(value: Any) -> Any:
    scheme, colon, rest = value.partition(":") if isinstance(value, str) else ("", "", "")
    return {"scheme": scheme, "value": rest} if colon else value


# One text stands for a list of one.
Words = Annotated[list[Word], BeforeValidator(_as_list), Field(max_length=_MOST_VALUES)]


class GivenIdentifier(Wire):
    """An identifier that another source gave out."""

    scheme: Word = Field(examples=["wikidata"])
    value: Word = Field(examples=["Q1"])


class MatchQuery(Wire):
    """A description: whatever is known. What is left out counts neither for nor against."""

    names: Words = Field(
        default=[],
        validation_alias=AliasChoices("names", "name"),
        max_length=MOST_NAMES,
        description="Names in any scripts and spellings, one or several. Needed, unless there are"
        " identifiers. `name` is taken, too.",
        examples=[["Liu Jianchao", "刘建超"]],
    )
    family_name: Words = Field(
        default=[], description="Of several spellings each.", examples=[["Liu"]]
    )
    birth_date: PartialDate | None = Field(
        default=None,
        description="Of an organization the founding date, of an event the start date.",
        examples=["1964-02"],
    )
    death_date: PartialDate | None = Field(
        default=None,
        description="Of an organization the dissolution date, of an event the end date.",
        examples=[None],
    )
    gender: Word | None = Field(default=None, examples=["male"])
    nationality: Words = Field(
        default=[],
        validation_alias=AliasChoices("nationality", "country"),
        description="Countries, as codes, names or demonyms: cn, China, Chinese. `country` is"
        " taken, too.",
        examples=[["cn"]],
    )
    posts: Words = Field(
        default=[],
        description="Posts held, by id or in words.",
        examples=[["head of the International Liaison Department"]],
    )
    organizations: Words = Field(
        default=[],
        description="Organizations belonged to, parties among them, by id or name.",
        examples=[["international-liaison-department"]],
    )
    identifiers: Annotated[list[GivenIdentifier], BeforeValidator(_as_identifiers)] = Field(
        default=[],
        max_length=_MOST_VALUES,
        description='`{"scheme": "wikidata", "value": "Q1"}` or `wikidata:Q1`, one or several.',
        examples=[[]],
    )
    kind: EntityKind = Field(
        default=EntityKind.PERSON, description="What is described.", examples=["person"]
    )
    ids: list[EntityId] = Field(
        default=[],
        max_length=_MOST_VALUES,
        description="Score these entities, instead of looking for candidates.",
        examples=[[]],
    )

    @model_validator(mode="after")
    def _says_something(self) -> "MatchQuery":
        if not self.names and not self.identifiers:
            raise ValueError("give names or identifiers: nothing else finds a candidate")
        return self


def _few_names(queries: dict[str, MatchQuery]) -> dict[str, MatchQuery]:
    names = sum(len(each.names) for each in queries.values())
    if names > MOST_NAMES_IN_ALL:
        raise ValueError(f"there are {names} names: send at most {MOST_NAMES_IN_ALL} at once")
    return queries


Key = Annotated[str, Field(max_length=_LONGEST)]
Queries = Annotated[dict[Key, MatchQuery], AfterValidator(_few_names)]


class MatchRequest(Wire):
    """Descriptions, each under a key of yours."""

    queries: Queries = Field(
        min_length=1,
        max_length=MOST_QUERIES,
        description=f"At most {MOST_QUERIES}, and {MOST_NAMES_IN_ALL} names in all of them.",
        examples=[{"q1": {"names": ["LIU Jianchao"], "organizations": ["Communist Party"]}}],
    )
    limit: int = Field(
        default=5, ge=1, le=20, description="How many candidates each may have.", examples=[5]
    )
    threshold: float = Field(
        default=0.0, ge=0, le=1, description="Only candidates of this score.", examples=[0.01]
    )


class MatchFeature(Wire):
    """Something that agrees, or speaks against it."""

    id: str = Field(examples=["birth_year_differs"])
    value: float
    effect: float = Field(description="What it adds to the log odds; negative where against.")


class MatchCandidate(Wire):
    """An entity that may be meant."""

    id: str
    kind: EntityKind
    name: str
    matched_name: str | None = Field(description="The name of the entity that is nearest.")
    score: float = Field(description="How likely it is that this one is meant, 0 to 1.")
    match: bool = Field(description="Whether it can be taken without looking.")
    features: list[MatchFeature] = Field(description="What made the score.")
    api_url: str


class MatchResult(Wire):
    """The candidates of one description."""

    candidates: list[MatchCandidate] = Field(description="The likeliest first.")
    considered: int = Field(description="How many were compared.")


class MatchAnswer(Wire):
    """The candidates of each description, under its key."""

    results: dict[str, MatchResult]
