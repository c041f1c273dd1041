"""The Reconciliation Service API 0.2, as it goes over the wire."""

from enum import StrEnum
from typing import Annotated, Any, Final, Literal, TypeAlias

from pydantic import (
    AfterValidator,
    AliasChoices,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    RootModel,
    model_validator,
)

from app.schemas.base import Wire

MOST_IDS: Final = 500  # of one data extension
MOST_PROPERTIES: Final = 50
_MOST_VALUES: Final = 20
LONGEST: Final = 300
MOST_CANDIDATES: Final = 100  # of one query

Text = Annotated[str, Field(min_length=1, max_length=LONGEST, pattern=r"^[^\x00]*$")]


class TypeStrict(StrEnum):
    """What it means that several types are asked for."""

    ANY = "any"
    ALL = "all"
    SHOULD = "should"


class Given(BaseModel):
    """What clients send: strict about what is told, but for members that the API leaves open."""

    model_config = ConfigDict(extra="ignore", frozen=True)


def _as_list(value: Any) -> Any:
    """One value stands for a list of one; a cell that is null says nothing."""
    values = value if isinstance(value, list) else [value]
    return [each for each in values if each not in (None, "")]


def _as_value(value: Any) -> Any:
    """A value as text; one that was reconciled before has an id beside it."""
    if isinstance(value, dict):
        return {"id": value.get("id"), "text": value.get("name") or value.get("id")}
    if isinstance(value, bool):
        return {"text": str(value).lower()}
    return {"text": str(value) if isinstance(value, int | float) else value}


class GivenValue(Given):
    """A text, number or boolean; or an entity, by its id and name."""

    text: Annotated[str, AfterValidator(lambda text: text.replace("\0", " ")[:LONGEST])]
    id: Text | None = None


class GivenProperty(Given):
    """A property with the values that the entity should have."""

    pid: Text = Field(validation_alias=AliasChoices("pid", "p"))
    v: Annotated[
        list[Annotated[GivenValue, BeforeValidator(_as_value)]], BeforeValidator(_as_list)
    ] = Field(max_length=_MOST_VALUES)


class ReconciliationQuery(Wire):
    """One query of a batch."""

    # A cell may hold anything: what no name could be has no candidates, and spoils no others.
    query: str | None = None
    type: Annotated[list[Text], BeforeValidator(_as_list)] = Field(default=[], max_length=10)
    limit: Annotated[int, AfterValidator(lambda most: min(most, MOST_CANDIDATES))] = Field(
        default=10, ge=1
    )
    properties: list[GivenProperty] = Field(default=[], max_length=MOST_PROPERTIES)
    type_strict: TypeStrict = TypeStrict.ANY

    @model_validator(mode="after")
    def _asks_something(self) -> "ReconciliationQuery":
        if self.query is None and not self.properties:
            raise ValueError("give a query or properties")
        return self

    @property
    def text(self) -> str | None:
        """What is looked for; None where it is no name."""
        text = (self.query or "").replace("\0", " ").strip()
        return text if 0 < len(text) <= LONGEST else None


class QueryBatch(RootModel[dict[str, ReconciliationQuery]]):
    """Queries, each under a key of the client's."""


class ExtensionProperty(Given):
    """A property to fetch."""

    id: Text
    settings: dict[str, Any] = {}


class ExtensionQuery(Given):
    """Which properties to fetch of which entities."""

    ids: list[Text] = Field(max_length=MOST_IDS)
    properties: list[ExtensionProperty] = Field(max_length=MOST_PROPERTIES)


class Type(Wire):
    """A kind of entity."""

    id: str = Field(examples=["Person"])
    name: str
    description: str | None = None


class ShortType(Wire):
    """A kind of entity, by its name."""

    id: str
    name: str


class Feature(Wire):
    """A matching feature."""

    id: str
    value: bool | float


class ReconciliationCandidate(Wire):
    """An entity that may be meant."""

    id: str
    name: str
    description: str = Field(description="What tells it from others of the same name.")
    type: list[ShortType]
    score: float = Field(description="100 times the probability that this one is meant.")
    match: bool = Field(description="Whether it can be taken without looking.")
    features: list[Feature]


class ReconciliationResult(Wire):
    """The candidates of one query, the likeliest first."""

    result: list[ReconciliationCandidate]


class ResultBatch(RootModel[dict[str, ReconciliationResult]]):
    """The candidates of each query, under its key."""


class Url(Wire):
    """A template of a URL."""

    url: str


class Preview(Url):
    """Where previews are, and how large."""

    width: int
    height: int


class Service(Wire):
    """Where a service is: one joined to the other."""

    service_url: str
    service_path: str


class Suggest(Wire):
    """The suggest services."""

    entity: Service
    property: Service
    type: Service


class NumberSetting(Wire):
    """A number that a property may be fetched with."""

    type: Literal["number"]
    name: str
    label: str
    default: int
    help_text: str


class CheckboxSetting(Wire):
    """A switch that a property may be fetched with."""

    type: Literal["checkbox"]
    name: str
    label: str
    default: bool
    help_text: str


class Choice(Wire):
    """One choice of a setting."""

    value: str
    name: str


class SelectSetting(Wire):
    """A choice that a property may be fetched with."""

    type: Literal["select"]
    name: str
    label: str
    default: str
    help_text: str
    choices: list[Choice]


class Extend(Wire):
    """The data extension service."""

    propose_properties: Service
    property_settings: list[NumberSetting | CheckboxSetting | SelectSetting]


class Manifest(Wire):
    """What the service is, and where its parts are."""

    versions: list[str] = Field(examples=[["0.2"]])
    name: str
    identifierSpace: str  # noqa: N815 (the API's own spelling)
    schemaSpace: str  # noqa: N815 (the API's own spelling)
    documentation: str
    serviceVersion: str  # noqa: N815 (the API's own spelling)
    defaultTypes: list[Type]  # noqa: N815 (the API's own spelling)
    view: Url
    preview: Preview
    suggest: Suggest
    extend: Extend
    batchSize: int  # noqa: N815 (the API's own spelling)


class EntitySuggestion(Wire):
    """An entity that begins like this."""

    id: str
    name: str
    description: str
    notable: list[ShortType]


class PropertySuggestion(Wire):
    """A property or type that begins like this."""

    id: str
    name: str
    description: str


class EntitySuggestions(BaseModel):
    """Entities that begin like this."""

    result: list[EntitySuggestion]
    cursor: int | None = Field(default=None, description="Of the next ones, where there are more.")


class Suggestions(BaseModel):
    """Properties or types that begin like this."""

    result: list[PropertySuggestion]
    cursor: int | None = Field(default=None, description="Of the next ones, where there are more.")


class ProposedProperties(BaseModel):
    """The properties that entities of a type may be extended by."""

    properties: list[PropertySuggestion]
    type: str | None = None
    limit: int | None = None


class EntityValue(Wire):
    """An entity."""

    id: str
    name: str


class TextValue(Wire):
    """A text; dates, too, since they may be known in part only."""

    str: str


class NumberValue(Wire):
    """A whole number."""

    int: int


ExtensionValue: TypeAlias = EntityValue | TextValue | NumberValue


class ExtensionMeta(Wire):
    """A property that was fetched."""

    id: str
    name: str
    type: ShortType | None = None


class ExtensionAnswer(Wire):
    """The values of each property of each entity, by its id as it was asked for."""

    meta: list[ExtensionMeta]
    rows: dict[str, dict[str, list[ExtensionValue]]]
