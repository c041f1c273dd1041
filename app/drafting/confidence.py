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
abbreviation 23 23
age 25 25
appointed 7 8
appointment 11 11
became-post 3 3
becoming 2 2
birth-date 10 10
birth-place 13 13
by-noun 1 1
counterpart 1 1
daughter 1 1
death-date 2 2
death-place 1 1
dismissal 6 7
election 1 1
founded 6 7
handed-over 1 1
has-been-post 4 4
in-place-of 1 1
is-post 6 6
left-body 2 2
met 5 5
named 11 11
niece-of 1 1
occupation 38 39
opened 2 2
part-of 5 5
party-expelled 3 3
party-expelled_from 1 1
party-joined 9 9
party-left 8 8
party-member-title 6 6
party-member_of 1 1
party-which-expelled_from 1 1
party-which-joined 2 2
party-which-left 1 1
planned-attendance 2 2
planned-meeting 1 2
planned-opening 1 1
planned-visit 6 7
portfolio 2 2
predecessor 4 4
promotion 2 2
quoted-speech 46 46
ran-as 2 2
received 4 4
reports-to 3 3
resignation 7 7
retirement 2 2
said-to-belong 2 2
sent-as 2 2
served-as 6 6
signed 2 3
signed-with 2 2
sister 1 1
spent-as 3 3
spouse 18 18
studied-at 12 14
succeeded 1 1
succeeded-by 5 6
suffered 4 4
swearing_in 3 3
title-before-name 90 90
title-behind-name 27 27
to-be-hosted 1 1
took-oath-as 1 1
took-office-as 1 1
trip-to 1 1
under-investigation 7 7
unnamed-sources-say 5 5
verb-chair 8 8
verb-commander 1 1
verb-director 1 1
verb-head 6 6
verb-leader 6 6
visited 4 4
was-post 20 20
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
