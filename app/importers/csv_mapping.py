"""Which column of a CSV file is which field: the mapping file, and what is taken without one."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Final

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from app.importers.records import InputError
from app.vocabulary import NAME_PARTS

TABLES: Final = ("organizations", "posts", "people", "memberships")
_HELD: Final = (
    *("organization", "organization_id", "post", "post_id", "on_behalf_of", "on_behalf_of_id"),
    *("role", "label", "area", "start_date", "end_date"),
)
# The fields of each table. Those of the last line take several values; behind the point stands a
# scheme of identifiers or a kind of links.
FIELDS: Final[Mapping[str, Sequence[str]]] = {
    "people": (
        *("id", "name", *NAME_PARTS, "sort_name", "gender", "birth_date", "death_date"),
        *("summary", "biography", "image", *_HELD),
        *("other_names", "nationality", "occupation", "sources", "identifiers.", "links."),
    ),
    "organizations": (
        *("id", "name", "classification", "founding_date", "dissolution_date", "summary"),
        *("image", "area", "parent", "parent_id"),
        *("other_names", "sources", "identifiers.", "links."),
    ),
    "posts": (
        *("id", "name", "role", "area", "start_date", "end_date", "summary"),
        *("organization", "organization_id"),
        *("other_names", "sources", "identifiers.", "links."),
    ),
    "memberships": ("id", "person", "person_id", *_HELD),
}
MANY: Final = ("other_names", "nationality", "occupation", "sources", "identifiers.", "links.")
# Headers that mean a field without being called so; the first in each line are our own export's.
_ALSO: Final[Mapping[str, tuple[str, ...]]] = {
    "name": ("label", "full_name"),
    "person": ("subject.name", "person.name", "person_name", "name"),
    "organization": ("organization.name", "organization_name", "organisation"),
    "post": ("post.name", "post_name", "position", "office"),
    "on_behalf_of": ("on_behalf_of.name", "party"),
    "parent": ("parent.name", "parent_name"),
    "area": ("constituency", "district"),
    "gender": ("sex",),
    "birth_date": ("date_of_birth", "born", "birthdate"),
    "death_date": ("date_of_death", "died"),
    "start_date": ("start", "from", "since"),
    "end_date": ("end", "until"),
    "identifiers.wikidata": ("wikidata", "wikidata_id", "qid"),
    "links.website": ("website", "url", "homepage"),
    "sources": ("source", "source_url"),
}
# What our export tells of an item beside what it says.
_OURS: Final = {
    *("api_url", "cite.url", "fact_count", "member_count", "holder_count", "holds", "dataset"),
}


def _one_character(text: str) -> str:
    if text not in (",", ";", "\t", "|"):
        raise ValueError('write one of ",", ";", "|" and "\\t"')
    return text


Delimiter = Annotated[str, AfterValidator(_one_character)]


class Table(BaseModel):
    """How one file is read. ``columns``: the header of each field; ``constants``: what each row
    says without having a column for it; ``separators``: what stands between several values.
    """

    model_config = ConfigDict(extra="forbid")

    file: str | None = None
    columns: dict[str, str] = Field(default_factory=dict)
    constants: dict[str, str] = Field(default_factory=dict)
    separators: dict[str, str] = Field(default_factory=dict)
    date_format: str | None = None


class CsvMapping(BaseModel):
    """The mapping file."""

    model_config = ConfigDict(extra="forbid")

    encoding: str = "utf-8"
    delimiter: Delimiter | None = None
    people: Table = Field(default_factory=Table)
    organizations: Table = Field(default_factory=Table)
    posts: Table = Field(default_factory=Table)
    memberships: Table = Field(default_factory=Table)

    def table(self, name: str) -> Table:
        """The part about one table."""
        found: Table = getattr(self, name)
        return found


def read_mapping(path: Path) -> CsvMapping:
    """The mapping in a file; the plain one where there is no such file. Raises InputError."""
    if not path.exists():
        return CsvMapping()
    try:
        # Every scalar is a text: a column may be called "no". This loader makes nothing else.
        told = yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 (safe)
        mapping = CsvMapping.model_validate(told or {})
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise InputError(f"{path.name}: not YAML: {error}") from None
    except ValidationError as error:
        raise InputError("\n".join(_faults(path.name, error))) from None
    for name in TABLES:
        _check_fields(path.name, name, mapping.table(name))
    return mapping


def _faults(file: str, error: ValidationError) -> list[str]:
    found = []
    for each in error.errors():
        where = ".".join(str(part) for part in each["loc"]) or "the whole file"
        right = each["msg"].removeprefix("Value error, ")
        if each["type"] == "extra_forbidden":
            model = Table if len(each["loc"]) > 1 else CsvMapping
            right = f"no such key; known are {', '.join(model.model_fields)}"
        found.append(f"{file}: {where}: {right}")
    return found


def _check_fields(file: str, name: str, table: Table) -> None:
    for part in ("columns", "constants", "separators"):
        for field in getattr(table, part):
            if not _is_field(name, field):
                known = ", ".join(each + ("…" if each[-1] == "." else "") for each in FIELDS[name])
                raise InputError(f"{file}: {name}.{part}.{field}: no field of {name}; {known}")


def _is_field(table: str, field: str) -> bool:
    start, point, rest = field.partition(".")
    return field in FIELDS[table] or bool(rest and start + point in FIELDS[table])


def columns_of(name: str, table: Table, header: Sequence[str], file: str) -> dict[str, str]:
    """The field of each column that has one: as the mapping says, else as the header is called.

    Raises InputError where the mapping names a column that is not there, or a needed one has none.
    """
    for field, column in table.columns.items():
        if column not in header:
            where = f"{file}: no column {column!r} for {name}.columns.{field}"
            raise InputError(f"{where}; it has {', '.join(header)}")
    fields = {column: field for field, column in table.columns.items()}
    taken = set(table.columns) | set(table.constants)
    for column in header:
        meant = _meant(name, column, taken)
        if meant and column not in fields:
            fields[column] = meant
            taken.add(meant)
    _require(name, taken, header, file)
    return _with_parties(fields)


def _with_parties(fields: dict[str, str]) -> dict[str, str]:
    """A party is on whose behalf somebody sits in a body; with no body named, it is the body."""
    if {"organization", "organization_id", "post", "post_id"} & set(fields.values()):
        return fields
    parties = {column: "organization" for column in fields if _word(column) == "party"}
    return fields | parties


def _word(column: str) -> str:
    return column.strip().lower().replace(" ", "_")


def _meant(table: str, column: str, taken: set[str]) -> str | None:
    """The field that a header means by itself."""
    word = _word(column)
    candidates = [word, *(field for field, also in _ALSO.items() if word in also)]
    return next((each for each in candidates if _is_field(table, each) and each not in taken), None)


def _require(name: str, taken: set[str], header: Sequence[str], file: str) -> None:
    needed = {"memberships": ("person", "person_id")}.get(name, ("name",))
    missing = "" if taken & set(needed) else needed[0]
    bodies = {"organization", "organization_id", "post_id", "on_behalf_of"}
    if name == "memberships" and not taken & bodies:
        missing = "organization"
    if missing:
        raise InputError(
            f"{file}: no column for {missing}; it has {', '.join(header)}."
            f" Name it in mapping.yaml: {name}: {{columns: {{{missing}: …}}}}"
        )


def is_ours(column: str) -> bool:
    """Whether a column only repeats what our export tells beside each item."""
    return column in _OURS or column.startswith("memberships.")


def many_of(table: Table, field: str, cell: str) -> list[str]:
    """The values in a cell of a field that takes several."""
    separator = table.separators.get(field, ";")
    return [each for part in cell.split(separator) if (each := part.strip())]


def is_many(field: str) -> bool:
    """Whether a field takes several values."""
    return field in MANY or f"{field.partition('.')[0]}." in MANY
