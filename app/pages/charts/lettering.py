"""How much room words take in a drawing, and where their lines break.

The server does not know which letters a reader's screen has. It counts with the widest of the
common sans-serif ones, so that words stay within the room that they were given.
"""

import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

# Widths in parts of the size of the letters, of those that differ much from the others.
_WIDTHS: Final = {
    **dict.fromkeys("ijlI'.,:;|!/\\` ’‘·", 0.36),
    **dict.fromkeys('ftr()[]-J"', 0.46),
    **dict.fromkeys("sczLkF“”–", 0.6),
    **dict.fromkeys("CDGHNOQUw&", 0.83),
    **dict.fromkeys("mMW%@…—", 1.02),
}
_LOWER, _UPPER, _OTHER, _FULL = 0.66, 0.8, 1.1, 1.02
_LATIN_END: Final = 0x250  # behind it letters may be as wide as Ж
_WITHOUT_WIDTH: Final = ("Mn", "Me", "Cf")


@lru_cache(maxsize=20_000)
def text_width(text: str, size: float) -> float:
    """At most so wide is a text in letters of this size."""
    return size * sum(map(_letter_width, text))


@lru_cache(maxsize=10_000)
def broken(text: str, size: float, width: float) -> tuple[str, ...]:
    """The lines of a text that has this width: broken between words, within one that is longer.

    Nothing is left out but the space where a line breaks.
    """
    lines: list[str] = []
    line = ""
    for piece in _pieces(text, size, width):
        if line and text_width(line + piece.rstrip(), size) > width:
            lines.append(line.rstrip())
            line = ""
        line += piece
    return (*lines, line.rstrip()) if line.strip() or not lines else tuple(lines)


def _pieces(text: str, size: float, width: float) -> Iterator[str]:
    """What stays on one line: words with the space behind them, or as much as one line takes."""
    for word in " ".join(text.split()).split(" "):
        piece = ""
        for letter in word:
            if piece and (_is_full(piece[-1]) or text_width(piece + letter, size) > width):
                yield piece
                piece = ""
            piece += letter
        yield piece + " "


def _letter_width(letter: str) -> float:
    if letter in _WIDTHS:
        return _WIDTHS[letter]
    if unicodedata.category(letter) in _WITHOUT_WIDTH:
        return 0.0
    if _is_full(letter):
        return _FULL
    if ord(letter) >= _LATIN_END:
        return _OTHER if letter.isupper() or not letter.islower() else 0.95
    return _UPPER if letter.isupper() else _LOWER


def _is_full(letter: str) -> bool:
    """Whether it is as wide as it is high, as Han characters are; between such a line may break."""
    return unicodedata.east_asian_width(letter) in ("W", "F")
