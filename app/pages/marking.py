"""What was found, in words for people: which part of a name or a text matched, and how."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

Json = Mapping[str, Any]
_HOWS: Final = {
    "order": "its words in another order",
    "spacing": "spaced otherwise",
    "prefix": "begins so",
    "typo": "spelled nearly so",
    "sound": "sounds alike",
    "nickname": "a form of that name",
    "transliteration": "reads so in another script",
}


def marked(text: str, highlights: Sequence[Json]) -> Iterator[tuple[str, bool]]:
    """The parts of a text, and whether each matched.

    Highlights count code points, as Python does; they come in order and do not overlap.
    """
    reached = 0
    for each in highlights:
        if each["start"] > reached:
            yield text[reached : each["start"]], False
        yield text[each["start"] : each["end"]], True
        reached = each["end"]
    if text[reached:]:
        yield text[reached:], False


def how_words(how: str) -> str:
    """How a name matched; empty where it is spelled as asked."""
    return ", ".join(_HOWS[each] for each in how.split("+") if each in _HOWS)
