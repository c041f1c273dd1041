"""What every request passes first, and in which order.

Health and what pages are made of pass always; metrics are counted, but wait for no turn. Others are
counted, then answered the short way, which is cheap enough for all who come; the long way is for
those who get a turn. Of who may write, few get one at once: in the database one waits for another.
"""

from collections.abc import Awaitable, Callable
from contextlib import nullcontext
from typing import Final

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.config import Settings
from app.db import read_session
from app.errors import ApiError
from app.guarding.addresses import address_of
from app.guarding.bodies import Bodies
from app.guarding.limits import CANNOT_TELL, NOTHING, CheckKey, Limits
from app.guarding.rates import HeaderList
from app.guarding.refusals import refusal
from app.guarding.turns import TURN, Turn, Turns
from app.keys.checking import KeyRefusedError, check_key
from app.patience import for_requests

# Answers a request, or says that it has to go the long way.
Quickly = Callable[[Scope, Receive, Send], Awaitable[bool]]

_METRICS: Final = "/metrics"
_ALWAYS: Final = frozenset({"/healthz", "/readyz", _METRICS})
_ASSETS: Final = ("/assets/", "/docs/assets/")
_CLOSE: Final = (b"connection", b"close")
_BEARER: Final = b"bearer "
_READING: Final = frozenset({"GET", "HEAD", "OPTIONS"})
# What only reads, though it is asked by POST.
READ_BY_POST: Final = frozenset({"/v1/match", "/v1/reconcile"})
# Who writes waits in a thread for another who does, on a connection: all others need some, too.
_WRITERS: Final = 8
_SHARE: Final = 4  # writers have at most one turn of so many


class Guard:
    """Lets requests in."""

    def __init__(self, settings: Settings, engine: Engine) -> None:
        """``engine``: of the database that knows the keys."""
        self.limits = Limits(settings, _checker(engine))
        self.connections_at_once = settings.connections_at_once
        # That this process is to end, and takes what comes meanwhile, but no connection for good.
        self.is_stopping = False
        self._bodies = Bodies()
        self.turns = Turns(settings.requests_at_once, settings.queue_timeout)
        writers = min(_WRITERS, max(1, settings.requests_at_once // _SHARE))
        # As long as one waits for another within the database, too.
        self._writing = Turns(writers, for_requests(settings.statement_timeout).busy)

    def open(self) -> None:
        """Begin to count together with other processes, where that was asked for."""
        if self.limits.sharing is not None:
            self.limits.sharing.open()

    async def close(self) -> None:
        """End that."""
        if self.limits.sharing is not None:
            await self.limits.sharing.close()

    async def __call__(
        self, scope: Scope, receive: Receive, send: Send, *, quickly: Quickly, whole: ASGIApp
    ) -> None:
        """Answer one request by one of two ways, or refuse it."""
        try:
            if passes_always(scope["path"]):
                await whole(scope, receive, self._telling(send, self._counted_at_all(scope)))
            else:
                await self._let_in(scope, receive, send, quickly, whole)
        except ApiError as error:
            await refusal(scope, error)(scope, receive, self._telling(send))
        except ClientDisconnect:
            return

    async def relay(self, scope: Scope, receive: Receive, send: Send, *, whole: ASGIApp) -> None:
        """Let in what makes requests of its own of us, which are then counted and have turns."""
        try:
            receive = await self._bodies.read(scope, receive)
            await whole(scope, receive, self._telling(send))
        except ApiError as error:
            await refusal(scope, error)(scope, receive, self._telling(send))
        except ClientDisconnect:
            return

    async def _let_in(
        self, scope: Scope, receive: Receive, send: Send, quickly: Quickly, whole: ASGIApp
    ) -> None:
        address, key = address_of(scope.get("client")), _key_of(scope)
        told = self._counted(address, key)
        if told is not None and await quickly(scope, receive, self._telling(send, told)):
            return
        receive = await self._bodies.read(scope, receive)
        async with self._writing.held() if _may_write(scope) else nullcontext():
            await self._work(scope, receive, send, whole, told)

    async def _work(
        self, scope: Scope, receive: Receive, send: Send, whole: ASGIApp, told: HeaderList | None
    ) -> None:
        """Answer in a turn."""
        turn = await self.turns.take()
        scope[TURN] = turn
        try:
            if told is None:
                address = address_of(scope.get("client"))
                told = await self.limits.count_new_key(address, _key_of(scope))
            await whole(scope, receive, self._telling(send, told, turn))
        finally:
            turn.give_back()

    def _counted_at_all(self, scope: Scope) -> HeaderList:
        """What to tell of the count of a request that waits for no turn."""
        if scope["path"] != _METRICS:
            return NOTHING
        # They take as long to write as the dearest pages: nobody gets more of them than of those.
        return self.limits.count_address(address_of(scope.get("client")))

    def _counted(self, address: str, key: str) -> HeaderList | None:
        """What to tell of the count; None where whose the key is has to be looked up first."""
        if not key:
            return self.limits.count_address(address)
        return self.limits.count_known_key(address, key)

    def _telling(self, send: Send, told: HeaderList = NOTHING, turn: Turn | None = None) -> Send:
        """What sends an answer with what was counted; the turn ends when the answer is there."""

        async def send_told(message: Message) -> None:
            if message["type"] == "http.response.start":
                if turn is not None:
                    turn.give_back()
                close = [_CLOSE] if self.is_stopping else []
                message = {**message, "headers": [*message["headers"], *told, *close]}
            await send(message)

        return send_told


def passes_always(path: str) -> bool:
    """Whether a request for this is taken however busy this process is."""
    return path in _ALWAYS or path.startswith(_ASSETS)


def _may_write(scope: Scope) -> bool:
    return scope["method"] not in _READING and scope["path"] not in READ_BY_POST


def _key_of(scope: Scope) -> str:
    """The key that came with a request; empty where none did."""
    for name, value in scope["headers"]:
        if name == b"authorization" and value[: len(_BEARER)].lower() == _BEARER:
            return str(value[len(_BEARER) :].decode("latin-1").strip())
    return ""


def _checker(engine: Engine) -> CheckKey:
    """What finds out in the database whose a key is."""

    def id_of(key: str) -> str | None:
        try:
            with read_session(engine) as session:
                return check_key(session, key).id
        except KeyRefusedError:
            return None
        except (DBAPIError, PoolTimeoutError):  # the answer itself will tell of it
            return CANNOT_TELL

    async def check(key: str) -> str | None:
        return await run_in_threadpool(id_of, key)

    return check
