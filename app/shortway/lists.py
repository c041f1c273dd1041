"""Pages of lists in their usual order, and who held a post or was in an organization on a day."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import parse_qsl

import orjson
from sqlalchemy import BigInteger, Date, Text

from app.conditional import DESCRIBED_BY, etag_of
from app.dates import PartialDate, PartialDateError
from app.languages import language_headers
from app.profiles.display import displayed
from app.profiles.succession import Tenure, write_holders
from app.queries.paging import MOST_COUNTED, MOST_ITEMS, CursorError, PageRequest, Types
from app.shortway.answers import Answer, Asked
from app.shortway.keeping import KeptAnswers
from app.shortway.readers import Reader
from app.timespans import Question, Timespan

LISTS: Final = ("people", "organizations", "posts", "events", "articles")
# Of whom tenures are asked: the column, and the kind of entity.
TENURES: Final = {
    ("posts", "holders"): ("post_id", "post"),
    ("organizations", "members"): ("organization_id", "organization"),
}
_USUAL_LIMIT: Final = 50
_MOST_BYTES: Final = 16_000_000
_LONGEST_QUERY: Final = 1500
_LONGEST_KEY: Final = 3000  # characters that tell requests apart
_PLAIN: Final = re.compile(r"[A-Za-z0-9._~=&-]*")  # what no writer of URLs escapes
_HOST: Final = re.compile(rb"([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]+)?")
_PAGE: Final = """
SELECT sort_key, id, {{short}}, display_names
FROM {table} WHERE until IS NULL {behind} ORDER BY sort_key, id LIMIT ?
"""
_BEHIND: Final = "AND (sort_key, id) > (?, ?)"
_TOTAL: Final = """
SELECT count(*) FROM (SELECT 1 FROM {table} WHERE until IS NULL LIMIT ?) AS counted
"""
_HELD: Final = """
FROM tenures
WHERE {column} = ? AND until IS NULL AND possibly_from <= ? AND possibly_until >= ?
"""
_TENURES: Final = """
SELECT possibly_from, possibly_until, row, begun_by, lasts_until, contradiction, {{body}}
{held} {behind}
  AND 1 = (SELECT 1 {there})
