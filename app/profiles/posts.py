"""A post's document."""

from typing import Final

from app.profiles.best import Facts, best_value
from app.profiles.evidence import Evidence
from app.profiles.facts import Json, Writer, has_kind
from app.profiles.parts import about_itself, ending, opening, other_names
from app.vocabulary import EntityKind, FactKind

_FIELDS: Final = ("role", "area", "start_date", "end_date", "summary")


def document(post_id: str, evidence: Evidence, writer: Writer) -> Json:
    """What the post is; who held it has a list of its own."""
    facts = evidence.about[post_id]
    return {
        **_head(post_id, evidence, writer),
        **{name: best_value(facts, name) for name in _FIELDS},
        "memberships_url": f"/v1/memberships?post_id={post_id}",
        "other_names": other_names(facts, writer),
        "identifiers": writer.facts(has_kind(facts, FactKind.IDENTIFIER)),
        "links": writer.facts(has_kind(facts, FactKind.LINK)),
        "facts": about_itself(facts, writer),
        **ending(facts, writer),
    }


def short(post_id: str, evidence: Evidence, writer: Writer) -> Json:
    """One line of the list of posts."""
    facts = evidence.about[post_id]
    dates = {name: best_value(facts, name) for name in ("start_date", "end_date")}
    return _head(post_id, evidence, writer) | dates | {"api_url": f"/v1/posts/{post_id}"}


def organization_of(facts: Facts) -> str | None:
    """The organization that the post belongs to."""
    found = best_value(facts, "organization")
    return found[0] if found else None


def _head(post_id: str, evidence: Evidence, writer: Writer) -> Json:
    facts = evidence.about[post_id]
    begun = opening(post_id, EntityKind.POST, facts)
    organization_id = organization_of(facts)
    return {
        **begun,
        "label": begun["name"],
        "organization_id": organization_id,
        "organization": writer.reference(organization_id),
        "holder_count": evidence.holders.get(post_id, 0),
    }
