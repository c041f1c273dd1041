"""One ready document, by its id, as it is now: a row, and the bytes that stand in it."""

import datetime as dt
import time
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final

from app.conditional import client_has, links_of_document
from app.languages import NO_LANGUAGE, language_headers
from app.profiles.citing import ready_ending, ready_etag
from app.profiles.display import displayed
from app.shortway.answers import Answer
from app.shortway.readers import Reader

KINDS: Final = {
    "people": "person",
    "organizations": "organization",
    "posts": "post",
    "events": "event",
}
_PAGES: Final = {kind: path for path, kind in KINDS.items()}
LONGEST_ID: Final = 128
_THERE: Final = "FROM documents WHERE id = ? AND until IS NULL AND kind = ? AND digest IS NOT NULL"
_ROW: Final = f"SELECT since, digest, display_names, name, {{body}} {_THERE}"
# An index has these: a client that has the document already costs no reading of it.
_VALIDATORS: Final = f"SELECT since, digest {_THERE}"
_RECORDED: Final = "SELECT at FROM changes WHERE number = ?"
_COUNT: Final = "SELECT count(*) FROM documents WHERE until IS NULL"
_SOME: Final = "SELECT id, kind FROM documents WHERE until IS NULL AND digest IS NOT NULL LIMIT ?"
_WARMING: Final = 50  # documents
_MOST_REMEMBERED: Final = 10_000  # times of changes, which never change in one database


class Documents:
    """Answers for ready documents."""

    def __init__(self, reader: Reader) -> None:
        """``reader``: of the database that the application serves."""
        self._reader = reader
        self._row = reader.prepare(_ROW)
        self._validators = reader.prepare(_VALIDATORS)
        self._recorded = reader.prepare(_RECORDED)
        self._times: dict[tuple[int, int], Any] = {}

    async def open(self) -> Sequence[str]:
        """Count what is there, which reads an index; the paths of some documents."""
        await self._reader.rows(self._reader.prepare(_COUNT), ())
        await self._reader.rows(self._validators, ("", ""))
        found = await self._reader.rows(self._reader.prepare(_SOME), (_WARMING,))
        return [f"/v1/{_PAGES[kind]}/{each}" for each, kind in found or () if kind in _PAGES]

    async def answer(
        self, kind: str, entity_id: str, has: str, languages: tuple[str, ...]
    ) -> Answer | None:
        """The document for a reader of these languages; None where it is not there as asked for.

        ``has``: the validators of what the client has; where they name the document as it is, the
        answer comes without a body.
        """
        links = links_of_document(f"/{_PAGES[kind]}/{entity_id}")
        if has and not languages:
            rows = await self._reader.rows(self._validators, (entity_id, kind))
            if not rows:
                return None
            since, digest = rows[0]
            etag = ready_etag(since, digest, today())
            if client_has(has, etag):
                at = await self._time_of(since)
                return Answer(etag, at, links, None, NO_LANGUAGE) if at else None
        rows = await self._reader.rows(self._row, (entity_id, kind))
        if not rows:
            return None
        since, digest, names, name, body = rows[0]
        day = today()
        body, language = displayed(body, names, languages)
        whole = body[:-1] + ready_ending(kind, entity_id, name, since, day)
        told = language_headers((language,)) if language else NO_LANGUAGE
        at = await self._time_of(since)
        return (
            Answer(ready_etag(since, digest, day, language), at, links, whole, told) if at else None
        )

    async def _time_of(self, change: int) -> Any:
        """When a change was recorded; None where the database does not answer."""
        then = (self._reader.era, change)
        return self._times.get(then) or await self._recorded_at(then)

    async def _recorded_at(self, then: tuple[int, int]) -> Any:
        rows = await self._reader.rows(self._recorded, then[1:])
        if not rows:
            return None
        if len(self._times) >= _MOST_REMEMBERED:
            self._times.clear()
        return self._times.setdefault(then, rows[0][0])


def today() -> str:
    """The day, as documents are cited with it."""
    return _day(int(time.time()) // 86_400)


@lru_cache(maxsize=2)
def _day(days: int) -> str:
    return (dt.date(1970, 1, 1) + dt.timedelta(days)).isoformat()
