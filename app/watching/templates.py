"""From the path of a request to the template of its route: ``/v1/people/{person_id}``.

Meters and spans go by templates: paths are as many as there are entities, and more. It is asked of
each request, before and beside all routing, so it walks a tree of steps.
"""

import re
from collections.abc import Iterable
from typing import Final

UNKNOWN: Final = "(unknown)"
_BRACED: Final = re.compile(r"\{[^}]*\}")


class _Node:
    """What may follow a step: a known word, one with a parameter in it, or any."""

    __slots__ = ("any", "mixed", "template", "words")

    def __init__(self) -> None:
        self.words: dict[str, _Node] = {}
        self.mixed: list[tuple[re.Pattern[str], _Node]] = []
        self.any: _Node | None = None
        self.template: str | None = None


class Templates:
    """The templates of an application's routes."""

    def __init__(self, paths: Iterable[str], mounted: Iterable[str] = ()) -> None:
        """``paths``: of routes, with parameters in braces; ``mounted``: all below these is one."""
        self._root = _Node()
        self._mounted = {f"{path}/": f"{path}/{{path}}" for path in mounted}
        for path in paths:
            node = self._root
            for step in path.split("/"):
                node = _next(node, step)
            node.template = path

    def of(self, path: str) -> str:
        """The template of the route that this path belongs to; ``(unknown)`` where there is none.

        Where it fits several, a word counts before a parameter.
        """
        steps = path.split("/")
        return _straight(self._root, steps) or _find(self._root, steps, 0) or self._mount_of(path)

    def _mount_of(self, path: str) -> str:
        fits = (told for start, told in self._mounted.items() if path.startswith(start))
        return next(fits, UNKNOWN)


def _next(node: _Node, step: str) -> _Node:
    if "{" not in step:
        return node.words.setdefault(step, _Node())
    if _BRACED.fullmatch(step):
        node.any = node.any or _Node()
        return node.any
    pattern = re.compile("(.+)".join(map(re.escape, _BRACED.split(step))))
    for known, after in node.mixed:
        if known == pattern:
            return after
    node.mixed.append((pattern, _Node()))
    return node.mixed[-1][1]


def _straight(node: _Node, steps: list[str]) -> str | None:
    """What nearly every path needs: each step has one way on, taken without looking back."""
    for step in steps:
        following = node.words.get(step)
        if following is None:
            following = node.any if step and not node.mixed else None
        if following is None:
            return None
        node = following
    return node.template


def _find(node: _Node, steps: list[str], at: int) -> str | None:
    if at == len(steps):
        return node.template
    step = steps[at]
    known = node.words.get(step)
    found = _find(known, steps, at + 1) if known else None
    if found:
        return found
    for pattern, after in node.mixed:
        if pattern.fullmatch(step) and (found := _find(after, steps, at + 1)):
            return found
    return _find(node.any, steps, at + 1) if node.any and step else None
