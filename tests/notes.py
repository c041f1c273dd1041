"""Notes kept in a list, for the tests of formats."""

from dataclasses import dataclass, field
from typing import Any

from app.importers.cleaning import RULES, Cleaner
from app.importers.records import Place


@dataclass
class KeptNotes:
    """Remembers what was noted, and that every rule is one of the table."""

    lines: list[tuple[str, Place, str, Any, str]] = field(default_factory=list)

    def note(self, rule: str, place: Place, field: str, value: Any, done: str) -> None:
        assert rule in RULES, f"{rule} has no explanation"
        assert done, rule
        self.lines.append((rule, place, field, value, done))

    @property
    def rules(self) -> list[str]:
        return [line[0] for line in self.lines]


def cleaner() -> tuple[Cleaner, KeptNotes]:
    """A cleaner of some record, with its notes."""
    notes = KeptNotes()
    return Cleaner(notes, Place("some.json", "persons[0]")), notes
