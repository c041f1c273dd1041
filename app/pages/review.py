"""The pages of curators: signing in, the queue, a proposal beside its article, its editing."""

from collections.abc import Mapping
from typing import Any, Final

from app.pages.frame import Frame
from app.pages.rendering import render
from app.vocabulary import ProposalStatus

Json = Mapping[str, Any]
_ORDERS: Final = {
    "newest": "Newest first",
    "oldest": "Oldest first",
    "most": "Most to decide first",
}
# What became of a proposal that was just decided.
_OUTCOMES: Final = {
    ProposalStatus.ACCEPTED: "Accepted",
    ProposalStatus.REJECTED: "Rejected",
    ProposalStatus.DEFERRED: "Deferred",
    ProposalStatus.OPEN: "Open, as it reads now",
}


def sign_in_page(frame: Frame, wanted: str, refused: Any) -> str:
    """The form for a key. ``wanted``: the path that it leads to; ``refused``: with its ``why``."""
    return render("review_sign_in.html", frame=frame, wanted=wanted, refused=refused)


def queue_page(frame: Frame, queue: Json, told: Json, signed: Json) -> str:
    """The sources that have proposals. ``told``: how they are narrowed, and what can be chosen."""
    return render(
        "review_queue.html",
        frame=frame,
        queue=queue,
        told=told,
        signed=signed,
        orders=_ORDERS,
        statuses=[*ProposalStatus],
        outcomes=_OUTCOMES,
    )


def review_page(frame: Frame, told: Json, signed: Json) -> str:
    """A proposal beside its article, with all that helps to decide on it."""
    given = {"outcome": None, "problem": None, "reason": ""} | dict(told)
    is_open = given["proposal"]["status"] in (ProposalStatus.OPEN, ProposalStatus.DEFERRED)
    return render(
        "review.html", frame=frame, signed=signed, outcomes=_OUTCOMES, is_open=is_open, **given
    )


def edit_page(frame: Frame, told: Json, signed: Json) -> str:
    """A proposal beside its article, with its fact as a form."""
    return render("review_edit.html", frame=frame, signed=signed, **told)
