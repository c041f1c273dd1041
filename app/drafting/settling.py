"""What follows from all of an article's claims together: which posts are no longer held."""

import re
from typing import Final

from app.drafting.claims import Claim, Page
from app.drafting.records import ClaimKind, Status

# Rules that tell of a step in a career, after which comes the next.
_STEPS: Final = frozenset(
    ["appointed", "became-post", "becoming", "named", "sent-as", "took-office-as"]
)
_UNTIL_NOW: Final = re.compile(r", (?:until (?:now|then)|hitherto) ")


def settle(page: Page) -> None:
    """Take for past the posts of the dead, and those after which somebody took up another.

    Seats ("member of …") are held beside other posts and stay as they were told.
    """
    _part_ways(page)
    _until_now(page)
    dead = {each.subject.id for each in page.claims if each.predicate == "death_date"}
    for claim in page.claims:
        if claim.kind is not ClaimKind.MEMBERSHIP or claim.status is not Status.CURRENT:
            continue
        if claim.subject.id in dead or _is_step(page, claim):
            claim.status, claim.predicate = Status.FORMER, "held_post"


def _until_now(page: Page) -> None:
    """Who was something "until now" was it until the post began that the sentence tells next."""
    for claim in page.claims:
        if claim.end is None and _UNTIL_NOW.search(page.words(claim.quote)):
            begun = [
                each.start
                for each in page.memberships(claim.subject)
                if each is not claim and each.sentence == claim.sentence and each.start
            ]
            claim.end = begun[-1] if begun else None


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
