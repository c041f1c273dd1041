"""The fact of a proposal as a form, and back: one field for each word of a dossier's part."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any, Final

from app.vocabulary import (
    NAME_KINDS,
    NAME_PARTS,
    PROPERTIES,
    STATEMENT_KINDS,
    Certainty,
    EntityKind,
    Rank,
    Stance,
    ValueType,
    Voice,
    properties_of,
)

Json = Mapping[str, Any]
Problem = tuple[tuple[str, ...], str]  # where in the proposal, and what is wrong there
_MOST_QUOTES: Final = 20
_PLACE: Final = re.compile("[0-9]{1,9}")
_QUOTE: Final = re.compile(r"cite\.(\d{1,2})\.(\w+)")


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the form. ``default``: what it means where it is left as it is.

    ``options`` make it a choice; ``rows`` more than one make it a text of several lines.
    """

    name: str
    label: str
    hint: str = ""
    options: tuple[str, ...] = ()
    default: str = ""
    rows: int = 1
    value: str = ""
    problem: str = ""

    @property
    def key(self) -> str:
        """The id of its element."""
        return f"field-{self.name.replace('.', '-')}"


@dataclass(frozen=True, slots=True)
class Form:
    """The fields, by groups; ``problems``: what is wrong with none of them alone."""

    groups: list[tuple[str, list[Field]]]
    quotes: list[list[Field]]
    problems: list[str]

    def wrong(self) -> list[Field]:
        """The fields that have a problem."""
        listed = [each for _, fields in self.groups for each in fields]
        return [each for each in [*listed, *chain(*self.quotes)] if each.problem]


def _words(*names: str) -> tuple[Field, ...]:
    return tuple(Field(name, name.replace("_", " ").capitalize()) for name in names)


_ID_HINT: Final = "The id of an entity, as its address has it."
_IDS: Final = tuple(
    replace(each, hint=_ID_HINT) for each in _words("post", "organization", "on_behalf_of")
)
_NAME: Final = (
    Field("value", "Name"),
    Field("kind", "Kind", options=tuple(NAME_KINDS), default="name"),
    Field("lang", "Language", "A tag such as en, zh-Hant."),
)
_PARTS: Final = {
    "name": _NAME,
    "other_names": _NAME,
    "identifiers": _words("scheme", "value"),
    "links": (Field("url", "Address"), Field("kind", "Kind", default="website")),
    "memberships": (*_IDS, *_words("role", "label")),
    "events": (Field("event", "Event", _ID_HINT), *_words("role")),
    "statements": (Field("kind", "Kind", options=tuple(STATEMENT_KINDS)),),
}
_OF_FACTS: Final = (
    Field("property", "Property"),
    Field("value", "Value", rows=2),
    Field("value.written", "In the article's words", "Such as 12 June 1970."),
    Field("value.date", "As a date", "Such as 1970-06-12."),
    Field("object", "Entity", _ID_HINT),
)
_DATES: Final = (
    Field("start_date.written", "From, in the article's words", "Such as June last year."),
    Field("start_date.date", "From, as a date", "Such as 2022-06; needed where words do not say."),
    Field("end_date.written", "Until, in the article's words"),
    Field("end_date.date", "Until, as a date"),
)
_QUOTE_FIELDS: Final = (
    Field("exact", "The words, verbatim", rows=3),
    Field("start", "Position in the text", "Needed where the words stand more than once."),
    Field("prefix", "The words right before"),
    Field("suffix", "The words right behind"),
    Field("stance", "Stance", options=tuple(Stance), default=Stance.SUPPORTS),
    Field("voice", "Who speaks", options=tuple(Voice), default=Voice.ARTICLE),
    Field("attribution", "Whose view it is", "Such as according to analysts."),
)
_STANDING: Final = (
    Field("rank", "Rank", options=tuple(Rank), default=Rank.NORMAL),
    Field("rank_reason", "Why that rank"),
    Field("note", "Note", "A remark of yours, kept with the fact.", rows=2),
)


def edit_form(proposal: Json, typed: Mapping[str, str] | None, problems: Sequence[Problem]) -> Form:
    """The form of a proposal, filled with what was ``typed``, else with what it says.

    ``problems``: what is wrong with what was typed.
    """
    ((section, part),) = proposal["part"].items()
    values = typed if typed is not None else _flat(part)
    groups = [("What it says", [*_said(section, part, EntityKind(proposal["subject_kind"]))])]
    if section != "statements":
        groups.append(("When", [*_DATES]))
    groups.append(("How sure it is", [_certainty(section), *_STANDING]))
    numbers = sorted({int(found[1]) for name in values if (found := _QUOTE.fullmatch(name))})
    free = numbers[-1] + 1 if numbers else 0
    quotes = [_quote(number) for number in (*numbers[:_MOST_QUOTES], free)]
    shown = [*chain(*(fields for _, fields in groups)), *chain(*quotes)]
    placed = _placed(section, values, [each.name for each in shown], problems)

    def filled(fields: Iterable[Field]) -> list[Field]:
        return [_filled(each, values, placed) for each in fields]

    return Form(
        [(title, filled(fields)) for title, fields in groups],
        [filled(fields) for fields in quotes],
        placed[""],
    )


