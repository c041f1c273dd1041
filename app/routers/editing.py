"""Entities written over HTTP: made, changed, withdrawn; each answered as GET answers it then."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Annotated, Final

from fastapi import Query, Request, Response
from sqlalchemy.orm import Session

from app.curating import editing
from app.curating.bodies import ArticleEdit, Edit, NewArticle, NewEntityBody
from app.curating.errors import BodyError, StaleError, StateError
from app.curating.gathering import Written
from app.curating.particulars import edit_article
from app.curating.versions import etag_now
from app.databases.choosing import CHANGE
from app.errors import ConflictError, InvalidParameterError, PreconditionFailedError
from app.model_errors import Field
from app.profiles.view import View
from app.routers.preconditions import require_match
from app.routers.reading import require_document
from app.routers.responses import document_response
from app.routers.writing import Write
from app.vocabulary import PATHS, REASON_PATTERN, EntityKind

MERGED: Final = "Incumbent-Merged"
ReasonQuery = Annotated[
    str,
    Query(
        min_length=1,
        max_length=2000,
        pattern=REASON_PATTERN,
        description="Why; the ledger keeps it.",
        examples=["Not a person of this name"],
    ),
]


@contextmanager
def told_as_problems() -> Iterator[None]:
    """Tell what curating refuses as problems of the request."""
    try:
        yield
    except BodyError as error:
        raise invalid_body(error.faults) from None
    except StateError as error:
        raise ConflictError(f"{error}.") from None
    except StaleError as error:
        errors = [_in_body(error.field, str(error))]
        raise PreconditionFailedError(f"{error}.", errors=errors) from None


def invalid_body(faults: list[tuple[Field, str]]) -> InvalidParameterError:
    """The refusal of a body, with every field at fault."""
    errors = [_in_body(field, message) for field, message in faults]
    first = errors[0]
    where = f"body parameter {first['parameter']}" if first["parameter"] else "body"
    return InvalidParameterError(f"{where}: {first['detail']}", errors=errors)


def create(request: Request, write: Write, kind: EntityKind, wanted: NewEntityBody) -> Response:
    """Make a new entity; it is answered with its address."""

    def do(session: Session) -> Response:
        with told_as_problems():
            made = editing.add_entity(session, kind, wanted, actor=write.key.holder)
        return _created(request, session, kind, made)

    return write.once(do)


def create_article(request: Request, write: Write, wanted: NewArticle) -> Response:
    """Keep a new article; it is answered with its address."""

    def do(session: Session) -> Response:
        with told_as_problems():
            made = editing.add_article(session, wanted, actor=write.key.holder)
        return _created(request, session, EntityKind.ARTICLE, made)

    return write.once(do)


def edit(
    request: Request,
    write: Write,
    kind: EntityKind,
    entity_id: str,
    wanted: Edit | ArticleEdit,
    if_match: str | None,
) -> Response:
    """Change an entity, of the version that the client saw."""

    def do(session: Session) -> Response:
        _require_seen(session, kind, entity_id, if_match)
        actor = write.key.holder
        with told_as_problems():
            if isinstance(wanted, ArticleEdit):
                made = edit_article(session, entity_id, wanted, actor=actor)
            else:
                made = editing.edit_entity(session, kind, entity_id, wanted, actor=actor)
        answer = document_response(request, session, kind, entity_id, View())
        add_headers(answer, headers_of(made))
        return answer

    return write.once(do)


def withdraw(
    write: Write, kind: EntityKind, entity_id: str, reason: str, if_match: str | None
) -> Response:
    """Withdraw an entity, of the version that the client saw."""

    def do(session: Session) -> Response:
        _require_seen(session, kind, entity_id, if_match)
        with told_as_problems():
            number = editing.withdraw_entity(
                session, entity_id, actor=write.key.holder, reason=reason.strip()
            )
        return Response(status_code=204, headers={CHANGE: str(number)})

    return write.once(do)


def headers_of(written: Written) -> dict[str, str]:
    """What an answer tells of what was written: its change, and the merged ids that it followed."""
    change = {CHANGE: str(written.change)} if written.change else {}
    followed = ", ".join(f"{merged}={into}" for merged, into in sorted(written.merged.items()))
    return change | ({MERGED: followed} if followed else {})


def add_headers(answer: Response, headers: Mapping[str, str]) -> None:
    """Let an answer have these headers, too."""
    for name, value in headers.items():
        answer.headers[name] = value


def _require_seen(session: Session, kind: EntityKind, entity_id: str, if_match: str | None) -> None:
    document = require_document(session, kind, entity_id)
    require_match(if_match, etag_now(document), f"{PATHS[kind]}/{entity_id}")


def _created(
    request: Request, session: Session, kind: EntityKind, made: tuple[str, Written]
) -> Response:
    entity_id, written = made
    answer = document_response(request, session, kind, entity_id, View())
    answer.status_code = 201
    add_headers(answer, headers_of(written) | {"Location": f"{PATHS[kind]}/{entity_id}"})
    return answer


def _in_body(field: Field, message: str) -> dict[str, str]:
    parameter = ".".join(map(str, field))
    return {"parameter": parameter, "location": "body", "detail": message}
