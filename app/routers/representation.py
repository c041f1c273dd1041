"""How the client wants an answer: its format, its fields, what it includes. Asked for by any path.

``format`` wins over ``Accept``. What an endpoint's answer has and may include is told by the model
that its route declares.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, Final

from fastapi import Depends, Request
from fastapi.datastructures import QueryParams

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
SWITCH: Final = ("", "true", "false")  # a bare ?pretty is an empty value


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


@cache
def formats_of(model: Any) -> tuple[Format, ...]:
    """The formats that an endpoint with this model has to choose from; none where it has one."""
    models = answer_models(model)
    if not models or any(each not in COLUMNS for each in models):
        return ()
    linked = any(each in _LINKED for each in models)
    return tuple(each for each in Format if linked or each is not Format.JSONLD)


async def get_representation(request: Request) -> Representation:
    """How this answer is wanted; raises InvalidParameterError and NotAcceptableError.

    It is async, though it waits for nothing, and reads the query itself: every request of /v1 goes
    through it, and a thread or five declared parameters cost more than all the rest of it. The
    OpenAPI document tells of the parameters in openapi_formats.py.
    """
    if request.method != "GET":
        return PLAIN
    model = request.scope["route"].responses.get(200, {}).get("model")
    if not formats_of(model):
        return PLAIN
    query = request.query_params
    if NO_FILTERS.isdisjoint(query):
        wanted = Representation(model, _negotiated(request.headers.get("accept"), model))
    else:
        wanted = _asked(model, query, request.headers.get("accept"))
    request.state.representation = wanted
    return wanted


RepresentationDep = Annotated[Representation, Depends(get_representation)]


def representation_of(request: Request) -> Representation:
    """How the answer to this request is wanted."""
    wanted: Representation = getattr(request.state, "representation", PLAIN)
    return wanted


def _asked(model: Any, query: QueryParams, accept: str | None) -> Representation:
    fields = _fields(model, query.getlist("fields"))
    wanted = Representation(
        model,
        _format(model, query["format"]) if "format" in query else _negotiated(accept, model),
        fields,
        _includes(model, query.getlist("include"), fields),
        pretty=_is_on("pretty", query.get("pretty", "false")),
        bom=_is_on("bom", query.get("bom", "false")),
    )
    if wanted.bom and wanted.format is not Format.CSV:
        raise _invalid("bom", "only CSV begins with one: add format=csv")
    if wanted.pretty and wanted.format not in (Format.JSON, Format.JSONLD):
        raise _invalid("pretty", f"{wanted.format} is not indented: leave it out")
    return wanted


def _fields(model: Any, asked: list[str]) -> tuple[str, ...]:
    try:
        return parse_fields(asked, fields_of(model))
    except FieldError as error:
        raise _invalid("fields", str(error)) from None


def _includes(model: Any, asked: list[str], fields: tuple[str, ...]) -> tuple[Include, ...]:
    known = includes_of(model)
    try:
        named = parse_includes(asked, known)
    except IncludeError as error:
        raise _invalid("include", str(error)) from None
    return tuple(dict.fromkeys([*named, *implied_by(fields, known)]))


def _is_on(name: str, text: str) -> bool:
    if text not in SWITCH:
        raise _invalid(name, "write true or false; a bare name is true")
    return text != "false"


def _format(model: Any, asked: str) -> Format:
    known = formats_of(model)
    if asked not in known:
        raise _invalid(
            "format", f"{asked[:100]!r} is not to be had here: known are {', '.join(known)}"
        )
    return Format(asked)


def _negotiated(accept: str | None, model: Any) -> Format:
    """The format that the Accept header likes best; among equals the first."""
    if not accept or accept == "*/*":
        return Format.JSON
    known, likings = formats_of(model), _likings(accept)
    best = max(known, key=lambda each: _liking(each, likings))  # the first of the best
    if _liking(best, likings) <= 0:
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


def _invalid(name: str, message: str) -> InvalidParameterError:
    errors = [{"parameter": name, "location": "query", "detail": message}]
    return InvalidParameterError(f"query parameter {name}: {message}", errors=errors)
