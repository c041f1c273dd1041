"""Running coroutines in a thread of their own: a browser keeps the loop of the tests' thread."""

from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import anyio

_Result = TypeVar("_Result")


def run_apart(function: Callable[..., Awaitable[_Result]], *given: Any) -> _Result:
    """What the coroutine gives, or raises."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(anyio.run, function, *given).result()
