"""What changed: the facts that a change recorded and retracted, and the fields that differ."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy.orm import Session

from app.models import Change
from app.models.rows import FactRow
from app.profiles.evidence import Evidence, add_context
from app.profiles.facts import Json, Writer
from app.profiles.spans import add_ancestors

# What a fact carries beside what it says.
_NOT_SAID: Final = frozenset({"citation_count", "subject", "holds", "contradiction"})


def change_json(change: Change) -> Json:
    """A change as it goes over the wire."""
    return {
        "number": change.number,
        "at": change.at.isoformat(),
        "actor": change.actor,
        "action": change.action,
        "reason": change.reason,
        "origin": change.origin,
        "digest": change.digest,
    }


def write_history(
    session: Session, changes: Sequence[Change], facts: Sequence[FactRow]
) -> list[Json]:
    """Each change with what it did to the facts given: those that it recorded or retracted."""
    written = _written(session, facts)
    return [
        change_json(change) | {"diff": _diff(_of(facts, change), written)} for change in changes
    ]


def write_difference(
    session: Session, before: Sequence[FactRow], after: Sequence[FactRow]
) -> list[Json]:
    """What differs between two states of an entity's facts."""
    written = _written(session, [*before, *after])
    unchanged = {fact.row for fact in before} & {fact.row for fact in after}
    gone = [fact for fact in before if fact.row not in unchanged]
    fresh = [fact for fact in after if fact.row not in unchanged]
    return _diff((gone, fresh), written)


def write_versions_of_fact(
    session: Session, versions: Sequence[FactRow], changes: Mapping[int, Change]
) -> Json:
    """A fact with all its readings; ``changes``: those that recorded and retracted them."""
    written = _written(session, versions)
    told = [
        {
            "fact": written[row.row],
            "recorded": change_json(changes[row.recorded_in]),
            "retracted": change_json(changes[row.retracted_in]) if row.retracted_in else None,
            "reason": row.retraction_reason,
        }
        for row in versions
    ]
    return {"fact": told[-1]["fact"], "origin": versions[-1].origin, "versions": told}


def _of(facts: Sequence[FactRow], change: Change) -> tuple[list[FactRow], list[FactRow]]:
    gone = [fact for fact in facts if fact.retracted_in == change.number]
    fresh = [fact for fact in facts if fact.recorded_in == change.number]
    return gone, fresh


def _written(session: Session, facts: Sequence[FactRow]) -> dict[int, Json]:
    evidence = Evidence()
    add_context(session, evidence, facts)
    add_ancestors(session, evidence)
    writer = Writer(evidence, all_citations=True)
    return {fact.row: writer.fact(fact) for fact in facts}


def _diff(
    states: tuple[Iterable[FactRow], Iterable[FactRow]], written: dict[int, Json]
) -> list[Json]:
    gone, fresh = states
    by_id: dict[str, list[FactRow | None]] = defaultdict(lambda: [None, None])
    for fact in gone:
        by_id[fact.id][0] = fact
    for fact in fresh:
        by_id[fact.id][1] = fact
    return [_entry(before, after, written) for before, after in by_id.values()]


def _entry(before: FactRow | None, after: FactRow | None, written: dict[int, Json]) -> Json:
    old = written[before.row] if before else None
    new = written[after.row] if after else None
    told: Any = new or old
    event = "changed" if old and new else "recorded" if new else "retracted"
    return {
        "event": event,
        "fact_id": told["id"],
        "kind": told["kind"],
        "property": told["property"],
        "reason": before.retraction_reason if before else None,
        "before": old,
        "after": new,
        "fields": _fields(old, new) if old and new else [],
    }


def _fields(old: Json, new: Json) -> list[str]:
    return [name for name in new if name not in _NOT_SAID and old.get(name) != new[name]]
