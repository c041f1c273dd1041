"""HTML for others to copy into their own pages."""

from collections.abc import Mapping
from typing import Any

from markupsafe import escape

from app.pages.words import page_path

Json = Mapping[str, Any]


def card_snippet(origin: str, person: Json) -> str:
    """The frame that shows a person's card: text to be shown, whose own texts are escaped."""
    address = escape(f"{origin}/embed{page_path(person)}")
    title = escape(person["display_name"])
    return (
        f'<iframe src="{address}" width="360" height="260" title="{title}" loading="lazy"></iframe>'
    )
