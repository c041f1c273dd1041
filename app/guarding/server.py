"""uvicorn's server, which ends without losing a request.

Told to end by SIGTERM, it first goes on for a while: ``/readyz`` says 503, so that whoever spreads
the load looks elsewhere, and each answer closes its connection. Then it takes no new connection,
finishes what is under way, and leaves with 0. Ctrl-C is in more of a hurry.
"""

import math
import signal
import socket
import sys
import time
from types import FrameType
from typing import Final

import structlog
import uvicorn

from app.guarding.guard import Guard
from app.guarding.protocol import GuardedProtocol

try:
    import resource
except ImportError:  # Windows has no limit on open files
    resource = None  # type: ignore[assignment]

_TICKS: Final = 10  # of uvicorn, in a second
_IN_A_HURRY: Final = 2  # seconds for requests under way after Ctrl-C
# Open files beside the connections: of databases, exports, logs, and what is listened on.
_OTHER_FILES: Final = 250
# Seconds that a thread may keep the interpreter while another waits for it (Python has 5 ms). The
# event loop asks for it anew after each read and write of a socket: behind threads that compute, it
# would answer a few dozen requests a second, and could not even refuse those that come.
_SWITCH_INTERVAL: Final = 0.0005
# How many connections are taken between all that the event loop does for those it has.
_TAKEN_AT_ONCE: Final = 32

log = structlog.get_logger(__name__)


class GuardedServer(uvicorn.Server):
    """Serves until it is told to end, and a little longer."""

    def __init__(self, config: uvicorn.Config, guard: Guard, drain: float) -> None:
        """``drain``: seconds that it goes on to take requests after SIGTERM."""
        super().__init__(config)
        self._guard = guard
        self._drain = drain
        self._end = math.inf
        self._ticked = math.inf
        self._computed = 0.0  # seconds of a processor that other threads of this process took

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to serve."""
        sys.setswitchinterval(_SWITCH_INTERVAL)
        _allow_files(self._guard.connections_at_once + _OTHER_FILES)
        await super().startup(sockets and [again for each in sockets for again in _often(each)])

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """End at SIGTERM after the drain, or at once where that is said twice."""
        is_first = not self._guard.is_stopping
        self._guard.is_stopping = True
        if sig == signal.SIGTERM:
            self._end = time.monotonic() + (self._drain if is_first else 0)
        else:
            self.config.timeout_graceful_shutdown = _IN_A_HURRY
            super().handle_exit(sig, frame)

    async def on_tick(self, counter: int) -> bool:
        """Look at the clock ten times a second, and once at the connections."""
        now = time.monotonic()
        computed = time.process_time() - time.thread_time()
        # Where other processes of the machine held the loop up, fewer turns would be of no help.
        self._guard.turns.adapt(min(now - self._ticked - 1 / _TICKS, computed - self._computed))
        self._ticked, self._computed = now, computed
        if counter % _TICKS == 0:
            for connection in list(self.server_state.connections):
                if isinstance(connection, GuardedProtocol):
                    connection.sweep(now)
        if now >= self._end:
            self.should_exit = True
        return await super().on_tick(counter)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Finish what is under way."""
        self._guard.is_stopping = True
        await super().shutdown(sockets)


def _often(listening: socket.socket) -> list[socket.socket]:
    """A socket again and again, each time a little way in for those who come.

    uvloop takes one connection of each in one turn (libuv's pull request 3696). Where a turn is
    long, since much is asked on the connections that there are, nobody else would get in, not even
    who asks for ``/healthz``.
    """
    return [listening, *(listening.dup() for _ in range(1, _TAKEN_AT_ONCE))]


def _allow_files(wanted: int) -> None:
    """Raise our own limit of open files, which is low by default, as far as we may."""
    if resource is None:
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
    if most < wanted:
        log.warning("few_open_files", allowed=most, wanted=wanted)
