"""Parameters that lists take: what each means and what may be given, for the routers to ask for."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeAlias

# The values given, by parameter: those that may be repeated as lists, dates parsed.
Given: TypeAlias = Mapping[str, Any]


class Takes(StrEnum):
    """What a value has to be."""

    WORD = "word"
    ID = "id"
    DATE = "date"
    NUMBER = "number"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Parameter:
    """One query parameter. ``most``: how often it may be given."""

    name: str
    takes: Takes
    description: str
    example: str
    most: int = 1
    choices: tuple[str, ...] = ()


class ListError(ValueError):
    """A value that a list cannot answer to; the message says what would be right."""

    def __init__(self, parameter: str, message: str) -> None:
        """``parameter``: the one at fault."""
        super().__init__(message)
        self.parameter = parameter
