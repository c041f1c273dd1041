"""What was found wrong with an input: a counter for each rule, and a line for each case."""

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import orjson

from app.importers.records import InputError, Place, StrictError


def as_json(value: Any) -> bytes:
    """Any value as JSON; what JSON cannot hold is written in words."""
    try:
        return orjson.dumps(value, default=str, option=orjson.OPT_NON_STR_KEYS)
    except TypeError:  # half a character, or a number beyond 64 bits
        return json.dumps(value, default=str).encode()


class Report:
    """Counts each case of each rule; writes its line where there is a file for them.

    With ``is_strict`` the first case raises StrictError.
    """

    def __init__(self, file: IO[bytes] | None = None, *, is_strict: bool = False) -> None:
        """``file``: takes JSON lines."""
        self.counts: Counter[str] = Counter()
        self._file = file
        self._is_strict = is_strict

    def note(self, rule: str, place: Place, field: str, value: Any, done: str) -> None:
        """Count one case and write its line."""
        self.counts[rule] += 1
        if self._file:
            told = {"file": place.file, "position": place.position, "field": field}
            self._file.write(as_json(told | {"value": value, "rule": rule, "done": done}) + b"\n")
        if self._is_strict:
            where = " ".join(part for part in (place.file, place.position, field) if part)
            raise StrictError(f"{where}: {rule}: {value!r}: {done}")

    def flush(self) -> None:
        """Bring all lines to the file."""
        if self._file:
            self._file.flush()


class Silence:
    """Takes notes and keeps none: where the same input is read a second time."""

    def note(self, rule: str, place: Place, field: str, value: Any, done: str) -> None:
        """Do nothing."""


@contextmanager
def open_report(
    path: Path | None, *, is_strict: bool, source: Path | None = None
) -> Iterator[Report]:
    """A report that writes its lines to ``path``, where there is one.

    ``source``: the input. Raises InputError where the report would be a part of it, or cannot be
    written.
    """
    if path is None:
        yield Report(is_strict=is_strict)
        return
    if source and _is_within(path, source):
        raise InputError(f"--report {path}: it would be a part of the input: name another file")
    try:
        file = path.open("wb")
    except OSError as error:
        raise InputError(f"--report {path}: {error.strerror}") from None
    with file:
        yield Report(file, is_strict=is_strict)


def _is_within(path: Path, source: Path) -> bool:
    is_same = path.exists() and source.exists() and path.samefile(source)
    return is_same or path.resolve().is_relative_to(source.resolve())
