"""Facts that a dossier keeps without saying them: those of hidden fields, named by their ids."""

from collections.abc import Iterable, Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.ledger import NewFact
from app.ledger.facts import read_facts
from app.loading.problems import Problem
from app.loading.reading import CompiledDossier
from app.models import Fact, known
from app.models.rows import fact_rows


def kept_facts(session: Session, dossier: CompiledDossier) -> list[NewFact]:
    """What the dossier keeps, as its article said it; not what it says itself by now."""
    wanted = dossier.parts.hidden_facts
    if not wanted:
        return []
    kept = (Fact.origin == dossier.article_id, Fact.id.in_(wanted), known(None))
    facts = [each.as_said() for each in read_facts(session, fact_rows(session, *kept))]
    said = {fact.digest(dossier.dataset) for fact in dossier.facts}
    return [fact for fact in facts if fact.digest(dossier.dataset) not in said]


def strangers(session: Session, dossiers: Iterable[CompiledDossier]) -> Iterator[Problem]:
    """A problem for each id of a kept fact that its article never said here."""
    for dossier in dossiers:
        wanted = dossier.parts.hidden_facts
        if not wanted:
            continue
        found = select(Fact.id).where(Fact.origin == dossier.article_id, Fact.id.in_(wanted))
        known_here = set(session.scalars(found))
        for index, fact_id in enumerate(wanted):
            if fact_id not in known_here:
                message = (
                    f"{dossier.article_id!r} says no fact {fact_id!r} in this database:"
                    " take it out here, or load the dossier where it was written out"
                )
                yield Problem(dossier.path, 1, ("hidden_facts", index), message)
