"""Whether each name and text is found by all its keys and words, and by no others.

The tables of keys have millions of rows, which are ordered by key. So the rows of each thousand
names are summed up in one pass, and only where a sum differs are they compared one by one.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import orjson
from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.keeping.problems import Problem, Progress
from app.models import (
    ArticleText,
    ClosedNameKey,
    ClosedNameWord,
    NameKey,
    NameWord,
    SearchName,
    SearchText,
    SearchWord,
)
from app.profiles.texts import words_of
from app.profiles.versions import search_keys_of
from app.vocabulary import EntityKind

_ROWS: Final = 5_000
_BLOCK: Final = 1_000  # numbers that are summed up together
Keys = tuple[Any, ...]  # the columns of a row of keys; the number is one of them
Sums = dict[int, int]


@dataclass(frozen=True, slots=True)
class Table:
    """A table of keys: its columns, and the rows that names or texts with some numbers give it."""

    columns: tuple[InstrumentedAttribute[Any], ...]
    given: Callable[[Session, int | None], Iterator[Keys]]

    @property
    def number(self) -> InstrumentedAttribute[Any]:
        """The column with the number of the name or text."""
        return self.columns[1]


@dataclass(frozen=True, slots=True)
class Differences:
    """Rows of a table of keys that are missing, and that nothing gives."""

    table: Table
    missing: set[Keys]
    extra: set[Keys]


def check_search(session: Session, _since: int, progress: Progress) -> Iterator[Problem]:
    """Whether names and texts are found by their keys."""
    yield from _shared_numbers(session)
    for found in search_differences(session, progress):
        name = str(found.table.number.property.parent.local_table)
        for rows, what in ((found.missing, "missing"), (found.extra, "there for no reason")):
            if rows:
                numbers = ", ".join(map(str, sorted({row[1] for row in rows})[:20]))
                told = f"{len(rows)} rows are {what}, of the numbers {numbers}"
                yield Problem("search", name, told)


def _shared_numbers(session: Session) -> Iterator[Problem]:
    """Texts that have the number of another one, so that their words cannot be told apart."""
    of = func.count((SearchText.entity_id + "/" + SearchText.field).distinct())
    shared = select(SearchText.number).group_by(SearchText.number).having(of > 1)
    found = select(SearchText.entity_id, SearchText.field, SearchText.number)
    for row in session.execute(found.where(SearchText.number.in_(shared)).distinct()):
        where = f"search_texts ({row.entity_id}, {row.field})"
        what = f"another text has its number, {row.number}"
        yield Problem("search", where, what, entity_id=row.entity_id)


def search_differences(session: Session, progress: Progress) -> Iterator[Differences]:
    """What differs in each table of keys, a thousand names at a time."""
    for done, table in enumerate(_TABLES, start=1):
        given = _sums(table.given(session, None))
        kept = _sums(_kept(session, table, None))
        for block in sorted(given.keys() | kept.keys()):
            if given.get(block, 0) != kept.get(block, 0):
                expected = set(table.given(session, block))
                found = set(_kept(session, table, block))
                yield Differences(table, expected - found, found - expected)
        progress("search keys", done, len(_TABLES))


def _sums(rows: Iterable[Keys]) -> Sums:
    sums: defaultdict[int, int] = defaultdict(int)
    for row in rows:
        # Of a text, since only those are hashed with a secret of the process.
        sums[row[1] // _BLOCK] += hash(repr(row))
    return sums


def _kept(session: Session, table: Table, block: int | None) -> Iterator[Keys]:
    found = select(*table.columns)
    if block is not None:
        found = found.where(table.number.between(*_ends(block)))
    result = session.execute(found, execution_options={"yield_per": _ROWS})
    yield from (tuple(row) for row in result)


def _ends(block: int) -> tuple[int, int]:
    return block * _BLOCK, (block + 1) * _BLOCK - 1


def _names(which: int, session: Session, block: int | None, *, is_open: bool) -> Iterator[Keys]:
    state = SearchName.until.is_(None) if is_open else SearchName.until.is_not(None)
    columns = (SearchName.number, SearchName.name, SearchName.kind)
    found = select(*columns).where(state, SearchName.kind.in_(list(EntityKind)))
    for names in _numbered(session, found, SearchName.number, block):
        for row in search_keys_of(names)[which]:
            yield tuple(row.values())


def _words(session: Session, block: int | None) -> Iterator[Keys]:
    columns = (SearchText.number, SearchText.text, SearchText.without, SearchText.entity_id)
    seen: int | None = None
    for texts in _numbered(session, select(*columns), SearchText.number, block):
        for text in texts:
            if text.number != seen:  # several versions may have the same text
                yield from _words_of(session, text)
            seen = text.number


def _words_of(session: Session, text: Any) -> Iterator[Keys]:
    body = text.text
    if body is None:
        kept = select(ArticleText.text).where(ArticleText.article_id == text.entity_id)
        body = session.scalars(kept).first() or ""
    try:
        without = orjson.loads(text.without) if text.without else ()
    except orjson.JSONDecodeError:  # told with the row itself; here its words are too many
        return
    for row in words_of(text.number, body, without)[0]:
        yield row["word"], row["number"], row["places"]


def _numbered(
    session: Session, found: Any, number: InstrumentedAttribute[int], block: int | None
) -> Iterator[Sequence[Any]]:
    """The rows of a statement in the order of a number, which may be that of several, in pieces."""
    first, end = (0, None) if block is None else _ends(block)
    ordered = found.order_by(number)
    while True:
        last = session.scalar(
            select(number).where(number >= first).order_by(number).offset(_BLOCK).limit(1)
        )
        upper = end if end is not None else last
        wanted = ordered.where(number >= first)
        yield session.execute(wanted.where(number <= upper) if upper is not None else wanted).all()
        if last is None or end is not None:
            return
        first = last + 1


_TABLES: Final = (
    Table((NameKey.key, NameKey.number), partial(_names, 0, is_open=True)),
    Table((NameWord.text, NameWord.number), partial(_names, 1, is_open=True)),
    Table((ClosedNameKey.key, ClosedNameKey.number), partial(_names, 0, is_open=False)),
    Table((ClosedNameWord.text, ClosedNameWord.number), partial(_names, 1, is_open=False)),
    Table((SearchWord.word, SearchWord.number, SearchWord.places), _words),
)
