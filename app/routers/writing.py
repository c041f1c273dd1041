"""Writes over HTTP: who may, once for each Idempotency-Key, in one transaction with the answer.

::

    @router.post("", status_code=201, responses=answers(Person, WRITTEN, status=201))
    def create_person(write: CurateDep, wanted: NewPerson) -> Response:
        return write.once(lambda session: …)  # a Response, made in the write's own transaction
"""

import re
from collections.abc import Callable
from typing import Annotated, Any, Final

from fastapi import Depends, Header, Request, Response
from sqlalchemy.orm import Session

from app.db import own_session
from app.errors import ConflictError, GoneError, InvalidParameterError
from app.idempotency.in_flight import InFlightError, hold
from app.idempotency.keeping import OtherRequestError, find_answer, fingerprint_of, keep_answer
from app.keys.checking import Key
from app.models import IdempotencyKey
from app.routers.authorization import require_scope
from app.vocabulary import Scope

Do = Callable[[Session], Response]
Recall = Callable[[Session, str], Response]
REPLAYED: Final = "Idempotency-Replayed"
_NAME: Final = "Idempotency-Key"
# A string of RFC 9651, as the IETF's draft has it, or the same without quotes.
_GIVEN: Final = re.compile(r'"([\x21\x23-\x5b\x5d-\x7e]{1,255})"|([\x21\x23-\x5b\x5d-\x7e]{1,255})')
# What is of one connection, or written anew for each answer.
_NOT_KEPT: Final = frozenset({"content-length", "x-request-id", "date"})


class Write:
    """A write that a key asks for."""

    def __init__(self, request: Request, key: Key, given: str | None, fingerprint: str) -> None:
        """``given``: the Idempotency-Key, where the client sent one."""
        self._request = request
        self.key = key
        self._given = given
        self._fingerprint = fingerprint

    def once(self, do: Do, *, ledger: bool = True, recall: Recall | None = None) -> Response:
        """The answer of ``do``, which writes with the session that it is given; or the first one.

        Where it raises, nothing is written and nothing is kept. ``ledger``: whether it writes the
        ledger. With ``recall`` the body that it answers is not kept as it is, but under the address
        in its header ``Location``, or else the request's: it is asked for the same answer again.

        Raises InvalidParameterError where the Idempotency-Key came with another request before,
        ConflictError where the same is being answered, GoneError where the answer was forgotten.
        """
        engine = self._request.app.state.engine
        name = f"{self.key.id} {self._given}" if self._given else ""
        try:
            with self._request.app.state.in_flight.hold(name), own_session(engine) as session:
                hold(session, name, ledger=ledger)
                if not name:
                    return do(session)
                return self._known(session, recall) or self._kept(session, do(session), recall)
        except InFlightError:
            message = "The same request is being answered at this moment: ask again."
            raise ConflictError(message, headers={"Retry-After": "1"}) from None
        except OtherRequestError:
            raise _wrong("came with another request before: take a new one") from None

    def _known(self, session: Session, recall: Recall | None) -> Response | None:
        """What was answered before, where something was."""
        found = find_answer(session, self.key.id, str(self._given), self._fingerprint)
        if found is None:
            return None
        if found.body is None:
            raise _forgotten(found)
        if recall:
            answer = recall(session, found.body)
        else:
            answer = Response(found.body, found.status)
            answer.raw_headers += [(n.encode(), v.encode("latin-1")) for n, v in found.headers]
        answer.headers[REPLAYED] = "true"
        return answer

    def _kept(self, session: Session, answer: Response, recall: Recall | None) -> Response:
        address = answer.headers.get("Location", self._request.url.path)
        body = address if recall else bytes(answer.body).decode()
        headers = [pair for pair in answer.headers.items() if pair[0] not in _NOT_KEPT]
        keep_answer(
            session,
            key_id=self.key.id,
            given=str(self._given),
            fingerprint=self._fingerprint,
            status=answer.status_code,
            headers=headers,
            body=body,
        )
        return answer


def write_of(scope: Scope) -> Any:
    """The dependency that gives the write of a key, where its scope is enough."""

    async def get_write(
        request: Request,
        key: Annotated[Key, require_scope(scope)],
        idempotency_key: Annotated[
            str | None,
            Header(
                description="Any text of your own, new for each write: who sends the same request"
                " with it again within a day gets the first answer, and nothing is done twice.",
                examples=["8e03978e-40d5-43dd-bc93-6894a57f9324"],
            ),
        ] = None,
    ) -> Write:
        url, body = request.url, await request.body()
        parts = (request.method, url.path, url.query)
        fingerprint = fingerprint_of([*(each.encode() for each in parts), body])
        return Write(request, key, _given(idempotency_key), fingerprint)

    return Depends(get_write)


ProposeDep = Annotated[Write, write_of(Scope.PROPOSE)]
CurateDep = Annotated[Write, write_of(Scope.CURATE)]


def _given(header: str | None) -> str | None:
    if header is None:
        return None
    found = _GIVEN.fullmatch(header.strip())
    if found is None:
        raise _wrong("give 1 to 255 printable characters of ASCII, without spaces")
    return found[1] or found[2]


def _forgotten(found: IdempotencyKey) -> GoneError:
    when = f"{found.answered_at:%Y-%m-%d %H:%M}"
    message = f"This was done at {when}; what was answered is not kept: something of it is hidden."
    change = dict(found.headers).get("incumbent-change")
    number = None if change is None else int(change)
    return GoneError(message, reason="hidden since", change=number)


def _wrong(message: str) -> InvalidParameterError:
    errors = [{"parameter": _NAME, "location": "header", "detail": message}]
    return InvalidParameterError(f"header {_NAME}: {message}", errors=errors)
