"""Dossiers as YAML that a curator likes to read and edit.

Parts stand in the order of ``docs/curating.md``, quotes and dates in their shortest form, long
quotes folded. What is written always reads back as the same dossier.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import yaml

from app.loading.dossier import Dossier
from app.loading.problems import DossierError
from app.loading.yaml_file import read_yaml

_WIDTH: Final = 96
_FOLDED: Final = 88  # characters from which a text is folded
_SPACED: Final = ("people", "organizations", "posts", "events")
_FIRST: Final = ("id", "file")
# What every fact may carry stands behind what it says, and what belongs to an entity behind that.
_LAST: Final = (
    *("start_date", "end_date", "certainty", "rank", "rank_reason", "note", "stance", "voice"),
    *("attribution", "cite", "draft", "other_names", "facts", "identifiers", "links"),
    *("memberships", "events"),
)
# Of these YAML makes dates or numbers, if not this reader.
_PLAIN: Final = frozenset(
    {"dossier", "date", "start_date", "end_date", "publication_date", "reviewed", "drafted_at"}
)


# Ends of lines to YAML, but not to us: only between double quotes does it write them as they are.
_BREAKS: Final = ("\x85", "\u2028", "\u2029")


class _Plain(str):
    """A text that needs no quotes, whatever else YAML takes it for: a date."""

    __slots__ = ()


class _Folded(str):
    """A text that may be written on several lines."""

    __slots__ = ()


class _Dumper(yaml.SafeDumper):
    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002 (the base class's)
        """Lists stand further in than what they are of."""
        super().increase_indent(flow, indentless=False)

    def represent_scalar(self, tag: str, value: Any, style: str | None = None) -> yaml.ScalarNode:
        """A text with an odd end of a line in it is written with escapes."""
        is_odd = isinstance(value, str) and any(each in value for each in _BREAKS)
        return super().represent_scalar(tag, value, '"' if is_odd else style)

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 (the base class's)
        """What stands twice is written twice."""
        return True


def _plain(dumper: _Dumper, text: _Plain) -> yaml.Node:
    tag = dumper.resolve(yaml.ScalarNode, text, (True, False))  # type: ignore[no-untyped-call] # pyyaml's
    return dumper.represent_scalar(tag, str(text))


def _folded(dumper: _Dumper, text: _Folded) -> yaml.Node:
    return dumper.represent_scalar("tag:yaml.org,2002:str", str(text), style=">")


_Dumper.add_representer(_Plain, _plain)
_Dumper.add_representer(_Folded, _folded)


def yaml_text(dossier: Dossier, comments: Sequence[str] = ()) -> str:
    """The dossier as YAML, with lines of comment above it."""
    told = dossier.model_dump(mode="json", exclude_defaults=True)
    plain = {name: _shortened(value, name) for name, value in told.items()}
    head = "".join(f"# {line}\n" for line in comments)
    text = head + _written(plain, fold=True)
    return text if _reads_as(text, dossier) else head + _written(plain, fold=False)


def _reads_as(text: str, dossier: Dossier) -> bool:
    try:
        return Dossier.model_validate(read_yaml(Path(), text).content) == dossier
    except (DossierError, ValueError):
        return False


def _written(plain: dict[str, Any], *, fold: bool) -> str:
    parts = _folding(plain) if fold else plain
    singles = {name: value for name, value in parts.items() if not isinstance(value, list | dict)}
    sections = [_dump(singles)]
    sections += [
        "\n" + section
        for name, value in parts.items()
        if name not in singles
        for section in _section(name, value)
    ]
    return "".join(sections)


def _section(name: str, value: Any) -> Iterator[str]:
    """A part of the dossier, with an empty line between the members of a list."""
    if name not in _SPACED:
        yield _dump({name: value})
        return
    first, *others = value
    yield _dump({name: [first]})
    for each in others:
        yield _dump({name: [each]}).partition("\n")[2]


def _dump(value: Any) -> str:
    return yaml.dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=_WIDTH)


def _shortened(value: Any, name: str = "") -> Any:
    """Quotes as their words alone, dates without what goes without saying."""
    if isinstance(value, list):
        shortened = [_shortened(each, name) for each in value]
        return shortened[0] if name == "cite" and len(shortened) == 1 else shortened
    if not isinstance(value, Mapping):
        return _Plain(value) if name in _PLAIN and isinstance(value, str) else value
    keys = sorted(value, key=_place)
    short = {key: _shortened(value[key], key) for key in keys}
    if short.keys() == {"exact"} or (short.keys() == {"date"} and name != "value"):
        return next(iter(short.values()))
    return short


def _place(key: str) -> int:
    if key in _FIRST:
        return _FIRST.index(key) - len(_FIRST)
    return _LAST.index(key) + 1 if key in _LAST else 0


def _folding(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _folding(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_folding(each) for each in value]
    if isinstance(value, str) and len(value) > _FOLDED and " ".join(value.split()) == value:
        return _Folded(value)
    return value
