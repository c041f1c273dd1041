"""Formats, fields and includes in the OpenAPI document: for each endpoint those that it has."""

from collections.abc import Sequence
from typing import Any, Final

import orjson

from app.errors import NotAcceptableError
from app.routers.rendering import render_document, render_page
from app.routers.representation import MEDIA_TYPES, NO_FILTERS, Format, Representation, formats_of
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
        parameters = operation.get("parameters", [])
        parameters[:] = [each for each in parameters if each["name"] not in NO_FILTERS]
        operation["responses"].pop(str(NotAcceptableError.status), None)
        return
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
    _tell_parameters(operation, model)


def _rendered(wanted: Representation, example: Any) -> Any:
    if "page" in example:
        body = render_page(wanted, example["data"], {"page": example["page"]})
    else:
        body = render_document(wanted, example)
    return orjson.loads(body) if wanted.format is Format.JSONLD else body.decode()


def _tell_parameters(operation: dict[str, Any], model: Any) -> None:
    known = {each["name"]: each for each in operation["parameters"] if each["in"] == "query"}
    formats = [each.value for each in formats_of(model)]
    known["format"]["schema"] = {"type": "string", "enum": formats, "examples": ["csv"]}
    known["fields"]["schema"] = _comma_lists(list(fields_of(model))[:1], r"[a-z_.]+")
    includes = list(includes_of(model))
    if includes:
        names = "|".join(name.replace(".", r"\.") for name in includes)
        known["include"]["schema"] = _comma_lists(includes[:1], f"({names})")
        known["include"]["description"] += f" Known are {', '.join(includes)}."
    else:
        operation["parameters"].remove(known["include"])


def _comma_lists(examples: Sequence[str], name: str) -> dict[str, Any]:
    """Comma lists of such names; the parameter may be given several times."""
    one = {"type": "string", "pattern": f"^{name}(,{name})*$"}
    return {"type": "array", "minItems": 1, "items": one, "examples": list(examples)}
