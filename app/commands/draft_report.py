"""What ``draft`` tells about a draft: how much it has, what was withheld and dropped, what next."""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from app.commands.common import count
from app.drafting.records import Draft, Span
from app.loading.dossier import Dossier, DossierEntity
from app.vocabulary import FactKind
from app.writing.checking import compiled

_KINDS: Final = {
    FactKind.MEMBERSHIP: ("membership", "memberships"),
    FactKind.PARTICIPATION: ("part in an event", "parts in events"),
    FactKind.ATTRIBUTE: ("attribute", "attributes"),
    FactKind.RELATION: ("relation", "relations"),
    FactKind.NAME: ("name", "names"),
    FactKind.STATEMENT: ("statement", "statements"),
}
_SHOWN: Final = 70  # characters of a sentence that was withheld


def report(path: Path, dossier: Dossier, draft: Draft, text: str) -> Iterator[str]:
    """Lines for whoever asked for the draft."""
    sections: dict[str, Sequence[DossierEntity]] = {
        "person": dossier.people,
        "organization": dossier.organizations,
        "post": dossier.posts,
        "event": dossier.events,
    }
    named = ", ".join(count(len(each), kind) for kind, each in sections.items())
    known = sum(_is_known(entity) for each in sections.values() for entity in each)
    yield f"Drafted: {named.replace(' persons', ' people')}; {known} of them on record."
    yield f"Facts: {_facts(dossier, text)}."
    for place, reason in draft.withheld:
        yield f"Withheld ({reason}): {_shown(text, place)}"
    if draft.dropped:
        yield f"Dropped, since the text does not hold it: {_told(dict(draft.dropped))}."
    if dossier.draft and dossier.draft.left_out:
        yield f"Left out, since dossiers have no place for it: {_told(dossier.draft.left_out)}."
    yield f"Written: {path}. Nothing is recorded yet: incumbent review {path}"


def _is_known(entity: DossierEntity) -> bool:
    return bool(entity.draft and any(each.id == entity.id for each in entity.draft.matches))


def _facts(dossier: Dossier, text: str) -> str:
    facts, _ = compiled(dossier, text)
    numbers = Counter(fact.kind for fact in facts if fact.subject_id != dossier.article.id)
    told = [
        f"{numbers[kind]} {words[numbers[kind] != 1]}"
        for kind, words in _KINDS.items()
        if numbers[kind]
    ]
    return ", ".join(told) or "none"


def _told(counts: dict[str, int]) -> str:
    return ", ".join(f"{number} × {reason}" for reason, number in sorted(counts.items()))


def _shown(text: str, place: Span) -> str:
    words = " ".join(text[place.start : place.end].split())
    return words if len(words) <= _SHOWN else words[: _SHOWN - 1] + "…"
