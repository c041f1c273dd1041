"""Memory: collecting cyclic garbage seldom, and keeping little that was freed."""

import ctypes
import gc
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Final

_EVERY: Final = 10  # calls
# What is set of glibc's malloc: by environment variable the number in malloc.h, and the value.
_MALLOC: Final = {
    "MALLOC_ARENA_MAX": (-8, 2),  # heaps
    "MALLOC_MMAP_THRESHOLD_": (-3, 128 * 1024),  # bytes
}


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


def keep_little() -> None:
    """Let threads share two heaps, not eight for each processor, and keep large blocks out of them.

    Each heap keeps what was freed in it: under load, with dozens of threads, memory would go on
    growing slowly for as long as new ones meet. A large block is given back where it has pages of
    its own; that is where glibc begins, but each one that is freed lets it put larger ones into a
    heap, and between them the heap grows. What the environment says comes first; with another C
    library than glibc nothing is done.
    """
    with suppress(OSError, AttributeError):
        mallopt = ctypes.CDLL(None).mallopt
        for variable, (number, value) in _MALLOC.items():
            if variable not in os.environ:
                mallopt(number, value)
