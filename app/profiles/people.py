"""A person's profile."""

from typing import Final

from app.profiles.best import best_value
from app.profiles.evidence import Evidence
from app.profiles.facts import Json, Writer, has_kind
from app.profiles.parts import about_itself, ending, name_parts, opening, other_names
from app.vocabulary import EntityKind, FactKind, properties_of

_FIELDS: Final = [name for name in properties_of(EntityKind.PERSON) if name != "sort_name"]
_SHORT_FIELDS: Final = ("gender", "birth_date", "death_date", "nationality", "occupation", "image")


def document(person_id: str, evidence: Evidence, writer: Writer) -> Json:
    """The profile: what the person is called, held, attended and is, each fact with its quote."""
    facts = evidence.about[person_id]
    return {
        **opening(person_id, EntityKind.PERSON, facts),
        "sort_name": best_value(facts, "sort_name"),
        **{name: best_value(facts, name) for name in _FIELDS},
        **name_parts(facts),
        "other_names": other_names(facts, writer),
        "memberships": writer.facts(has_kind(facts, FactKind.MEMBERSHIP)),
        "events": writer.facts(has_kind(facts, FactKind.PARTICIPATION)),
        "identifiers": writer.facts(has_kind(facts, FactKind.IDENTIFIER)),
        "links": writer.facts(has_kind(facts, FactKind.LINK)),
        "facts": about_itself(facts, writer),
        **ending(facts, writer),
    }


def short(person_id: str, evidence: Evidence, writer: Writer) -> Json:
    """One line of the list of people: who it is, and the posts held."""
    facts = evidence.about[person_id]
    held = writer.facts(has_kind(facts, FactKind.MEMBERSHIP))
    return {
        **opening(person_id, EntityKind.PERSON, facts),
        **{name: best_value(facts, name) for name in _SHORT_FIELDS},
        "memberships": [_line(membership) for membership in held],
        "api_url": f"/v1/people/{person_id}",
    }


def _line(membership: Json) -> Json:
    names = ("id", "label", "post_id", "organization_id", "start_date", "end_date", "certainty")
    return {name: membership[name] for name in names} | {
        "organization_name": membership["organization"]["name"]
    }
