"""What others repeat of an entity: its name, and what their documents rest on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy.orm import Session

from app.batches import batches
from app.models import Reference, holds
from app.models.rows import ReferenceRow, reference_rows
from app.profiles.best import Facts, best_value, display_name
from app.profiles.versions import write_versions
from app.vocabulary import EntityKind

# Beside the name: when and where of events, the particulars of articles, and what closes tenures.
_TOLD: Final = {
    EntityKind.PERSON: ("death_date",),
    EntityKind.ORGANIZATION: ("dissolution_date", "parent"),
    EntityKind.POST: ("end_date", "organization"),
    EntityKind.EVENT: ("classification", "start_date", "end_date", "location"),
    EntityKind.ARTICLE: ("title", "publisher", "publication_date", "url"),
}
_CLOSING: Final = ("death_date", "dissolution_date", "parent", "end_date", "organization")


@dataclass(frozen=True, slots=True)
class Changed:
    """Which references differ from before, and which of those close what is below them."""

    all: set[str]
    closing: set[str]


def read_references(
    session: Session, entity_ids: Iterable[str], known_at: int | None
) -> dict[str, ReferenceRow]:
    """The references of these entities, by id."""
    found: dict[str, ReferenceRow] = {}
    for batch in batches(sorted(entity_ids)):
        rows = reference_rows(session, Reference.id.in_(batch), holds(Reference, known_at))
        found |= {row.id: row for row in rows}
    return found


def write_references(
    session: Session, change: int, kinds: dict[str, str], facts: Mapping[str, Facts]
) -> Changed:
    """Write the references of these entities anew from their facts; says which differ."""
    before = read_references(session, kinds, None)
    rows = reference_rows_of(kinds, facts)
    known = {entity_id: (row.name, row.told) for entity_id, row in before.items()}
    write_versions(session, Reference, Reference.id, kinds, rows, change)
    after = {row["id"]: (row["name"], row["told"]) for row in rows}
    changed = {each for each in known if known[each] != after[each]}
    closing = {each for each in changed if _closes(known[each][1], after[each][1])}
    return Changed(changed, closing)


def reference_rows_of(kinds: dict[str, str], facts: Mapping[str, Facts]) -> list[dict[str, Any]]:
    """What others repeat of these entities, as their facts say it."""
    return [_row(each, kind, facts.get(each, Facts())) for each, kind in kinds.items()]


def _row(entity_id: str, kind: str, facts: Facts) -> dict[str, Any]:
    return {
        "id": entity_id,
        "kind": kind,
        "name": display_name(entity_id, facts),
        "told": {name: best_value(facts, name) for name in _TOLD[EntityKind(kind)]},
    }


def _closes(before: dict[str, Any], after: dict[str, Any]) -> bool:
    return any(before.get(name) != after.get(name) for name in _CLOSING)
