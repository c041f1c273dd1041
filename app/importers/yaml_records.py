"""Large YAML files, record by record: a list or a mapping at the top, in blocks.

Each item of the list (or entry of the mapping) is parsed alone, so that a file may be of any size
and a bad record spoils no other. Words stay words: ``no`` is no boolean, ``2016-13-45`` no date.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import yaml

from app.importers.records import Notes, Place

_SHOWN: Final = 200  # characters of a record that cannot be read, in the report
_BETWEEN: Final = (b"---", b"...", b"#", b"%")  # comments, and marks between documents


class _Loader(yaml.CSafeLoader):
    """PyYAML's C parser, with only the values that YAML and JSON write alike."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 (PyYAML's own, which it looks up here)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002 (PyYAML's signature)
        """Keys are strings, as in JSON."""
        mapping = super().construct_mapping(node, deep=deep)
        return {str(key): value for key, value in mapping.items()}


_CORE: Final = (
    ("null", r"^(?:~|null|)$", ["~", "n", ""]),
    ("bool", r"^(?:true|false)$", ["t", "f"]),
    ("int", r"^(?:0|-?[1-9][0-9]{0,17})$", list("-0123456789")),
)
for _tag, _pattern, _first in _CORE:
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(_pattern), _first)


def records(path: Path, name: str, notes: Notes) -> Iterator[tuple[Place, Any]]:
    """Each item of the list at the top of a file, or each entry of its mapping as a mapping of one.

    ``name``: what the file is called in reports. What is no YAML is noted and left out.
    """
    for line, text in _blocks(path):
        place = Place(name, f"line {line}")
        value = _parsed(text, place, notes)
        if isinstance(value, list):
            yield from ((place, item) for item in value)
        elif value is not None:
            yield place, value


def whole(path: Path, name: str, notes: Notes) -> tuple[Place, Any]:
    """A small file at once; None, with a note, where it is no YAML."""
    place = Place(name, "line 1")
    return place, _parsed(path.read_bytes(), place, notes)


def _parsed(text: bytes, place: Place, notes: Notes) -> Any:
    try:
        return yaml.load(text, _Loader)  # noqa: S506 (a safe loader)
    except (yaml.YAMLError, UnicodeDecodeError, ValueError) as error:
        start = text[:_SHOWN].decode(errors="replace")
        why = str(error).split("\n", 1)[0]
        notes.note("unreadable_record", place, "", start, f"left out: {why}")
        return None


def _blocks(path: Path) -> Iterator[tuple[int, bytes]]:
    """The parts of a file that begin with an item of the top level, with their first lines."""
    block: list[bytes] = []
    first, begins = 0, b""
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            text = line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
            if text.startswith(_BETWEEN) or not text.strip():
                block.append(b"\n")  # it may stand within a text
                continue
            begins = begins or text[:1]
            if first and _is_item(text, begins):
                yield first, b"".join(block)
                first = 0
            if not first:
                block, first = [], number
            block.append(text)
    if first:
        yield first, b"".join(block)


def _is_item(line: bytes, begins: bytes) -> bool:
    """Whether a line begins an item; ``begins`` is what the first line of the file starts with."""
    if begins == b"-":
        return line.startswith(b"-")
    return begins not in b" [{" and line[:1] not in b" \t-]}"
