"""A JSON file of any size, one record at a time.

The standard library's decoder reads one value from a place in a text and says where it ends; so a
file is read by the megabyte and its arrays item by item. Measured on a file of 28 MB this takes
about as long as ijson with yajl (16 us a person), in one pass whatever the order of the arrays, and
needs no other package.
"""

import gzip
import io
import json
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, Final, cast

from app.importers.admitting import LARGEST, TOO_LARGE
from app.importers.records import InputError
from app.importers.written_text import storable

_CHUNK: Final = 1 << 20
_DIGITS: Final = 18  # of whole numbers that every store takes
_SPACE = re.compile(r"[ \t\r\n\ufeff]*")
# A broken record is told from a cut one by where the decoder stops: near the end of what is there.
_NEAR_END: Final = 16
_UNFIT = re.compile(r"\x00|\\u0000|\\u[dD][89a-fA-F]")
_ENCODINGS: Final = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
Member = tuple[str, int | None, Any]


class BrokenJsonError(InputError):
    """A file that is no JSON, or no whole one. ``position``: where in it, as far as known."""

    def __init__(self, file: str, position: str, what: str) -> None:
        """``file``: how messages name it."""
        super().__init__(f"{file}{position and ', '}{position}: {what}")
        self.position = position


def read_json(path: Path, file: str) -> Iterator[Member]:
    """What stands at the top of a file: key, index and item of each array's items; key, None and
    value of anything else. The key of a bare array is empty. ``file`` is how messages name it.

    Raises BrokenJsonError where it is no JSON.
    """
    try:
        with _opened(path) as stream:
            first = stream.peek(4)[:4] if isinstance(stream, io.BufferedReader) else b""
            marks = (name for mark, name in _ENCODINGS if first.startswith(mark))
            encoding = next(marks, "utf-8-sig")
            with io.TextIOWrapper(stream, encoding) as text:
                yield from _Reader(text, file).members()
    except UnicodeDecodeError as error:
        raise BrokenJsonError(file, "", f"not in UTF-8 ({error.reason})") from None
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise BrokenJsonError(file, "", f"not a whole gzip file ({error})") from None


def _opened(path: Path) -> BinaryIO:
    if path.suffix == ".gz":
        return io.BufferedReader(cast("io.RawIOBase", gzip.open(path)))
    return path.open("rb")


class _Reader:
    """Walks through the text; raises BrokenJsonError where it goes wrong."""

    def __init__(self, stream: io.TextIOWrapper, file: str) -> None:
        self._stream = stream
        self._file = file
        self._text = ""
        self._at = 0
        self._line = 1
        self._decode = json.JSONDecoder(
            strict=False, parse_int=_whole_number, parse_constant=lambda _: None
        ).raw_decode

    def members(self) -> Iterator[Member]:
        opening = self._next()
        if opening == "[":
            yield from self._items("")
        elif opening == "{":
            yield from self._object()
        else:
            raise self._wrong("neither an object nor an array")
        if self._next():
            raise self._wrong("something follows the end")

    def _object(self) -> Iterator[Member]:
        self._at += 1
        while self._next() != "}":
            key = self._value()
            if not isinstance(key, str) or self._next() != ":":
                raise self._wrong("a key and a colon are due")
            self._at += 1
            if self._next() == "[":
                yield from self._items(key)
            else:
                yield key, None, self._value()
            self._comma("}")
        self._at += 1

    def _items(self, key: str) -> Iterator[Member]:
        self._at += 1
        index = 0
        while self._next() != "]":
            yield key, index, self._value()
            index += 1
            self._comma("]")
        self._at += 1

    def _comma(self, closing: str) -> None:
        mark = self._next()
        if mark == ",":
            self._at += 1
        elif mark != closing:
            raise self._wrong(f"a comma or {closing} is due")

    def _next(self) -> str:
        """The next character that is no space, where it stands; empty at the end."""
        while True:
            found = _SPACE.match(self._text, self._at)
            self._at = found.end() if found else self._at
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._more(_CHUNK):
                return ""

    def _value(self) -> Any:
        self._next()
        size = _CHUNK
        while True:
            try:
                value, end = self._decode(self._text, self._at)
            except json.JSONDecodeError as error:
                cut = "Unterminated" in error.msg or len(self._text) - error.pos < _NEAR_END
                if cut and len(self._text) - self._at > LARGEST:
                    raise self._wrong(f"a record {TOO_LARGE}, or without an end") from None
                if not cut or not self._more(size):
                    raise self._wrong(error.msg, error.pos) from None
            except RecursionError:
                raise self._wrong("nested too deeply") from None
            else:
                # A number at the end of what is there may go on.
                if end < len(self._text) or not self._more(size):
                    break
            size *= 2
        if end - self._at > LARGEST:
            raise self._wrong(f"a record {TOO_LARGE}")
        unfit = _UNFIT.search(self._text, self._at, end)
        self._at = end
        return storable(value) if unfit else value

    def _more(self, size: int) -> bool:
        """Read on; forgets what is behind. False at the end of the file."""
        chunk = self._stream.read(size)
        if chunk:
            self._line += self._text.count("\n", 0, self._at)
            self._text = self._text[self._at :] + chunk
            self._at = 0
        return bool(chunk)

    def _wrong(self, what: str, at: int | None = None) -> BrokenJsonError:
        at = self._at if at is None else at
        line = self._line + self._text.count("\n", 0, at)
        column = at - self._text.rfind("\n", 0, at)
        return BrokenJsonError(self._file, f"line {line}, column {column}", f"no JSON: {what}")


def _whole_number(digits: str) -> int | str:
    return int(digits) if len(digits) <= _DIGITS else digits
