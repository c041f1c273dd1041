"""What a search found: entities, each by a name, by a text, or by both."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from app.search.finding import Found
from app.search.texts import FoundText
from app.vocabulary import EntityKind

# Texts score between these, so a name that is meant stands before whatever speaks of it, and what
# speaks of it before names that only sound a little like it.
_TEXT_FROM, _TEXT_UP_TO = 0.4, 0.8
_EXACTNESS: Final = 6  # digits of a score; two machines may differ in those behind


@dataclass(frozen=True, slots=True)
class Hit:
    """An entity that was found, the name and the texts that it was found by, the best first."""

    entity_id: str
    kind: EntityKind
    score: float
    name: Found | None = None
    texts: tuple[FoundText, ...] = ()


def hits_of(names: Iterable[Found], texts: Iterable[FoundText]) -> dict[str, Hit]:
    """An entity each, with its texts."""
    named = {each.entity_id: each for each in names}
    spoken: dict[str, list[FoundText]] = defaultdict(list)
    for text in sorted(texts, key=lambda each: (-each.score, each.field)):
        spoken[text.entity_id].append(text)
    found = dict.fromkeys((*named, *spoken))
    return {each: _hit(each, named.get(each), spoken.get(each, [])) for each in found}


def intersected(sets: Sequence[dict[str, Hit]]) -> dict[str, Hit]:
    """The entities that are in each of these, with all that each of them has to show."""
    first, *others = sets
    return {
        entity_id: _joined([hit, *(each[entity_id] for each in others)])
        for entity_id, hit in first.items()
        if all(entity_id in each for each in others)
    }


def ranked(hits: Iterable[Hit]) -> list[Hit]:
    """The best first, those alike by id."""
    return sorted(hits, key=key_of)


def key_of(hit: Hit) -> list[float | str]:
    """What a hit is ordered by."""
    return [-hit.score, hit.entity_id]


def _joined(hits: Sequence[Hit]) -> Hit:
    name = next((each.name for each in hits if each.name), None)
    texts = {text.field: text for each in hits for text in each.texts}
    score = max(each.score for each in hits)
    return Hit(hits[0].entity_id, hits[0].kind, score, name, tuple(texts.values()))


def _hit(entity_id: str, name: Found | None, texts: Sequence[FoundText]) -> Hit:
    of: Found | FoundText = name or texts[0]
    by_name = name.score if name else 0.0
    by_text = _TEXT_FROM + (_TEXT_UP_TO - _TEXT_FROM) * texts[0].score if texts else 0.0
    score = round(max(by_name, by_text), _EXACTNESS)
    return Hit(entity_id, of.kind, score, name, tuple(texts))
