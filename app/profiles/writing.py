"""Facts and documents written out on request, beside the ready ones."""

from collections.abc import Collection, Sequence

from sqlalchemy.orm import Session

from app.models.rows import FactRow
from app.privacy import public
from app.profiles.evidence import Evidence, add_context, gather
from app.profiles.facts import Json, Writer, has_kind
from app.profiles.hidden import clean_sources
from app.profiles.ready import assemble, assemble_short
from app.profiles.spans import add_ancestors
from app.profiles.tenures import restrict
from app.profiles.view import View
from app.vocabulary import FactKind


def write_facts(
    session: Session, facts: Sequence[FactRow], known_at: int | None = None
) -> list[Json]:
    """Each fact as JSON with all its citations and its source's data, in the order given."""
    evidence = Evidence(known_at=known_at)
    add_context(session, evidence, facts)
    add_ancestors(session, evidence)
    clean_sources(session, facts)
    writer = Writer(evidence, all_citations=True)
    return [{**writer.fact(fact), "source_data": public(fact.source_data)} for fact in facts]


def write_document(session: Session, entity_id: str, view: View) -> Json | None:
    """The document of an entity in this view; None where no fact is left."""
    evidence = gather(session, [entity_id], view.known_at)
    present = bool(evidence.about[entity_id])
    add_ancestors(session, evidence)
    if view.as_of:
        restrict(evidence, view.as_of)
    if not present:
        return None
    shown = {"all_citations": view.all_citations, "all_ranks": view.all_ranks}
    return assemble(evidence, entity_id, **shown)


def write_shorts(session: Session, entity_ids: Sequence[str], view: View) -> list[Json]:
    """The short forms of these entities in this view, in the order given.

    With ``all_citations``, each line carries those of all that it shows.
    """
    evidence = gather(session, entity_ids, view.known_at)
    add_ancestors(session, evidence)
    if view.as_of:
        restrict(evidence, view.as_of)
    shown = {"all_citations": view.all_citations}
    return [assemble_short(evidence, entity_id, **shown) for entity_id in entity_ids]


def write_all_citations(
    session: Session, person_ids: Collection[str], known_at: int | None
) -> dict[str, list[Json]]:
    """All citations of every membership of these people, by the membership's id."""
    evidence = gather(session, person_ids, known_at)
    add_ancestors(session, evidence)
    writer = Writer(evidence, all_citations=True)
    held = [has_kind(evidence.about[each], FactKind.MEMBERSHIP) for each in person_ids]
    written = [writer.merged(group) for facts in held for group in writer.said_alike(facts)]
    return {membership["id"]: membership["citations"] for membership in written}


def write_membership(session: Session, fact: FactRow, known_at: int | None) -> Json:
    """A membership with all its citations, and those of other sources that say the same."""
    evidence = gather(session, [fact.subject_id], known_at)
    add_ancestors(session, evidence)
    writer = Writer(evidence, all_citations=True)
    held = has_kind(evidence.about[fact.subject_id], FactKind.MEMBERSHIP)
    for group in writer.said_alike(held):
        if fact.row in {each.row for each in group}:
            return writer.merged(group)
    add_context(session, evidence, [fact])
    return writer.fact(fact)
