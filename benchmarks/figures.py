"""Figures: percentiles, bars, and how they are printed."""

import json
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Bar:
    """A figure that must be at least, or at most, so much; ``beside`` is told and not judged."""

    name: str
    value: float
    bound: float
    at_most: bool = False
    beside: str = ""

    @property
    def reached(self) -> bool:
        """Whether it is."""
        return self.value <= self.bound if self.at_most else self.value >= self.bound

    def told(self) -> dict[str, Any]:
        """The bar as it goes into the JSON line."""
        return asdict(self) | {"value": round(self.value, 4), "reached": self.reached}


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least this share of all do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * share) - 1)]


def print_bars(bars: Sequence[Bar]) -> None:
    """Each bar with its figure, and whether it is reached."""
    print()
    for bar in bars:
        sign = "at most" if bar.at_most else "at least"
        reached = "reached" if bar.reached else "NOT REACHED"
        judged = f"({sign} {bar.bound:g})  {reached:<11}"
        print(f"  {bar.name:<74} {bar.value:>8.2f}  {judged}  {bar.beside}")


def print_row(name: str, *cells: float | str) -> None:
    """A line of a table: a name and figures."""
    told = (f"{each:,.3f}" if isinstance(each, float) else str(each) for each in cells)
    print(f"{name:<62}" + "".join(f"{each:>14}" for each in told))


def print_json(figures: dict[str, Any]) -> None:
    """The last line: everything as one JSON object."""
    print(json.dumps(figures, separators=(",", ":")))
