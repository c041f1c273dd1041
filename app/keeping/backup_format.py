"""The format of a backup: gzipped lines of JSON, the same whichever database it is of.

The first line says what it is of (``Header``); then each table has a line with its name and its
columns, and behind it a line for each row; the last one has the number of rows of each table and
the sha256 of all bytes before it. Days and moments are ISO 8601, JSON is text as it is kept.
"""

import hashlib
import zlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from gzip import GzipFile
from typing import Any, Final, TypeAlias, TypeVar

import orjson
from pydantic import TypeAdapter, ValidationError

FORMAT: Final = 1
# How the last line begins, and how long one may be: a few bytes of gzip can be a line without end.
_LAST: Final = b'{"rows":'
_LONGEST: Final = 256_000_000
_CUT: Final = "it ends before its end: a part is missing"
_Line = TypeVar("_Line")
Row: TypeAlias = list[Any]
SECRETS: Final = (
    "It holds what the database holds: texts that were taken down, digests of keys, secrets of"
    " webhooks and of cursors. Keep it where nobody reads who may not read the database."
)


class BackupError(Exception):
    """A file is no backup, or not whole, or not one that can be read here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What a backup is of. ``change``: the last one, 0 where there is none, with its digest."""

    version: str
    revision: str
    made_at: str
    database: str
    change: int
    digest: str | None
    note: str = SECRETS
    incumbent_backup: int = FORMAT


@dataclass(frozen=True, slots=True, kw_only=True)
class TableLine:
    """A table whose rows follow. ``moments``: those of its columns that are moments."""

    table: str
    columns: list[str]
    moments: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trailer:
    """What came before: rows by table, and the sha256 of it all."""

    rows: dict[str, int]
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """All that is told of a backup."""

    header: Header
    trailer: Trailer

    def told(self) -> dict[str, Any]:
        """The same for programs."""
        return {**asdict(self.header), **asdict(self.trailer)}


class Writer:
    """Writes a backup to a stream."""

    def __init__(self, out: GzipFile, header: Header) -> None:
        self._out = out
        self._sha = hashlib.sha256()
        self._header = header
        self._rows: dict[str, int] = {}
        self._put(orjson.dumps(asdict(header)) + b"\n")

    def table(self, line: TableLine) -> None:
        """Begin a table."""
        self._rows[line.table] = 0
        self._put(orjson.dumps(asdict(line)) + b"\n")

    def rows(self, table: str, rows: list[Row]) -> None:
        """Add rows of the table that was begun last."""
        self._put(b"".join(orjson.dumps(row) + b"\n" for row in rows))
        self._rows[table] += len(rows)

    def end(self) -> Manifest:
        """Write the last line."""
        trailer = Trailer(rows=self._rows, sha256=self._sha.hexdigest())
        self._out.write(orjson.dumps(asdict(trailer)) + b"\n")
        return Manifest(self._header, trailer)

    def _put(self, data: bytes) -> None:
        self._sha.update(data)
        self._out.write(data)


class Reader:
    """Reads a backup from a stream: the header at once, then tables with their rows, to its end.

    Nothing in it is believed: whoever sends one may have written it by hand.
    """

    def __init__(self, source: GzipFile) -> None:
        """Raises BackupError where this is no backup of a format that is known here."""
        self._source = source
        self._sha = hashlib.sha256()
        line = self._next()
        told = _parsed(line)
        if not isinstance(told, dict) or "incumbent_backup" not in told:
            raise BackupError("this is no backup of Incumbent")
        if told["incumbent_backup"] != FORMAT:
            raise BackupError(f"its format is {told['incumbent_backup']}, not {FORMAT}")
        self.header = _made(Header, line)
        self._counts: dict[str, int] = {}

    def lines(self) -> Iterator[TableLine | Row]:
        """All tables and rows. Raises BackupError where one is missing, or another than it was."""
        table = TableLine(table="", columns=[])
        while not (line := self._next()).startswith(_LAST):
            told = _parsed(line)
            if isinstance(told, list):
                self._count(table, told)
                yield told
            else:
                table = _made(TableLine, line)
                self._counts[table.table] = 0
                yield table
        self.manifest = Manifest(self.header, _made(Trailer, line))
        if self.manifest.trailer.sha256 != self._sha.hexdigest():
            raise BackupError("it is damaged: its sha256 is another")
        if self.manifest.trailer.rows != self._counts:
            raise BackupError("it has not as many rows as its last line says")

    def _count(self, table: TableLine, row: Row) -> None:
        is_nested = any(isinstance(value, list | dict) for value in row)
        if is_nested or table.table not in self._counts or len(row) != len(table.columns):
            raise BackupError("it is damaged: a row is none of the table that it stands below")
        self._counts[table.table] += 1

    def _next(self) -> bytes:
        try:
            line = self._source.readline(_LONGEST)
        except (OSError, EOFError, zlib.error) as error:
            raise BackupError(f"it is damaged: {error}") from None
        if not line.endswith(b"\n"):
            is_long = len(line) == _LONGEST
            what = f"a line is longer than {_LONGEST:,} bytes" if is_long else _CUT
            raise BackupError(what)
        if not line.startswith(_LAST):
            self._sha.update(line)
        return line


def _made(kind: type[_Line], line: bytes) -> _Line:
    try:
        return TypeAdapter(kind).validate_json(line)
    except ValidationError:
        raise BackupError("it is damaged: a line has other words than it should") from None


def _parsed(line: bytes) -> Any:
    try:
        return orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise BackupError(f"it is damaged: {error}") from None
