"""How well matching tells the same from others: labelled pairs that were not fitted on.

Beside it stands a ranking score alone: how alike the names are. ``--pairs`` takes pairs of your
own, a JSON object a line: ``{"query": …, "candidate": …, "same": true}``, both as ``/v1/match``
takes descriptions, with ``"group"`` where several candidates are of one query.
"""

import argparse
import json
import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final, TypeAlias

from app.matching.description import Description
from app.matching.features import compare
from app.matching.model import log_odds, probabilities
from app.routers.match import description_in
from app.schemas.match import MatchQuery
from benchmarks.figures import Bar, print_bars, print_json, print_row
from benchmarks.match_pairs import OWN, Pair, pairs

# A score and whether the pair is the same.
Scored: TypeAlias = Sequence[tuple[float, bool]]
_BARS: Final = {"auc": 0.90, "f1": 0.84}
_BINS: Final = 10


def main() -> None:
    """Measure, print a table and the bars, and all figures as JSON in the last line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=Path)
    given = parser.parse_args()
    labelled = list(read_pairs(given.pairs)) if given.pairs else pairs()
    show(measure(labelled))


def measure(labelled: Sequence[Pair]) -> dict[str, Any]:
    """All figures. The threshold is chosen on the pairs that the weights were fitted on."""
    held = [each for each in labelled if each.is_held_out] or list(labelled)
    fitted = [each for each in labelled if not each.is_held_out] or held
    scores, known = score(held), score(fitted)
    thresholds = {kind: best_f1(scored)[1] for kind, scored in known.items()}
    figures: dict[str, Any] = figures_of(scores["score"], thresholds["score"]) | {
        "reference": figures_of(scores["name_alone"], thresholds["name_alone"]),
        "without_rivals": figures_of(scores["pair"], thresholds["pair"]),
        "calibration": calibration(scores["score"]),
        "pairs": len(held),
    }
    for source in sorted({each.source for each in held}):
        told = score([each for each in held if each.source == source])
        beside = figures_of(told["name_alone"], thresholds["name_alone"])
        figures[source] = figures_of(told["score"], thresholds["score"]) | {"reference": beside}
    return figures


def score(labelled: Sequence[Pair]) -> dict[str, Scored]:
    """Of each pair the score as the API gives it, the pair's alone, and that of its names."""
    groups: dict[str, list[Pair]] = defaultdict(list)
    for each in labelled:
        groups[each.group].append(each)
    told: dict[str, list[tuple[float, bool]]] = {"score": [], "pair": [], "name_alone": []}
    for group in groups.values():
        compared = [compare(each.asked, each.candidate)[0] for each in group]
        odds = [log_odds(features) for features in compared]
        among = probabilities(odds)
        for at, each in enumerate(group):
            told["score"].append((among[at], each.same))
            told["pair"].append((1 / (1 + math.exp(-odds[at])), each.same))
            told["name_alone"].append((compared[at].get("name_similarity", 0.0), each.same))
    return dict(told)


def figures_of(scored: Scored, threshold: float) -> dict[str, float]:
    """The area under the curve, F1 at the threshold, at a half, and where it is best."""
    return {
        "auc": round(auc(scored), 4),
        "f1": round(f1(scored, threshold), 4),
        "threshold": round(threshold, 4),
        "f1_at_half": round(f1(scored, 0.5), 4),
        "best_f1": round(best_f1(scored)[0], 4),
    }


def auc(scored: Scored) -> float:
    """How often one that is the same scores higher than one that is not; a tie counts half."""
    ordered = sorted(scored)
    positives = sum(same for _, same in ordered)
    ranks, at = 0.0, 0
    while at < len(ordered):
        end = at
        while end < len(ordered) and ordered[end][0] == ordered[at][0]:
            end += 1
        ranks += sum(same for _, same in ordered[at:end]) * (at + end + 1) / 2
        at = end
    negatives = len(ordered) - positives
    return (ranks - positives * (positives + 1) / 2) / (positives * negatives)


def f1(scored: Scored, threshold: float) -> float:
    """The harmonic mean of precision and recall, where all from the threshold on are taken."""
    taken = [same for value, same in scored if value >= threshold]
    there = sum(same for _, same in scored)
    return 2 * sum(taken) / (len(taken) + there) if taken or there else 0.0


def best_f1(scored: Scored) -> tuple[float, float]:
    """The best F1 that a threshold gives, and that threshold."""
    ordered = sorted(scored, reverse=True)
    there, taken, best = sum(same for _, same in ordered), 0, (0.0, 1.0)
    for at, (value, same) in enumerate(ordered, 1):
        taken += same
        if at == len(ordered) or ordered[at][0] != value:
            best = max(best, (2 * taken / (at + there), value))
    return best


def calibration(scored: Scored) -> list[dict[str, float]]:
    """Scores in tenths: what they say in the mean, and how many were the same."""
    bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for value, same in scored:
        bins[min(_BINS - 1, int(value * _BINS))].append((value, same))
    return [
        {
            "said": round(sum(value for value, _ in found) / len(found), 3),
            "were": round(sum(same for _, same in found) / len(found), 3),
            "pairs": len(found),
        }
        for _, found in sorted(bins.items())
    ]


def read_pairs(path: Path) -> Iterator[Pair]:
    """Pairs of a file of one's own; none of them was fitted on."""
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file):
            told = json.loads(line)
            asked, candidate = (_read(told[each]) for each in ("query", "candidate"))
            group = str(told.get("group", number))
            yield Pair(group, asked, candidate, same=bool(told["same"]), source=OWN)


def _read(told: dict[str, Any]) -> Description:
    return description_in(MatchQuery.model_validate(told))


def show(figures: dict[str, Any]) -> None:
    """The table, the bars, and the JSON line."""
    print_row("", "AUC", "F1", "threshold", "F1 at 0.5", "best F1")
    for name, told in (("all", figures), *figures.items()):
        if isinstance(told, dict) and name != "reference":
            print_row(name, *_cells(told))
            if "reference" in told:
                print_row(f"{name}: the name's likeness alone", *_cells(told["reference"]))
    print("\nscores in tenths: said, were, pairs")
    for each in figures["calibration"]:
        print_row("", each["said"], each["were"], str(each["pairs"]))
    print_bars([Bar(name, figures[name], bound) for name, bound in _BARS.items()])
    print_json(figures)


def _cells(told: dict[str, float]) -> list[float]:
    return [told[each] for each in ("auc", "f1", "threshold", "f1_at_half", "best_f1")]


if __name__ == "__main__":
    main()
