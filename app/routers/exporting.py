"""Answering with an export: its validators, the part asked for, and the stream of its bytes."""

import os
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, BinaryIO, Final

import anyio
from fastapi import Request, Response
from sqlalchemy import Engine
from starlette.concurrency import run_in_threadpool
from starlette.responses import StreamingResponse

from app.conditional import CACHE_CONTROL, DESCRIBED_BY, client_has, http_date
from app.databases.choosing import CHANGE
from app.db import end_reading, open_read_session
from app.errors import MergedError, RangeError, UnavailableError
from app.exports.built import BuiltFiles, read_pieces
from app.exports.catalog import Export
from app.exports.making import Making, MergedFilterError, NothingToExportError, start
from app.exports.ranges import Part, Pieces, cut, read_range, resolve
from app.middleware import HEAD_ASKED
from app.patience import unhurried
from app.queries.parameters import ListError
from app.routers.dependencies import database_of, invalid_parameter
from app.routers.streaming import Slots, SlowResponse

_MOST_LENGTHS: Final = 1000
_WHOLE: Final[Part] = (0, None)  # from the first byte on
_LOOK_AGAIN: Final = 0.05  # seconds
_NOBODY: Final = 499  # the client is gone: nobody reads this, but the log


class ClientLeftError(Exception):
    """The client went away."""


class Exporter:
    """What an application needs for its exports: slots, files that were built, known lengths."""

    def __init__(self, slots: Slots) -> None:
        """``slots``: for as many as may be made at once."""
        self.slots = slots
        self.built = BuiltFiles()
        self._lengths: OrderedDict[str, int] = OrderedDict()
        self._counting: set[str] = set()

    def known_length(self, making: Making) -> int | None:
        """How many bytes the export has, where that is known."""
        return self._lengths.get(making.etag)

    async def count(self, request: Request, making: Making) -> None:
        """Let the length be known: the export is made once for all who ask for parts of it.

        Raises ClientLeftError where the client goes away meanwhile; who else waits counts then.
        """
        while making.etag not in self._lengths:
            if making.etag not in self._counting:
                self._counting.add(making.etag)
                try:
                    await self._count(request, making)
                finally:
                    self._counting.discard(making.etag)
            elif await request.is_disconnected():
                raise ClientLeftError
            else:
                await anyio.sleep(_LOOK_AGAIN)

    async def _count(self, request: Request, making: Making) -> None:
        pieces = _counted(self, making)
        while await self.slots.run(next, pieces, None) is not None:
            if await request.is_disconnected():
                await self.slots.run(pieces.close)
                raise ClientLeftError

    def keep_length(self, etag: str, length: int) -> None:
        """Remember how many bytes an export has."""
        self._lengths[etag] = length
        if len(self._lengths) > _MOST_LENGTHS:
            self._lengths.popitem(last=False)


@dataclass(frozen=True, slots=True)
class _Begun:
    """An answer whose first piece is there. ``finish`` gives back what it holds."""

    status: HTTPStatus
    headers: Mapping[str, str]
    pieces: Iterator[bytes]
    first: bytes | None
    finish: Callable[[], None]


async def export_response(request: Request, export: Export, given: dict[str, Any]) -> Response:
    """The export, or the part of it that is asked for.

    Raises InvalidParameterError, MergedError, RangeError, BusyError and UnavailableError.
    """
    exporter: Exporter = request.app.state.exporter
    # Its queries are as long as it is: what bounds an export are its slot, and who reads it.
    engine = unhurried(database_of(request).engine)
    making = await run_in_threadpool(_start, engine, export, given)
    try:
        headers = _headers(request, making)
        if client_has(request.headers.get("if-none-match", ""), making.etag):
            await run_in_threadpool(end_reading, making.session)
            return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
        headers |= _content_headers(making)
        if request.scope.get(HEAD_ASKED):
            return await _head(exporter, making, headers)
        return await _begun(request, exporter, making, headers)
    except ClientLeftError:
        await run_in_threadpool(end_reading, making.session)
        return Response(status_code=_NOBODY)
    except BaseException:
        await run_in_threadpool(end_reading, making.session)
        raise


async def _head(exporter: Exporter, making: Making, headers: dict[str, str]) -> Response:
    """What GET would answer, of a stream with no more than its first piece made.

    A file is built, and then has a length.
    """
    with exporter.slots.taken(), _refused():
        begun = await exporter.slots.run(_begin, exporter, making, None, headers)
        await exporter.slots.run(begun.finish)
    if making.export.build is None:
        return StreamingResponse(iter([b""]), headers=headers)  # it would be given a length of 0
    return Response(headers=begun.headers)


