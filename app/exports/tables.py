"""The ledger as plain tables: which there are, their columns and keys, and the rows of each."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy.orm import Session

from app.exports import table_rows as rows
from app.exports.wanted import Wanted
from app.vocabulary import NAME_PARTS, EntityKind, FactKind

Row = Sequence[Any]
Rows = Callable[[Session, Wanted], Iterator[list[Row]]]
# Ids of entities of any kind lead here, so that a table that was narrowed still leads somewhere.
_ENTITIES: Final = "entities"
_INTEGERS: Final = frozenset(
    {"start", "end", "ordinal", "recorded_in", "changed_in", "fact_count", "member_count"}
    | {"holder_count"}
)


@dataclass(frozen=True, slots=True)
class Table:
    """A table; ``keys``: of columns that name a row of another table, which table that is."""

    name: str
    description: str
    columns: tuple[str, ...]
    primary: tuple[str, ...]
    keys: dict[str, str]
    rows: Rows
    indexes: tuple[str, ...] = ()
    searched: tuple[str, ...] = ()

    def is_integer(self, column: str) -> bool:
        """Whether a column has whole numbers; all others have text."""
        return column in _INTEGERS


_WHEN: Final = ("start_date", "end_date")
_ABOUT_FACT: Final = (*_WHEN, "rank", "certainty", "note", "dataset_id")
_FACT: Final = (
    *("id", "kind", "property", "subject_id", "value", "lang", "object_id"),
    *("organization_id", "post_id", "on_behalf_of_id", *_WHEN, "rank", "rank_reason"),
    *("certainty", "note", "dataset_id", "recorded_in"),
)
_CITATION: Final = (
    *("fact_id", "ordinal", "article_id", "exact", "prefix", "suffix", "start", "end"),
    *("stance", "voice", "attribution"),
)
_MEMBERSHIP: Final = (
    *("id", "person_id", "organization_id", "post_id", "on_behalf_of_id", "label", "role"),
    *("area", *_WHEN, "contradiction", "rank", "certainty", "note", "dataset"),
)
_OTHERS: Final = ("organization_id", "post_id", "on_behalf_of_id")


def _documents(
    name: str,
    kind: EntityKind,
    columns: str,
    parent: str | None = None,
    searched: tuple[str, ...] = (),
) -> Table:
    """A table of what the documents of one kind of entities say of themselves."""
    names = ("id", "name", *columns.split())
    keys = {"id": _ENTITIES} | ({parent: _ENTITIES} if parent else {})
    description = f"The {name}, as their profiles tell them; several values stand with a semicolon."
    told = rows.of_documents(kind, names)
    indexes = ("name", *((parent,) if parent else ()))
    return Table(name, description, names, ("id",), keys, told, indexes, searched)


def _facts_of(
    name: str,
    kind: FactKind,
    description: str,
    columns: dict[str, str],
    indexes: tuple[str, ...] = (),
) -> Table:
    """A table of the facts of one kind; ``columns``: its own, with the column of the fact."""
    names = ("fact_id", "entity_id", *columns, *_ABOUT_FACT)
    taken = ("id", "subject_id", *columns.values(), *_ABOUT_FACT)
    keys = {"fact_id": "facts", "entity_id": _ENTITIES, "dataset_id": "datasets"}
    told = rows.of_facts(taken, kind)
    return Table(name, description, names, ("fact_id",), keys, told, ("entity_id", *indexes))


_PARTS: Final = {part: f"name_parts.{part}" for part in NAME_PARTS}
TABLES: Final[Sequence[Table]] = [
    Table(
        "datasets",
        "Where facts came from, with licence and attribution.",
        ("id", "title", "licence", "attribution", "url"),
        ("id",),
        {},
        rows.datasets,
    ),
    Table(
        _ENTITIES,
        "Every id that is in use, whatever of it is in the other tables.",
        ("id", "kind", "name"),
        ("id",),
        {},
        rows.entities,
        ("kind", "name"),
        ("name",),
    ),
    _documents(
        "people",
        EntityKind.PERSON,
        "sort_name family_name given_name additional_name honorific_prefix honorific_suffix"
        " patronymic_name gender birth_date death_date nationality occupation language image"
        " summary biography fact_count",
    ),
    _documents(
        "organizations",
        EntityKind.ORGANIZATION,
        "classification founding_date dissolution_date parent_id area location image summary"
        " member_count fact_count",
        "parent_id",
    ),
    _documents(
        "posts",
        EntityKind.POST,
        "label role organization_id area start_date end_date summary holder_count fact_count",
        "organization_id",
    ),
    _documents(
        "events",
        EntityKind.EVENT,
        "classification start_date end_date location parent_id attendance summary fact_count",
        "parent_id",
    ),
    _documents(
        "articles",
        EntityKind.ARTICLE,
        "title author publisher publication_date language_code url fact_count text text_sha256",
        searched=("title", "text"),
    ),
    Table(
        "memberships",
        "Who belonged to what, mostly in a post, and when; what several sources say stands once.",
        _MEMBERSHIP,
        ("id",),
        {"person_id": "people", "dataset": "datasets", **dict.fromkeys(_OTHERS, _ENTITIES)},
        rows.memberships(_MEMBERSHIP),
        ("person_id", *_OTHERS, "start_date", "end_date"),
    ),
    Table(
        "facts",
        "Every fact of the profiles, of every rank; what is no text stands as JSON.",
        _FACT,
        ("id",),
        {
            "subject_id": _ENTITIES,
            "object_id": _ENTITIES,
            "dataset_id": "datasets",
            **dict.fromkeys(_OTHERS, _ENTITIES),
        },
        rows.of_facts(_FACT),
        ("subject_id", "object_id", "property", *_OTHERS),
    ),
    Table(
        "citations",
        "The quote behind a fact: the article's text from start to end, in code points.",
        _CITATION,
        ("fact_id", "ordinal"),
        {"fact_id": "facts", "article_id": _ENTITIES},
        rows.citations(_CITATION),
        ("article_id",),
    ),
    _facts_of(
        "names",
        FactKind.NAME,
        "What each entity is and was called.",
        {"property": "property", "name": "value", "lang": "lang", **_PARTS},
        ("name", "family_name"),
    ),
    _facts_of(
        "identifiers",
        FactKind.IDENTIFIER,
        "What each entity is called elsewhere.",
        {"scheme": "property", "value": "value"},
        ("value",),
    ),
    _facts_of(
        "links",
        FactKind.LINK,
        "Pages about each entity.",
        {"property": "property", "url": "value"},
    ),
]
DELETED: Final = Table(
    "deleted",
    "What was told after the change that the increment starts from, and is gone.",
    ("id", "kind", "merged_into"),
    ("id",),
    {},
    rows.deleted,
)


def tables_of(wanted: Wanted) -> Sequence[Table]:
    """The tables of an export."""
    return TABLES if wanted.since is None else [*TABLES, DELETED]
