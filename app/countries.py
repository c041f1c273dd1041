"""Countries by their codes: ``countries.tsv`` has the two- and three-letter codes of ISO 3166-1.

Beside them stand the short name and the demonyms in English.
"""

from pathlib import Path
from typing import Final

_FILE: Final = Path(__file__).with_suffix(".tsv")


def read_countries() -> list[tuple[str, str, list[str]]]:
    """Each country's two codes and its names, the short name first."""
    lines = _FILE.read_text(encoding="utf-8").splitlines()
    return [
        (code, longer, names.split("|"))
        for code, longer, names in (line.split("\t") for line in lines)
    ]


_NAMES: Final = {code: names[0] for code, _, names in read_countries()}
_CODES: Final = {
    each.casefold(): code for code, longer, names in read_countries() for each in (longer, *names)
}


def country_name(code: str) -> str | None:
    """The short name of a country by its two letters; None of any other."""
    return _NAMES.get(code.lower())


def country_code(word: str) -> str | None:
    """The two letters of a country by its code, name or demonym; None of any other."""
    known = word.strip().casefold().removeprefix("the ")
    return known if known in _NAMES else _CODES.get(known)
