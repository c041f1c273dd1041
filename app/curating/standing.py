"""The facts that a curator names, as they stand: which may be corrected, and what they are of."""

from collections.abc import Collection

from sqlalchemy.orm import Session

from app.curating.bodies import PARTS
from app.curating.errors import StateError
from app.loading.adding import Addition
from app.loading.compiling import SECTIONS
from app.loading.dossier import (
    Identifier,
    Link,
    Membership,
    Name,
    Part,
    Participation,
    Statement,
    ValueFact,
)
from app.models import Fact, shown
from app.models.rows import FactRow, fact_rows
from app.profiles.evidence import kinds_of
from app.vocabulary import NOTES, EntityKind

_SLOTS = {
    Name: "other_names",
    ValueFact: "facts",
    Identifier: "identifiers",
    Link: "links",
    Membership: "memberships",
    Participation: "events",
}


def standing_facts(session: Session, fact_ids: Collection[str]) -> dict[str, FactRow]:
    """Those of these facts that stand, by their ids; what the ledger notes itself is no fact."""
    said = Fact.property.not_in(NOTES)
    found = fact_rows(session, Fact.id.in_(fact_ids), said, shown(None))
    return {row.id: row for row in found}


def require_curated(session: Session, row: FactRow) -> None:
    """Refuse to correct what the next import would bring back; raises StateError."""
    kinds = kinds_of(session, {row.origin, row.subject_id})
    if kinds.get(row.origin) != EntityKind.ARTICLE:
        raise StateError(
            f"{row.id!r} is of the dataset {row.dataset_id!r}, whose next import would bring it"
            " back: deprecate it, or add a better one"
        )
    if kinds[row.subject_id] == EntityKind.ARTICLE:
        raise StateError(
            f"{row.id!r} is a particular of the article {row.origin!r} itself, not a fact that it"
            f" supports: PATCH /v1/articles/{row.origin}"
        )


def part_of(row: FactRow) -> type[Part]:
    """As which part of a dossier such a fact is written."""
    return PARTS[row.kind]


def addition_of(session: Session, row: FactRow, part: Part) -> tuple[Addition, int]:
    """An addition that says this part in the place of the fact, and how deep in it that stands."""
    subject: str = (row.said_ids or {}).get("subject_id", row.subject_id)
    if isinstance(part, Statement):
        return Addition(article_id=row.origin, statements=[part]), 2
    kind = kinds_of(session, [subject])[subject]
    section = next(name for name, each in SECTIONS.items() if each == kind)
    one = {"id": subject, _SLOTS[type(part)]: [part]}
    return Addition.model_validate({"article_id": row.origin, section: [one]}), 4
