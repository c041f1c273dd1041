"""What of a record comes in at all: nothing private, and nothing that could not be kept.

Every format gives each record that it reads through ``admitted``, before anything is made of it.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, Final

from app.importers.cleaning import Cleaner
from app.importers.records import Json, Notes, Place
from app.yaml_limits import DEEPEST, TOO_DEEP

# No record of any source is as large, or nested as deep: such a one is broken, or meant to do harm.
LARGEST: Final = 1 << 24
TOO_LARGE: Final = f"larger than {LARGEST >> 20} MB"

# What makes an address, a telephone number or a mail address one of a person's private life.
_PHONES: Final = frozenset({"cell", "cellphone", "cellular", "mobile", "handy", "celular"})
_PRIVATE: Final = _PHONES | {
    *("home", "private", "personal", "residence", "residential", "domicile", "domicilio", "privat"),
}
# What one reaches somebody by: the first within the names of fields, the others alone as well.
_CONTACT: Final = frozenset(
    {
        *("contact", "contacts", "phone", "phones", "telephone", "telephones", "tel", "fax"),
        *("voice", "address", "addresses", "street", "mail", "email", "emails", "offices"),
    }
)
_ALONE: Final = _PHONES | {"homephone", "mobilephone", "homeaddress", "privateemail"}
_NUMBER: Final = frozenset({"number", "no", "nr", "numbers"})
# With one of these it is an office's, or open to all: the Home Office, a personal website, the
# private bags that post offices of many countries keep.
_PUBLIC: Final = frozenset(
    {
        *("office", "department", "ministry", "affairs", "secretary", "assistant", "bag"),
        *("page", "homepage"),
        *("website", "web", "url", "site", "blog", "twitter", "facebook", "instagram", "youtube"),
    }
)
# The fields of a contact detail that tell what kind it is.
_TELLING: Final = ("type", "label", "note", "kind", "classification")
_PLAIN: Final = frozenset({str, float, bool, type(None)})
_MOST_BITS: Final = 2**63
_HUMP: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
_WORD: Final = re.compile(r"[^\W_]+")


def admitted(record: Any, place: Place, notes: Notes) -> Iterator[Any]:
    """The record without private contact details, of which each is noted.

    Nothing, with a note, where it cannot be kept: it is nested beyond measure, or has values for
    which JSON has no word.
    """
    clean = Cleaner(notes, place)
    gate = _Gate()
    try:
        kept = gate.through(record, "", 0, is_contact=False)
    except _UnfitError as error:
        clean.note("unreadable_record", str(error.args[0]), None, f"left out: {error.args[1]}")
        return
    for field in gate.left_out:
        clean.note("private_detail", field, None)
    yield kept


class _UnfitError(Exception):
    """Field, and what is wrong with it."""


class _Gate:
    """Walks through one record. ``left_out``: the fields that are private."""

    def __init__(self) -> None:
        self.left_out: list[str] = []

    def through(self, value: Any, field: str, depth: int, *, is_contact: bool) -> Any:
        """The value, as far as it may come in."""
        if value.__class__ in _PLAIN:
            return value
        if depth > DEEPEST:
            raise _UnfitError(field.partition(".")[0], TOO_DEEP)
        if isinstance(value, dict):
            return self._object(value, field, depth, is_contact=is_contact)
        if isinstance(value, list):
            return self._list(value, field, depth, is_contact=is_contact)
        if isinstance(value, int):
            return value if -_MOST_BITS <= value < _MOST_BITS else str(value)
        raise _UnfitError(field, f"a {type(value).__name__} is nothing that JSON has")

    def _object(self, said: Json, field: str, depth: int, *, is_contact: bool) -> Json:
        kept: Json = {}
        for name, value in said.items():
            is_private, names_contact = _told_by(name, is_contact)
            if is_private and value:
                self.left_out.append(f"{field}.{name}" if field else name)
            elif value.__class__ in _PLAIN:
                kept[name] = value
            else:
                at = f"{field}.{name}" if field else name
                if names_contact and isinstance(value, dict) and _is_private(value):
                    self.left_out.append(at)
                else:
                    kept[name] = self.through(value, at, depth + 1, is_contact=names_contact)
        return kept

    def _list(self, values: list[Any], field: str, depth: int, *, is_contact: bool) -> list[Any]:
        if _PLAIN.issuperset(map(type, values)):
            return values
        kept: list[Any] = []
        for index, value in enumerate(values):
            at = f"{field}[{index}]"
            if is_contact and isinstance(value, dict) and _is_private(value):
                self.left_out.append(at)
            else:
                kept.append(self.through(value, at, depth + 1, is_contact=is_contact))
        return kept


@lru_cache(maxsize=4096)
def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(_HUMP.sub(" ", text).lower()))


@lru_cache(maxsize=4096)
def _told_by(name: str, within_contact: bool) -> tuple[bool, bool]:  # noqa: FBT001 (by place, since it is asked for every field)
    """Whether the name of a field says that it is private (``home_phone``, ``cell number``), and
    whether what stands in it is about how to reach somebody.
    """
    words = _words(name)
    is_contact = within_contact or not _CONTACT.isdisjoint(words)
    if words & _PUBLIC:
        return False, is_contact
    is_alone = bool(words & _ALONE) and words <= _ALONE | _NUMBER
    return is_alone or bool(is_contact and words & _PRIVATE), is_contact


def _is_private(detail: Mapping[str, Any]) -> bool:
    """Whether a contact detail says so itself. A place may be called Mobile: no address is one."""
    if isinstance(kind := detail.get("type"), str) and _words(kind) & _PHONES:
        return True
    told = (detail.get(name) for name in _TELLING)
    words = frozenset[str]().union(*(_words(each) for each in told if isinstance(each, str)))
    private = _PRIVATE - _PHONES if "address" in words else _PRIVATE
    return bool(words & private) and not words & _PUBLIC
