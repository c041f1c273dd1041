"""Reading what is asked for, or saying why it is not there: unknown, withdrawn, merged."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy.orm import Session

from app.errors import GoneError, MergedError, NotFoundError, NotKnownYetError
from app.models import Change, Document
from app.models.rows import FactRow
from app.profiles.citing import cite
from app.profiles.view import View
from app.profiles.writing import write_document
from app.queries.articles import article_text
from app.queries.changes import get_change, last_change
from app.queries.documents import find_document, first_known, withdrawal_of, withheld_by
from app.queries.facts import latest_of, versions_of, withheld_since
from app.vocabulary import PATHS, EntityKind


def require_document(
    session: Session, kind: EntityKind, entity_id: str, known_at: int | None = None
) -> Document:
    """The kept document.

    Raises NotFoundError, GoneError where it was withdrawn, MergedError where it was merged.
    """
    found = find_document(session, entity_id, known_at)
    is_past = known_at is not None
    if is_past if found is None else found.body is None and not found.merged_into:
        _refuse_withdrawn(session, entity_id)
    if found is None:
        raise _absent(session, kind, entity_id, known_at)
    if found.merged_into:
        raise MergedError(entity_id, found.merged_into)
    if found.body is None:
        since = withheld_by(session, entity_id, known_at) or found.since
        raise _gone(entity_id, get_change(session, since))
    if found.kind != kind:
        where = f"{PATHS[EntityKind(found.kind)]}/{entity_id}"
        raise NotFoundError(f"{entity_id!r} is no {kind}, but one of the {found.kind}s: {where}")
    return found


def _refuse_withdrawn(session: Session, entity_id: str) -> None:
    """Refuse, with reason and change, what was withdrawn: nothing of it is told, in no view."""
    if number := withdrawal_of(session, entity_id):
        raise _gone(entity_id, get_change(session, number))


def require_known(session: Session, kind: EntityKind, entity_id: str) -> None:
    """Refuse an id that never was of this kind, or was withdrawn; one without facts has a past."""
    found = find_document(session, entity_id)
    if found is None or found.kind != kind or found.merged_into:
        require_document(session, kind, entity_id)
    elif found.body is None:
        _refuse_withdrawn(session, entity_id)


@dataclass(frozen=True, slots=True)
class ShownDocument:
    """A document in a view: what is kept of it, its JSON, and since which change it reads so."""

    found: Document
    body: bytes
    change: Change


def read_document(session: Session, kind: EntityKind, entity_id: str, view: View) -> ShownDocument:
    """The document of an entity in this view, with how to cite it.

    Raises NotFoundError, GoneError where it was withdrawn, MergedError where it was merged.
    """
    found = require_document(session, kind, entity_id, view.known_at)
    if view.is_kept:
        body = str(found.body).encode()
    else:
        body = orjson.dumps(write_document(session, entity_id, view))
    told: dict[str, Any] = {"as_of": view.as_of and view.as_of.text}
    if kind is EntityKind.ARTICLE:
        text = article_text(session, entity_id)
        told |= {"text": text.text, "text_sha256": text.sha256}
    change = _change_shown(session, found, view)
    told["cite"] = _cite(kind, found, change, view)
    return ShownDocument(found, body[:-1] + b"," + orjson.dumps(told)[1:], change)


def require_fact(session: Session, fact_id: str) -> list[FactRow]:
    """All rows of a fact that stands; raises NotFoundError and GoneError."""
    versions = versions_of(session, fact_id)
    if not versions:
        if hidden := latest_of(session, fact_id, known_at=None):
            refuse_withheld(session, hidden)
        raise NotFoundError(f"There is no fact with the id {fact_id!r}.")
    if versions[-1].retracted_in is not None:
        raise gone_since(session, versions[-1])
    return versions


def refuse_withheld(session: Session, fact: FactRow) -> None:
    """Refuse, with reason and change, a fact that is in no output; raises GoneError."""
    if since := withheld_since(session, fact.row):
        raise _gone(fact.id, get_change(session, since))


def gone_since(session: Session, fact: FactRow) -> GoneError:
    """That a fact was retracted, by which change and why."""
    change = get_change(session, fact.retracted_in or 0)
    return _gone(fact.id, change, fact.retraction_reason)


def _change_shown(session: Session, document: Document, view: View) -> Change:
    """The change since which the document reads like this."""
    number = document.since
    if view.as_of:  # deaths and dissolutions of others count, whenever they became known
        newest = last_change(session)
        number = view.known_at or (newest.number if newest else number)
    return get_change(session, number)


def _cite(kind: EntityKind, document: Document, change: Change, view: View) -> dict[str, Any]:
    """How to cite the document: the URL that gives the same bytes for good, and a ready text.

    The text of a past view has the day of its change, since it must not change; that of the present
    one the day of retrieval.
    """
    when = f"as recorded {change.at:%Y-%m-%d}"
    if view.known_at is None:
        when = f"retrieved {dt.datetime.now(dt.UTC):%Y-%m-%d}"
    name = document.name or orjson.loads(str(document.body))["name"]
    return cite(kind, document.id, name, change.number, when, view.as_of)


def _absent(
    session: Session, kind: EntityKind, entity_id: str, known_at: int | None
) -> NotFoundError | NotKnownYetError:
    first = first_known(session, entity_id)
    if first is None:
        return NotFoundError(f"There is no {kind} with the id {entity_id!r}.")
    return NotKnownYetError(
        f"{entity_id!r} was first recorded by change {first}, after change {known_at}.",
        first_known=first,
    )


def _gone(of: str, change: Change, why: str | None = None) -> GoneError:
    reason = f"{change.reason} ({why})" if why else change.reason
    message = f"{of!r} is gone since change {change.number}: {reason}"
    return GoneError(message, reason=reason, change=change.number)
