"""Fit the weights of ``app/matching/model.py``: logistic regression by Newton's method, in Python.

Run with ``python -m benchmarks.match_fit`` and copy what it prints. It takes the half of the pairs
that is not held out. Both sources of pairs weigh the same in all.
"""

import math
from collections import Counter
from collections.abc import Sequence
from typing import Final, TypeAlias

from app.matching.features import Features, compare
from app.matching.model import FITTED_NAMES
from benchmarks.match_pairs import Pair, pairs

_ROUNDS: Final = 12
_RIDGE: Final = 2.0  # pairs' worth of doubt about each weight
_INTERCEPT: Final = ""
# A row: its features, its label, its weight in the sum.
Row: TypeAlias = tuple[Features, bool, float]


def main() -> None:
    """Print the weights as Python."""
    weights = fit(rows([each for each in pairs() if not each.is_held_out]))
    print(f"BIAS: Final = {weights.pop(_INTERCEPT):.3f}")
    print("FITTED: Final[dict[str, float]] = {")
    for name in FITTED_NAMES:
        print(f'    "{name}": {weights[name]:.3f},')
    print("}")


def rows(labelled: Sequence[Pair]) -> list[Row]:
    """The features of each pair; the sources are made to weigh the same."""
    counts = Counter(each.source for each in labelled)
    share = {source: len(labelled) / len(counts) / count for source, count in counts.items()}
    return [
        (compare(each.asked, each.candidate)[0] | {_INTERCEPT: 1.0}, each.same, share[each.source])
        for each in labelled
    ]


def fit(told: Sequence[Row]) -> Features:
    """The weights that make the labels likeliest.

    What agrees may not count against, nor what differs for it: a weight that would is held at
    nothing, and the others are fitted anew.
    """
    names = [_INTERCEPT, *FITTED_NAMES]
    while True:
        weights = dict(zip(names, _newton(told, names), strict=True))
        wrong = {name for name, weight in weights.items() if weight * _sign(name) < 0}
        if not wrong:
            return dict.fromkeys(FITTED_NAMES, 0.0) | weights
        names = [name for name in names if name not in wrong]


def _sign(name: str) -> int:
    against = name.endswith(("_differs", "_is_next")) or name == "words_contradicted"
    favouring = name.endswith(("_agrees", "_agree", "_similarity", "_close", "_same"))
    return favouring - against


def _newton(told: Sequence[Row], names: Sequence[str]) -> list[float]:
    place = {name: at for at, name in enumerate(names)}
    sparse = [
        ([(place[name], value) for name, value in features.items() if name in place], same, share)
        for features, same, share in told
    ]
    weights = [0.0] * len(names)
    for _ in range(_ROUNDS):
        gradient = [-_RIDGE * each * (at > 0) for at, each in enumerate(weights)]
        curvature = [[_RIDGE * (at == by) for by in range(len(names))] for at in range(len(names))]
        for values, same, share in sparse:
            likely = 1 / (1 + math.exp(-sum(weights[at] * value for at, value in values)))
            for at, value in values:
                gradient[at] += share * value * (same - likely)
                for by, other in values:
                    curvature[at][by] += share * value * other * likely * (1 - likely)
        steps = solve(curvature, gradient)
        weights = [each + step for each, step in zip(weights, steps, strict=True)]
    return weights


def solve(matrix: list[list[float]], right: list[float]) -> list[float]:
    """The solution of a symmetric, positive system of equations, by elimination."""
    size = len(right)
    table = [[*row, right[at]] for at, row in enumerate(matrix)]
    for at in range(size):
        for below in range(at + 1, size):
            share = table[below][at] / table[at][at]
            table[below] = [b - share * a for a, b in zip(table[at], table[below], strict=True)]
    found = [0.0] * size
    for at in reversed(range(size)):
        known = sum(table[at][by] * found[by] for by in range(at + 1, size))
        found[at] = (table[at][size] - known) / table[at][at]
    return found


if __name__ == "__main__":
    main()
