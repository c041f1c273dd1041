"""Countries as people write them: codes, names and demonyms, told apart by one code.

What ``app.countries`` does not know is compared by its letters.
"""

from typing import Final

from app.countries import read_countries
from app.search.keys import fold, words

_SAME_STEM: Final = 5  # letters that a country and its demonym begin with alike: Kessari(a, an)


def _read() -> dict[str, str]:
    codes: dict[str, str] = {}
    for code, longer, names in read_countries():
        codes |= {_key(each): code for each in (code, longer, *names)}
    return codes


def _key(text: str) -> str:
    return " ".join(word for word in words(text) if word != "the")


_CODES: Final = _read()


def agree(one: str, other: str) -> bool | None:
    """Whether two ways to write a country or nationality mean the same; None where it is unclear.

    It is where only one of the two is a known country: nobody says what the other one is.
    """
    known, known_too = _CODES.get(_key(one)), _CODES.get(_key(other))
    if known and known_too:
        return known == known_too
    if known or known_too:
        return None
    stems = fold(one)[:_SAME_STEM], fold(other)[:_SAME_STEM]
    return (stems[0] == stems[1] and len(stems[0]) == _SAME_STEM) or fold(one) == fold(other)
