"""Paths that lead on within the view that a page shows."""

from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from app.pages.addresses import query_of
from app.pages.frame import Frame

VIEW: Final = ("as_of", "known_at")  # the parameters that choose a view


def view_of(frame: Frame) -> dict[str, str]:
    """What chooses the view that is shown, where it is given."""
    asked = parse_qs(urlsplit(frame.data_path or "").query)
    return {name: asked[name][0] for name in VIEW if asked.get(name)}


def within(frame: Frame, path: str | None = None, **more: Any) -> str:
    """A path, of this page unless said, in the same view, with what else it asks."""
    asked = view_of(frame) | {name: value for name, value in more.items() if value}
    return (path or frame.path) + query_of(asked)


def view_query(frame: Frame) -> str:
    """The query, if any, that keeps the view behind a path without one."""
    return within(frame).removeprefix(frame.path)


def beside_path(frame: Frame, path: str, **asked: str | None) -> str:
    """A path of what stands beside a document as data: it takes what was known, and its own day."""
    asked = {"known_at": view_of(frame).get("known_at"), **asked}
    return path + query_of({name: value for name, value in asked.items() if value})
