"""Parts of a stream of bytes (RFC 9110, section 14): read from a header, and cut out."""

import re
from collections.abc import Generator, Iterator
from typing import Final, TypeAlias

Pieces: TypeAlias = Generator[bytes, None, None]
Part: TypeAlias = tuple[int | None, int | None]  # the first and the last byte
_RANGE: Final = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII | re.IGNORECASE)


def read_range(header: str | None) -> Part | None:
    """The first and last byte asked for, either of which may be left out; None for all.

    Several parts at once, and what cannot be read, are answered with the whole, as is allowed.
    """
    found = _RANGE.fullmatch((header or "").strip())
    if found is None:
        return None
    first, last = (int(each) if each else None for each in found.groups())
    if first is not None and last is not None and last < first:
        return None
    return None if first is None and last is None else (first, last)


def resolve(asked: Part, length: int) -> tuple[int, int] | None:
    """The first byte and the one behind the last; None where there are no such bytes."""
    first, last = asked
    if first is None:
        first, last = max(length - (last or 0), 0), None
    end = length if last is None else min(last + 1, length)
    return (first, end) if first < end else None


def cut(chunks: Iterator[bytes], first: int, end: int) -> Pieces:
    """The bytes from ``first`` to before ``end``; for what is passed over, pieces of no length.

    So whoever takes them can stop meanwhile.
    """
    place = 0
    for chunk in chunks:
        yield chunk[max(first - place, 0) : end - place]
        place += len(chunk)
        if place >= end:
            return