ORDER BY possibly_from, possibly_until, row LIMIT ?
"""
_THERE: Final = """
FROM documents WHERE id = ? AND kind = ? AND documents.until IS NULL AND digest IS NOT NULL
"""
_IS_THERE: Final = f"SELECT 1 {_THERE}"
_NEWEST: Final = "SELECT number, at FROM changes ORDER BY number DESC LIMIT 1"
_BEHIND_TENURE: Final = "AND (possibly_from, possibly_until, row) > (?, ?, ?)"
_TENURES_TOTAL: Final = "SELECT count(*) FROM (SELECT 1 {held} LIMIT ?) AS counted"
_PAGE_KEY: Final = (Text(), Text())
_TENURE_KEY: Final = (Date(), Date(), BigInteger())
_SIGNS_CURSORS: Final = "SELECT value FROM installation WHERE name = 'cursor_secret'"


Newest = Sequence[Any]  # the number of the newest change, and its time


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


def key_of(asked: Asked, languages: tuple[str, ...]) -> str:
    """What tells the answer to a request from all others."""
    host = asked.headers.get(b"host", b"").decode("latin-1")
    return f"{asked.scheme}://{host}{asked.path}?{asked.query} {','.join(languages)}"


def url_of(asked: Asked) -> Url | None:
    """Where the request went; None where its query is not as the long way would write it."""
    host = asked.headers.get(b"host", b"")
    pairs = parse_qsl(asked.query, keep_blank_values=True)
    given = dict(pairs)
    if len(asked.query) > _LONGEST_QUERY or not _PLAIN.fullmatch(asked.query):
        return None
    if "&".join("=".join(pair) for pair in pairs) != asked.query or len(given) != len(pairs):
        return None
    if not _HOST.fullmatch(host):
        return None
    base = f"{asked.scheme}://{host.decode('latin-1')}{asked.path}"
    return Url(base, asked.path, given)


class Lists:
    """Answers for pages of lists."""

    def __init__(self, reader: Reader) -> None:
        """``reader``: of the database that the application serves."""
        self._reader = reader
        self._secret: str | None = None
        self.kept: KeptAnswers[Answer] = KeptAnswers(_size, _MOST_BYTES, _MOST_BYTES)
        # How many a list has, and after which change: counted anew when there is a newer one.
        self._totals: dict[str, tuple[tuple[int, int], int]] = {}
        self._tenures: dict[tuple[str, bool], str] = {}
        self._tenures_total: dict[str, str] = {}
        prepare = reader.prepare
        self._newest, self._is_there = prepare(_NEWEST), prepare(_IS_THERE)
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

    async def answer(self, asked: Asked, steps: Sequence[str]) -> Answer | None:
        """A page of what the path names, by its steps; None where the long way has to answer."""
        era = self._reader.era
        newest = await self._reader.rows(self._newest, ())
        if not newest:
            return None
        then = (era, newest[0][0])
        if self._secret is None:  # the database was away at the start
            await self.open()
        languages = asked.languages
        told = key_of(asked, languages)
        if len(told) > _LONGEST_KEY:
            return None
        kept = self.kept.get(told, then)
        url = None if kept else url_of(asked)
        if url is None:
            return kept
        answer = await self._made(steps, url, newest[0], languages)
        if answer:
            self.kept.keep(told, then, answer)
        return answer

    async def _made(
        self, steps: Sequence[str], url: Url, newest: Newest, languages: tuple[str, ...]
    ) -> Answer | None:
        if len(steps) == 1:
            known = steps[0] in LISTS
            return await self._page(steps[0], url, newest, languages) if known else None
        name, entity_id, below = steps
        of = TENURES.get((name, below))
        return await self._held(*of, entity_id, url, newest[1]) if of else None

    async def _page(
        self, table: str, url: Url, newest: Newest, languages: tuple[str, ...]
    ) -> Answer | None:
        wanted = self._wanted(url, {})
        after = _after(wanted, _PAGE_KEY) if wanted else None
        if wanted is None or after is None:
            return None
        statement = self._behind[table] if after else self._first[table]
        rows = await self._reader.rows(statement, (*after, wanted.limit + 1))
        total = await self._count(table, newest[0]) if rows else None
        if not rows or total is None:
            return None
        shown = rows[: wanted.limit]
        cursor = wanted.cursor_after(shown[-1][:2]) if len(rows) > wanted.limit else None
        lines = [displayed(row[2], row[3], languages) for row in shown]
        data = b",".join([line for line, _ in lines])
        told = language_headers(language for _, language in lines)
        return replace(_answer(url, data, cursor, total, newest[1]), language=told)

    async def _held(
        self, column: str, kind: str, entity_id: str, url: Url, changed_at: Any
    ) -> Answer | None:
        """Who held a post or was in an organization on the day asked about."""
        wanted, asked = self._wanted(url, {"on": url.asked.get("on", "")}), _question(url)
        after = _after(wanted, _TENURE_KEY) if wanted and asked else None
        if wanted is None or asked is None or after is None:
            return None
        day = self._reader.day
        about = (entity_id, day(asked.last), day(asked.first))
        behind = [*map(day, after[:2]), *after[2:]]
        values = (*about, *behind, entity_id, kind, wanted.limit + 1)
        rows = await self._reader.rows(self._tenures[column, bool(after)], values)
        if not rows:
            there = await self._reader.rows(self._is_there, (entity_id, kind))
            return _answer(url, b"", None, 0, changed_at) if there and not after else None
        shown = rows[: wanted.limit]
        total: int | None = len(rows)
        if after or len(rows) > wanted.limit:
            total = await self._number(self._tenures_total[column], about)
        if total is None:
            return None
        cursor = wanted.cursor_after(shown[-1][:3]) if len(rows) > wanted.limit else None
        data = b",".join(write_holders(map(_tenure, shown), asked))
        return _answer(url, data, cursor, total, changed_at)

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
        then = (self._reader.era, newest)
        counted = self._totals.get(table)
        if counted and counted[0] == then:
            return counted[1]
        total = await self._number(self._total[table], ())
        if total is not None:
            self._totals[table] = (then, total)
        return total

    async def _number(self, statement: str, values: tuple[Any, ...]) -> int | None:
        rows = await self._reader.rows(statement, (*values, MOST_COUNTED + 1))
        return rows[0][0] if rows else None


def _after(wanted: PageRequest, types: Types) -> list[Any] | None:
    """The key that the page begins behind, empty for the first; None where it is no key of ours."""
    try:
        return wanted.after(types) or []
    except CursorError:
        return None


def _answer(url: Url, data: bytes, cursor: str | None, total: int, changed_at: Any) -> Answer:
    following = url.with_cursor(cursor) if cursor else None
    exact = total <= MOST_COUNTED
    told = {"next": following, "total": min(total, MOST_COUNTED), "total_is_exact": exact}
    body = b'{"data":[' + data + b"]," + orjson.dumps({"page": told})[1:]
    link = f'<{url.with_cursor(None)}>; rel="first", {DESCRIBED_BY}'
    if following:
        link = f'<{following}>; rel="next", {link}'
    return Answer(etag_of(body), changed_at, link, body)


def _size(answer: Answer) -> int:
    return len(answer.link) + len(answer.body or b"")


def _question(url: Url) -> Question | None:
    try:
        return Question.of(PartialDate.parse(url.asked["on"]))
    except (KeyError, PartialDateError):
        return None


def _tenure(row: tuple[Any, ...]) -> Tenure:
    """The span and the body of a row: SQLite keeps days as text."""
    first, until, _, begun, lasts, contradiction, body = row
    if isinstance(first, str):
        first, until = dt.date.fromisoformat(first), dt.date.fromisoformat(until)
        begun, lasts = (each and dt.date.fromisoformat(each) for each in (begun, lasts))
    return Timespan(first, until, begun, lasts, contradiction), body
