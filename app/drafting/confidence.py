"""How far each rule is to be trusted: how often it was right on articles with gold claims.

The counts are measured, not judged; ``python -m benchmarks.draft --articles FOLDER … --rules``
prints them anew. A rule seen seldom is drawn towards what rules reach on articles that none of
them was written on, so that two right claims of two do not make it sure.
"""

from typing import Final

# What rules reach at first sight, and how many claims that counts for.
_PRIOR: Final = 0.86
_WEIGHT: Final = 8

# Rule, how many of its claims were right, how many it proposed.
_MEASURED: Final = """
abbreviation 17 17
age 19 19
appointed 6 7
appointment 8 8
became-post 3 3
becoming 2 2
birth-date 8 8
birth-place 9 9
by-noun 1 1
counterpart 1 1
daughter 1 1
death-date 2 2
death-place 1 1
dismissal 4 5
election 1 1
founded 3 4
handed-over 1 1
has-been-post 3 3
in-place-of 1 1
is-post 2 2
left-body 2 2
met 1 2
named 9 9
niece-of 1 1
occupation 29 30
opened 2 2
part-of 4 4
party-expelled 2 2
party-expelled_from 1 1
party-joined 6 6
party-left 7 7
party-member-title 3 3
party-which-joined 1 1
party-which-left 1 1
planned-attendance 1 1
planned-meeting 1 2
planned-visit 3 4
portfolio 2 2
predecessor 2 2
promotion 2 2
quoted-speech 35 35
ran-as 2 2
received 3 3
reports-to 2 2
resignation 5 5
retirement 2 2
said-to-belong 2 2
sent-as 2 2
served-as 6 6
signed 1 2
signed-with 2 2
sister 1 1
spent-as 2 2
spouse 13 13
studied-at 8 9
succeeded 1 1
succeeded-by 4 5
suffered 3 3
swearing_in 2 2
title-before-name 62 62
title-behind-name 20 20
to-be-hosted 1 1
took-office-as 1 1
trip-to 1 1
under-investigation 3 3
unnamed-sources-say 5 5
verb-chair 6 6
verb-commander 1 1
verb-head 4 4
verb-leader 6 6
visited 2 2
was-post 14 14
withdrew 2 2
"""


def _counts() -> dict[str, tuple[int, int]]:
    lines = (line.split() for line in _MEASURED.strip().splitlines())
    return {rule: (int(right), int(proposed)) for rule, right, proposed in lines}


_COUNTS: Final = _counts()


def confidence_of(rule: str) -> float:
    """How probably a claim of this rule is right, from 0 to 1."""
    right, proposed = _COUNTS.get(rule, (0, 0))
    return round((right + _PRIOR * _WEIGHT) / (proposed + _WEIGHT), 3)
