"""Memory: collecting cyclic garbage seldom, and keeping little that was freed."""

import ctypes
import gc
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Final

_EVERY: Final = 10  # calls
# ``M_ARENA_MAX`` of glibc's malloc.h.
_M_ARENA_MAX: Final = -8
_HEAPS: Final = 2


@contextmanager
def few_collections() -> Iterator[Callable[[], None]]:
    """Collect only where the function given says so, at every tenth call of it.

    Call it after each batch: the tens of thousands of objects of one have Python look at all there
    are again and again, and hardly any of them is part of a cycle.
    """
    calls = 0

    def collect() -> None:
        nonlocal calls
        calls += 1
        if calls % _EVERY == 0:
            gc.collect()

    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield collect
    finally:
        if was_enabled:
            gc.enable()


def share_heaps() -> None:
    """Let threads allocate from two heaps instead of eight for each processor.

    Each heap keeps what was freed in it: under load, with dozens of threads, memory would go on
    growing slowly for as long as new ones meet. What ``MALLOC_ARENA_MAX`` says comes first; with
    another C library than glibc nothing is done.
    """
    if "MALLOC_ARENA_MAX" in os.environ:
        return
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, _HEAPS)
