"""Paths that lead on within the view that a page shows."""

from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from app.pages.frame import Frame


def view_of(frame: Frame) -> dict[str, str]:
    """What chooses the view that is shown: ``as_of`` and ``known_at``, where they are given."""
    asked = parse_qs(urlsplit(frame.data_path or "").query)
    return {name: asked[name][0] for name in ("as_of", "known_at") if asked.get(name)}


def within(frame: Frame, path: str | None = None, **more: Any) -> str:
    """A path, of this page unless said, in the same view, with what else it asks."""
    asked = view_of(frame) | {name: value for name, value in more.items() if value}
    return f"{path or frame.path}{'?' if asked else ''}{urlencode(asked)}"


def view_query(frame: Frame) -> str:
    """The query, if any, that keeps the view behind a path without one."""
    return within(frame).removeprefix(frame.path)


def beside_path(frame: Frame, path: str, **asked: str | None) -> str:
    """A path of what stands beside a document as data: it takes what was known, and its own day."""
    asked = {"known_at": view_of(frame).get("known_at"), **asked}
    given = urlencode({name: value for name, value in asked.items() if value})
    return f"{path}?{given}" if given else path
