"""What a file would undo without saying so: facts that curators recorded since it was loaded.

Proposals that were accepted, and writes over HTTP, change what an article says without its file. An
edited file that does not know of them would take them back.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.ledger.facts import read_facts
from app.loading.kept import kept_facts
from app.loading.on_record import BY_FILE
from app.loading.problems import Problem
from app.loading.reading import CompiledDossier
from app.models import Change, Fact, known
from app.models.rows import FactRow, fact_rows

# The ledger's own: they move facts, or write documents anew, and say nothing.
_MECHANICAL: Final = (*BY_FILE, "merge")
_STATE: Final = 16  # characters


def losses(session: Session, dossiers: Iterable[CompiledDossier]) -> Iterator[Problem]:
    """A problem for each dossier that would undo what curators did."""
    for dossier in dossiers:
        if lost := _lost(session, dossier):
            facts = f"{lost} facts" if lost > 1 else "1 fact"
            message = (
                f"{facts} of {dossier.article_id!r} recorded, corrected or taken back without this"
                " file would be undone by it. Write out what the ledger says with incumbent dossier"
                f" export {dossier.article_id}, and edit that; or load this one with --replace"
            )
            place = (dossier.lines[dossier.article_id], dossier.fields[dossier.article_id])
            yield Problem(dossier.path, *place, message)


def ledger_state(session: Session, article_id: str) -> str:
    """What tells all that an article says in the ledger now from what it said at other times."""
    digests = sorted(_digests(session, _standing(session, article_id)).values())
    return hashlib.sha256("".join(digests).encode()).hexdigest()[:_STATE]


def _lost(session: Session, dossier: CompiledDossier) -> int:
    """How many facts that curators recorded it lacks, or that they took back and it says."""
    recorded, ended = _curated_since_loaded(session, dossier.article_id)
    untouched = not recorded and not ended
    if untouched or dossier.ledger_state == ledger_state(session, dossier.article_id):
        return 0
    facts = [*dossier.facts, *kept_facts(session, dossier)]
    said = {fact.as_said().digest(dossier.dataset) for fact in facts}
    standing = _digests(session, _standing(session, dossier.article_id))
    lacking = {row.id for row in recorded if standing.get(row.id, "") not in {"", *said}}
    gone = _digests(session, [row for row in ended if row.id not in standing])
    back = {each for each, digest in gone.items() if digest in said - {*standing.values()}}
    return len(lacking | back)


def _curated_since_loaded(session: Session, article_id: str) -> tuple[list[FactRow], list[FactRow]]:
    """The rows that curators recorded, and those they ended, since the file was last loaded."""
    loaded = select(func.max(Change.number)).where(
        Change.origin == article_id, Change.action == "load"
    )
    curated = select(Change.number).where(
        Change.action.not_in(_MECHANICAL), Change.number > (session.scalar(loaded) or 0)
    )
    origin = Fact.origin == article_id
    return (
        fact_rows(session, origin, Fact.recorded_in.in_(curated)),
        fact_rows(session, origin, Fact.retracted_in.in_(curated)),
    )


def _standing(session: Session, article_id: str) -> list[FactRow]:
    return fact_rows(session, Fact.origin == article_id, known(None))


def _digests(session: Session, rows: Sequence[FactRow]) -> dict[str, str]:
    """By the ids of facts, digests of what was said, wherever merges have moved it since."""
    facts = read_facts(session, rows)
    return {
        row.id: fact.as_said().digest(row.dataset_id) for row, fact in zip(rows, facts, strict=True)
    }
