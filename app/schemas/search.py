"""What a search finds, and what a search box suggests."""

from pydantic import Field

from app.schemas.base import FacetValue, Page, Wire
from app.schemas.shorts import DisplayName
from app.vocabulary import EntityKind


class Highlight(Wire):
    """What matched: half-open, in code points of the ``text`` beside it."""

    start: int = Field(ge=0)
    end: int = Field(gt=0)


class Match(Wire):
    """A name or a text that matched. It is plain text: nothing in it is markup."""

    field: str = Field(
        description="name, or where the words stand: text, title, summary, biography.",
        examples=["name"],
    )
    text: str = Field(description="The name, or a passage of the text.")
    highlights: list[Highlight]
    how: str = Field(
        description="How it matched. A text: words. A name: exact, or what is other in it: order,"
        " spacing, prefix, typo, sound, nickname, transliteration; several with + between.",
        examples=["exact"],
    )
    name_kind: str | None = Field(description="Of a name: name, alias, former_name …")
    lang: str | None = Field(description="Of a name.")
    script: str | None = Field(description="Of a name, by its ISO 15924 code.")
    start: int | None = Field(
        description="Of a passage: where it stands, so that text[start:end] of the whole is it."
    )
    end: int | None


class Entity(Wire):
    """An entity in a few words."""

    id: str = Field(examples=["liu-jianchao"])
    kind: EntityKind
    name: str
    display_name: DisplayName
    description: str | None = Field(
        description="The post held, the body it belongs to, when it was …"
    )
    api_url: str


class Hit(Entity):
    """An entity that a search found."""

    score: float = Field(ge=0, le=1, description="What the order is by; ties are by id.")
    matches: list[Match] = Field(
        description="Why: the name that matched best, and the texts that have the words."
    )


class SearchPage(Page[Hit]):
    """One page of what a search found, the best first."""

    facets: dict[str, list[FacetValue]] = Field(
        default={}, description="With facets: the most frequent values of each."
    )
    facets_are_exact: bool = Field(
        default=True, description="False where more was found than is looked at."
    )


class Suggestion(Entity):
    """An entity that a search box may mean."""

    match: str = Field(description="The name that begins so.")
    highlights: list[Highlight] = Field(description="What of it was typed.")


class SuggestionsPage(Page[Suggestion]):
    """What a search box suggests, the likeliest first; one page."""
