"""How the client wants an answer: its format, its fields, what it includes. Asked for by any path.

``format`` wins over ``Accept``. What an endpoint's answer has and may include is told by the model
that its route declares.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any, Final, Literal

from fastapi import Depends, Query, Request

from app.errors import InvalidParameterError, NotAcceptableError
from app.schemas.articles import Article, ArticlesPage
from app.schemas.columns import COLUMNS
from app.schemas.events import Event, EventsPage
from app.schemas.facts import Membership, MembershipsPage, TenuresPage
from app.schemas.fields import FieldError, answer_models, fields_of, parse_fields
from app.schemas.includes import (
    Include,
    IncludeError,
    implied_by,
    includes_of,
    parse_includes,
)
from app.schemas.organizations import Organization, OrganizationsPage
from app.schemas.people import PeoplePage, Person
from app.schemas.posts import Post, PostsPage


class Format(StrEnum):
    """The formats of answers, the preferred first."""

    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"
    JSONLD = "jsonld"


MEDIA_TYPES: Final = {
    Format.JSON: "application/json",
    Format.JSONL: "application/jsonl",
    Format.CSV: "text/csv",
    Format.JSONLD: "application/ld+json",
}
_ALSO: Final = {"application/x-ndjson": Format.JSONL, "application/ndjson": Format.JSONL}
_BY_MEDIA_TYPE: Final = {name: each for each, name in MEDIA_TYPES.items()} | _ALSO
_LINKED: Final = frozenset(
    {PeoplePage, Person, OrganizationsPage, Organization, PostsPage, Post, EventsPage, Event}
    | {ArticlesPage, Article, MembershipsPage, Membership, TenuresPage}
)
# Parameters that choose no items: a cursor does not depend on them.
NO_FILTERS: Final = frozenset({"format", "fields", "include", "pretty", "bom"})
Switch = Literal["", "true", "false"]  # a bare ?pretty is an empty value


@dataclass(frozen=True, slots=True)
class Representation:
    """``model``: the one that the route declares. ``fields``: none where all are wanted."""

    model: Any = None
    format: Format = Format.JSON
    fields: tuple[str, ...] = ()
    includes: tuple[Include, ...] = ()
    pretty: bool = False
    bom: bool = False

    @property
    def is_plain(self) -> bool:
        """Whether the JSON that is kept ready can be sent as it is."""
        return self.format is Format.JSON and not self.fields and not self.pretty

    def has(self, name: str) -> bool:
        """Whether this is to be included."""
        return any(include.name == name for include in self.includes)


PLAIN: Final = Representation()


def formats_of(model: Any) -> tuple[Format, ...]:
    """The formats that an endpoint with this model has to choose from; none where it has one."""
    models = answer_models(model)
    if not models or any(each not in COLUMNS for each in models):
        return ()
    linked = any(each in _LINKED for each in models)
    return tuple(each for each in Format if linked or each is not Format.JSONLD)


async def get_representation(  # async, though it waits for nothing: no thread is needed for it
    request: Request,
    format: Annotated[  # noqa: A002 (the parameter's name on the wire)
        Format | None,
        Query(description="The format; it wins over the Accept header.", examples=["csv"]),
    ] = None,
    fields: Annotated[
        list[str] | None,
        Query(
            description="Only these fields: comma lists of names and of paths into what is below.",
            examples=["id,name"],
        ),
    ] = None,
    include: Annotated[
        list[str] | None,
        Query(description="What to include beyond the plain form.", examples=["citations"]),
    ] = None,
    pretty: Annotated[
        Switch, Query(description="Indent JSON and JSON-LD.", examples=["true"])
    ] = "false",
    bom: Annotated[
        Switch,
        Query(
            description="Begin CSV with a byte order mark, as some spreadsheets need for UTF-8.",
            examples=["true"],
        ),
    ] = "false",
) -> Representation:
    """How this answer is wanted; raises InvalidParameterError and NotAcceptableError."""
    model = request.scope["route"].responses.get(200, {}).get("model")
    if not formats_of(model):
        return PLAIN
    wanted_fields = _fields(model, fields)
    wanted = Representation(
        model,
        _format(model, format, request.headers),
        wanted_fields,
        _includes(model, include, wanted_fields),
        pretty=pretty != "false",
        bom=bom != "false",
    )
    _refuse_idle(wanted)
    request.state.representation = wanted
    return wanted


RepresentationDep = Annotated[Representation, Depends(get_representation)]


def representation_of(request: Request) -> Representation:
    """How the answer to this request is wanted."""
    wanted: Representation = getattr(request.state, "representation", PLAIN)
    return wanted


def _fields(model: Any, asked: list[str] | None) -> tuple[str, ...]:
    try:
        return parse_fields(asked, fields_of(model)) if asked is not None else ()
    except FieldError as error:
        raise _invalid("fields", str(error)) from None


def _includes(model: Any, asked: list[str] | None, fields: tuple[str, ...]) -> tuple[Include, ...]:
    known = includes_of(model)
    try:
        named = parse_includes(asked, known) if asked is not None else []
    except IncludeError as error:
        raise _invalid("include", str(error)) from None
    return tuple(dict.fromkeys([*named, *implied_by(fields, known)]))


def _format(model: Any, asked: Format | None, headers: Mapping[str, str]) -> Format:
    known = formats_of(model)
    if asked is None:
        return _negotiated(headers.get("accept") or "*/*", known)
    if asked not in known:
        raise _invalid("format", f"{asked} is not to be had here: known are {', '.join(known)}")
    return asked


def _negotiated(accept: str, known: tuple[Format, ...]) -> Format:
    """The format that the Accept header likes best; among equals the first."""
    likings = _likings(accept)
    best, liked = max(
        ((each, _liking(each, likings)) for each in known),
        key=lambda pair: (pair[1], -known.index(pair[0])),
    )
    if liked <= 0:
        listed = ", ".join(MEDIA_TYPES[each] for each in known)
        detail = f"{accept[:100]!r} is not to be had here: known are {listed}."
        raise NotAcceptableError(detail, headers={"Vary": "Accept"})
    return best


def _likings(accept: str) -> dict[str, float]:
    likings: dict[str, float] = {}
    for part in accept.split(","):
        media_type, *parameters = (each.strip().lower() for each in part.split(";"))
        quality = next((each[2:] for each in parameters if each.startswith("q=")), "1")
        try:
            likings[media_type] = float(quality)
        except ValueError:
            likings[media_type] = 0
    return likings


def _liking(wanted: Format, likings: dict[str, float]) -> float:
    """How much a format is liked, by the closest range that has it (RFC 9110, 12.5.1)."""
    names = [name for name, each in _BY_MEDIA_TYPE.items() if each is wanted]
    exact = [likings[name] for name in names if name in likings]
    if exact:
        return max(exact)
    kind = MEDIA_TYPES[wanted].partition("/")[0] + "/*"
    return likings.get(kind, likings.get("*/*", 0))


def _refuse_idle(wanted: Representation) -> None:
    if wanted.bom and wanted.format is not Format.CSV:
        raise _invalid("bom", "only CSV begins with one: add format=csv")
    if wanted.pretty and wanted.format not in (Format.JSON, Format.JSONLD):
        raise _invalid("pretty", f"{wanted.format} is not indented: leave it out")


def _invalid(name: str, message: str) -> InvalidParameterError:
    errors = [{"parameter": name, "location": "query", "detail": message}]
    return InvalidParameterError(f"query parameter {name}: {message}", errors=errors)
