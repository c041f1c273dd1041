"""Templates filled in: everything put into them is escaped."""

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

_TEMPLATES: Final = Path(__file__).with_name("templates")
_PAGES: Final = Environment(
    loader=FileSystemLoader(_TEMPLATES),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def render(template: str, style: str, **values: Any) -> str:
    """The page; ``style`` is the name of a style sheet among the templates, put into it."""
    return _PAGES.get_template(template).render(style=_style(style), **values)


@cache
def content_policy(style: str) -> str:
    """A Content-Security-Policy for a page of its own: this style and nothing else is let in.

    Any page may frame it, which is what a preview is for.
    """
    digest = base64.b64encode(hashlib.sha256(_style(style).encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none';"
        " frame-ancestors *"
    )


@cache
def _style(name: str) -> str:
    return (_TEMPLATES / name).read_text(encoding="utf-8")
