"""What follows from all of an article's claims together: which posts are no longer held."""

from typing import Final

from app.drafting.claims import Claim, Page
from app.drafting.records import ClaimKind, Status

# Rules that tell of a step in a career, after which comes the next.
_STEPS: Final = frozenset(
    ["appointed", "became-post", "becoming", "named", "sent-as", "took-office-as"]
)


def settle(page: Page) -> None:
    """Take for past the posts of the dead, and those after which somebody took up another.

    Seats ("member of …") are held beside other posts and stay as they were told.
    """
    _part_ways(page)
    dead = {each.subject.id for each in page.claims if each.predicate == "death_date"}
    for claim in page.claims:
        if claim.kind is not ClaimKind.MEMBERSHIP or claim.status is not Status.CURRENT:
            continue
        if claim.subject.id in dead or _is_step(page, claim):
            claim.status, claim.predicate = Status.FORMER, "held_post"


def _part_ways(page: Page) -> None:
    """Who left a party, or was expelled, is no longer of it."""
    parted = {
        (each.subject.id, each.object.id if each.object else None): each
        for each in page.claims
        if each.predicate in ("left", "expelled_from")
    }
    for claim in page.claims:
        if claim.predicate in ("joined", "member_of") and claim.object is not None:
            leaving = parted.get((claim.subject.id, claim.object.id))
            if leaving is not None:
                claim.status = Status.FORMER


def _is_step(page: Page, claim: Claim) -> bool:
    begun = claim.start.date if claim.start else None
    if begun is None or claim.rule not in _STEPS or claim.object is None:
        return False
    later = any(
        other.start and other.start.date and other.start.date > begun
        for other in page.memberships(claim.subject)
        if other is not claim
    )
    return later and not claim.object.name.casefold().startswith("member")
