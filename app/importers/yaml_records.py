"""Large YAML files, record by record: a list or a mapping at the top, in blocks.

Each item of the list (or entry of the mapping) is parsed alone, so that a file may be of any size
and a bad record spoils no other. Words stay words: ``no`` is no boolean, ``2016-13-45`` no date.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import yaml

from app.importers.admitting import LARGEST, TOO_LARGE, admitted
from app.importers.records import Notes, Place
from app.importers.written_text import storable
from app.yaml_limits import refuse_deep

_SHOWN: Final = 200  # characters of a record that cannot be read, in the report
_SURELY_WHOLE: Final = b"\n]}"  # what a file that was not cut short ends with
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
    place = Place(name, "line 1")
    text = b""
    for line, text in _blocks(path):
        place = Place(name, f"line {line}")
        yield from _items(text, place, notes)
    _tell_cut(text, place, notes)


def whole(path: Path, name: str, notes: Notes) -> Iterator[tuple[Place, Any]]:
    """The record of a small file, or each item of its list; what is no YAML as above."""
    place = Place(name, "line 1")
    with path.open("rb") as file:
        text = file.read(LARGEST + 1)
    yield from _items(text, place, notes)
    _tell_cut(text, place, notes)


def _items(text: bytes, place: Place, notes: Notes) -> Iterator[tuple[Place, Any]]:
    value = _parsed(text, place, notes)
    for item in value if isinstance(value, list) else [] if value is None else [value]:
        yield from ((place, each) for each in admitted(item, place, notes))


def _parsed(text: bytes, place: Place, notes: Notes) -> Any:
    try:
        _refuse_harmful(text)
        return storable(yaml.load(text, _Loader))  # noqa: S506 (a safe loader)
    except (yaml.YAMLError, ValueError, TypeError) as error:
        start = text[:_SHOWN].decode(errors="replace")
        why = str(error).split("\n", 1)[0]
        notes.note("unreadable_record", place, "", start, f"left out: {why}")
        return None


def _refuse_harmful(text: bytes) -> None:
    """Raises ValueError, or a YAMLError, for what would grow beyond measure as it is parsed."""
    if len(text) > LARGEST:
        raise ValueError(TOO_LARGE)
    refuse_deep(text, takes_aliases=False)


def _tell_cut(text: bytes, place: Place, notes: Notes) -> None:
    """Note where a file ends within a line. It is mostly YAML still, and says less than it did."""
    if text and text[-1:] not in _SURELY_WHOLE:
        end = text[-_SHOWN:].decode(errors="replace")
        done = "ends without a line end: perhaps it is cut short; read as far as it goes"
        notes.note("unreadable_record", place, "", end, done)


def _blocks(path: Path) -> Iterator[tuple[int, bytes]]:
    """The parts of a file that begin with an item of the top level, with their first lines.

    Of one that is too large no more than its beginning is kept, which is too large still.
    """
    block: list[bytes] = []
    first, begins, size = 0, b"", 0
    with path.open("rb") as file:
        for number, line in enumerate(iter(lambda: file.readline(LARGEST + 1), b""), start=1):
            text = line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
            if text.startswith(_BETWEEN) or not text.strip():
                block.append(b"\n")  # it may stand within a text
                continue
            begins = begins or text[:1]
            if first and _is_item(text, begins):
                yield first, b"".join(block)
                first = 0
            if not first:
                block, first, size = [], number, 0
            if size <= LARGEST:
                block.append(text)
            size += len(text)
    if first:
        yield first, b"".join(block)


def _is_item(line: bytes, begins: bytes) -> bool:
    """Whether a line begins an item; ``begins`` is what the first line of the file starts with."""
    if begins == b"-":
        return line.startswith(b"-")
    return begins not in b" [{" and line[:1] not in b" \t-]}"
