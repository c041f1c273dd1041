"""What is wrong with a request, in our words, from how pydantic tells it."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from pydantic import BaseModel

from app.model_errors import field_of, is_in, words_of
from app.vocabulary import (
    FACT_ID_HELP,
    FACT_ID_PATTERN,
    ID_HELP,
    ID_PATTERN,
    REASON_HELP,
    REASON_PATTERN,
)

_BODY_HELP: Final = "send one JSON object, with Content-Type: application/json"
_PATTERNS: Final = {
    ID_PATTERN: ID_HELP,
    FACT_ID_PATTERN: FACT_ID_HELP,
    REASON_PATTERN: REASON_HELP,
}


def is_in_body(error: Mapping[str, Any]) -> bool:
    """Whether something of a body is wrong, rather than that there is none that can be read."""
    location, *names = error["loc"]
    kind = str(error["type"])
    return location == "body" and kind != "json_invalid" and (bool(names) or kind == "value_error")


def body_problem(
    error: Mapping[str, Any], body: Any, model: type[BaseModel] | None
) -> dict[str, str]:
    """What is wrong with a part of the body: the whole way there is told, as q1.birth_date."""
    at = field_of(error["loc"][1:], partial(is_in, body))
    schema = model.model_json_schema() if model else {}
    detail = words_of(error, at, schema, "the body")
    return {"parameter": ".".join(map(str, at)), "location": "body", "detail": detail}


def _unreadable(error: Mapping[str, Any]) -> str:
    """Why a body cannot be read at all, and where that begins."""
    if error["type"] != "json_invalid":
        return _BODY_HELP
    return f"this is not JSON: {error['ctx']['error']}, at character {error['loc'][-1]}"


def parameter_problem(error: Mapping[str, Any]) -> dict[str, str]:
    """What is wrong with a parameter, in our words, from how pydantic tells it."""
    location, *names = error["loc"]
    if location == "body":
        return {"parameter": "", "location": "body", "detail": _unreadable(error)}
    pattern = error.get("ctx", {}).get("pattern")
    detail = _PATTERNS.get(pattern, str(error["msg"]).removeprefix("Value error, "))
    if error["type"] == "missing":
        detail = "is missing"
    given = error.get("input")
    if isinstance(given, str):
        detail += f"; given was {given[:100]!r}"
    return {"parameter": ".".join(map(str, names[:1])), "location": location, "detail": detail}
