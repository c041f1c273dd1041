"""Quotes tied to their place in an article's text, or refused."""

import re
from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz

CONTEXT: Final = 32  # characters of prefix and suffix kept, as the W3C's examples have it
_SHOWN: Final = 160


class AnchorError(ValueError):
    """The quote does not stand in the text, or not at one place; the message shows the nearest."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where a quote stands: half-open, in code points; with what stands around it."""

    exact: str
    prefix: str
    suffix: str
    start: int
    end: int


def anchor(
    text: str, exact: str, *, prefix: str = "", suffix: str = "", start: int | None = None
) -> Anchor:
    """Find the one place of a quote in an article's text.

    ``start`` is checked where it is given; else the quote must stand once, between ``prefix`` and
    ``suffix`` where they are given. All must be NFC, as the text is. Raises AnchorError.
    """
    places = _places(text, exact, prefix, suffix)
    if start is not None:
        places = [place for place in places if place == start]
    if len(places) == 1:
        return _at(text, places[0], exact)
    raise AnchorError(_reason(text, exact, start, _places(text, exact, "", ""), places))


def _places(text: str, exact: str, prefix: str, suffix: str) -> list[int]:
    wanted = re.compile(f"(?={re.escape(prefix)}({re.escape(exact)}){re.escape(suffix)})")
    return [match.start(1) for match in wanted.finditer(text)]


def _at(text: str, start: int, exact: str) -> Anchor:
    end = start + len(exact)
    return Anchor(
        exact, text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT], start, end
    )


def _reason(text: str, exact: str, start: int | None, anywhere: list[int], here: list[int]) -> str:
    if not anywhere:
        return (
            f"the quote does not stand in the article: {_shorten(exact)!r}; {_nearest(text, exact)}"
        )
    found = ", ".join(map(str, anywhere))
    if len(here) > 1:
        return (
            f"the quote stands {len(here)} times, at {', '.join(map(str, here))}:"
            " say which with start, prefix or suffix"
        )
    if start is not None:
        return f"the quote does not stand at {start}, but at {found}"
    return f"the quote stands at {found}, but not between that prefix and suffix"


def _nearest(text: str, exact: str) -> str:
    near = fuzz.partial_ratio_alignment(exact, text)
    if near is None or near.score == 0:
        return "nothing in it is like it"
    start, end = near.dest_start, near.dest_end
    return f"the nearest passage is at {start}: {_shorten(text[start:end])!r}"


def _shorten(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
