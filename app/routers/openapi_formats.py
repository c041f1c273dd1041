"""Formats, fields and includes in the OpenAPI document: for each endpoint those that it has."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

import orjson

from app.errors import NotAcceptableError
from app.routers.rendering import render_document, render_page
from app.routers.representation import MEDIA_TYPES, SWITCH, Format, Representation, formats_of
from app.schemas.fields import fields_of
from app.schemas.includes import includes_of

_HEADERS: Final = {
    "ETag": "A strong validator: send it back in If-None-Match.",
    "Last-Modified": "When the newest change was recorded that what is shown may rest on.",
    "Link": "In lists to the next page and the first, and to this document.",
}
_SCHEMAS: Final[dict[Format, dict[str, Any]]] = {
    Format.JSONL: {"type": "string", "description": "One item a line, each as in JSON."},
    Format.CSV: {"type": "string", "description": "A line of column names, then a line an item."},
    Format.JSONLD: {"type": "object", "description": "In the words of schema.org."},
}


def tell_formats(operation: dict[str, Any], model: Any, example: Any) -> None:
    """Tell the formats of an operation's answer, and what its parameters may ask for.

    Where there is nothing to choose, there are no such parameters.
    """
    if not formats_of(model):
        operation["responses"].pop(str(NotAcceptableError.status), None)
        return
    operation.setdefault("parameters", []).extend(_parameters(model))
    answer = operation["responses"]["200"]
    answer["headers"] = {
        name: {"description": text, "schema": {"type": "string"}} for name, text in _HEADERS.items()
    }
    for each in formats_of(model):
        if each is not Format.JSON:
            told = {"schema": _SCHEMAS[each]}
            if example is not None:
                told["example"] = _rendered(Representation(model, each), example)
            answer["content"][MEDIA_TYPES[each]] = told


def _rendered(wanted: Representation, example: Any) -> Any:
    if "page" in example:
        body = render_page(wanted, example["data"], {"page": example["page"]})
    else:
        body = render_document(wanted, example)
    return orjson.loads(body) if wanted.format is Format.JSONLD else body.decode()


def _parameters(model: Any) -> Iterator[dict[str, Any]]:
    formats = [each.value for each in formats_of(model)]
    includes = list(includes_of(model))
    switch = {"type": "string", "enum": list(SWITCH), "default": "false", "examples": ["true"]}
    yield _parameter(
        "format",
        "The format; it wins over the Accept header.",
        {"type": "string", "enum": formats, "examples": ["csv"]},
    )
    yield _parameter(
        "fields",
        "Only these fields: comma lists of names and of paths into what is below.",
        _comma_lists(list(fields_of(model))[:1], r"[a-z_.]+"),
    )
    if includes:
        names = "|".join(name.replace(".", r"\.") for name in includes)
        yield _parameter(
            "include",
            f"What to include beyond the plain form. Known are {', '.join(includes)}.",
            _comma_lists(includes[:1], f"({names})"),
        )
    yield _parameter("pretty", "Indent JSON and JSON-LD.", switch)
    yield _parameter(
        "bom", "Begin CSV with a byte order mark, as some spreadsheets need for UTF-8.", switch
    )


def _parameter(name: str, description: str, schema: dict[str, Any]) -> dict[str, Any]:
    told = {"name": name, "in": "query", "required": False}
    return told | {"description": description, "schema": schema}


def _comma_lists(examples: Sequence[str], name: str) -> dict[str, Any]:
    """Comma lists of such names; the parameter may be given several times."""
    one = {"type": "string", "pattern": f"^{name}(,{name})*$"}
    return {"type": "array", "minItems": 1, "items": one, "examples": list(examples)}
