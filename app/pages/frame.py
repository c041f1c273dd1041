"""What stands around every page: its title, what search engines and other programs read of it."""

from dataclasses import dataclass
from typing import Any, Final

import orjson
from markupsafe import Markup

_LONGEST_DESCRIPTION: Final = 300
_PURPOSE: Final = "who held which post, when, and how we know, each fact in the words of its source"
# JSON within a script element must not end it; these stand in strings only, where \u may, too.
_IN_SCRIPT: Final = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"}


@dataclass(frozen=True, slots=True)
class Frame:
    """The head and the surroundings of a page.

    ``origin``: scheme and host of this server; ``path``: of this page, without what chooses a view;
    ``data_path``: what gives the same as JSON; ``feed_path``: its changes as Atom; ``query``: what
    stands in the search box; ``is_past``: whether this is a view that search engines should leave;
    ``cited``: the address that shows the same for good, for those who print the page.
    """

    title: str
    origin: str
    path: str
    description: str = ""
    data_path: str | None = None
    feed_path: str | None = None
    image: str | None = None
    type: str = "website"
    linked_data: dict[str, Any] | None = None
    query: str = ""
    is_past: bool = False
    cited: str = ""

    @property
    def address(self) -> str:
        """The address that stands for this page, whatever view of it is shown."""
        return self.origin + self.path

    @property
    def told(self) -> str:
        """The description, cut for those who show it in a line or two."""
        said = self.description or f"{self.title}: {_PURPOSE}"
        return said if len(said) <= _LONGEST_DESCRIPTION else said[: _LONGEST_DESCRIPTION - 1] + "…"

    @property
    def linked_data_script(self) -> Markup:
        """The JSON-LD, safe within a script element (which is data, so no policy forbids it)."""
        written = orjson.dumps(self.linked_data).decode()
        for letter, escaped in _IN_SCRIPT.items():
            written = written.replace(letter, escaped)
        return Markup(written)  # noqa: S704 (nothing is left in it that HTML reads)
