"""Pages of lists in their usual order, and who held a post or was in an organization on a day."""

import datetime as dt
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import Any, Final

import orjson

from app.conditional import DESCRIBED_BY, etag_of
from app.dates import PartialDate, PartialDateError
from app.languages import language_headers
from app.profiles.display import displayed
from app.profiles.succession import write_holders
from app.queries.paging import MOST_COUNTED, MOST_ITEMS, CursorError, PageRequest
from app.shortway.answers import Answer
from app.shortway.readers import Reader, Rows
from app.timespans import Question

LISTS: Final = ("people", "organizations", "posts", "events", "articles")
# Of whom tenures are asked: the column, and the kind of entity.
TENURES: Final = {
    ("posts", "holders"): ("post_id", "post"),
    ("organizations", "members"): ("organization_id", "organization"),
}
_USUAL_LIMIT: Final = 50
_PAGE: Final = """
SELECT sort_key, id, {{short}}, (SELECT max(number) FROM changes),
       (SELECT at FROM changes ORDER BY number DESC LIMIT 1), display_names
FROM {table} WHERE until IS NULL {behind} ORDER BY sort_key, id LIMIT ?
"""
_BEHIND: Final = "AND (sort_key, id) > (?, ?)"
_TOTAL: Final = """
SELECT count(*), (SELECT max(number) FROM changes)
FROM (SELECT 1 FROM {table} WHERE until IS NULL LIMIT ?) AS counted
"""
_HELD: Final = """
FROM tenures
WHERE {column} = ? AND until IS NULL AND possibly_from <= ? AND possibly_until >= ?
"""
_TENURES: Final = """
SELECT possibly_from, possibly_until, row, begun_by, lasts_until, contradiction, {{body}},
       (SELECT at FROM changes ORDER BY number DESC LIMIT 1) {held} {behind}
  AND EXISTS (SELECT 1 {there})
ORDER BY possibly_from, possibly_until, row LIMIT ?
"""
_THERE: Final = """
FROM documents WHERE id = ? AND kind = ? AND documents.until IS NULL AND digest IS NOT NULL
"""
_NONE_HELD: Final = "SELECT (SELECT at FROM changes ORDER BY number DESC LIMIT 1) {there}"
_BEHIND_TENURE: Final = "AND (possibly_from, possibly_until, row) > (?, ?, ?)"
_TENURES_TOTAL: Final = "SELECT count(*) FROM (SELECT 1 {held} LIMIT ?) AS counted"
_SIGNS_CURSORS: Final = "SELECT value FROM installation WHERE name = 'cursor_secret'"


@dataclass(frozen=True, slots=True)
class Url:
    """Where a request went: without its query, and the query's names with their values."""

    base: str
    path: str
    asked: dict[str, str]

    def with_cursor(self, cursor: str | None) -> str:
        """The same with another cursor, or without one, as the long way writes it."""
        asked = {name: value for name, value in self.asked.items() if name != "cursor"}
        asked |= {"cursor": cursor} if cursor else {}
        told = "&".join(f"{name}={value}" for name, value in asked.items())
        return f"{self.base}?{told}" if told else self.base


