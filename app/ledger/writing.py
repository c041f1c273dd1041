"""What is derived from the facts, written in the transaction that changes them."""

from collections.abc import Collection

from sqlalchemy.orm import Session

from app.bulk import insert_rows
from app.idempotency.keeping import forget_bodies
from app.ledger.chain import seal
from app.ledger.withholding import apply_notes, subjects_withheld
from app.models import ChangeEntity
from app.models.base import table_of
from app.profiles.evidence import Recorded
from app.profiles.ready import refresh
from app.profiles.rewriting import rewrite


def write_touched(
    session: Session,
    number: int,
    touched: set[str],
    withholding: Collection[str] = (),
    recorded: Recorded | None = None,
) -> None:
    """Say which entities a change touched, and write anew what is kept ready of them.

    ``withholding``: the origins of the notes that it recorded or retracted by which facts are
    withheld, now and in all past views; ``recorded``: what need not be read again.
    """
    rewritten = apply_notes(session, number, withholding) if withholding else set()
    if rewritten:
        write_anew(session, number, touched | rewritten, withholding)
    else:
        refresh(session, number, touched, recorded)
        _finish(session, number, touched)


def write_anew(
    session: Session, number: int, touched: set[str], withholding: Collection[str] = ()
) -> None:
    """The same where every past view is to be written anew, too.

    What was answered to writes over HTTP is not answered again where it may say what is withheld.
    """
    forget_bodies(session, subjects_withheld(session, withholding))
    _finish(session, number, rewrite(session, number, touched))


def _finish(session: Session, number: int, touched: set[str]) -> None:
    """Say which entities the change touched, and chain it to the one before it."""
    rows = [{"change": number, "entity_id": each} for each in sorted(touched)]
    insert_rows(session, table_of(ChangeEntity), rows)
    seal(session.connection(), number)
