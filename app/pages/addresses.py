"""Addresses of pages that show the same with one thing asked otherwise."""

from dataclasses import dataclass
from urllib.parse import urlencode


@dataclass(frozen=True, slots=True)
class Address:
    """A path with what is asked of it: names with values, in order. It is at its first page."""

    path: str
    query: tuple[tuple[str, str], ...] = ()

    @property
    def text(self) -> str:
        """As links have it."""
        return f"{self.path}?{urlencode(self.query)}" if self.query else self.path

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
