"""Data extension: the values of properties of many entities at once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

import orjson
from sqlalchemy.orm import Session

from app.queries.match import present_documents, survivors
from app.reconciling.properties import Json, ReconProperty, Value

# How the values of a property may be wanted, as the manifest offers it.
SETTINGS: Final[list[Json]] = [
    {
        "type": "number",
        "name": "limit",
        "label": "Limit",
        "default": 0,
        "help_text": "At most so many values of each entity; 0 for all",
    },
    {
        "type": "checkbox",
        "name": "current",
        "label": "Current only",
        "default": False,
        "help_text": "Of posts and organizations: only those that no source says to be over",
    },
    {
        "type": "select",
        "name": "content",
        "label": "Content",
        "default": "entity",
        "help_text": "Entities as such, or as plain text",
        "choices": [
            {"value": "entity", "name": "Entities"},
            {"value": "id", "name": "Their ids"},
            {"value": "name", "name": "Their names"},
        ],
    },
]
_NAMES: Final = ("limit", "current", "content")
_CONTENTS: Final = ("entity", "id", "name")
_SWITCH: Final = {"true": True, "on": True, "false": False, "off": False, "": False}
_MOST: Final = 1000


class SettingError(ValueError):
    """A setting that is not known, or whose value is not right; the message says what would be."""

    def __init__(self, name: str, message: str) -> None:
        """``name``: of the setting."""
        super().__init__(message)
        self.name = name


@dataclass(frozen=True, slots=True)
class Settings:
    """How the values of one property are wanted."""

    limit: int = 0
    current: bool = False
    content: str = "entity"

    @classmethod
    def read(cls, given: Mapping[str, Any]) -> "Settings":
        """The settings as clients send them, numbers and switches as text, too.

        Raises SettingError.
        """
        for name in given:
            if name not in _NAMES:
                raise SettingError(name, f"there is no such setting: known are {', '.join(_NAMES)}")
        return cls(
            _limit(given.get("limit", 0)),
            _current(given.get("current", False)),
            _content(given.get("content", "entity")),
        )


def _limit(value: Any) -> int:
    text = str(value).strip() or "0"
    try:
        number = int(float(text))
    except (ValueError, OverflowError):
        number = -1
    if not 0 <= number <= _MOST:
        raise SettingError("limit", f"give a number from 0 (all) to {_MOST}")
    return number


def _current(value: Any) -> bool:
    found = _SWITCH.get(str(value).lower())
    if found is None:
        raise SettingError("current", "give true or false")
    return found


def _content(value: Any) -> str:
    if value not in _CONTENTS:
        raise SettingError("content", f"give one of {', '.join(_CONTENTS)}")
    return str(value)


Wanted = Sequence[tuple[ReconProperty, Settings]]


def extend(session: Session, entity_ids: Sequence[str], wanted: Wanted) -> dict[str, Json]:
    """The values of each property of each entity, by the id as it was asked for.

    A merged entity has its survivor's; one that is not there, or was withdrawn, has none.
    """
    leads = survivors(session, entity_ids)
    rows = present_documents(session, set(leads.values()))
    documents = {each: orjson.loads(str(row.body)) for each, row in rows.items()}
    return {each: _row(documents.get(leads.get(each, each)), wanted) for each in entity_ids}


def _row(document: Json | None, wanted: Wanted) -> Json:
    return {known.id: _values(known, settings, document) for known, settings in wanted}


def _values(known: ReconProperty, settings: Settings, document: Json | None) -> list[Value]:
    if document is None:
        return []
    found = _unique(known.values(document, current=settings.current))
    shown = list(islice(found, settings.limit or None))
    if settings.content == "entity":
        return shown
    return [{"str": each[settings.content]} if "id" in each else each for each in shown]


def _unique(values: Iterable[Value]) -> Iterable[Value]:
    return {orjson.dumps(each): each for each in values}.values()