def part_of(section: str, form: Mapping[str, str]) -> dict[str, Any]:
    """What a form says, as the part of a dossier; fields that were left empty say nothing."""
    told: dict[str, Any] = {}
    for field in _fields(section):
        value = form.get(field.name, "").strip()
        if value and value != field.default:
            outer, _, inner = field.name.partition(".")
            before = told.get(outer)
            beside = before if isinstance(before, dict) else {}
            told[outer] = {**beside, inner: value} if inner else value
    quotes = [_quoted(form, number) for number in range(_MOST_QUOTES + 1)]
    if given := [each for each in quotes if each]:
        told["cite"] = given
    return {section: told}


def _placed(
    section: str, form: Mapping[str, str], names: Sequence[str], problems: Sequence[Problem]
) -> dict[str, Any]:
    """Problems by the fields shown that they are about, and under ``""`` the others."""
    told: dict[str, Any] = {"": []}
    quotes = [number for number in range(_MOST_QUOTES + 1) if _quoted(form, number)]
    for place, message in problems:
        if any(other[: len(place)] == place != other for other, _ in problems if place):
            continue  # another one says more exactly where
        own = place[:2] == ("part", section)
        name = _renumbered(".".join(place[2:]), quotes) if own else ""
        known = [each for each in names if name and _is_of(each, name)]
        if known:
            told.setdefault(known[0], message)
        else:
            told[""].append(f"{place[-1]}: {message}" if place else message)
    return told


def _is_of(field: str, place: str) -> bool:
    return field == place or field.startswith(f"{place}.") or place.startswith(f"{field}.")


def _renumbered(name: str, shown: Sequence[int]) -> str:
    """Quotes that were left empty are not among those that were checked."""
    outer, _, rest = name.partition(".")
    number, _, inner = rest.partition(".")
    if outer != "cite":
        return name
    if not number.isdigit() or int(number) >= len(shown):
        return "cite.0"
    return ".".join(filter(None, ("cite", str(shown[int(number)]), inner)))


def _filled(field: Field, values: Mapping[str, str], problems: Json) -> Field:
    value = values.get(field.name, "")
    return replace(field, value=value or field.default, problem=problems.get(field.name, ""))


def _said(section: str, part: Json, kind: EntityKind) -> Iterator[Field]:
    if section == "facts":
        yield from _of_fact(part, kind)
        return
    yield from _PARTS[section]
    if section in ("name", "other_names") and kind is EntityKind.PERSON:
        yield from _words(*NAME_PARTS)


def _of_fact(part: Json, kind: EntityKind) -> Iterator[Field]:
    property_, value, written, date, object_ = _OF_FACTS
    yield replace(property_, options=tuple(properties_of(kind)))
    if _is_dated(part):
        yield from (written, date)
    else:
        yield object_ if "object" in part else value


def _is_dated(part: Json) -> bool:
    known = PROPERTIES.get(part.get("property", ""))
    return known is not None and known.value is ValueType.DATE


def _certainty(section: str) -> Field:
    usual = Certainty.REPORTED if section == "statements" else Certainty.ASSERTED
    hint = "What the source itself commits to."
    return Field("certainty", "Certainty", hint, options=tuple(Certainty), default=usual)


def _quote(number: int) -> list[Field]:
    return [replace(each, name=f"cite.{number}.{each.name}") for each in _QUOTE_FIELDS]


def _fields(section: str) -> list[Field]:
    """All fields that a form of this section may have, but for those of quotes."""
    more = _words(*NAME_PARTS) if section in ("name", "other_names") else ()
    own = (*_PARTS.get(section, ()), *more, *(_OF_FACTS if section == "facts" else ()))
    dates = () if section == "statements" else _DATES
    return [*own, *dates, _certainty(section), *_STANDING]


def _quoted(form: Mapping[str, str], number: int) -> dict[str, Any]:
    """One quote of a form; nothing where it has no words."""
    given = {each.name.rpartition(".")[2]: form.get(each.name, "") for each in _quote(number)}
    if not given["exact"]:
        return {}
    usual = {each.name: each.default for each in _QUOTE_FIELDS}
    told: dict[str, Any] = {
        name: value for name, value in given.items() if value and value != usual[name]
    }
    start = given["start"].strip()
    return told | ({"start": int(start)} if _PLACE.fullmatch(start) else {})


def _flat(part: Json) -> dict[str, str]:
    """The values of a part by the names of fields."""
    told: dict[str, str] = {}
    dates = {"start_date", "end_date", *(["value"] if _is_dated(part) else [])}
    for name, value in part.items():
        if name == "cite":
            for number, quote in enumerate(value):
                told |= {f"cite.{number}.{key}": str(each) for key, each in quote.items()}
        elif isinstance(value, Mapping):
            told |= {f"{name}.{key}": str(each) for key, each in value.items()}
        else:
            told[f"{name}.date" if name in dates else name] = str(value)
    return told
