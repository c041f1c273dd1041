"""Seats in Congress and offices of the executive, by a term's type, state, district and class."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from app.importers.records import Json
from app.importers.us_states import DELEGATES, RESIDENT_COMMISSIONERS, ordinal, state_name

CONGRESS: Final = "congress"
CHAMBERS: Final = {"house": "house", "senate": "senate", "joint": CONGRESS}
_GOVERNMENT: Final = "government"
_AT_LARGE: Final = 0
_UNKNOWN: Final = -1  # what the source writes where no one knows the district
_OFFICES: Final = {
    "prez": "President of the United States",
    "viceprez": "Vice President of the United States",
}


@dataclass(frozen=True, slots=True)
class Body:
    """An organization that the source names only by a word."""

    name: str
    classification: str
    parent: str | None = None


BODIES: Final = {
    CONGRESS: Body("United States Congress", "legislature"),
    "house": Body("United States House of Representatives", "chamber", CONGRESS),
    "senate": Body("United States Senate", "chamber", CONGRESS),
    _GOVERNMENT: Body("Federal government of the United States", "government"),
}


@dataclass(frozen=True, slots=True)
class Seat:
    """What a term is a term of. ``post``: its key; None where the source does not tell which."""

    organization: str
    post: str | None
    name: str
    label: str
    role: str
    area: str | None = None


def bodies(key: str) -> Iterator[str]:
    """A body with those that it is part of."""
    above: str | None = key
    while above:
        yield above
        above = BODIES[above].parent


def seat_of(term: Json) -> Seat | None:
    """The seat or office; None where the type is not known or the state is missing."""
    state = term.get("state")
    known = state.strip() if isinstance(state, str) else ""
    return _seat(str(term.get("type")), known, str(term.get("district")), str(term.get("class")))


@lru_cache(maxsize=4096)  # there are some two thousand
def _seat(kind: str, state: str, district: str, seat_class: str) -> Seat | None:
    if kind in _OFFICES:
        name = _OFFICES[kind]
        return Seat(_GOVERNMENT, kind, name, name, name.removesuffix(" of the United States"))
    if kind == "sen" and state:
        return _senator(state, _number(seat_class))
    return _representative(state, _number(district)) if kind == "rep" and state else None


def _senator(state: str, seat_class: int | None) -> Seat:
    name = state_name(state)
    label = f"Senator for {name}"
    if seat_class is None:
        return Seat("senate", None, label, label, "Senator", _as_area(name))
    key = f"sen-{state.lower()}-{seat_class}"
    return Seat("senate", key, f"{label} (class {seat_class})", label, "Senator", _as_area(name))


def _representative(state: str, district: int | None) -> Seat:
    name, key = state_name(state), f"rep-{state.lower()}"
    if state.upper() in RESIDENT_COMMISSIONERS:
        return _only_seat(f"{key}-0", f"Resident Commissioner of {name}", name)
    if state.upper() in DELEGATES:
        return _only_seat(f"{key}-0", f"Delegate for {name}", name)
    if district is None or district <= _UNKNOWN:
        label = f"Representative for {name}"
        return Seat("house", None, label, label, "Representative", _as_area(name))
    which = "at-large" if district == _AT_LARGE else ordinal(district)
    area = f"{name}'s {which} congressional district"
    label = f"Representative for {area}"
    return Seat("house", f"{key}-{district}", label, label, "Representative", _as_area(area))


def _only_seat(key: str, label: str, state: str) -> Seat:
    role = label.split(" for ", maxsplit=1)[0].split(" of ", maxsplit=1)[0]
    return Seat("house", key, label, label, role, _as_area(state))


def _as_area(name: str) -> str:
    return name.removeprefix("the ")


def _number(text: str) -> int | None:
    try:
        return int(text)
    except ValueError:
        return None
