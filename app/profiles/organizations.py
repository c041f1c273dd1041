"""An organization's document."""

from typing import Final

from app.profiles.best import best_value
from app.profiles.evidence import Evidence
from app.profiles.facts import Json, Writer, has_kind
from app.profiles.parts import about_itself, ending, opening, other_names
from app.vocabulary import EntityKind, FactKind

_FIELDS: Final = ("classification", "founding_date", "dissolution_date", "summary", "image", "area")


def document(organization_id: str, evidence: Evidence, writer: Writer) -> Json:
    """What the organization is; its posts and members have lists of their own."""
    facts = evidence.about[organization_id]
    parent_id = best_value(facts, "parent")
    return {
        **opening(organization_id, EntityKind.ORGANIZATION, facts),
        **{name: best_value(facts, name) for name in _FIELDS},
        "location": best_value(facts, "location"),
        "parent_id": parent_id,
        "parent": writer.reference(parent_id),
        "member_count": evidence.holders.get(organization_id, 0),
        "memberships_url": f"/v1/memberships?organization_id={organization_id}",
        "posts_url": f"/v1/posts?organization_id={organization_id}",
        "other_names": other_names(facts, writer),
        "events": writer.facts(has_kind(facts, FactKind.PARTICIPATION)),
        "identifiers": writer.facts(has_kind(facts, FactKind.IDENTIFIER)),
        "links": writer.facts(has_kind(facts, FactKind.LINK)),
        "facts": about_itself(facts, writer),
        **ending(facts, writer),
    }


def short(organization_id: str, evidence: Evidence, writer: Writer) -> Json:
    """One line of the list of organizations."""
    facts = evidence.about[organization_id]
    parent_id = best_value(facts, "parent")
    return {
        **opening(organization_id, EntityKind.ORGANIZATION, facts),
        "classification": best_value(facts, "classification"),
        "founding_date": best_value(facts, "founding_date"),
        "dissolution_date": best_value(facts, "dissolution_date"),
        "parent_id": parent_id,
        "parent": writer.reference(parent_id),
        "member_count": evidence.holders.get(organization_id, 0),
        "api_url": f"/v1/organizations/{organization_id}",
    }
