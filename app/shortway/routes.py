"""Which requests are plain, and who answers them."""

from collections.abc import Mapping
from typing import Any

from starlette.types import Message, Receive, Scope, Send

from app.shortway.answers import Answer, Asked, Sent, is_plain, send_answer, send_out, written
from app.shortway.documents import KINDS, LONGEST_ID, Documents
from app.shortway.keeping import KeptAnswers
from app.shortway.lists import Lists
from app.shortway.pages import Pages, is_of_pages
from app.shortway.readers import Reader

# Steps of a path: "", "v1", the list, an id, what is asked of it.
_LIST, _DOCUMENT, _BELOW = 3, 4, 5


class ShortWay:
    """Answers plain requests."""

    def __init__(self, reader: Reader) -> None:
        """``reader``: of the database that the application serves."""
        self._reader = reader
        self._documents = Documents(reader)
        self._lists = Lists(reader)
        self._pages = Pages(reader)

    @property
    def is_immediate(self) -> bool:
        """Whether answers are there without waiting for anything."""
        return self._reader.is_immediate

    @property
    def kept(self) -> dict[str, KeptAnswers[Any]]:
        """The answers that are kept, by what they are."""
        return {"lists": self._lists.kept, "pages": self._pages.kept}

    def pool_stats(self) -> Mapping[str, int]:
        """How its connections are doing, in the words of psycopg_pool; empty where it has one."""
        return self._reader.pool_stats()

    async def open(self) -> None:
        """Make ready, so that the first request costs little more than later ones.

        Some documents are read, and an answer is written with each.
        """
        await self._reader.open()
        await self._lists.open()
        for path in await self._documents.open():
            await self.answers(_request(path), _nothing, _dropped)

    async def close(self) -> None:
        """Give back what is open."""
        await self._reader.close()

    async def answers(self, scope: Scope, receive: Receive, send: Send) -> bool:
        """Answer the request, or say that it has to go the long way."""
        asked = _asked(scope)
        if asked is None:
            return False
        if is_of_pages(asked.path):
            page = await self._pages.answer(asked)
            if page:
                await send_out(page, send)
            return page is not None
        answer = await self.answer(asked)
        if answer is None:
            return False
        await send_answer(answer, asked, scope, receive, send)
        return True

    def keeping(self, scope: Scope, send: Send) -> Send:
        """What sends the long way's answer to the request; pages are kept for the short way."""
        asked = _asked(scope)
        return self._pages.keeping(asked, scope.setdefault("state", {}), send) if asked else send

    async def sent(self, asked: Asked) -> Sent | None:
        """What goes out at once; None where the answer may have to be compressed, or made."""
        if is_of_pages(asked.path):
            return await self._pages.answer(asked)
        answer = None if asked.may_be_encoded else await self.answer(asked)
        return written(answer, asked.has, asked.scheme) if answer else None

    async def answer(self, asked: Asked) -> Answer | None:
        """The answer to a plain request; None where it has to go the long way."""
        steps = asked.path.split("/")
        if not _LIST <= len(steps) <= _BELOW or steps[:2] != ["", "v1"]:
            return None
        if not is_plain(asked.headers):
            return None
        if len(steps) > _LIST and not _is_id(steps[3]):
            return None
        if len(steps) != _DOCUMENT:
            return await self._lists.answer(asked, steps[2:])
        kind = KINDS.get(steps[2])
        if kind is None or asked.query:
            return None
        has = "" if asked.has_encoded else asked.has
        return await self._documents.answer(kind, steps[3], has, asked.languages)


def _asked(scope: Scope) -> Asked | None:
    """The request; None where it is none that has a short way."""
    if scope["type"] != "http" or scope["method"] != "GET" or scope["root_path"]:
        return None
    headers = dict(scope["headers"])
    if len(headers) < len(scope["headers"]):
        return None  # what is told twice, the long way knows the rules for
    query = scope["query_string"].decode("latin-1")
    return Asked(scope["scheme"], scope["path"], query, headers)


def _request(path: str) -> Scope:
    scope = {"type": "http", "method": "GET", "root_path": "", "scheme": "http", "path": path}
    return scope | {"query_string": b"", "headers": [(b"host", b"localhost")]}


async def _nothing() -> Message:
    return {"type": "http.disconnect"}


async def _dropped(_: Message) -> None:
    pass


def _is_id(text: str) -> bool:
    return 0 < len(text) <= LONGEST_ID and "\0" not in text
