"""The card of an entity that a reconciliation client shows in a small frame."""

from typing import Any, Final

from app.pages.rendering import content_policy, inline_style, render

POLICY: Final = content_policy("preview.css")
_MOST_LINES: Final = 4
_MOST_NAMES: Final = 6


def preview_card(document: dict[str, Any], *, type_name: str, told: str, url: str) -> str:
    """The page of an entity's ready document. ``told`` is a line about it, ``url`` leads to it."""
    held = document.get("memberships", ())
    others = dict.fromkeys(each["name"] for each in document.get("other_names", ()))
    return render(
        "preview.html",
        style=inline_style("preview.css"),
        name=document["name"],
        type=type_name,
        told=told,
        url=url,
        other_names=list(others)[:_MOST_NAMES],
        lines=[_line(each) for each in held[:_MOST_LINES]],
    )


def _line(membership: dict[str, Any]) -> str:
    label = membership["label"] or membership["organization"]["name"]
    dates = [membership[each] for each in ("start_date", "end_date")]
    return f"{label} ({dates[0] or ''} – {dates[1] or ''})" if any(dates) else str(label)
