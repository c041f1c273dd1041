"""What is wrong with a dossier: each fault with its file, line and field."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

Field = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault in one file. ``line`` starts at 1."""

    path: Path
    line: int
    field: Field
    message: str

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}"
        return (
            f"{place}: {field_name(self.field)}: {self.message}"
            if self.field
            else f"{place}: {self.message}"
        )


class Places(Protocol):
    """Where fields stand, for whoever has to find a fault: in a file, or in a request."""

    def problem(self, field: Field, message: str) -> Problem:
        """A fault in this field."""
        ...


class DossierError(Exception):
    """A dossier, or several, cannot be loaded; ``problems`` says why."""

    def __init__(self, problems: list[Problem]) -> None:
        """Collect the faults."""
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


def field_name(field: Field) -> str:
    """A field as a person writes it: ``people[0].facts[2].cite``."""
    written = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in field)
    return written.removeprefix(".")
