"""Collecting cyclic garbage seldom, where much is made that is no garbage."""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

_EVERY: Final = 10  # calls


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
