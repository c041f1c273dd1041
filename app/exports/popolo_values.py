"""What Popolo's schemas take in a field, and where the rest of what a source wrote goes."""

import re
from collections.abc import Mapping
from typing import Any, Final

from app.dates import PartialDate
from app.popolo_fields import PERIOD
from app.profiles.facts import Json

_DAY: Final = re.compile(r"[0-9]{4}(-[0-9]{2}){0,2}")
_TIME: Final = re.compile(
    r"[0-9]{4}(-[0-9]{2}){2}T[0-9]{2}(:[0-9]{2}){0,2}(Z|[+-][0-9]{2}(:[0-9]{2})?)"
)
_DATES: Final = {
    *("birth_date", "death_date", "founding_date", "dissolution_date", "start_date", "end_date"),
    *("valid_from", "valid_until"),
}
_TEXTS: Final = {
    *("id", "name", "family_name", "given_name", "additional_name", "honorific_prefix", "email"),
    *("honorific_suffix", "patronymic_name", "sort_name", "gender", "image", "summary", "role"),
    *("biography", "national_identity", "classification", "abstract", "description", "label"),
    *("location", "status", "identifier", "scheme", "url", "note", "type", "value", "area_id"),
    *("created_at", "updated_at"),
}
# Lists of objects, with the fields that each of these must have.
_LISTS: Final[Mapping[str, tuple[str, ...]]] = {
    "other_names": ("name",),
    "identifiers": ("identifier",),
    "links": ("url",),
    "sources": ("url",),
    "contact_details": ("type", "value"),
    "images": (),
}
# What names another record by the source's own id: there is none of that id in an export.
_REFERENCES: Final = frozenset(
    ("organization_id", "post_id", "on_behalf_of_id", "parent_id", "person_id", PERIOD)
)
_OBJECTS: Final = frozenset(("area", "parent", "organization", "person", "post", "geometry"))
_ENDS: Final = ("end_date", "death_date", "dissolution_date")
SOURCE_DATA: Final = "source_data"


def fits(field: str, value: Any, *, timed: bool = False) -> bool:
    """Whether the schemas take the value there; ``timed``: a date may have a time of day."""
    if field in _DATES:
        is_text = isinstance(value, str)
        return is_text and bool(_DAY.fullmatch(value) or (timed and _TIME.fullmatch(value)))
    if field in _TEXTS:
        return isinstance(value, str)
    if field in _LISTS:
        return isinstance(value, list) and all(entry_fits(field, each) for each in value)
    if field == "other_label":
        return isinstance(value, list) and all(isinstance(each, str) for each in value)
    if field in _OBJECTS:
        return isinstance(value, dict) and all(fits(name, each) for name, each in value.items())
    return field not in _REFERENCES


def entry_fits(field: str, entry: Any) -> bool:
    """Whether the schemas take this entry of a list."""
    if not isinstance(entry, dict):
        return False
    has_all = all(name in entry for name in _LISTS.get(field, ()))
    return has_all and all(each is None or fits(name, each) for name, each in entry.items())


def overlay(record: Json, said: Json, *, timed: bool = False) -> None:
    """Let the record say what its source said, as far as the schemas take it.

    The entries of lists are added; any other value stands in place of ours. What the schemas do
    not take stands under ``source_data``.
    """
    unfit: Json = {}
    for field, value in said.items():
        if field in _LISTS and isinstance(value, list):
            good = [each for each in value if entry_fits(field, each)]
            bad = [each for each in value if not entry_fits(field, each)]
            if good:
                record[field] = [*record.get(field, []), *good]
            if bad:
                unfit[field] = bad
        elif fits(field, value, timed=timed):
            record[field] = value
        else:
            unfit[field] = value
    if unfit:
        record[SOURCE_DATA] = record.get(SOURCE_DATA, {}) | unfit


def add_dates(record: Json, dates: Mapping[str, str | None]) -> None:
    """Our dates as far as Popolo can say them; what it cannot stands under ``edtf``.

    Marks of doubt fall away. Of a span, a start is its first point and an end its last, so that
    nobody who left counts as still there; where that side is open nothing can be said.
    """
    for field, text in dates.items():
        if text is None:
            continue
        first, dots, last = text.partition("..")
        point = (last if dots and field in _ENDS else first).rstrip("?~%")
        if point:
            record[field] = point
        if dots or point != text:
            record["edtf"] = record.get("edtf", {}) | {field: PartialDate.parse(text).text}
