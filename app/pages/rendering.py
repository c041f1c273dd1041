"""Templates filled in: everything put into them is escaped."""

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from app.pages import occasions, overlap_words, telling, words
from app.pages.assets import asset_path
from app.pages.snippets import card_snippet
from app.pages.viewed import beside_path, view_query, within
from app.pages.viewing import Viewing

# What a page of the explorer may load: our own style and script, and portraits from anywhere.
# Nothing inline runs, and no other site may frame it.
_POLICY: Final = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self';"
    " img-src 'self' https: http:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# What a card may load that stands in a frame on any other site: no script, and it asks nothing.
FRAMED_POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self' https: http:; form-action 'none';"
    " base-uri 'none'; frame-ancestors *"
)
SAFE_HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
}
PAGE_HEADERS: Final = SAFE_HEADERS | {"Content-Security-Policy": _POLICY}
_TEMPLATES: Final = Path(__file__).with_name("templates")
_OF_DICTS: Final = frozenset(dir(dict))  # what templates call, whatever the fields are named


class _Pages(Environment):
    """Templates that mostly read JSON.

    Jinja asks every object for an attribute before it looks into it, and a dict that has none
    raises an exception for each of a page's thousand fields.
    """

    def getattr(self, obj: Any, attribute: str) -> Any:
        """What a template writes as ``obj.attribute``."""
        if type(obj) is dict and attribute in obj and attribute not in _OF_DICTS:
            return obj[attribute]
        return super().getattr(obj, attribute)


_PAGES: Final = _Pages(
    loader=FileSystemLoader(_TEMPLATES),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
)
_PAGES.globals |= {
    "asset_path": asset_path,
    "card_snippet": card_snippet,
    "viewing_of": Viewing.of,
    "within": within,
    "view_query": view_query,
    "beside_path": beside_path,
}
_PAGES.filters |= {
    "date_words": words.date_words,
    "period_words": words.period_words,
    "event_words": occasions.event_words,
    "attended_words": occasions.attended_words,
    "moment_words": words.moment_words,
    "day_words": words.day_words,
    "property_words": words.property_words,
    "language_words": words.language_words,
    "count_words": words.count_words,
    "page_path": words.page_path,
    "web_address": words.web_address,
    "with_pages_linked": words.with_pages_linked,
    "identifier_address": words.identifier_address,
    "tell": telling.tell,
    "tell_whole": telling.tell_whole,
    "plain_words": telling.plain_words,
    "overlap_words": overlap_words.overlap_words,
    "strength_words": overlap_words.strength_words,
    "part_words": overlap_words.part_words,
}


def render(template: str, **values: Any) -> str:
    """The page that a template makes of these values."""
    return _PAGES.get_template(template).render(**values)


@cache
def content_policy(style: str) -> str:
    """A Content-Security-Policy for a page of its own: this style and nothing else is let in.

    Any page may frame it, which is what a preview is for.
    """
    digest = base64.b64encode(hashlib.sha256(inline_style(style).encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none';"
        " frame-ancestors *"
    )


@cache
def inline_style(name: str) -> str:
    """A style sheet that stands among the templates, to be put into a page."""
    return (_TEMPLATES / name).read_text(encoding="utf-8")
