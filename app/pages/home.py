"""The page at ``/``: what this is, in ten seconds."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from app.pages.frame import Frame
from app.pages.lists import LISTS
from app.pages.rendering import render
from app.pages.sources import source_line
from app.vocabulary import PATHS, EntityKind

Json = Mapping[str, Any]
_MOST_LINES: Final = 24  # of the answer to the worked example
_MOST_DATASETS: Final = 8
_MOST_NAMES: Final = 3


def home_page(frame: Frame, told: Json, example: Json | None) -> str:
    """The page. ``told`` is what the database has, in the shapes of the API.

    Its ``featured`` is a membership that shows what "sourced" means, with the document of its
    ``article``; both are None where there is none. ``names`` are of people, the newest first.
    """
    datasets = sorted(told["datasets"], key=lambda each: (-each["fact_count"], each["id"]))
    return render(
        "home.html",
        frame=frame,
        tiles=[
            (words, PATHS[kind].removeprefix("/v1"), told["counts"][kind])
            for kind, words in LISTS.items()
        ],
        fact_count=sum(each["fact_count"] for each in datasets),
        datasets=datasets[:_MOST_DATASETS],
        dataset_count=len(datasets),
        changes=told["changes"],
        featured=told["featured"],
        source=source_line(told["article"]) if told["article"] else None,
        around=_around(told["featured"]["citations"][0]) if told["featured"] else None,
        tries=tries_of([*told["names"], *_touched(told["changes"])]),
        example=example and {**example, **_abridged(example["answer"])},
        is_empty=not any(told["counts"].values()),
    )


def _around(cited: Json) -> tuple[str, str]:
    """What stands before and behind a quote, in whole words where there are spaces."""
    before, behind = cited["prefix"], cited["suffix"]
    if cited["start"] > len(before):
        before = f"… {before.partition(' ')[2] or before}"
    return before, behind.strip() and f"{behind.rpartition(' ')[0] or behind} …"


def tries_of(names: Iterable[str]) -> list[tuple[str, str]]:
    """What may be typed: the first name of each script, and one with a typing error in it."""
    first: dict[str, str] = {}
    for name in names:
        first.setdefault(_alphabet(name), name)
    shown = list(first.values())[:_MOST_NAMES]
    misspelt = next(filter(None, map(_misspelt, shown)), None)
    tries = [(each, "") for each in shown]
    return [*tries, (misspelt, "a typing error")] if misspelt else tries


def _touched(changes: Iterable[Json]) -> Iterator[str]:
    """The names of people whom the changes touched."""
    for change in changes:
        for each in change["entities"]:
            if each["kind"] == EntityKind.PERSON:
                yield each["name"]


def _alphabet(name: str) -> str:
    """Roughly the script of a name: the block of Unicode of its first letter."""
    first = next((each for each in name if each.isalpha()), " ")
    return "latin" if first < "\u0250" else f"{ord(first) >> 10}"


def _misspelt(name: str) -> str | None:
    """A name of Latin letters with its last two exchanged; None where that changes nothing."""
    if _alphabet(name) != "latin" or len(name) < 6 or name[-1] == name[-2]:  # noqa: PLR2004
        return None
    return name[:-2] + name[-1] + name[-2]


def _abridged(answer: str) -> Json:
    """The first lines of an answer, and how many are left out."""
    lines = answer.splitlines()
    if len(lines) <= _MOST_LINES:
        return {"answer": answer, "left": 0}
    return {"answer": "\n".join(lines[:_MOST_LINES]), "left": len(lines) - _MOST_LINES}
