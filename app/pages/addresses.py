"""Addresses of pages that show the same with one thing asked otherwise."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

Parameters = Mapping[str, Any] | Sequence[tuple[str, Any]]


def query_of(asked: Parameters) -> str:
    """These parameters as they stand behind a path; nothing where there are none."""
    return f"?{urlencode(asked, doseq=True)}" if asked else ""


@dataclass(frozen=True, slots=True)
class Address:
    """A path with what is asked of it: names with values, in order. It is at its first page."""

    path: str
    query: tuple[tuple[str, str], ...] = ()

    @property
    def text(self) -> str:
        """As links have it."""
        return self.path + query_of(self.query)

    @property
    def data_path(self) -> str:
        """Of the same as JSON."""
        return f"/v1{self.text}"

    def has(self, name: str, value: str) -> bool:
        """Whether this is asked."""
        return (name, value) in self.query

    def value(self, name: str) -> str:
        """The first value of a name; empty where there is none."""
        return next((value for each, value in self.query if each == name), "")

    def adding(self, name: str, value: str) -> "Address":
        """The same, narrowed by one more value."""
        return Address(self.path, (*self.query, (name, value)))

    def setting(self, name: str, value: str) -> "Address":
        """The same with this value of a name and no other."""
        return Address(self.path, (*self.without(name).query, (name, value)))

    def only(self, *names: str) -> "Address":
        """These of what is asked, without the path: to be put behind another one."""
        return Address("", tuple(each for each in self.query if each[0] in names))

    def without(self, name: str, value: str | None = None) -> "Address":
        """The same without a value of a name, or without any of its values."""
        kept = (each for each in self.query if each[0] != name or value not in (None, each[1]))
        return Address(self.path, tuple(kept))
