"""What a person is called: the name shown, and the others by what they are."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

Json = Mapping[str, Any]
_MOST: Final = 6  # names that stand in the head of a page
_LEADS: Final = {
    "former_name": "Formerly",
    "birth_name": "Born",
    "transliteration": "Written",
    "alias": "Also",
}


@dataclass(frozen=True, slots=True)
class Names:
    """The names of a person.

    ``lang`` of the name shown; ``scripts``: full names beside it; ``told``: the others with the
    word that leads them in; ``more``: how many are left out here; ``facts``: all, each once.
    """

    lang: str | None
    scripts: list[Json]
    told: list[tuple[str, list[Json]]]
    more: int
    facts: list[Json]
    initials: str


def names_of(document: Json) -> Names:
    """Read the names of a document."""
    shown = document["display_name"]
    own = [each for each in document["facts"] if each["kind"] == "name"]
    facts = [*own, *document["other_names"]]
    others = _once(each for each in facts if each["value"] != shown)
    scripts = [each for each in others if each["property"] == "name"][:_MOST]
    told = [
        (lead, [each for each in others if each["property"] == kind][:_MOST])
        for kind, lead in _LEADS.items()
    ]
    told = [(lead, names) for lead, names in told if names]
    listed = len(scripts) + sum(len(names) for _, names in told)
    lang = next((each["lang"] for each in facts if each["value"] == shown and each["lang"]), None)
    return Names(lang, scripts, told, len(others) - listed, facts, _initials(shown))


def _once(facts: Any) -> list[Json]:
    return list({each["value"]: each for each in facts}.values())


def _initials(name: str) -> str:
    words = name.split()
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")) if words else ""
