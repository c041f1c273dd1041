"""Rows of the historical CSV file as records of the shape that the YAML files have."""

from collections.abc import Mapping
from typing import Any, Final

from app.importers.records import Json

_NAMES: Final = {
    "last_name": "last",
    "first_name": "first",
    "middle_name": "middle",
    "suffix": "suffix",
    "nickname": "nickname",
    "full_name": "official_full",
}
_BIO: Final = ("birthday", "gender")
_TERM: Final = ("type", "state", "district", "party", "url", "address", "phone", "contact_form")
_TERM_TOO: Final = {"senate_class": "class", "rss_url": "rss_url"}
_ACCOUNTS: Final = ("twitter", "facebook", "youtube", "mastodon", "instagram")
_LISTS: Final = {"fec_ids": "fec"}


def record_of(row: Mapping[str | None, Any]) -> Json:
    """One person with the one term that the file tells; columns that no one knows stay as named."""
    record: Json = {"id": {}, "name": {}, "bio": {}, "terms": [{}]}
    for column, value in row.items():
        if not value:
            continue
        if column is None or not isinstance(value, str):
            record["beyond_the_columns"] = value
        elif column in _NAMES:
            record["name"][_NAMES[column]] = value
        elif column in _BIO:
            record["bio"][column] = value
        elif column in _TERM or column in _TERM_TOO:
            record["terms"][0][_TERM_TOO.get(column, column)] = value
        elif column in _LISTS:
            record["id"][_LISTS[column]] = [each.strip() for each in value.split(",")]
        elif column.endswith("_id") or column in _ACCOUNTS:
            record["id"][_scheme(column)] = value
        else:
            record[column] = value
    return record


def _scheme(column: str) -> str:
    """``bioguide_id`` tells the Bioguide id, but ``twitter_id`` a number beside the account."""
    name = column.removesuffix("_id")
    return column if name in _ACCOUNTS else name
