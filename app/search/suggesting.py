"""Entities of which a name begins as somebody is typing it: for a search box, at every key."""

from collections.abc import Collection
from typing import Final

from sqlalchemy import Select, select, union_all
from sqlalchemy.orm import Session

from app.models import NameWord, SearchName, holds
from app.search.finding import Found, find
from app.search.keys import fold
from app.search.name_keys import LONGEST, letter
from app.search.parsing import parse
from app.vocabulary import EntityKind

_MOST_READ: Final = 60  # names of each kind that are looked at, in the order in which they read
_BEHIND: Final = "{"  # sorts behind all letters and digits
_FROM_THE_START, _FROM_A_WORD_ON = 1.0, 0.9
_BEGINS: Final = "prefix"


def suggest(
    session: Session, prefix: str, *, kinds: Collection[EntityKind] = tuple(EntityKind), limit: int
) -> list[Found]:
    """The entities of which a name reads so from its start, or from one of its words on.

    In any script; those from the start first, short names before long ones. Where there are none,
    those that ``find`` takes for what was meant.
    """
    text = " ".join(word.latin for word in parse(prefix).words)[: LONGEST - 1]
    if not text or not kinds:
        return []
    each = (_beginning(kind, text) for kind in sorted(kinds))
    best: dict[str, Found] = {}
    for row in session.execute(union_all(*each)):
        found = Found(
            row.entity_id, EntityKind(row.kind), _score(row.name, text), row.name, _BEGINS
        )
        known = best.get(found.entity_id)
        if known is None or _order(found) < _order(known):
            best[found.entity_id] = found
    ordered = sorted(best.values(), key=_order)[:limit]
    return ordered or find(session, prefix, kinds=kinds, limit=limit)


def _beginning(kind: EntityKind, text: str) -> Select[str, str, str]:
    """The names of a kind that read so from a word on."""
    first = letter(kind) + text
    read = select(NameWord.text, NameWord.number).where(
        NameWord.text >= first, NameWord.text < first + _BEHIND
    )
    read_so = read.order_by(NameWord.text, NameWord.number).limit(_MOST_READ).subquery()
    names = select(SearchName.entity_id, SearchName.kind, SearchName.name)
    return names.join(read_so, read_so.c.number == SearchName.number).where(holds(SearchName, None))


def _score(name: str, text: str) -> float:
    starts = fold(name).replace(" ", "").startswith(text.replace(" ", ""))
    return _FROM_THE_START if starts else _FROM_A_WORD_ON


def _order(found: Found) -> tuple[float, int, str, str]:
    return -found.score, len(found.name), found.name, found.entity_id
