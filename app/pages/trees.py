"""A tree of organizations: what stands below one, nested, with what a reader opens on request."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from app.dates import PartialDate
from app.timespans import Answer, Question, timespan

Json = Mapping[str, Any]
LIFE: Final = ("founding_date", "dissolution_date")
_OPEN: Final = 2  # levels of a small tree that show from the start
_SMALL: Final = 40  # organizations


@dataclass(slots=True)
class Branch:
    """An organization with those below it, ``depth`` levels below the root.

    ``is_open``: whether those below it show from the start.
    """

    organization: Json
    depth: int
    is_open: bool = False
    below: list["Branch"] = field(default_factory=list)

    @property
    def size(self) -> int:
        """How many stand below it, at all depths."""
        return len(self.below) + sum(each.size for each in self.below)


def grow(root_id: str, organizations: Iterable[Json], as_of: PartialDate | None) -> list[Branch]:
    """The branches below the root; ``organizations`` come by depth, each level in order.

    Those that surely were not there ``as_of`` that day are left out, with what is below them.
    """
    root = Branch({"id": root_id}, 0)
    known = {root_id: root}
    for each in organizations:
        parent = known.get(each["parent_id"])
        if parent and each["id"] not in known and was_there(each, as_of):
            known[each["id"]] = Branch(each, parent.depth + 1)
            parent.below.append(known[each["id"]])
    for branch in known.values():
        branch.is_open = len(known) <= _SMALL and branch.depth < _OPEN
    return root.below


def was_there(body: Json, as_of: PartialDate | None, dates: tuple[str, str] = LIFE) -> bool:
    """Whether something with these dates may have been there that day."""
    if as_of is None:
        return True
    start, end = (body[name] and PartialDate.parse(body[name]) for name in dates)
    return timespan(start, end).answer(Question.of(as_of)) is not Answer.NO
