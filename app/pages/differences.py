"""What differs between two readings of a fact, field by field and in words."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from app.pages.telling import value_words
from app.pages.words import date_words, language_words, property_words
from app.vocabulary import NAME_PARTS

Json = Mapping[str, Any]
NOTHING: Final = "nothing"


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """A field that reads otherwise: its name and both readings, in words."""

    name: str
    before: str
    after: str


def differences(before: Json, after: Json) -> list[FieldDifference]:
    """The fields in which two readings differ; both as the API has them.

    Bounds and ids, which follow from fields beside them, are not told again.
    """
    return list(_differing(before, after))


def _differing(before: Json, after: Json) -> Iterator[FieldDifference]:
    for name, in_words in _FIELDS.items():
        old, new = before.get(name), after.get(name)
        if old == new:
            continue
        told = FieldDifference(_NAMES.get(name, property_words(name)), in_words(old), in_words(new))
        if told.before != told.after:
            yield told
    gone, fresh = _quotes_apart(before["citations"], after["citations"])
    if gone or fresh:
        yield FieldDifference("quotes", gone or "none taken back", fresh or "none added")


def _quotes_apart(before: Sequence[Json], after: Sequence[Json]) -> tuple[str, str]:
    """The quotes that only one reading has, of each."""
    gone = [each for each in before if each not in after]
    fresh = [each for each in after if each not in before]
    return _quotes(gone), _quotes(fresh)


def _quotes(citations: Sequence[Json]) -> str:
    return "; ".join(_quote(each) for each in citations)


def _quote(citation: Json) -> str:
    stance = "" if citation["stance"] == "supports" else f" ({citation['stance']})"
    return f"“{citation['exact']}”{stance}"


def _plain(value: Any) -> str:
    return value_words(value) or NOTHING


def _date(value: Any) -> str:
    return date_words(value) or NOTHING


def _name(value: Any) -> str:
    return value["name"] if value else NOTHING


_NAMES: Final = {
    "subject": "about",
    "lang": "language",
    "object": "leads to",
    "value_written": "in the source's words",
    "start_date": "start",
    "start_date_written": "start in the source's words",
    "end_date": "end",
    "end_date_written": "end in the source's words",
    "rank_reason": "reason of the rank",
    "on_behalf_of": "on behalf of",
}
_FIELDS: Final[dict[str, Callable[[Any], str]]] = {
    "subject": _name,
    "property": lambda name: property_words(name or NOTHING),
    "value": _plain,
    "value_written": _plain,
    "lang": lambda tag: language_words(tag) or NOTHING,
    **dict.fromkeys(NAME_PARTS, _plain),
    "object": _name,
    "event": _name,
    "post": _name,
    "organization": _name,
    "on_behalf_of": _name,
    "label": _plain,
    "role": _plain,
    "area": _plain,
    "start_date": _date,
    "start_date_written": _plain,
    "end_date": _date,
    "end_date_written": _plain,
    "rank": _plain,
    "rank_reason": _plain,
    "certainty": _plain,
    "note": _plain,
    "dataset": _plain,
}
