"""Fit the weights of ``app/matching/model.py``: logistic regression by Newton's method, in Python.

Run with ``python -m benchmarks.match_fit`` and copy what it prints. It takes the half of the pairs
that is not held out. Both sources of pairs weigh the same in all.
"""

import hashlib
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Final, TypeAlias

from app.matching.features import Features, compare
from app.matching.model import FITTED_NAMES, probabilities
from benchmarks.match_pairs import Pair, pairs

_ROUNDS: Final = 12
_RIDGE: Final = 2.0  # pairs' worth of doubt about each weight
_INTERCEPT: Final = ""
_STRETCHES: Final = (0.8, 0.9, 1.0, 1.1, 1.2, 1.3)
_SHIFTS: Final = (-0.5, 0.0, 0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0)
_NEVER: Final = 1e-9
# A row: its features, its label, its weight in the sum.
Row: TypeAlias = tuple[Features, bool, float]


def main() -> None:
    """Print the weights as Python."""
    labelled = [each for each in pairs() if not each.is_held_out]
    told = rows(labelled)
    weights = calibrated(labelled, told, fit(told))
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
    against = name.endswith(("_differs", "_differ", "_is_next", "_contradicted"))
    favouring = name.endswith(("_agrees", "_agree", "_similarity", "_close"))
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


def calibrated(labelled: Sequence[Pair], told: Sequence[Row], weights: Features) -> Features:
    """The weights stretched and the intercept moved so that scores among rivals are true.

    Where the right one is not there, all are wrong: it is taken out of every third group.
    """
    odds = [
        sum(weights.get(name, 0.0) * value for name, value in features.items())
        for features, _, _ in told
    ]
    groups: dict[str, list[tuple[float, bool, float]]] = defaultdict(list)
    for each, odd, (_, same, share) in zip(labelled, odds, told, strict=True):
        if not (same and _is_left_out(each.group)):
            groups[each.group].append((odd, same, share))
    tried = [(stretch, shift) for stretch in _STRETCHES for shift in _SHIFTS]
    stretch, shift = min(tried, key=lambda pair: _loss(groups.values(), *pair))
    moved = {name: weight * stretch for name, weight in weights.items()}
    return moved | {_INTERCEPT: moved[_INTERCEPT] + shift}


def _is_left_out(group: str) -> bool:
    return hashlib.sha256(f"left out {group}".encode()).digest()[0] % 3 == 0


def _loss(
    groups: Iterable[Sequence[tuple[float, bool, float]]], stretch: float, shift: float
) -> float:
    total = 0.0
    for group in groups:
        scores = probabilities([stretch * odd + shift for odd, _, _ in group])
        for score, (_, same, share) in zip(scores, group, strict=True):
            total -= share * math.log(max(_NEVER, score if same else 1 - score))
    return total


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
