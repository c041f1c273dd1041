"""Facts and documents written out on request, beside the ready ones."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from app.models import Fact
from app.profiles.evidence import Evidence, add_context, gather
from app.profiles.facts import Json, Writer
from app.profiles.ready import assemble, assemble_short
from app.profiles.tenures import restrict
from app.profiles.view import View


def write_facts(session: Session, facts: Sequence[Fact], known_at: int | None = None) -> list[Json]:
    """Each fact as JSON with all its citations, in the order given."""
    evidence = Evidence(known_at=known_at)
    add_context(session, evidence, facts)
    writer = Writer(evidence, all_citations=True)
    return [writer.fact(fact) for fact in facts]


def write_document(session: Session, entity_id: str, view: View) -> Json | None:
    """The document of an entity in this view; None where no fact is left."""
    evidence = gather(session, [entity_id], view.known_at)
    present = bool(evidence.about[entity_id])
    if view.as_of:
        restrict(session, evidence, view.as_of)
    if not present:
        return None
    return assemble(evidence, entity_id, all_citations=view.all_citations)


def write_shorts(session: Session, entity_ids: Sequence[str], view: View) -> list[Json]:
    """The short forms of these entities in this view, in the order given."""
    evidence = gather(session, entity_ids, view.known_at)
    if view.as_of:
        restrict(session, evidence, view.as_of)
    return [assemble_short(evidence, entity_id) for entity_id in entity_ids]
