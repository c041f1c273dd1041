"""The dossier of Kessaria as a draft, and what of its proposals tests ask for."""

from pathlib import Path
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app.curating.submitting import Proposer, Submitted, submit_dossier
from app.db import write_session
from app.loading.reading import read_dossier
from app.models import Fact, Proposal, known
from tests.dossiers import KESSARIA, KESSARIA_TEXT, edited, write_dossier

ARTICLE = "kessaria-water-board"
SURE = {"rule": "appointment.verb", "confidence": 0.95}


def draft_of(dossier: dict[str, Any] = KESSARIA) -> dict[str, Any]:
    """A dossier as drafting writes it."""
    drafted = edited(dossier, ("draft",), {"provider": "rules"})
    return edited(drafted, ("people", 0, "memberships", 0, "draft"), SURE)


def propose(
    engine: Engine,
    folder: Path,
    dossier: dict[str, Any] | None = None,
    text: str = KESSARIA_TEXT,
) -> Submitted:
    """Propose all facts of a draft, in Ada's name."""
    path = write_dossier(folder, dossier or draft_of(), text)
    with write_session(engine) as session:
        return submit_dossier(session, read_dossier(path), Proposer("Ada"))


def proposals(engine: Engine) -> list[Proposal]:
    """All proposals, in the order in which they came."""
    with Session(engine) as session:
        return list(session.scalars(select(Proposal).order_by(Proposal.number)))


def one_of(found: list[Proposal], section: str, subject: str = "ada-moreau") -> Proposal:
    """The proposal of this kind about this entity."""
    return next(each for each in found if (each.section, each.subject_id) == (section, subject))


def said(engine: Engine) -> set[str]:
    """Digests of all that stands: alike where two databases say the same."""
    with Session(engine) as session:
        return set(session.scalars(select(Fact.digest).where(known(None))))
