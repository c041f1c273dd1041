"""What each answer may include beyond its plain form, and which fields come with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from app.schemas.articles import Article, ArticlesPage
from app.schemas.base import Reference
from app.schemas.changes import FeedEntry, FeedPage
from app.schemas.events import Event, EventsPage
from app.schemas.facts import EventReference, Membership, MembershipsPage, TenuresPage
from app.schemas.fields import answer_models, nearest
from app.schemas.organizations import Organization, OrganizationsPage
from app.schemas.people import PeoplePage, Person
from app.schemas.posts import Post, PostsPage
from app.schemas.shorts import EventShort, OrganizationShort, PostShort
from app.vocabulary import EntityKind


class IncludeError(ValueError):
    """Something is asked for that the answer cannot include."""


@dataclass(frozen=True, slots=True)
class Include:
    """``adds``: the fields that are there only with it. ``expands``: the kind of entity whose short
    form it puts at the path that is its name.
    """

    name: str
    adds: tuple[str, ...] = ()
    expands: EntityKind | None = None


def _added(path: str, model: Any, told: Any = None) -> tuple[str, ...]:
    """What the short form tells at a path, beyond what is told there without it."""
    if told is None:
        return (path,)
    return tuple(f"{path}.{name}" for name in model.model_fields if name not in told.model_fields)


def _organization(path: str, told: Any = Reference) -> Include:
    return Include(path, _added(path, OrganizationShort, told), EntityKind.ORGANIZATION)


def _post(path: str, told: Any = Reference) -> Include:
    return Include(path, _added(path, PostShort, told), EntityKind.POST)


def _event(path: str, told: Any = Reference) -> Include:
    return Include(path, _added(path, EventShort, told), EntityKind.EVENT)


_FACTS: Final = Include("facts", ("recorded", "retracted", "declared", "articles", "datasets"))
_CITATIONS: Final = Include("citations", ("citations",))
_ALL: Final = (Include("citations"), Include("all_ranks"))
_OF_MEMBERSHIPS: Final = (
    Include("citations"),  # the first is there without it
    Include("person", ("person",), EntityKind.PERSON),
    _organization("organization"),
    _post("post"),
    _organization("on_behalf_of"),
)
INCLUDES: Final[dict[Any, tuple[Include, ...]]] = {
    PeoplePage: (
        Include("citations", ("citations", "memberships.citations")),
        _organization("memberships.organization", None),
        _post("memberships.post", None),
    ),
    Person: (
        *_ALL,
        _organization("memberships.organization"),
        _post("memberships.post"),
        _event("events.event", EventReference),
    ),
    OrganizationsPage: (_CITATIONS, _organization("parent")),
    Organization: (*_ALL, _organization("parent"), _event("events.event", EventReference)),
    PostsPage: (_CITATIONS, _organization("organization")),
    Post: (*_ALL, _organization("organization")),
    EventsPage: (Include("citations", ("citations", "participants.citations")), _event("parent")),
    Event: (*_ALL, _event("parent")),
    ArticlesPage: (_CITATIONS,),
    Article: _ALL,
    MembershipsPage: _OF_MEMBERSHIPS,
    Membership: _OF_MEMBERSHIPS[1:],  # its citations are all there
    TenuresPage: _OF_MEMBERSHIPS,
    FeedPage: (_FACTS,),
    FeedEntry: (_FACTS,),
}


def includes_of(model: Any) -> dict[str, Include]:
    """What an endpoint's answer may include, by name."""
    return {each.name: each for of in answer_models(model) for each in INCLUDES.get(of, ())}


def parse_includes(asked: Sequence[str], known: dict[str, Include]) -> list[Include]:
    """What comma lists of names ask to include, each once; raises IncludeError."""
    names = dict.fromkeys(name.strip() for text in asked for name in text.split(","))
    for name in names:
        if name not in known:
            hint = nearest(name, list(known))
            raise IncludeError(
                f"{name[:100]!r} cannot be included{hint} known are {', '.join(known)}"
            )
    return [known[name] for name in names]


def implied_by(fields: Sequence[str], known: dict[str, Include]) -> list[Include]:
    """What must be included so that each of these fields is there."""
    return [include for include in known.values() if _adds_one(include, fields)]


def _adds_one(include: Include, fields: Sequence[str]) -> bool:
    return any(f"{field}.".startswith(f"{path}.") for path in include.adds for field in fields)
