"""One ready document, by its id, as it is now: a row, and the bytes that stand in it."""

import datetime as dt
import time
from functools import lru_cache
from typing import Final

from app.conditional import DESCRIBED_BY
from app.languages import language_headers
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
LONGEST_ID: Final = 128
_ROW: Final = """
SELECT d.since, c.at, d.name, d.digest, {d.body}, d.display_names
FROM documents AS d JOIN changes AS c ON c.number = d.since
WHERE d.id = ? AND d.until IS NULL AND d.kind = ? AND d.digest IS NOT NULL
"""


class Documents:
    """Answers for ready documents."""

    def __init__(self, reader: Reader) -> None:
        """``reader``: of the database that the application serves."""
        self._reader = reader
        self._row = reader.prepare(_ROW)

    async def open(self) -> None:
        """Read once, so that the first request finds the statement prepared."""
        await self.answer("", "", ())

    async def answer(self, kind: str, entity_id: str, languages: tuple[str, ...]) -> Answer | None:
        """The document for a reader of these languages; None where it is not there as asked for."""
        rows = await self._reader.rows(self._row, (entity_id, kind))
        if not rows:
            return None
        since, at, name, digest, body, names = rows[0]
        day = _day(int(time.time()) // 86_400)
        body, language = displayed(body, names, languages)
        whole = body[:-1] + ready_ending(kind, entity_id, name, since, day)
        etag = ready_etag(since, digest, day, language)
        return Answer(etag, at, DESCRIBED_BY, whole, language_headers([language]))


@lru_cache(maxsize=2)
def _day(days: int) -> str:
    return (dt.date(1970, 1, 1) + dt.timedelta(days)).isoformat()
