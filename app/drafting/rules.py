"""Drafting by rules: what an article names and claims, found by the grammar of English news alone.

The order of work: the page's furniture is set aside, names, dates and offices are found and told
apart, pronouns led back to names; then each sentence, with a letter in the place of each of these,
is read by the rules for memberships, careers, parties, events, persons and bodies.
"""

from collections.abc import Callable
from typing import Final

from app.drafting import (
    allegations,
    appointing,
    careers,
    coreference,
    events,
    memberships,
    organizations,
    parties,
    people,
    posts,
    quotations,
)
from app.drafting.claims import Page
from app.drafting.masks import Mask
from app.drafting.people_named import first_place
from app.drafting.reading import read
from app.drafting.records import ClaimKind, Draft, SourceText, Status

_FINDERS: Final[tuple[Callable[[Page, Mask], None], ...]] = (
    memberships.find,
    appointing.find,
    careers.find,
    parties.find,
    events.find,
    people.find,
    allegations.find,
    organizations.find,
    quotations.find,
)


class RulesProvider:
    """Drafts offline, with no model: the same article gives the same draft, byte for byte."""

    name = "rules"

    def draft(self, source: SourceText) -> Draft:
        """What the article names and claims."""
        reading = read(source)
        coreference.resolve(reading)
        page = Page(reading, reading.masks(posts.posts(reading)))
        organizations.abbreviations(page)
        for mask in page.masks:
            for find in _FINDERS:
                find(page, mask)
        _settle(page)
        return _drafted(page)


def _settle(page: Page) -> None:
    """A post taken up before another one was, is taken for one of the past; seats are held beside."""
    for claim in page.claims:
        begun = claim.start.date if claim.start else None
        if (
            claim.kind is not ClaimKind.MEMBERSHIP
            or claim.status is not Status.CURRENT
            or begun is None
        ):
            continue
        later = [
            other
            for other in page.memberships(claim.subject)
            if other is not claim and other.start and other.start.date and other.start.date > begun
        ]
        seat = claim.object is not None and claim.object.name.casefold().startswith("member")
        if later and not seat and claim.rule in _STEPS:
            claim.status, claim.predicate = Status.FORMER, "held_post"


_STEPS: Final = frozenset(
    ["appointed", "became-post", "becoming", "named", "sent-as", "took-office-as"]
)


def _drafted(page: Page) -> Draft:
    reading = page.reading
    claims = sorted(
        page.claims, key=lambda each: (each.quote, each.kind, each.predicate, each.rule)
    )
    needed: set[str] = set().union(*(each.mentioned for each in claims))
    for entity in reading.entities.of_all():
        if entity.id in needed:
            needed |= {each.id for each in (entity.organization, entity.area) if each}
        cut = [each.place for each in reading.boilerplate]
        entity.mention = first_place(reading.source.text, entity.name, entity.mention, cut)
    return Draft(
        entities=reading.entities.drafted(needed),
        claims=tuple(each.drafted() for each in claims),
        title=reading.title,
        boilerplate=reading.boilerplate,
        withheld=tuple(sorted(page.withheld.items())),
    )
