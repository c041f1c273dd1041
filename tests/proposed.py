"""The dossier of Kessaria as a draft, and what of its proposals tests ask for."""

import datetime as dt
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app.curating.submitting import Proposer, Submitted, submit_dossier
from app.db import write_session
from app.loading.dossier import Stated
from app.loading.reading import read_dossier
from app.models import ApiKey, Fact, Proposal, known
from tests.dossiers import KESSARIA, KESSARIA_TEXT, edited, write_dossier
from tests.keys import EXAMPLE_KEY, OTHER_KEY

ARTICLE = "kessaria-water-board"

# On the seed's database: proposals of what its dossier says, of two holders of keys. The ledger
# stays as it is whatever is done with them.
EXAMPLE_PROPOSALS: Final = tuple(f"5f3kq7ztx2mdwo4{each}" for each in "abcd")
OTHER_PROPOSALS: Final = tuple(f"7c2mp4ryv6ndxa3{each}" for each in "abcd")
_MOMENT: Final = dt.datetime(2026, 11, 23, 6, 5, tzinfo=dt.UTC)
SURE = {"rule": "appointment.verb", "confidence": 0.95}


def draft_of(dossier: dict[str, Any] = KESSARIA) -> dict[str, Any]:
    """A dossier as drafting writes it."""
    drafted = edited(dossier, ("draft",), {"provider": "rules"})
    return edited(drafted, ("people", 0, "memberships", 0, "draft"), SURE)


def add_proposals(engine: Engine, path: Path) -> None:
    """The proposals above, of the dossier at this path, which is on record."""
    dossier = read_dossier(path).parts
    person = dossier.people[0]
    parts: list[tuple[str, Stated]] = [("memberships", each) for each in person.memberships[:2]]
    parts += [("facts", each) for each in person.facts[:2]]
    with Session(engine) as session, session.begin():
        number = 0
        for key, ids in ((EXAMPLE_KEY, EXAMPLE_PROPOSALS), (OTHER_KEY, OTHER_PROPOSALS)):
            holder = session.get_one(ApiKey, key.split("_")[1])
            for proposal_id, (section, part) in zip(ids, parts, strict=True):
                number += 1
                told = part.model_dump(mode="json", exclude_unset=True)
                session.add(
                    Proposal(
                        number=number,
                        id=proposal_id,
                        action="add",
                        status="open",
                        subject_id=person.id,
                        subject_kind="person",
                        section=section,
                        part=told,
                        post_id=told.get("post"),
                        article_id=dossier.article.id,
                        proposer=holder.holder,
                        key_id=holder.id,
                        rule="appointment.noun",
                        confidence=0.93,
                        digest=proposal_id,
                        revision=1,
                        created_at=_MOMENT,
                        updated_at=_MOMENT,
                    )
                )


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
