"""Whether an organization would be its own ancestor."""

from collections.abc import Callable


def is_own_ancestor(own: str, parent: str, above: Callable[[str], str | None]) -> bool:
    """Whether from ``parent`` upwards one comes to ``own``, however far that is.

    ``above`` tells the parent of a key; None where it has none.
    """
    seen: set[str] = set()
    key: str | None = parent
    while key is not None and key != own and key not in seen:
        seen.add(key)
        key = above(key)
    return key == own
