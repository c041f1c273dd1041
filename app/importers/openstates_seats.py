"""Jurisdictions by their OCD ids, their chambers and offices, and the posts of roles."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from app.importers.records import Json, Source
from app.importers.us_states import LOWER_CHAMBERS, STATES, state_name
from app.vocabulary import EntityKind

CHAMBERS: Final = ("upper", "lower", "legislature")
_STATE: Final = re.compile(
    r"ocd-jurisdiction/country:us/(?:state|territory|district):([a-z]{2})/government"
)
_DIVISION: Final = re.compile(r"[/:]([^/:]+)(?:/[a-z_]+)?$")
_HOUSE: Final = ("House of Representatives", "Representative")
_AT_LARGE: Final = re.compile(r"at[ -]large", re.IGNORECASE)
_CODE: Final = re.compile(r"[0-9A-Za-z]{1,4}")  # 12, 35A, E; others are names of places
_ABBREVIATED: Final = {"lt": "lieutenant"}
_SMALL: Final = ("and", "of", "the")


@dataclass(frozen=True, slots=True)
class Body:
    """The government of a jurisdiction, its legislature, or one chamber of it."""

    key: str
    name: str
    classification: str
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class Seat:
    """What a role is in. ``post``: its key; None where the district is not told."""

    body: Body
    post: str | None
    label: str
    role: str
    area: str | None = None


def government(jurisdiction: str, source: Source) -> Body:
    """The government of a jurisdiction."""
    key = _key(jurisdiction)
    return Body(key, f"Government of {_name(jurisdiction, key, source)}", "government")


def chamber(jurisdiction: str, kind: str, source: Source) -> Body:
    """The legislature of a jurisdiction, or one of its chambers."""
    above, key = _key(jurisdiction), f"{_key(jurisdiction)}-{kind}"
    name = _name(jurisdiction, above, source)
    if kind == "legislature":
        return Body(key, f"Legislature of {name}", "legislature", above)
    called = f"{kind.capitalize()} chamber of {name}"
    if _state(jurisdiction):
        word = "Senate" if kind == "upper" else _lower(jurisdiction)[0]
        called = f"{name.removeprefix('the ')} {word}"
    return Body(key, called, "chamber", f"{above}-legislature")


def named_bodies(jurisdiction: str, kind: str) -> Iterator[tuple[str, str]]:
    """The keys of a body and of those above it, with their kinds: ``upper``, ``government`` …"""
    above = _key(jurisdiction)
    if kind in CHAMBERS:
        yield from ((f"{above}-{each}", each) for each in dict.fromkeys((kind, "legislature")))
    yield above, "government"


def seat_of(role: Json, source: Source) -> Seat | None:
    """The seat or office of a role; None where type or jurisdiction is missing."""
    kind, jurisdiction = role.get("type"), role.get("jurisdiction")
    if not (isinstance(kind, str) and kind.strip()) or not isinstance(jurisdiction, str):
        return None
    if kind in CHAMBERS:
        return _legislator(role, chamber(jurisdiction, kind, source))
    body, title = government(jurisdiction, source), _title(kind)
    label = f"{title} of {_name(jurisdiction, body.key, source)}"
    return Seat(body, post_key(role), label, title)


def post_key(role: Json) -> str | None:
    """The key of the post of a role; None for a seat of which the district is not told."""
    kind, district = str(role["type"]), str(role.get("district") or "").strip()
    if kind in CHAMBERS and not district:
        return None
    words = (_key(str(role["jurisdiction"])), kind.strip(), district)
    return "-".join(word for word in words if word).lower().replace(" ", "-")


def _legislator(role: Json, body: Body) -> Seat:
    district, jurisdiction = str(role.get("district") or "").strip(), str(role["jurisdiction"])
    member = {"upper": "Senator", "lower": _lower(jurisdiction)[1]}
    title = member.get(str(role["type"]), "Legislator")
    if not district:
        return Seat(body, None, f"{title}, {body.name}", title)
    if _AT_LARGE.fullmatch(district):
        return Seat(body, post_key(role), f"{title} at large, {body.name}", title, district)
    if not _CODE.fullmatch(district):
        label = f"{title} for {district}, {body.name}"
        return Seat(body, post_key(role), label, title, district)
    area = f"{body.name} District {district}"
    return Seat(body, post_key(role), f"{title} for {area}", title, area)


def _title(kind: str) -> str:
    """``lt_governor`` as Lieutenant Governor."""
    words = [_ABBREVIATED.get(word, word) for word in re.split(r"[\s_]+", kind.strip().lower())]
    return " ".join(word if word in _SMALL else word.capitalize() for word in words)


def _lower(jurisdiction: str) -> tuple[str, str]:
    return LOWER_CHAMBERS.get((_state(jurisdiction) or "").upper(), _HOUSE)


def _state(jurisdiction: str) -> str | None:
    """The two letters of a state or territory; None of what is within one, or is none."""
    found = _STATE.fullmatch(jurisdiction)
    return found[1] if found and found[1].upper() in STATES else None


def _key(jurisdiction: str) -> str:
    return _state(jurisdiction) or jurisdiction


def _name(jurisdiction: str, key: str, source: Source) -> str:
    """A state's name, the name that the input gives of a place, or what its id says."""
    if state := _state(jurisdiction):
        return state_name(state)
    listed = source.find(EntityKind.ORGANIZATION, key) or {}
    if isinstance(listed.get("name"), str) and listed["name"].strip():
        return str(listed["name"]).strip()
    found = _DIVISION.search(jurisdiction)
    return found[1] if found else jurisdiction
