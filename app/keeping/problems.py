"""What is wrong in a database: which row, whether it is of the record, and who can mend it."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

# How far the work is: the stage, how much is done, of how much (None: nobody knows).
Progress = Callable[[str, int, int | None], None]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong. ``where`` names the row, ``what`` says what is wrong with it.

    ``change``: of the record alone, the change that did not do what is there. ``entity_id``: of
    what is derived, the entity of which it is to be written anew.
    ``is_beside``: it is of a table that is not of the record, in a part that is.
    """

    part: str
    where: str
    what: str
    change: int | None = None
    entity_id: str | None = None
    is_beside: bool = False

    @property
    def is_of_record(self) -> bool:
        """Whether the ledger itself is wrong, which nothing here mends."""
        return self.part in RECORD and not self.is_beside

    def told(self) -> dict[str, Any]:
        """The same for programs."""
        return asdict(self)

    def line(self) -> str:
        """The same for people."""
        return f"{self.part}: {self.where}: {self.what}"


# The parts of which all else is derived.
RECORD = ("ledger", "facts", "texts", "references")
