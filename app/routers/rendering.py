"""Answers written out in the format asked for, cut down to the fields asked for."""

import re
from collections.abc import Sequence
from typing import Any, Final

import orjson
from fastapi import Request

from app.csv_text import BOM, write_csv
from app.profiles.linked_data import linked_document, linked_list
from app.routers.representation import MEDIA_TYPES, Format, Representation
from app.schemas.base import Page
from app.schemas.columns import COLUMNS
from app.schemas.fields import answer_models, fields_of, leaves, select, selection

Json = dict[str, Any]
_IDENTITY: Final = ("id", "kind")  # without which there is no JSON-LD
_SAID_BY_NAME: Final = ("as_of", "known_at", "on")


def render_document(wanted: Representation, document: Json) -> bytes:
    """One document."""
    shown = _shown(wanted, [document])
    if wanted.format is Format.JSONL:
        return _lines(shown)
    if wanted.format is Format.CSV:
        return _csv(wanted, shown, is_list=False)
    return _dumped(
        linked_document(shown[0]) if wanted.format is Format.JSONLD else shown[0], wanted
    )


def render_page(wanted: Representation, items: Sequence[Json], beside: Json) -> bytes:
    """One page of a list. ``beside``: the members that stand beside ``data`` in JSON."""
    shown = _shown(wanted, items)
    if wanted.format is Format.JSONL:
        return _lines(shown)
    if wanted.format is Format.CSV:
        return _csv(wanted, shown, is_list=True)
    if wanted.format is Format.JSONLD:
        return _dumped(linked_list(shown, beside["page"]["total"]), wanted)
    return _dumped({"data": shown, **beside}, wanted)


def content_headers(request: Request, wanted: Representation) -> dict[str, str]:
    """What the headers say of the body: its type, and the name of the file that it makes."""
    if wanted.format is not Format.CSV:
        return {"Content-Type": MEDIA_TYPES[wanted.format]}
    return {
        "Content-Type": "text/csv; charset=utf-8; header=present",
        "Content-Disposition": f'attachment; filename="{_file_name(request)}.csv"',
    }


def _shown(wanted: Representation, items: Sequence[Json]) -> list[Json]:
    if not wanted.fields:
        return list(items)
    kept = _IDENTITY if wanted.format is Format.JSONLD else ()
    tree = selection((*wanted.fields, *kept))
    return [select(item, tree) for item in items]


def _lines(items: Sequence[Json]) -> bytes:
    return b"".join(orjson.dumps(item, option=orjson.OPT_APPEND_NEWLINE) for item in items)


def _csv(wanted: Representation, items: Sequence[Json], *, is_list: bool) -> bytes:
    text = write_csv(_columns(wanted, is_list=is_list), items)
    return ((BOM if wanted.bom else "") + text).encode()


def _columns(wanted: Representation, *, is_list: bool) -> list[str]:
    tree = fields_of(wanted.model)
    paths = wanted.fields
    if not paths:
        models = answer_models(wanted.model)
        model = next(each for each in models if issubclass(each, Page) is is_list)
        paths = (*COLUMNS[model], *(path for each in wanted.includes for path in each.adds))
    return list(dict.fromkeys(leaf for path in paths for leaf in leaves(tree, path)))


def _dumped(document: Json, wanted: Representation) -> bytes:
    return orjson.dumps(document, option=orjson.OPT_INDENT_2 if wanted.pretty else None)


def _file_name(request: Request) -> str:
    """The path without /v1, and of when it tells: ``people-liu-jianchao-as_of-2023-07-01``."""
    said = [
        f"{name}-{request.query_params[name]}"
        for name in _SAID_BY_NAME
        if name in request.query_params
    ]
    name = "-".join([*request.url.path.split("/")[2:], *said])
    return re.sub(r"[^A-Za-z0-9_.-]+", "-", name)
