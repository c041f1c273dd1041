"""How much memory a server keeps that it no longer uses."""

import ctypes
import os
from contextlib import suppress
from typing import Final

# ``M_ARENA_MAX`` of glibc's malloc.h.
_M_ARENA_MAX: Final = -8
_MOST: Final = 2


def share_heaps() -> None:
    """Let threads allocate from two heaps instead of eight for each processor.

    Each heap keeps what was freed in it: under load, with dozens of threads, memory would go on
    growing slowly for as long as new ones meet. What ``MALLOC_ARENA_MAX`` says comes first; with
    another C library than glibc nothing is done.
    """
    if "MALLOC_ARENA_MAX" in os.environ:
        return
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, _MOST)
