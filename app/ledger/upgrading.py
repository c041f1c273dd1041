"""Documents written anew where they are to be told otherwise than before: an upgrade, a setting."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import delete, exists, func, insert, or_, select, true, update
from sqlalchemy.orm import Session

from app.ledger.changes import OpenChange
from app.ledger.noting import note_withdrawal
from app.ledger.withholding import WITHHOLDING, exclude, excluded_note, release
from app.ledger.writing import write_anew, write_touched
from app.models import Change, Document, Entity, Fact, Installation, Tenure, WithheldFact, known
from app.models.facts import noted
from app.profiles.hidden import EXCLUDED, excluded_fields
from app.profiles.ready import VIEW_VERSION, refresh
from app.vocabulary import EXCLUDE, UPGRADE, WITHDRAWN

_NAME: Final = "view_version"
_ACTOR: Final = "incumbent"


def upgrade_views(session: Session) -> int | None:
    """Write every document anew where the format has changed; the number of the change, if any.

    It is a change of the ledger, so what was cited before reads as it did under its ``known_at``.
    """
    if views_written_as(session) == VIEW_VERSION:
        return None
    number = _upgrade(session) if session.scalar(select(func.max(Fact.row))) else None
    _keep(session, _NAME, VIEW_VERSION)
    return number


def views_written_as(session: Session) -> str | None:
    """The format that documents were written in; None where nothing says it yet."""
    return session.scalars(select(Installation.value).where(Installation.name == _NAME)).first()


def exclude_fields(session: Session, fields: Sequence[str]) -> int | None:
    """Let these be the fields that the installation does not show, now and in every past view.

    The number of the change, if any: whoever follows the ledger learns of what is told otherwise.
    """
    before = set(excluded_fields(session))
    if before == set(fields):
        return None
    _keep(session, EXCLUDED, ",".join(fields))
    if session.scalar(select(func.max(Fact.row))) is None:
        return None
    shown = ", ".join(fields) or "nothing"
    reason = f"EXCLUDE_FIELDS is {shown} from here on"
    change = OpenChange(session, actor=_ACTOR, action=EXCLUDE, reason=reason)
    concerned = set[str]()
    for field in sorted(before - set(fields)):
        concerned |= release(session, excluded_note(field))
    for field in sorted(set(fields) - before):
        concerned |= exclude(session, change.number, field)
    write_anew(session, change.number, concerned, [excluded_note(each) for each in fields])
    return change.number


def excluded_now(session: Session) -> list[str]:
    """The fields that documents are written without, as the last start had them."""
    return excluded_fields(session)


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
    change = OpenChange(session, actor=_ACTOR, action=UPGRADE, reason=reason)
    rewrite_all(session, change.number)
    for article_id, why in _withdrawn_before(session):
        note_withdrawal(change, article_id, why)
    unheeded = ~exists().where(WithheldFact.note == Fact.origin)
    of_ledger = or_(*(noted(each) for each in WITHHOLDING))
    notes = session.scalars(select(Fact.origin).where(of_ledger, known(None), unheeded))
    write_touched(session, change.number, set(), set(notes))
    return change.number


def _withdrawn_before(session: Session) -> list[tuple[str, str]]:
    """The articles, and why, that a release withdrew which noted it with the change alone."""
    newest = select(func.max(Change.number)).where(Change.origin.is_not(None))
    found = select(Change.origin, Change.reason).where(
        Change.number.in_(newest.group_by(Change.origin)), Change.action == "withdraw"
    )
    unnoted = ~exists().where(noted(WITHDRAWN), Fact.subject_id == Change.origin, known(None))
    rows = session.execute(found.where(unnoted).order_by(Change.number)).all()
    return [(str(row.origin), row.reason) for row in rows]


def _keep(session: Session, name: str, value: str) -> None:
    session.execute(delete(Installation).where(Installation.name == name))
    session.execute(insert(Installation).values(name=name, value=value))
