"""Finding entities by a name as somebody typed it: candidates, scored, best first."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from rapidfuzz import fuzz, process
from sqlalchemy.orm import Session

from app.search.asking import WHOLE, asked_for
from app.search.candidates import EXACT, Candidate, candidates
from app.search.parsing import Name, parse
from app.search.scoring import match
from app.search.scripts import Script
from app.vocabulary import EntityKind

_LEAST: Final = 0.45  # of a score; what is less alike is not found
_BESIDE_BEST: Final = 0.5  # nor what has less than this share of the best score
_COMPARED: Final = 30  # names compared in full, of those that each rough comparison puts first
_MOST_TURNED: Final = 4  # words of a query that is also compared from each of them on
_COMPARED_EXACT: Final = 12  # the same where names are there that read exactly so


@dataclass(frozen=True, slots=True)
class Found:
    """An entity that may be meant: which of its names matched, how, and how well (0 to 1)."""

    entity_id: str
    kind: EntityKind
    score: float
    name: str
    how: str
    script: Script = Script.OTHER


def find(
    session: Session,
    query: str,
    *,
    kinds: Collection[EntityKind] = tuple(EntityKind),
    limit: int,
    known_at: int | None = None,
    exact_suffices: bool = False,
) -> list[Found]:
    """The entities that ``query`` may name, the likeliest first, those alike by id.

    ``known_at``: by the names that they had after this change; None for now. ``exact_suffices``:
    where names read exactly as asked, those and the ones that go on so, without look-alikes; that
    is much quicker.
    """
    asked = parse(query)
    if not asked.words:
        return []
    wanted = [EntityKind(kind) for kind in EntityKind if kind in kinds]
    looked_up = asked_for(asked, wanted)
    shared = candidates(session, looked_up, known_at, exact_suffices=exact_suffices)
    close = _close(asked, shared)
    best = _best(_scored(asked, each) for each in close)
    rest = (_unscored(each) for each in shared if each.evidence >= WHOLE)
    for found in rest:
        best.setdefault(found.entity_id, found)
    ordered = sorted(best.values(), key=lambda each: (-each.score, each.entity_id))
    least = _BESIDE_BEST * ordered[0].score if ordered else 0.0
    return [each for each in ordered[:limit] if each.score >= least]


def _scored(query: Name, candidate: Candidate) -> Found:
    name = parse(candidate.name)
    found = match(query, name)
    score = round(found.score, 4)
    return Found(
        candidate.entity_id,
        EntityKind(candidate.kind),
        score,
        candidate.name,
        found.how,
        name.script,
    )


def _unscored(candidate: Candidate) -> Found:
    """One of very many that read as the query does from some word on."""
    kind = EntityKind(candidate.kind)
    return Found(candidate.entity_id, kind, _BESIDE_BEST, candidate.name, "prefix")


def _best(found: Iterable[Found]) -> dict[str, Found]:
    """The best of each entity's names."""
    best: dict[str, Found] = {}
    for each in found:
        known = best.get(each.entity_id)
        if each.score >= _LEAST and (known is None or each.score > known.score):
            best[each.entity_id] = each
    return best


def _close(query: Name, shared: Sequence[Candidate]) -> list[Candidate]:
    """The candidates that are worth comparing in full: by any of several rough comparisons."""
    is_exact = bool(shared) and shared[0].evidence >= EXACT
    most = _COMPARED_EXACT if is_exact else _COMPARED
    if len(shared) <= most:
        return list(shared)
    heard = [(each, n) for n, one in enumerate(shared) for each in one.heard.split("|")]
    places = [n for _, n in heard]
    together = "\n".join(each for each, _ in heard)
    kept = dict.fromkeys(range(most))
    for rough, scorer, is_sorted in _ROUGH:
        texts = rough(together).split("\n")
        for sought in dict.fromkeys(rough(each) for each in _sounds(query, turned=not is_sorted)):
            found = process.extract(sought, texts, scorer=scorer, limit=most)
            kept |= dict.fromkeys(places[n] for _, _, n in found)
    return [shared[n] for n in kept]


def _sounds(query: Name, *, turned: bool) -> Iterator[str]:
    """How a query sounds in each of its readings; ``turned``: and, of few words, from each on."""
    for reading in query.readings:
        sounds = [word.sounds[0] for word in reading]
        for start in range(len(sounds) if turned and len(sounds) <= _MOST_TURNED else 1):
            yield " ".join(sounds[start:] + sounds[:start])


def _as_heard(heard: str) -> str:
    return heard


def _run_together(heard: str) -> str:
    return heard.replace(" ", "")


def _bones(heard: str) -> str:
    return heard.translate(_VOWELS)


_VOWELS: Final = dict.fromkeys(map(ord, "aeiouhw'"))
# Each with whether the order of words makes no difference to it.
_ROUGH: Final[Any] = (
    (_as_heard, fuzz.token_set_ratio, True),
    (_bones, fuzz.token_sort_ratio, True),
    (_run_together, fuzz.ratio, False),
)
