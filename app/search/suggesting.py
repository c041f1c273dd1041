"""Entities of which a name begins as somebody is typing it: for a search box, at every key."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, Final

from sqlalchemy import Select, select, union_all
from sqlalchemy.orm import Session, aliased

from app.models import Document, Fact, SearchKey, holds, known
from app.search.finding import Found
from app.search.keys import MOST_WORDS, words
from app.vocabulary import EntityKind, FactKind, Rank

_MOST_READ: Final = 100  # entities of each kind that are looked at, in the order of their words
_AFTER_LETTERS: Final = "{"  # behind every key that starts with a given word
_IN_ORDER, _SOMEWHERE = 1.0, 0.5
_BEGINS: Final = "prefix"


def suggest(
    session: Session, prefix: str, *, kinds: Collection[EntityKind] = tuple(EntityKind), limit: int
) -> list[Found]:
    """The entities of which a name has all these words, or words that begin so.

    Names that begin with the words stand before those that have them somewhere, short ones before
    long ones.
    """
    asked = words(prefix)[:MOST_WORDS]
    if not asked or not kinds:
        return []
    each = (_beginning(kind, asked) for kind in sorted(kinds))
    rows = session.execute(union_all(*each)).all()
    found_kinds = {row.entity_id: EntityKind(row.kind) for row in rows}
    names = _names(session, list(found_kinds))
    found = (_best(entity_id, kind, names, asked) for entity_id, kind in found_kinds.items())
    ordered = sorted((each for each in found if each), key=_order)
    return ordered[:limit]


def _beginning(kind: EntityKind, asked: Sequence[str]) -> Select[str, str]:
    """The entities of a kind by the longest of the words, those that have the others, too."""
    longest = max(asked, key=len)
    others = list(asked)
    others.remove(longest)
    found = select(SearchKey.entity_id, SearchKey.kind).where(
        holds(SearchKey, None), SearchKey.kind == kind, *_starts(SearchKey, longest)
    )
    for word in others:
        key = aliased(SearchKey)
        own = (holds(key, None), key.entity_id == SearchKey.entity_id)
        found = found.where(select(key.key).where(*own, *_starts(key, word)).exists())
    ordered = found.order_by(SearchKey.key, SearchKey.entity_id).limit(_MOST_READ)
    inner = ordered.subquery()
    return select(inner.c.entity_id, inner.c.kind)


def _starts(key: type[SearchKey], word: str) -> tuple[Any, ...]:
    return key.key >= word, key.key < word + _AFTER_LETTERS


def _names(session: Session, entity_ids: Sequence[str]) -> dict[str, list[str]]:
    """The names of these entities, the one that each is shown by first."""
    shown = select(Document.id, Document.name).where(
        Document.id.in_(entity_ids), holds(Document, None)
    )
    names = {row.id: [str(row.name)] for row in session.execute(shown)}
    said = select(Fact.subject_id, Fact.value).where(
        Fact.subject_id.in_(entity_ids),
        Fact.kind == FactKind.NAME,
        Fact.rank != Rank.DEPRECATED,
        known(None),
    )
    for row in session.execute(said.order_by(Fact.row)):
        names.setdefault(row.subject_id, []).append(str(row.value))
    return names


def _best(
    entity_id: str, kind: EntityKind, names: dict[str, list[str]], asked: Sequence[str]
) -> Found | None:
    """The entity by the name that fits best; None where none does."""
    scored = [(_fits(words(name), asked), name) for name in names.get(entity_id, ())]
    best = max((score for score, _ in scored), default=0.0)
    if not best:
        return None
    name = next(name for score, name in scored if score == best)
    return Found(entity_id, kind, best, name, _BEGINS)


def _fits(of_name: Sequence[str], asked: Sequence[str]) -> float:
    in_order = all(map(str.startswith, of_name, asked)) and len(of_name) >= len(asked)
    if in_order:
        return _IN_ORDER
    return _SOMEWHERE if all(_is_begun(word, of_name) for word in asked) else 0.0


def _is_begun(word: str, of_name: Iterable[str]) -> bool:
    return any(each.startswith(word) for each in of_name)


def _order(found: Found) -> tuple[float, int, str, str]:
    return -found.score, len(found.name), found.name, found.entity_id
