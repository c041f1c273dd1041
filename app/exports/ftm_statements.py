"""FollowTheMoney statements: an entity as rows with one value each."""

import hashlib
from collections.abc import Iterator
from typing import Final

from app.ftm_words import PROPERTY_TYPES
from app.profiles.facts import Json

STATEMENT_COLUMNS: Final = (
    "canonical_id",
    "entity_id",
    "prop",
    "prop_type",
    "schema",
    "value",
    "dataset",
    "lang",
    "original_value",
    "external",
    "first_seen",
    "last_seen",
    "id",
)
_ID: Final = "id"  # the property of the statement that there is such an entity
_STRING: Final = "string"


def statements(
    entity: Json, dataset: str, first_seen: str = "", last_seen: str = ""
) -> Iterator[list[str]]:
    """The rows of an entity as ``entities`` gives it, in the order of ``STATEMENT_COLUMNS``.

    The id of a row is the hash by which FollowTheMoney knows a statement again.
    """
    seen = (first_seen, last_seen)
    yield _row(entity, _ID, entity["id"], dataset, "", seen)
    langs = entity.get("langs", {})
    for name, values in entity["properties"].items():
        for value in values:
            lang = langs.get(name, {}).get(value, "")
            yield _row(entity, name, value, dataset, lang, seen)


def _row(
    entity: Json, name: str, value: str, dataset: str, lang: str, seen: tuple[str, str]
) -> list[str]:
    entity_id = str(entity["id"])
    said = f"{dataset}.{entity_id}.{name}.{value}" + (f"@{lang}" if lang else "")
    digest = hashlib.sha1(said.encode(), usedforsecurity=False).hexdigest()
    kind = _ID if name == _ID else PROPERTY_TYPES.get(name, _STRING)
    whose = [entity_id, entity_id, name, kind, str(entity["schema"]), value, dataset, lang]
    return [*whose, "", "f", *seen, digest]
