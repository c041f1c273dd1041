"""The page of a problem: what went wrong, and what would be right."""

from collections.abc import Mapping
from typing import Any

from app.pages.frame import Frame
from app.pages.rendering import render


def problem_page(origin: str, problem: Mapping[str, Any]) -> str:
    """The page of a problem document (RFC 9457)."""
    frame = Frame(problem["title"], origin, problem["type"], problem["detail"], is_past=True)
    return render("problem.html", frame=frame, problem=problem)
