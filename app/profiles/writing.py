"""Facts and documents written out on request, beside the ready ones."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from app.models import Fact
from app.profiles.evidence import Evidence, add_context, gather
from app.profiles.facts import Json, Writer
from app.profiles.ready import assemble


def write_facts(session: Session, facts: Sequence[Fact]) -> list[Json]:
    """Each fact as JSON with all its citations, in the order given."""
    evidence = Evidence()
    add_context(session, evidence, facts)
    writer = Writer(evidence, all_citations=True)
    return [writer.fact(fact) for fact in facts]


def write_document(session: Session, entity_id: str) -> Json | None:
    """The document of an entity with all citations of each fact; None where no fact is left."""
    return assemble(gather(session, [entity_id]), entity_id, all_citations=True)
