"""Documents written anew where this version writes them otherwise than the one before."""

from typing import Final

from sqlalchemy import delete, func, insert, select, true, update
from sqlalchemy.orm import Session

from app.ledger.changes import OpenChange
from app.models import Document, Entity, Fact, Installation, Tenure
from app.profiles.ready import VIEW_VERSION, refresh

UPGRADE: Final = "upgrade"  # the action of such a change
_NAME: Final = "view_version"


def upgrade_views(session: Session) -> int | None:
    """Write every document anew where the format has changed; the number of the change, if any.

    It is a change of the ledger, so what was cited before reads as it did under its ``known_at``.
    """
    found = select(Installation.value).where(Installation.name == _NAME)
    if session.scalars(found).first() == VIEW_VERSION:
        return None
    number = _upgrade(session) if session.scalar(select(func.max(Fact.row))) else None
    session.execute(delete(Installation).where(Installation.name == _NAME))
    session.execute(insert(Installation).values(name=_NAME, value=VIEW_VERSION))
    return number


def rewrite_all(session: Session, number: int) -> None:
    """Write every document and tenure anew with this change, whether it reads otherwise or not.

    A second instance, which has them all in the new format already, can do the same. What is gone
    has no format, and goes on naming the change that withdrew it.
    """
    for table, formatted in ((Document, Document.body.is_not(None)), (Tenure, true())):
        standing = update(table).where(table.until.is_(None), formatted)
        session.execute(standing.values(until=number))
    refresh(session, number, set(session.scalars(select(Entity.id))))


def _upgrade(session: Session) -> int:
    reason = f"Write the documents in format {VIEW_VERSION}"
    change = OpenChange(session, actor="incumbent", action=UPGRADE, reason=reason)
    rewrite_all(session, change.number)
    return change.number
