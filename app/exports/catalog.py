"""Which exports there are: a row for each, with what it takes and what writes it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, TypeAlias

from sqlalchemy.orm import Session

from app.exports import entities, memberships
from app.exports.ftm_file import write_entities, write_statements
from app.exports.lines import Writer, csv_rows, json_lines
from app.exports.linked import linked_graph
from app.exports.package import write_package
from app.exports.popolo_file import write_popolo
from app.exports.sqlite_file import write_sqlite
from app.exports.wanted import LISTS, Wanted
from app.queries.lists import ListSpec
from app.queries.memberships import LIST as MEMBERSHIPS
from app.queries.parameters import Parameter, Takes
from app.schemas.articles import ArticlesPage
from app.schemas.columns import COLUMNS
from app.schemas.events import EventsPage
from app.schemas.facts import MembershipsPage
from app.schemas.organizations import OrganizationsPage
from app.schemas.people import PeoplePage
from app.schemas.posts import PostsPage
from app.vocabulary import PATHS, EntityKind

Builder: TypeAlias = Callable[[Session, Wanted, Path], Iterator[int]]
_JSONL: Final = "application/jsonl"
_CSV: Final = "text/csv; charset=utf-8; header=present"
_JSONLD: Final = "application/ld+json"
# Of a list, what an export of it has no use for: it has one order, and all items.
_NOT_TAKEN: Final = ("sort", "facets")
_KNOWN_AT: Final = Parameter(
    "known_at",
    Takes.WORD,
    "As this database knew it then: after the change of this number, or at this time"
    " (2026-11-23 is the end of that day, UTC). The same bytes for good.",
    "1",
)
_AS_OF: Final = Parameter(
    "as_of",
    Takes.DATE,
    "As it was true that day, as far as known: 2023-07-01, 2023-07 or 2023.",
    "2023-07-01",
)
_SINCE: Final = Parameter(
    "since",
    Takes.NUMBER,
    "An increment: only what came, or came to read otherwise, after the change of this number,"
    " and what was told then and is gone.",
    "0",
)
_AFTER: Final = Parameter(
    "after",
    Takes.ID,
    "Only what stands behind this id: the last one of a part that you have already.",
    "liu-jianchao",
)


_BOM: Final = Parameter(
    "bom",
    Takes.CHOICE,
    "Begin with a byte order mark, as some spreadsheets need for UTF-8.",
    "true",
    choices=("", "true", "false"),
)
_A_MEMBERSHIP: Final = "ke4r77yquk5uko4s"


@dataclass(frozen=True, slots=True)
class Export:
    """One export. ``kinds``: of the entities that it tells of; ``spec``: the list it filters as.

    ``write`` gives its bytes as a stream; ``build`` instead makes a file, which has to be whole
    before it can be read.
    """

    name: str
    format: str
    media_type: str
    description: str
    kinds: tuple[EntityKind, ...]
    takes: tuple[Parameter, ...]
    write: Writer | None = None
    build: Builder | None = None

    def parameters(self) -> Sequence[Parameter]:
        """What it takes."""
        return self.takes

    @property
    def file(self) -> str:
        """The name of its file."""
        return f"{self.name}.{self.format}"


def _of_list(name: str, spec: ListSpec, page: object) -> list[Export]:
    """The exports of one kind of items."""
    source = entities if spec.kind else memberships
    kinds = (spec.kind,) if spec.kind else ()
    filters = tuple(each for each in spec.parameters() if each.name not in _NOT_TAKEN)
    views = (_AS_OF, _KNOWN_AT) if spec.kind else (_KNOWN_AT,)
    parameters = (*filters, *views, _SINCE)
    example = next((each.example for each in filters if each.name == "id"), _A_MEMBERSHIP)
    resumed = (*parameters, replace(_AFTER, example=example))
    columns = tuple(dict.fromkeys((*COLUMNS[page], "dataset")))
    as_list = f"The {name}, with the columns of their list as CSV, and the datasets."
    linked = f"The {name} as one JSON-LD document, in the words of schema.org."
    lines = f"The {name}, one a line, each as the API gives it."
    return [
        Export(name, "jsonl", _JSONL, lines, kinds, resumed, json_lines(source)),
        Export(name, "csv", _CSV, as_list, kinds, (*resumed, _BOM), csv_rows(source, columns)),
        Export(name, "jsonld", _JSONLD, linked, kinds, parameters, linked_graph(source)),
    ]


def _name_of(kind: EntityKind) -> str:
    return PATHS[kind].removeprefix("/v1/")


_PAGES: Final = {
    EntityKind.PERSON: PeoplePage,
    EntityKind.ORGANIZATION: OrganizationsPage,
    EntityKind.POST: PostsPage,
    EntityKind.EVENT: EventsPage,
    EntityKind.ARTICLE: ArticlesPage,
}
_EVERYTHING: Final = tuple(EntityKind)
_DATASET: Final = next(each for each in MEMBERSHIPS.parameters() if each.name == "dataset")
_OF_ALL: Final = (_DATASET, _AS_OF, _KNOWN_AT, _SINCE)
ALL: Final[Sequence[Export]] = [
    *(each for kind in LISTS for each in _of_list(_name_of(kind), LISTS[kind], _PAGES[kind])),
    *_of_list("memberships", MEMBERSHIPS, MembershipsPage),
    Export(
        "popolo",
        "json",
        "application/json",
        "People, organizations, posts, memberships, events and areas as one Popolo file.",
        _EVERYTHING,
        _OF_ALL,
        write_popolo,
    ),
    Export(
        "ftm",
        "jsonl",
        _JSONL,
        "All of it as FollowTheMoney entities, one a line.",
        _EVERYTHING,
        _OF_ALL,
        write_entities,
    ),
    Export(
        "statements",
        "csv",
        _CSV,
        "All of it as FollowTheMoney statements, one value a row.",
        _EVERYTHING,
        _OF_ALL,
        write_statements,
    ),
    Export(
        "tables",
        "zip",
        "application/zip",
        "All of it as tables: CSV in a ZIP file with a Frictionless data package.",
        _EVERYTHING,
        _OF_ALL,
        write_package,
    ),
    Export(
        "incumbent",
        "sqlite",
        "application/vnd.sqlite3",
        "The same tables as one SQLite file, with keys, indexes and full-text search.",
        _EVERYTHING,
        _OF_ALL,
        build=write_sqlite,
    ),
]
EXPORTS: Final = {each.file: each for each in ALL}