class Lists:
    """Answers for pages of lists."""

    def __init__(self, reader: Reader) -> None:
        """``reader``: of the database that the application serves."""
        self._reader = reader
        self._secret: str | None = None
        # How many a list has, and as of which change: counted anew when there is a newer one.
        self._totals: dict[str, tuple[int, int]] = {}
        self._tenures: dict[tuple[str, bool], str] = {}
        self._tenures_total: dict[str, str] = {}
        self._none_held = reader.prepare(_NONE_HELD.format(there=_THERE))
        prepare = reader.prepare
        self._first = {each: prepare(_PAGE.format(table=each, behind="")) for each in LISTS}
        self._behind = {each: prepare(_PAGE.format(table=each, behind=_BEHIND)) for each in LISTS}
        self._total = {each: prepare(_TOTAL.format(table=each)) for each in LISTS}
        for column, _ in TENURES.values():
            held = _HELD.format(column=column)
            self._tenures_total[column] = prepare(_TENURES_TOTAL.format(held=held))
            for behind in ("", _BEHIND_TENURE):
                statement = prepare(_TENURES.format(held=held, behind=behind, there=_THERE))
                self._tenures[column, bool(behind)] = statement

    async def open(self) -> None:
        """Read what signs cursors, which never changes."""
        rows = await self._reader.rows(self._reader.prepare(_SIGNS_CURSORS), ())
        self._secret = rows[0][0] if rows else None

    async def page(self, table: str, url: Url, languages: tuple[str, ...]) -> Answer | None:
        """A page of a list for such a reader; None where the long way has to answer."""
        wanted = self._wanted(url, {})
        if wanted is None:
            return None
        after = _after(wanted, 2)
        if after is None:
            return None
        statement = self._behind[table] if after else self._first[table]
        rows = await self._reader.rows(statement, (*after, wanted.limit + 1))
        total = await self._count(table, rows[0][3]) if rows else None
        if not rows or total is None:
            return None
        shown = rows[: wanted.limit]
        cursor = wanted.cursor_after(shown[-1][:2]) if len(rows) > wanted.limit else None
        lines = [displayed(row[2], row[5], languages) for row in shown]
        data = b",".join([line for line, _ in lines])
        told = language_headers(language for _, language in lines)
        return replace(_answer(url, data, cursor, total, rows[0][4]), language=told)

    async def tenures(self, column: str, kind: str, entity_id: str, url: Url) -> Answer | None:
        """Who held a post or was in an organization on the day asked about.

        None where the long way has to answer.
        """
        wanted, asked = self._wanted(url, {"on": url.asked.get("on", "")}), _question(url)
        after = _after(wanted, 3) if wanted and asked else None
        if wanted is None or asked is None or after is None:
            return None
        day = self._reader.day
        about = (entity_id, day(asked.last), day(asked.first))
        behind = [day(dt.date.fromisoformat(each)) for each in after[:2]] + after[2:]
        values = (*about, *behind, entity_id, kind, wanted.limit + 1)
        rows = await self._reader.rows(self._tenures[column, bool(after)], values)
        if not rows:
            there = await self._reader.rows(self._none_held, (entity_id, kind))
            return _answer(url, b"", None, 0, there[0][0]) if there and not after else None
        shown = [_tenure(row) for row in rows[: wanted.limit]]
        total: int | None = len(rows)
        if after or len(rows) > wanted.limit:
            total = await self._count_tenures(column, about)
        if total is None:
            return None
        last = shown[-1]
        key = (last.possibly_from, last.possibly_until, last.row)
        cursor = wanted.cursor_after(key) if len(rows) > wanted.limit else None
        return _answer(url, b",".join(write_holders(shown, asked)), cursor, total, rows[0][7])

    def _wanted(self, url: Url, filters: dict[str, str]) -> PageRequest | None:
        """The page asked for; None where it is not a plain one, or not a right one."""
        limit = url.asked.get("limit", str(_USUAL_LIMIT))
        if self._secret is None or not url.asked.keys() <= {"limit", "cursor", *filters}:
            return None
        if not (limit.isascii() and limit.isdigit() and 1 <= int(limit) <= MOST_ITEMS):
            return None
        given = {name: [value] for name, value in filters.items()}
        cursor = url.asked.get("cursor")
        return PageRequest(url.path, given, int(limit), cursor, self._secret)

    async def _count(self, table: str, newest: int) -> int | None:
        counted = self._totals.get(table)
        if counted is None or counted[0] != newest:
            rows: Rows | None = await self._reader.rows(self._total[table], (MOST_COUNTED + 1,))
            if not rows:
                return None
            counted = self._totals[table] = (rows[0][1], rows[0][0])
        return counted[1]

    async def _count_tenures(self, column: str, about: tuple[Any, ...]) -> int | None:
        rows = await self._reader.rows(self._tenures_total[column], (*about, MOST_COUNTED + 1))
        return rows[0][0] if rows else None


def _after(wanted: PageRequest, parts: int) -> list[Any] | None:
    """The key that the page begins behind, empty for the first; None where it is no key of ours."""
    try:
        after = wanted.after() or []
    except CursorError:
        return None
    return after if len(after) in (0, parts) else None


def _answer(url: Url, data: bytes, cursor: str | None, total: int, changed_at: Any) -> Answer:
    following = url.with_cursor(cursor) if cursor else None
    exact = total <= MOST_COUNTED
    told = {"next": following, "total": min(total, MOST_COUNTED), "total_is_exact": exact}
    body = b'{"data":[' + data + b"]," + orjson.dumps({"page": told})[1:]
    link = f'<{url.with_cursor(None)}>; rel="first", {DESCRIBED_BY}'
    if following:
        link = f'<{following}>; rel="next", {link}'
    return Answer(etag_of(body), changed_at, link, body)


def _question(url: Url) -> Question | None:
    try:
        return Question.of(PartialDate.parse(url.asked["on"]))
    except (KeyError, PartialDateError):
        return None


def _tenure(row: tuple[Any, ...]) -> SimpleNamespace:
    """A row as the long way has it: SQLite keeps days as text, and bodies come as bytes."""
    days = [dt.date.fromisoformat(day) if isinstance(day, str) else day for day in _days(row)]
    told = dict(zip(_DAYS, days, strict=True))
    return SimpleNamespace(**told, row=row[2], contradiction=row[5], body=row[6].decode())


def _days(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return row[0], row[1], row[3], row[4]


_DAYS: Final = ("possibly_from", "possibly_until", "begun_by", "lasts_until")
