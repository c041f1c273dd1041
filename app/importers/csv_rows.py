"""The rows of a CSV file: any of the usual separators, a byte order mark, quoted line ends."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.csv_text import as_meant
from app.importers.cleaning import Cleaner
from app.importers.records import InputError, Notes, Place

_SEPARATORS: Final = (",", ";", "\t", "|")
_MOST_OF_CELL: Final = 1 << 24
_END: Final = "\U0010ffff"  # no character, and so in no text
Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class CsvFile:
    """One file. ``separator``: None where it is to be seen in the header."""

    path: Path
    name: str
    encoding: str = "utf-8"
    separator: str | None = None

    def header(self) -> list[str]:
        """The names of its columns; raises InputError where one stands twice."""
        cells = next(self._lines())[1]
        names = [cell or f"column {number}" for number, cell in enumerate(cells, start=1)]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice:
            raise InputError(f"{self.name}: the column {twice!r} stands twice: rename one of them")
        return names

    def rows(self, notes: Notes) -> Iterator[tuple[Place, Row]]:
        """Each row with its place, by the names of the columns; empty ones are passed over."""
        header = self.header()
        for line, cells in self._lines():
            if line > 1 and any(cells):
                place = Place(self.name, f"line {line}")
                if len(cells) != len(header):
                    Cleaner(notes, place).note("ragged_row", "", cells)
                missing = [""] * (len(header) - len(cells))
                row = dict(zip(header, map(as_meant, [*cells, *missing]), strict=False))
                if more := cells[len(header) :]:
                    row[""] = " ".join(more)
                yield place, row

    def _lines(self) -> Iterator[tuple[int, list[str]]]:
        """The header and all rows, each with the line on which it starts."""
        csv.field_size_limit(_MOST_OF_CELL)
        try:
            with self.path.open(encoding=self._encoding(), newline="") as stream:
                yield from self._parsed(stream)
        except UnicodeDecodeError as error:
            raise InputError(self._wrongly_encoded(error)) from None
        except LookupError:
            raise InputError(f"{self.name}: there is no encoding {self.encoding!r}") from None

    def _parsed(self, stream: io.TextIOWrapper) -> Iterator[tuple[int, list[str]]]:
        first = stream.readline()
        if not first.strip():
            raise InputError(f"{self.name}: empty; a header with the names of the columns is due")
        stream.seek(0)
        separator = self.separator or max(_SEPARATORS, key=first.count)
        reader = csv.reader(_to_the_end(stream), delimiter=separator)
        at = 1
        try:
            for cells in reader:
                if cells == [_END]:
                    return
                if cells and cells[-1].endswith(_END):
                    why = "a quote that is never closed; perhaps the file is cut short"
                    raise InputError(f"{self.name}, line {at}: {why}")
                yield at, [cell.strip() for cell in cells] if at == 1 else cells
                at = reader.line_num + 1
        except csv.Error as error:
            raise InputError(f"{self.name}, line {at}: no CSV: {error}") from None

    def _encoding(self) -> str:
        with self.path.open("rb") as stream:
            start = stream.read(2)
        if start in (b"\xff\xfe", b"\xfe\xff"):
            return "utf-16"
        return "utf-8-sig" if self.encoding.lower().replace("_", "-") == "utf-8" else self.encoding

    def _wrongly_encoded(self, error: UnicodeDecodeError) -> str:
        with self.path.open("rb") as stream:
            for number, line in enumerate(stream, start=1):
                try:
                    line.decode(self.encoding)
                except UnicodeDecodeError as found:
                    what = f"byte 0x{line[found.start]:02x} is no {self.encoding}"
                    right = "save it as UTF-8, or name its encoding in mapping.yaml (cp1252 …)"
                    return f"{self.name}, line {number}: {what}; {right}"
        return f"{self.name}: not in {self.encoding} ({error.reason})"


def _to_the_end(stream: Iterable[str]) -> Iterator[str]:
    """The lines without NUL, which no text of any database holds; then a mark, which stands in a
    row of its own unless a quote was left open.
    """
    yield from (line.replace("\0", "") for line in stream)
    yield _END
