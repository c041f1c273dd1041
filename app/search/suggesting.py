"""Suggesting names while somebody types: those that go on so, from any of their words."""

from collections.abc import Collection, Sequence
from typing import Any, Final

from sqlalchemy import select, union_all
from sqlalchemy.orm import Session

from app.db import AnySelect
from app.models import NameWord, SearchName
from app.search.asking import BEHIND
from app.search.finding import Found
from app.search.folding import plain
from app.search.name_keys import LONGEST, letter
from app.search.parsing import Name, parse
from app.vocabulary import EntityKind

_MOST_READ: Final = 100  # names, of which the best are shown


def suggest(
    session: Session,
    prefix: str,
    *,
    kinds: Collection[EntityKind] = tuple(EntityKind),
    limit: int,
) -> list[Found]:
    """The entities of which a name goes on as ``prefix`` does; those that start so come first.

    In any script: what is typed in one also suggests names that read alike in another. Where no
    name goes on so, those of which words begin with each of the words typed.
    """
    typed = parse(prefix)
    if not typed.words:
        return []
    begun = _beginnings(typed, is_word_done=prefix[-1:].isspace())
    found = _read(session, begun, kinds)
    if not found and len(typed.words) > 1:
        longest = max((word.latin for word in typed.words), key=len)
        found = [row for row in _read(session, [longest], kinds) if _has_each(row.name, typed)]
    return _best(found, typed)[:limit]


def _read(session: Session, begun: list[str], kinds: Collection[EntityKind]) -> Sequence[Any]:
    """The names that go on from a word of theirs in one of these ways."""
    wanted = [letter(kind) + each for kind in EntityKind if kind in kinds for each in begun]
    ranged = union_all(*(select(_going_on(each).subquery()) for each in wanted)).subquery()
    named = select(SearchName.entity_id, SearchName.kind, SearchName.name).where(
        SearchName.number.in_(select(ranged.c.number)), SearchName.until.is_(None)
    )
    return session.execute(named).all()


def _has_each(name: str, typed: Name) -> bool:
    words = [word.latin for word in parse(name).words]
    return all(any(each.startswith(word.latin) for each in words) for word in typed.words)


def _beginnings(typed: Name, *, is_word_done: bool) -> list[str]:
    """How readings may begin; Han characters may be parted otherwise in a whole name."""
    latin = [word.latin for word in typed.words]
    end = " " if is_word_done else ""
    together = "".join(latin) if " " not in typed.text else " ".join(latin)
    return list(dict.fromkeys(f"{each}{end}" for each in (" ".join(latin), together)))


def _going_on(begun: str) -> AnySelect:
    first = begun[:LONGEST]
    within = (NameWord.text >= first, NameWord.text < first + BEHIND)
    ordered = select(NameWord.number).where(*within).order_by(NameWord.text, NameWord.number)
    return ordered.limit(_MOST_READ)


def _best(rows: Sequence[Any], typed: Name) -> list[Found]:
    """Each entity by the name that starts most as typed; shorter ones, then ids, in their order."""
    ranked = sorted((*_rank(plain(row.name), typed.text), *row) for row in rows)
    best: dict[str, Found] = {}
    for _, length, entity_id, kind, name in ranked:
        score = round(min(1.0, len(typed.text) / max(length, 1)), 4)
        best.setdefault(entity_id, Found(entity_id, EntityKind(kind), score, name, "prefix"))
    return list(best.values())


def _rank(name: str, typed: str) -> tuple[int, int]:
    if name.startswith(typed):
        return 0, len(name)
    return (1 if f" {typed}" in name else 2), len(name)
