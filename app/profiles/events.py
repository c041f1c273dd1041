"""An event's document."""

from typing import Final

from app.profiles.best import best_value
from app.profiles.evidence import Evidence
from app.profiles.facts import Json, Writer, has_kind
from app.profiles.parts import about_itself, ending, opening, other_names
from app.vocabulary import EntityKind, FactKind

_SHORT_FIELDS: Final = ("classification", "start_date", "end_date", "location", "attendance")


def document(event_id: str, evidence: Evidence, writer: Writer) -> Json:
    """What took place, when and where, and who took which part in it."""
    facts, attending = evidence.about[event_id], evidence.attending[event_id]
    organizations = best_value(facts, "organization")
    return {
        **_head(event_id, evidence, writer),
        "summary": best_value(facts, "summary"),
        "parts_url": f"/v1/events?parent_id={event_id}",
        "organizations": [writer.reference(each) for each in organizations],
        "participants": writer.facts(attending),
        "other_names": other_names(facts, writer),
        "identifiers": writer.facts(has_kind(facts, FactKind.IDENTIFIER)),
        "links": writer.facts(has_kind(facts, FactKind.LINK)),
        "facts": about_itself(facts, writer),
        **ending(facts + attending, writer),
    }


def short(event_id: str, evidence: Evidence, writer: Writer) -> Json:
    """One line of the list of events."""
    attending = writer.facts(evidence.attending[event_id])
    participants = [{**part["subject"], "role": part["role"]} for part in attending]
    head = _head(event_id, evidence, writer)
    return head | {"participants": participants, "api_url": f"/v1/events/{event_id}"}


def _head(event_id: str, evidence: Evidence, writer: Writer) -> Json:
    facts = evidence.about[event_id]
    parent_id = best_value(facts, "part_of")
    return {
        **opening(event_id, EntityKind.EVENT, facts),
        **{name: best_value(facts, name) for name in _SHORT_FIELDS},
        "parent_id": parent_id,
        "parent": writer.reference(parent_id),
    }
