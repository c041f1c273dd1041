"""Documents written anew where this version writes them otherwise than the one before."""

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from app.ledger.changes import OpenChange
from app.models import Entity, Fact, Installation
from app.profiles.ready import VIEW_VERSION, refresh

_NAME = "view_version"


def upgrade_views(session: Session) -> int | None:
    """Write every document anew where the format has changed; the number of the change, if any.

    It is a change of the ledger, so what was cited before reads as it did under its ``known_at``.
    """
    found = select(Installation.value).where(Installation.name == _NAME)
    if session.scalars(found).first() == VIEW_VERSION:
        return None
    number = _rewrite(session) if session.scalar(select(func.max(Fact.row))) else None
    session.execute(delete(Installation).where(Installation.name == _NAME))
    session.execute(insert(Installation).values(name=_NAME, value=VIEW_VERSION))
    return number


def _rewrite(session: Session) -> int:
    reason = f"Write the documents in format {VIEW_VERSION}"
    change = OpenChange(session, actor="incumbent", action="upgrade", reason=reason)
    number = change.number
    refresh(session, number, set(session.scalars(select(Entity.id))))
    return number
