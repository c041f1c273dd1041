"""What pydantic finds wrong with a dossier or a body, in our words and with its field."""

from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import Any, Final

from app.vocabulary import FACT_ID_HELP, FACT_ID_PATTERN, ID_HELP, ID_PATTERN

Field = tuple[str | int, ...]
LANGUAGE_PATTERN: Final = r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"
URL_PATTERN: Final = r"^https?://\S+$"
_HELP: Final = {
    ID_PATTERN: ID_HELP,
    FACT_ID_PATTERN: FACT_ID_HELP,
    LANGUAGE_PATTERN: "a language is a tag such as en, zh or zh-Hans",
    URL_PATTERN: "a web address starts with http:// or https://",
}
_WORDS: Final = {
    "missing": "is missing",
    "dict_type": "give an object",
    "model_type": "give an object",
    "model_attributes_type": "give an object",
}
_SHOWN: Final = 100  # characters of what was given


def field_of(location: tuple[int | str, ...], is_there: Callable[[Field], bool]) -> Field:
    """The location without the steps that pydantic adds for the members of a union."""
    at: Field = ()
    for index, step in enumerate(location):
        last = index == len(location) - 1
        is_name = last and isinstance(step, str) and step.isidentifier()
        if is_name or isinstance(step, int) or is_there((*at, step)):
            at = (*at, step)
    return at


def words_of(error: Mapping[str, Any], at: Field, schema: dict[str, Any], of: str) -> str:
    """What is wrong with the field ``at``, and what would be right.

    ``schema``: the JSON Schema of the whole; ``of``: what it is called.
    """
    if error["type"] == "string_pattern_mismatch" and error["ctx"]["pattern"] in _HELP:
        return f"{error['input'][:_SHOWN]!r}: {_HELP[error['ctx']['pattern']]}"
    if error["type"] == "extra_forbidden":
        return _unknown_key(str(at[-1])[:_SHOWN], _known_keys(schema, at[:-1]), of)
    return _WORDS.get(error["type"]) or str(error["msg"]).removeprefix("Value error, ")


def is_in(content: Any, at: Field) -> bool:
    """Whether a field stands in this content."""
    for step in at:
        is_item = isinstance(content, list) and isinstance(step, int) and step < len(content)
        if not (is_item or (isinstance(content, dict) and step in content)):
            return False
        content = content[step]
    return True


def _unknown_key(key: str, known: list[str], of: str) -> str:
    near = get_close_matches(key, known, n=1)
    hint = f"did you mean {near[0]!r}? " if near else ""
    return f"is not a key of {of} here: {hint}known are {', '.join(sorted(known))}"


def _known_keys(schema: dict[str, Any], at: Field) -> list[str]:
    node: Any = schema
    for step in at:
        node = _resolved(schema, node)
        if isinstance(step, int):
            node = node.get("items", node)  # one where a list is taken, too, stands for itself
        else:
            node = node.get("properties", {}).get(step, node.get("additionalProperties"))
    return list(_resolved(schema, node).get("properties", {}))


def _resolved(schema: dict[str, Any], node: Any) -> Any:
    """The object or list that a schema node stands for, through references and unions."""
    if not isinstance(node, dict):
        return {}
    for choice in node.get("anyOf", []):
        found = _resolved(schema, choice)
        if "properties" in found or "items" in found or "additionalProperties" in found:
            return found
    if "$ref" in node:
        return _resolved(schema, schema["$defs"][node["$ref"].rpartition("/")[2]])
    return node
