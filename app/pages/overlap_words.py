"""When and how surely two people shared something, and for how long, in words."""

from collections.abc import Mapping
from typing import Any, Final

from app.pages.words import count_words, date_words

Json = Mapping[str, Any]
Sides = tuple[str | None, str | None]
_FEW_DAYS: Final = 90  # more are told in months, too
_FEW_MONTHS: Final = 24  # more are told in years
_MONTH, _YEAR = 30.44, 365.25  # days


def overlap_words(shared: Json) -> str:
    """When both did, and how surely: "definitely from 1 May 2001 to 31 May 2001"."""
    days = shared["overlap"]
    possible = (days["possibly_from"], days["possibly_until"])
    sure = (days["definitely_from"], days["definitely_until"])
    if not any(sure):
        when = f", {_some_day(*possible)}" if any(possible) else ", but no source says when"
        return f"{shared['holds']}{when}"
    return f"definitely {_period(*sure)}{_beyond(sure, possible)}"


def _beyond(sure: Sides, possible: Sides) -> str:
    """On which days around the sure ones both possibly did, too."""
    if sure == possible:
        return ""
    if sure[1] == possible[1]:
        return f"; possibly {_since(possible[0])}"
    if sure[0] == possible[0]:
        return f"; possibly {_until(possible[1])}"
    return f"; possibly {_period(*possible)}"


def strength_words(measured: Json) -> str:
    """For how long two people shared something: what is sure, and what is possible."""
    sure, possible = measured["definite_days"], measured["possible_days"]
    if possible is None:
        if not sure:
            return "no source says on which days"
        return f"definitely {_length(sure)}, possibly longer: no source says since when"
    if not sure:
        return f"possibly up to {_length(possible)}" if possible else "on no day so far"
    words = f"definitely {_length(sure)}"
    return words if possible == sure else f"{words}, possibly up to {_length(possible)}"


def short_strength(measured: Json) -> str:
    """The same in the fewest words: "definitely 20 years"."""
    sure, possible = measured["definite_days"], measured["possible_days"]
    if possible is None and not sure:
        return "days unknown"
    if not possible and not sure:
        return "no day so far"
    return f"definitely {_rough(sure)}" if sure else f"possibly {_rough(possible)}"


def part_words(fact: Json) -> str:
    """As what somebody took part in an event, or which post they held."""
    return str(fact.get("label") or fact.get("role") or fact["property"])


def _length(days: int) -> str:
    exact = count_words(days, "day")
    return exact if days < _FEW_DAYS else f"{exact} (about {_rough(days)})"


def _rough(days: int) -> str:
    if days < _FEW_DAYS:
        return count_words(days, "day")
    months = round(days / _MONTH)
    if months < _FEW_MONTHS:
        return f"{months} months"
    return count_words(round(days / _YEAR), "year")


def _period(first: str | None, last: str | None) -> str:
    """A period whose sides may be open."""
    if first and first == last:
        return f"on {date_words(first)}"
    if first and last:
        return f"from {date_words(first)} to {date_words(last)}"
    return _since(first) if first else _until(last)


def _since(first: str | None) -> str:
    return f"since {date_words(first)}" if first else "longer: no source says since when"


def _until(last: str | None) -> str:
    return f"until {date_words(last)}" if last else "to this day"


def _some_day(first: str | None, last: str | None) -> str:
    """One day or more, nobody knows which, between two."""
    if first and last and first != last:
        return f"at some time between {date_words(first)} and {date_words(last)}"
    return _period(first, last) if first == last else f"at some time {_period(first, last)}"