async def _begun(
    request: Request, exporter: Exporter, making: Making, headers: dict[str, str]
) -> Response:
    exporter.slots.take()
    try:
        with _refused():
            part = await _counted_part(request, exporter, making)
            begun = await exporter.slots.run(_begin, exporter, making, part, headers)
    except BaseException:
        exporter.slots.give_back()
        raise
    return SlowResponse(
        begun.pieces,
        begun.first,
        exporter.slots,
        begun.finish,
        headers=begun.headers,
        status_code=begun.status,
    )


async def _counted_part(request: Request, exporter: Exporter, making: Making) -> Part | None:
    """The part that is asked for, with the length known that it needs; None for the whole."""
    part = _part_asked(request, making.etag)
    if part is None or making.export.build is not None:
        return part
    if part == _WHOLE and exporter.known_length(making) is None:
        return None  # all of it needs no counting
    await exporter.count(request, making)
    return part


def _start(engine: Engine, export: Export, given: dict[str, Any]) -> Making:
    """Read what is asked for, in a session of its own: it lives as long as the stream."""
    session = open_read_session(engine)
    try:
        with _refused():
            return start(session, export, given)
    except BaseException:
        end_reading(session)
        raise


@contextmanager
def _refused() -> Iterator[None]:
    """Let what cannot be answered be an error that the client is told."""
    try:
        yield
    except ListError as error:
        raise invalid_parameter(error.parameter, str(error)) from None
    except MergedFilterError as error:
        raise MergedError(error.merged_id, error.survivor_id) from None
    except NothingToExportError:
        headers = {"Retry-After": "10"}
        raise UnavailableError("Nothing was recorded yet.", headers=headers) from None


def _begin(
    exporter: Exporter, making: Making, part: Part | None, headers: dict[str, str]
) -> _Begun:
    """Make the first piece: what is wrong shows before anything was sent."""
    file = exporter.built.open(making) if making.export.build else None
    if file is not None:
        end_reading(
            making.session
        )  # else the database would be held as long as someone reads a file
    status, pieces = HTTPStatus.OK, _counted(exporter, making)
    if (length := _length(exporter, making, file)) is not None and (file or part):
        first, end = _resolved(part, length)
        headers["Content-Length"] = str(end - first)
        if part is not None:
            status = HTTPStatus.PARTIAL_CONTENT
            headers["Content-Range"] = f"bytes {first}-{end - 1}/{length}"
        pieces = read_pieces(file, first, end) if file else cut(making.chunks(), first, end)

    def finish() -> None:
        try:
            pieces.close()
        finally:
            end_reading(making.session)

    return _Begun(status, headers, pieces, next(pieces, None), finish)


def _length(exporter: Exporter, making: Making, file: BinaryIO | None) -> int | None:
    return os.fstat(file.fileno()).st_size if file else exporter.known_length(making)


def _resolved(part: Part | None, length: int) -> tuple[int, int]:
    if part is None:
        return 0, length
    there = resolve(part, length)
    if there is None:
        told = {"Content-Range": f"bytes */{length}"}
        raise RangeError(f"The export has {length} bytes.", headers=told)
    return there


def _counted(exporter: Exporter, making: Making) -> Pieces:
    """All pieces; once they were asked for, their length is known."""
    length = 0
    for piece in making.chunks():
        length += len(piece)
        yield piece
    exporter.keep_length(making.etag, length)


def _part_asked(request: Request, etag: str) -> Part | None:
    """The part that is asked for, if what the client has is of the same bytes."""
    if request.headers.get("if-range", etag) != etag:
        return None
    return read_range(request.headers.get("range"))


def _headers(request: Request, making: Making) -> dict[str, str]:
    number = making.wanted.number
    permanent = request.url.include_query_params(known_at=number)
    return {
        "ETag": making.etag,
        "Last-Modified": http_date(making.wanted.at),
        "Cache-Control": CACHE_CONTROL,
        "Vary": "Accept",
        "Link": f'<{permanent}>; rel="bookmark", {DESCRIBED_BY}',
        CHANGE: str(number),
    }


def _content_headers(making: Making) -> dict[str, str]:
    return {
        "Accept-Ranges": "bytes",
        "Content-Type": making.export.media_type,
        "Content-Disposition": f'attachment; filename="{making.file_name}"',
    }
