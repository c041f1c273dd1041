"""Whatever bytes come in, a reader of ours gives what it documents: no crash, and no hang.

A target is one reader, with examples of what it reads. Its examples are altered by hypothesis; in a
full run also by atheris (``tests.faults.guided``), which looks for bytes that reach new code.
"""

import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Final

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from app.db import make_engine
from tests.faults.one_request import OneServer

SECONDS: Final = 1.0  # of the processor, for one input
_HUNG: Final = 20.0  # seconds after which it is not waited for any more
_TIMES: Final = (1, 1, 1, 1, 2, 40, 3_000)  # how often a piece is put in: also for depth and length
_LONGEST: Final = 200_000


@dataclass(frozen=True, slots=True)
class Target:
    """``run`` reads an input, and raises whatever is not documented.

    It says whether it read the input, or refused it as documented. ``seeds``: inputs that it reads,
    since behind a refusal nothing is tested; ``words``: what such inputs are made of.
    """

    run: Callable[[bytes], bool]
    seeds: Sequence[bytes]
    words: Sequence[bytes] = ()


@dataclass(frozen=True, slots=True)
class Around:
    """A folder to write into, a database with the seed, which is only read, and what to close."""

    folder: Path
    url: str
    closing: ExitStack

    def server(self) -> OneServer:
        """The application on the database."""
        return self.closing.enter_context(closing(OneServer(self.url)))

    def engine(self) -> Engine:
        """An engine on the database."""
        engine = make_engine(self.url)
        self.closing.callback(engine.dispose)
        return engine


Make = Callable[[Around], Target]


class SlowError(Exception):
    """One input took longer than any may."""


def watch(run: Callable[[bytes], bool], given_bytes: bytes) -> bool:
    """Read one input, and say whether it was read; raises what the target raises, and SlowError.

    What is slow is read once more, since the first time may have loaded something.
    """
    for _ in range(2):
        began = time.process_time()
        with _patience():
            is_read = run(given_bytes)
        took = time.process_time() - began
        if took <= SECONDS:
            return is_read
    raise SlowError(f"{took:.1f} s for {len(given_bytes)} bytes")


@contextmanager
def _patience() -> Iterator[None]:
    def end(_signal: int, _frame: FrameType | None) -> None:
        raise SlowError(f"not done after {_HUNG:g} s")

    before = signal.signal(signal.SIGPROF, end)
    signal.setitimer(signal.ITIMER_PROF, _HUNG)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def altered(target: Target) -> st.SearchStrategy[bytes]:
    """Examples of the target with pieces left out, put in, repeated."""
    seeds = st.sampled_from(target.seeds)
    pieces = st.binary(max_size=4) | st.text(max_size=6).map(str.encode)
    if target.words:
        pieces |= st.sampled_from(target.words)
    edits = st.lists(
        st.tuples(
            st.floats(0, 1), st.integers(0, 30), pieces, st.sampled_from(_TIMES)
        ),
        max_size=6,
    )  # fmt: skip
    return st.builds(_edited, seeds, edits)


def _edited(seed: bytes, edits: Sequence[tuple[float, int, bytes, int]]) -> bytes:
    made = bytearray(seed)
    for where, length, piece, times in edits:
        at = int(where * len(made))
        made[at : at + length] = piece * times
    return bytes(made[:_LONGEST])


def try_altered(target: Target, examples: int) -> None:
    """So many altered inputs, and the examples themselves; raises what the first bad one raises.

    And AssertionError where an example is not read.
    """
    for seed in target.seeds:
        if not watch(target.run, seed):
            raise AssertionError(f"this example is refused: {seed[:1_000]!r}")

    @settings(max_examples=examples, suppress_health_check=list(HealthCheck), database=None)
    @given(altered(target))
    def read(given_bytes: bytes) -> None:
        watch(target.run, given_bytes)

    read()
