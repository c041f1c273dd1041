"""How to cite a profile: a sentence, and the forms that reference managers read."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import orjson

_WHEN: Final = re.compile(r"(retrieved|as recorded) (\d{4}-\d\d-\d\d), \S+$")
_BIBTEX_ESCAPES: Final = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{letter: f"\\{letter}" for letter in "{}%&#_$"},
    }
)


@dataclass(frozen=True, slots=True)
class Citation:
    """What cites one view of an entity for good.

    ``text``: a sentence; ``address``: of the page that always shows this; ``data_address``: of the
    same as JSON; ``retrieved`` or ``recorded``: the day that the sentence names.
    """

    name: str
    text: str
    address: str
    data_address: str
    key: str
    change: int
    retrieved: str | None
    recorded: str | None

    @classmethod
    def of(cls, document: Mapping[str, Any], origin: str) -> "Citation":
        """Read the ``cite`` of a document, whose address it has without the ``origin``."""
        cite = document["cite"]
        path: str = cite["url"]
        page = origin + path.removeprefix("/v1")
        found = _WHEN.search(cite["text"])
        word, day = found.groups() if found else (None, None)
        return cls(
            name=document["name"],
            text=cite["text"].removesuffix(path) + page,
            address=page,
            data_address=origin + path,
            key=f"incumbent-{document['id']}-{cite['change']}",
            change=cite["change"],
            retrieved=day if word == "retrieved" else None,
            recorded=day if word == "as recorded" else None,
        )

    @property
    def bibtex(self) -> str:
        """An entry for BibTeX and BibLaTeX."""
        day = self.retrieved or self.recorded or ""
        fields = {
            "title": "{" + self.name.translate(_BIBTEX_ESCAPES) + "}",
            "howpublished": f"Incumbent, change {self.change}",
            "year": day[:4],
            "url": self.address,
            "urldate": self.retrieved,
        }
        lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
        return ",\n".join([f"@misc{{{self.key}", *lines]) + "\n}"

    @property
    def csl(self) -> str:
        """An item of CSL-JSON, which Zotero and pandoc read."""
        item: dict[str, Any] = {
            "id": self.key,
            "type": "webpage",
            "title": self.name,
            "container-title": "Incumbent",
            "version": f"change {self.change}",
            "URL": self.address,
        }
        days = {"accessed": self.retrieved, "issued": self.recorded}
        item |= {name: _date_parts(day) for name, day in days.items() if day}
        return orjson.dumps([item], option=orjson.OPT_INDENT_2).decode()


def _date_parts(day: str) -> dict[str, list[list[int]]]:
    return {"date-parts": [[int(part) for part in day.split("-")]]}
