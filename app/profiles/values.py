"""What lists are narrowed, counted and sorted by: what a profile says, a row for each value."""

import datetime as dt
from collections.abc import Iterator
from typing import Final

from app.dates import PartialDate
from app.models.lists import UNKNOWN_DAY
from app.models.rows import FactRow
from app.profiles.best import Facts, best_value
from app.profiles.evidence import Evidence
from app.profiles.facts import Json, Writer
from app.search.keys import sort_key
from app.vocabulary import PROPERTIES, EntityKind, FactKind, ValueType

LONGEST: Final = 200  # characters of a value; an index takes no longer ones
Value = tuple[str, str]  # property, value
Days = tuple[dt.date | None, dt.date | None]

# The properties that lists know of. What has a column in its list's own table is not repeated.
_KEPT: Final[dict[str, tuple[str, ...]]] = {
    EntityKind.PERSON: (
        "gender",
        "birth_date",
        "death_date",
        "nationality",
        "occupation",
        "language",
        "image",
        "biography",
        "summary",
    ),
    EntityKind.ORGANIZATION: (
        "founding_date",
        "dissolution_date",
        "area",
        "location",
        "image",
        "summary",
    ),
    EntityKind.POST: ("role", "area", "start_date", "end_date", "summary"),
    EntityKind.EVENT: ("start_date", "end_date", "location", "organization", "summary"),
    EntityKind.ARTICLE: ("author", "publisher", "publication_date", "language_code", "url"),
}


def value_rows(entity_id: str, evidence: Evidence, writer: Writer) -> list[Json]:
    """The rows of an entity: its own values, the events, articles and datasets it is tied to."""
    kind, facts = evidence.kinds[entity_id], evidence.about[entity_id]
    values = dict.fromkeys(_own_values(kind, facts))
    for group in writer.said_alike(facts + evidence.attending[entity_id]):
        values |= dict.fromkeys(_ties(kind, group, evidence))
    return [_row(entity_id, kind, *value) for value in values]


def sort_days(name: str, text: str | None) -> dict[str, int]:
    """The two columns that sort a list by a date: by the earliest day that is known of it."""
    day = _sort_day(text)
    both = (UNKNOWN_DAY, UNKNOWN_DAY) if day is None else (day, -day)
    return {f"by_{name}": both[0], f"by_{name}_desc": both[1]}


def list_key(facts: Facts, name: str) -> str:
    """The key by which lists order an entity of these facts, shown by this name."""
    return sort_key(best_value(facts, "sort_name") or name)[:LONGEST]


def _sort_day(text: str | None) -> int | None:
    date = PartialDate.parse(text) if text else None
    day = date and (date.earliest or date.latest)
    return day.toordinal() if day else None


def _own_values(kind: str, facts: Facts) -> Iterator[Value]:
    for name in _KEPT[kind]:
        found = best_value(facts, name)
        for value in found if isinstance(found, list) else [found]:
            if value is not None:
                yield name, str(value)[:LONGEST]


def _ties(kind: str, group: list[FactRow], evidence: Evidence) -> Iterator[Value]:
    """What a fact that is shown ties its entity to; ``group``: those that say the same."""
    fact = group[0]
    if fact.kind == FactKind.IDENTIFIER:
        yield "identifier", f"{fact.property}:{fact.value}"[:LONGEST]
    if fact.kind == FactKind.PARTICIPATION:
        is_event = kind == EntityKind.EVENT
        yield ("participant", fact.subject_id) if is_event else ("event", str(fact.object_id))
    for each in group:
        yield "dataset", each.dataset_id
        for citation in evidence.citations.get(each.row, ()):
            yield "article", citation.article_id


def _row(entity_id: str, kind: str, name: str, value: str) -> Json:
    first, last = _days(name, value)
    return {
        "kind": kind,
        "property": name,
        "value": value,
        "entity_id": entity_id,
        "first_day": first,
        "last_day": last,
    }


def _days(name: str, value: str) -> Days:
    known = PROPERTIES.get(name)
    if known is None or known.value is not ValueType.DATE:
        return None, None
    date = PartialDate.parse(value)
    return date.first_day, date.last_day
