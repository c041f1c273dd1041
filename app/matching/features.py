"""Features: what of a description and an entity agrees, and what speaks against it.

Each is a number, mostly 0 or 1; what is not known of one of the two has no feature at all, so that
silence counts neither for nor against.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, TypeAlias

from rapidfuzz.fuzz import token_sort_ratio

from app.dates import PartialDate
from app.matching.countries import agree
from app.matching.description import Description
from app.matching.names import Alignment, best_alignment
from app.search.keys import fold
from app.search.scoring import similarity

Features: TypeAlias = dict[str, float]
_SAME_WORDING: Final = 85  # of 100: how alike two names of posts or organizations have to be
_SAME_FAMILY: Final = 0.85  # how alike two family names have to be, and how unlike
_OTHER_FAMILY: Final = 0.5
_MANY_LETTERS: Final = 24
_MOST_COUNTED: Final = 3  # words; a fourth says no more


def compare(
    asked: Description, candidate: Description, hint: str | None = None
) -> tuple[Features, Alignment | None]:
    """The features of the two, and the pair of names that they rest on.

    ``hint``: the name of the candidate by which it was found.
    """
    aligned = best_alignment(asked.names, candidate.names, hint)
    named = _of_names(aligned) if aligned else {}
    told = (
        *_family_names(asked, candidate),
        *_beginnings(asked.began, candidate.began),
        *_ends(asked.ended, candidate.ended),
        *_either("gender", asked.genders, candidate.genders, str.__eq__),
        *_countries(asked.countries, candidate.countries),
        *_either("post", asked.posts, candidate.posts, same_wording),
        *_either("organization", asked.organizations, candidate.organizations, same_wording),
        *_identifiers(asked, candidate),
    )
    return named | dict.fromkeys(told, 1.0), aligned


def _of_names(aligned: Alignment) -> Features:
    told = {
        "name_similarity": aligned.similarity,
        "name_close": max(0.0, aligned.similarity - 0.8) * 5,
        "weakest_word_agrees": aligned.weakest,
        "words_missing": float(min(aligned.missing, _MOST_COUNTED)),
        "words_contradicted": float(min(aligned.contradicted, _MOST_COUNTED)),
        "initials": float(min(aligned.initials, _MOST_COUNTED)),
        "letters_agree": min(aligned.letters, _MANY_LETTERS) / _MANY_LETTERS,
    }
    if aligned.across_scripts:
        told["across_scripts"] = 1.0
    return {name: round(value, 4) for name, value in told.items() if value}


def _family_names(asked: Description, candidate: Description) -> Iterator[str]:
    """Whether the family names agree; what is only somewhat alike may be another spelling."""
    pairs = [(one, other) for one in asked.family_names for other in candidate.family_names]
    if pairs:
        alike = max(similarity(*pair) for pair in pairs)
        if alike >= _SAME_FAMILY:
            yield "family_name_agrees"
        elif alike < _OTHER_FAMILY:
            yield "family_name_differs"


def _beginnings(asked: Sequence[PartialDate], known: Sequence[PartialDate]) -> Iterator[str]:
    """Dates of birth: the same day, the same year, or how far apart."""
    compared = [_dates(one, other) for one in asked for other in known]
    found = next((each for each in _BEST_FIRST if each in compared), None)
    if found:
        yield f"birth_{found}"


def _ends(asked: Sequence[PartialDate], known: Sequence[PartialDate]) -> Iterator[str]:
    compared = [_dates(one, other) for one in asked for other in known]
    if compared:
        agrees = any(each in ("date_agrees", "year_agrees") for each in compared)
        yield "death_agrees" if agrees else "death_differs"


_BEST_FIRST: Final = (
    "date_agrees",
    "year_agrees",
    "day_differs",
    "year_is_next",
    "year_differs",
)


def _dates(one: PartialDate, other: PartialDate) -> str:
    if one.is_exact and one.first_day == other.first_day and other.is_exact:
        return "date_agrees"
    if one.first_day <= other.last_day and other.first_day <= one.last_day:
        return "year_agrees"
    years = (
        other.first_day.year - one.last_day.year
        if other.first_day > one.last_day
        else one.first_day.year - other.last_day.year
    )
    if years == 0:
        return "day_differs"
    return "year_is_next" if years == 1 else "year_differs"


def _either(
    what: str,
    asked: Sequence[str],
    known: Sequence[str],
    same: Callable[[str, str], bool],
) -> Iterator[str]:
    if asked and known:
        agrees = any(same(one, other) for one in asked for other in known)
        yield f"{what}_agrees" if agrees else f"{what}_differs"


def _countries(asked: Iterable[str], known: Sequence[str]) -> Iterator[str]:
    verdicts = [agree(one, other) for one in asked for other in known]
    if True in verdicts:
        yield "country_agrees"
    elif verdicts and None not in verdicts:
        yield "country_differs"


def same_wording(one: str, other: str) -> bool:
    """Whether two texts say the same in about the same words, in any order."""
    return one == other or token_sort_ratio(fold(one), fold(other)) >= _SAME_WORDING


def _identifiers(asked: Description, candidate: Description) -> Iterator[str]:
    """One in common is enough; else one scheme in which all values differ speaks against it."""
    given, known = (_without_case(each.identifiers) for each in (asked, candidate))
    if given & known:
        yield "identifier_agrees"
    elif {scheme for scheme, _ in given} & {scheme for scheme, _ in known}:
        yield "identifier_differs"


def _without_case(identifiers: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    return {(scheme.lower(), value.lower()) for scheme, value in identifiers}
