"""Which requests are plain, and who answers them."""

import re
from typing import Final
from urllib.parse import parse_qsl

from starlette.types import Receive, Scope, Send

from app.shortway.answers import Answer, is_plain, languages_of, send_answer
from app.shortway.documents import KINDS, LONGEST_ID, Documents
from app.shortway.lists import LISTS, TENURES, Lists, Url
from app.shortway.readers import Reader

_LONGEST_QUERY: Final = 1500
_PLAIN: Final = re.compile(r"[A-Za-z0-9._~=&-]*")  # what no writer of URLs escapes
_HOST: Final = re.compile(rb"([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]+)?")
# Steps of a path: "", "v1", the list, an id, what is asked of it.
_LIST, _DOCUMENT, _BELOW = 3, 4, 5


class ShortWay:
    """Answers plain requests."""

    def __init__(self, reader: Reader) -> None:
        """``reader``: of the database that the application serves."""
        self._reader = reader
        self._documents = Documents(reader)
        self._lists = Lists(reader)

    async def open(self) -> None:
        """Make ready, so that the first request costs what later ones cost."""
        await self._reader.open()
        await self._documents.open()
        await self._lists.open()

    async def close(self) -> None:
        """Give back what is open."""
        await self._reader.close()

    async def answers(self, scope: Scope, receive: Receive, send: Send) -> bool:
        """Answer the request, or say that it has to go the long way."""
        if scope["type"] != "http" or scope["method"] != "GET" or scope["root_path"]:
            return False
        steps = scope["path"].split("/")
        if not _LIST <= len(steps) <= _BELOW or steps[1] != "v1":
            return False
        headers = dict(scope["headers"])
        answer = await self._answer(scope, steps, headers) if is_plain(headers) else None
        if answer is None:
            return False
        await send_answer(answer, scope, receive, send)
        return True

    async def _answer(
        self, scope: Scope, steps: list[str], headers: dict[bytes, bytes]
    ) -> Answer | None:
        if len(steps) == _DOCUMENT:
            kind, entity_id = KINDS.get(steps[2]), steps[3]
            if kind is None or scope["query_string"] or not _is_id(entity_id):
                return None
            return await self._documents.answer(kind, entity_id, languages_of(headers))
        url = _url(scope, headers)
        if url is None:
            return None
        if len(steps) == _LIST:
            known = steps[2] in LISTS
            return await self._lists.page(steps[2], url, languages_of(headers)) if known else None
        of = TENURES.get((steps[2], steps[4]))
        return await self._lists.tenures(*of, steps[3], url) if of and _is_id(steps[3]) else None


def _is_id(text: str) -> bool:
    return 0 < len(text) <= LONGEST_ID and "\0" not in text


def _url(scope: Scope, headers: dict[bytes, bytes]) -> Url | None:
    """Where the request went; None where its query is not as the long way would write it."""
    query, host = scope["query_string"].decode("latin-1"), headers.get(b"host", b"")
    pairs = parse_qsl(query, keep_blank_values=True)
    asked = dict(pairs)
    plain = _PLAIN.fullmatch(query) and "&".join("=".join(pair) for pair in pairs) == query
    if (
        not _HOST.fullmatch(host)
        or len(query) > _LONGEST_QUERY
        or not plain
        or len(asked) != len(pairs)
    ):
        return None
    base = f"{scope['scheme']}://{host.decode('latin-1')}{scope['path']}"
    return Url(base, scope["path"], asked)
