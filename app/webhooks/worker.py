"""The worker: a thread of the server that keeps the queue going, and one for each webhook served.

It looks at the database twice a second, with two queries that find nothing where there are no
webhooks. A webhook's turn ends with the first attempt that fails, or after some deliveries, so a
receiver that hangs, or one with much to catch up, takes one thread and holds up nobody else.
"""

import datetime as dt
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Final

import structlog
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from app.db import explain, own_session, read_session
from app.watching.meters import WEBHOOK_ATTEMPTS
from app.watching.tracing import outgoing_headers, own_trace
from app.webhooks import queue
from app.webhooks.messages import message_body, message_id
from app.webhooks.queue import Claim, Due
from app.webhooks.sending import Outcome, Post
from app.webhooks.signing import signed_headers

_PAUSE: Final = 0.5  # seconds between two looks
_PAUSE_AFTER_FAULT: Final = 5.0
_MOST_AT_ONCE: Final = 16
_MOST_IN_A_TURN: Final = 50
_PATIENCE_AT_STOP: Final = 2.0
_HEADERS: Final = {"Content-Type": "application/json", "User-Agent": "Incumbent"}
# An attempt takes at most two time-outs: one to look up the host, one for the rest.
_CLAIM_IN_TIMEOUTS: Final = 3

log = structlog.get_logger(__name__)


class DeliveryWorker:
    """Delivers, between ``start`` and ``stop``, what the webhooks of a database are to be told."""

    def __init__(
        self,
        engine: Engine,
        *,
        retries: Sequence[float],
        timeout: float,
        private: bool,
        trace: Callable[[], AbstractContextManager[object]] = own_trace,
    ) -> None:
        """``retries``: seconds after each failed attempt; ``private`` allows every address.

        ``trace``: begins the trace of one attempt.
        """
        self._trace = trace
        self._engine = engine
        self._retries = retries
        self._timeout = timeout
        self._private = private
        self._stopping = threading.Event()
        self._turns: dict[str, threading.Thread] = {}
        self._posts: set[Post] = set()
        self._main = threading.Thread(target=self._run, daemon=True, name="webhooks")

    def start(self) -> None:
        """Begin to deliver."""
        self._main.start()

    def stop(self) -> None:
        """Break off what is under way, give the claims back, and wait a moment for that."""
        self._stopping.set()
        until = time.monotonic() + _PATIENCE_AT_STOP
        for post in list(self._posts):
            post.abort()
        for thread in (self._main, *list(self._turns.values())):
            if thread.is_alive():
                thread.join(max(0.0, until - time.monotonic()))

    def _run(self) -> None:
        pause = _PAUSE
        while not self._stopping.wait(pause):
            pause = _PAUSE if self._guarded(self._look) else _PAUSE_AFTER_FAULT

    def _look(self) -> None:
        """One look at the database: enqueue what is new, and serve whom there is a thread for."""
        self._turns = {name: turn for name, turn in self._turns.items() if turn.is_alive()}
        with read_session(self._engine) as session:
            behind = queue.is_behind(session)
            due = queue.due_webhooks(session, _MOST_AT_ONCE)
        if behind:
            with own_session(self._engine) as session:
                queue.enqueue(session)
                due = queue.due_webhooks(session, _MOST_AT_ONCE)
        free = _MOST_AT_ONCE - len(self._turns)
        for webhook_id in [each for each in due if each not in self._turns][:free]:
            turn = threading.Thread(
                target=self._guarded, args=(self._serve, webhook_id), daemon=True, name=webhook_id
            )
            self._turns[webhook_id] = turn
            turn.start()

    def _serve(self, webhook_id: str) -> None:
        """One turn of a webhook."""
        with own_session(self._engine) as session:
            held = queue.claim(session, webhook_id, self._claim_end())
        for _ in range(_MOST_IN_A_TURN):
            due, body = self._next(webhook_id) if held else (None, b"")
            if held is None or due is None or self._stopping.is_set():
                break
            with self._trace():
                outcome = self._send(webhook_id, due, body)
            if self._stopping.is_set() and not outcome.is_delivered:
                break  # broken off by us, so it is no attempt
            held = self._record(held, due, outcome)
            if not outcome.is_delivered:
                break
        if held is not None:
            with own_session(self._engine) as session:
                queue.move_claim(session, held, queue.now())

    def _next(self, webhook_id: str) -> tuple[Due | None, bytes]:
        with read_session(self._engine) as session:
            due = queue.next_due(session, webhook_id)
            return due, message_body(session, due.change) if due else b""

    def _send(self, webhook_id: str, due: Due, body: bytes) -> Outcome:
        post = Post(due.url, timeout=self._timeout, private=self._private)
        signed = signed_headers(
            due.secret, message_id(webhook_id, due.change), int(time.time()), body
        )
        headers = _HEADERS | outgoing_headers()
        self._posts.add(post)
        if self._stopping.is_set():  # stop may not have seen it
            post.abort()
        try:
            return self._told(webhook_id, due, post.send(body, headers | signed))
        finally:
            self._posts.discard(post)

    def _told(self, webhook_id: str, due: Due, outcome: Outcome) -> Outcome:
        """Count the attempt; one that failed leaves a line."""
        if self._stopping.is_set() and not outcome.is_delivered:
            return outcome  # broken off by us
        WEBHOOK_ATTEMPTS.labels("delivered" if outcome.is_delivered else "failed").inc()
        if not outcome.is_delivered:
            log.warning(
                "webhook_failed",
                webhook=webhook_id,
                change=due.change,
                attempt=due.attempts + 1,
                status=outcome.status,
                reason=outcome.error,
            )
        return outcome

    def _record(self, held: Claim, due: Due, outcome: Outcome) -> Claim | None:
        """Keep the outcome and the claim; where the claim was lost, another tries it again."""
        with own_session(self._engine) as session:
            still = queue.move_claim(session, held, self._claim_end())
            if still is not None:
                queue.record_outcome(session, still.webhook_id, due, outcome, self._retries)
        return still

    def _claim_end(self) -> dt.datetime:
        return queue.now() + dt.timedelta(seconds=_CLAIM_IN_TIMEOUTS * self._timeout)

    def _guarded(self, work: Callable[..., None], *arguments: str) -> bool:
        """Do the work; a fault is logged, and the thread goes on."""
        try:
            work(*arguments)
        except (DBAPIError, PoolTimeoutError) as error:
            log.warning("webhooks_wait", reason=explain(error))
            return False
        except Exception:
            log.exception("webhooks_fault")
            return False
        return True
