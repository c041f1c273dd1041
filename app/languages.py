"""Languages that a reader asks for (RFC 9110, 12.5.4), looked up among those there are (RFC 4647).

A range is looked up as in RFC 4647, 3.4: itself, then cut down from its end (``zh-Hant-TW``,
``zh-Hant``, ``zh``). At each step a tag that says more is as good (``en-GB`` for a reader of
``en``). Chinese is told apart by script where a region is named: ``zh-TW`` is written in Hant.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Final

_RANGE: Final = re.compile(
    r"\s*(\*|[a-z]{1,8}(?:-[a-z0-9]{1,8})*)\s*(?:;\s*q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*)?",
    re.IGNORECASE,
)
_MOST_RANGES: Final = 20
_LONGEST: Final = 1000  # characters of a header that are looked at
NO_LANGUAGE: Final = {"Vary": "Accept, Accept-Language"}  # the headers where none was chosen
_CHINESE: Final = {"tw": "hant", "hk": "hant", "mo": "hant", "cn": "hans", "sg": "hans"}


def wanted_languages(header: str) -> tuple[str, ...]:
    """The ranges of an ``Accept-Language``, the best liked first; what cannot be read is passed by.

    ``*`` is content with any, so nothing behind it is wanted more.
    """
    return _wanted(header[:_LONGEST])


@lru_cache(maxsize=1024)
def _wanted(header: str) -> tuple[str, ...]:
    parts = (_RANGE.fullmatch(part) for part in header.split(",")[:_MOST_RANGES])
    read = [(found[1], float(found[2] or 1)) for found in parts if found]
    liked = sorted((each for each in read if each[1] > 0), key=lambda each: -each[1])
    ranges = [_canonical(name) for name, _ in liked]
    return tuple(ranges[: ranges.index("*")] if "*" in ranges else ranges)


def lookup(ranges: Sequence[str], tags: Sequence[str]) -> str | None:
    """The one of these tags that is wanted most; None where none of them is."""
    known = {_canonical(tag): tag for tag in reversed(tags)}
    for wanted in ranges:
        for step in _steps(wanted):
            if step in known:
                return known[step]
            longer = min((each for each in known if each.startswith(step + "-")), default=None)
            if longer:
                return known[longer]
    return None


def language_headers(languages: Iterable[str | None]) -> dict[str, str]:
    """The headers of an answer that depends on the reader's languages; which of them it shows."""
    shown = sorted({each for each in languages if each})
    told = {"Content-Language": ", ".join(shown)} if shown else {}
    return {**NO_LANGUAGE, **told}


def _steps(wanted: str) -> Iterator[str]:
    parts = wanted.split("-")
    while parts:
        if len(parts[-1]) > 1:  # a single letter only introduces what was cut off behind it
            yield "-".join(parts)
        parts.pop()


@lru_cache(maxsize=4096)
def _canonical(tag: str) -> str:
    language, *rest = tag.lower().split("-")
    if language == "zh" and rest and rest[0] in _CHINESE:
        rest = [_CHINESE[rest[0]], *rest]
    return "-".join([language, *rest])
