"""Popolo's fields beside the words of our vocabulary: what import and export of it go by."""

from typing import Final

from app.vocabulary import EntityKind

_PERSON, _ORGANIZATION = EntityKind.PERSON, EntityKind.ORGANIZATION
_POST, _EVENT = EntityKind.POST, EntityKind.EVENT
# Under which key the ``source_data`` of a fact holds what Popolo said of it, in Popolo's fields.
SOURCE: Final = "popolo"
# Statements that are no entities here: areas, and what stands beside the arrays of a file.
AREA: Final = "area"
BESIDE: Final = "beside"
# An organization is no member as persons are: what it belongs to is a relation.
MEMBER_OF: Final = "member_of"
ATTENDEE: Final = "attendee"
PERIOD: Final = "legislative_period_id"
# Of each kind: which field is the name; which are attributes of ours, by which name; which dates
# bound it, with the rule for a first after the last; which refer to another record, as what.
NAMES: Final = {_PERSON: "name", _ORGANIZATION: "name", _POST: "label", _EVENT: "name"}
TEXTS: Final[dict[EntityKind, dict[str, str]]] = {
    _PERSON: {"sort_name": "sort_name", "biography": "biography", "summary": "summary"},
    _ORGANIZATION: {"classification": "classification", "abstract": "summary"},
    _POST: {"role": "role"},
    _EVENT: {
        "classification": "classification",
        "location": "location",
        "description": "summary",
    },
}
DATES: Final[dict[EntityKind, tuple[str, str, str]]] = {
    _PERSON: ("birth_date", "death_date", "death_before_birth"),
    _ORGANIZATION: ("founding_date", "dissolution_date", "end_before_founding"),
    _POST: ("start_date", "end_date", "start_after_end"),
    _EVENT: ("start_date", "end_date", "start_after_end"),
}
RELATIONS: Final[dict[EntityKind, dict[str, tuple[str, EntityKind]]]] = {
    _PERSON: {},
    _ORGANIZATION: {"parent_id": ("parent", _ORGANIZATION)},
    _POST: {"organization_id": ("organization", _ORGANIZATION)},
    _EVENT: {"organization_id": ("organization", _ORGANIZATION), "parent_id": ("part_of", _EVENT)},
}
