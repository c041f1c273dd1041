"""The score: how likely it is that the two are the same, from features by a logistic model.

The weights of what names, dates, gender, country and organizations say were fitted by
``benchmarks/match_fit.py`` on labelled pairs of names and attributes of people, those of half of
the people; ``make bench-match`` measures them on the other half. docs/decisions/0012 tells how the
pairs came about. Those under ``_SET_BY_HAND`` have no labelled pairs: see there.
"""

import math
from collections.abc import Sequence
from typing import Final

from app.matching.features import Features

# Log odds where nothing is known.
BIAS: Final = -6.785
FITTED: Final[dict[str, float]] = {
    "name_similarity": 5.057,
    "name_close": 4.798,
    "weakest_word_agrees": 0.438,
    "words_missing": 0.118,
    "words_contradicted": -0.952,
    "initials": 0.018,
    "letters_agree": 2.674,
    "across_scripts": 2.194,
    "family_name_agrees": 0.936,
    "family_name_differs": -3.147,
    "birth_date_agrees": 4.349,
    "birth_year_agrees": 2.913,
    "birth_day_differs": -0.859,
    "birth_year_is_next": -0.822,
    "birth_year_differs": -3.918,
    "gender_agrees": 0.260,
    "gender_differs": -1.125,
    "country_agrees": 0.246,
    "country_differs": -1.944,
    "organization_agrees": 0.787,
    "organization_differs": -1.118,
}
FITTED_NAMES: Final = tuple(FITTED)
_SET_BY_HAND: Final[dict[str, float]] = {
    # An identifier is given out once: what shares one is the same but for a mistake of the source.
    "identifier_agrees": 12.0,
    "identifier_differs": -6.0,
    # No pair holds posts: a post says what a party says, and one that is not known speaks little.
    "post_agrees": 1.5,
    "post_differs": -0.5,
    # Of another type than the one preferred (type_strict=should).
    "type_differs": -2.0,
    "properties_agree": 1.0,
    "properties_differ": -0.5,
    # Who gives the id of an entity means it.
    "id_given": 20.0,
}
WEIGHTS: Final = FITTED | _SET_BY_HAND
# Of all entities at most one is meant. How much the others that may be are held against each one:
# 0 not at all, 1 as if each were known to be somebody else. Some are the same, not merged yet.
RIVALRY: Final = 0.75


def log_odds(features: Features) -> float:
    """The log odds of a pair with these features, seen for itself."""
    return BIAS + sum(effect(name, value) for name, value in features.items())


def effect(name: str, value: float) -> float:
    """What a feature adds to the log odds; one that is only told adds nothing."""
    return WEIGHTS.get(name, 0.0) * value


def probabilities(odds: Sequence[float]) -> list[float]:
    """The scores of all candidates for one description, from their log odds."""
    likelihoods = [math.exp(min(each, 30.0)) for each in odds]
    total = sum(likelihoods)
    return [each / (1 + each + RIVALRY * (total - each)) for each in likelihoods]
