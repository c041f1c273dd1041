"""Drafting by rules: what an article names and claims, found by the grammar of English news alone.

The order of work: the page's furniture is set aside, names, dates and offices are found and told
apart, and pronouns led back to names. Then each sentence, with a letter in the place of each of
these, is read by one finder after another; what a later one needs to know of a sentence (whose
titles stand in it), an earlier one has added.
"""

from collections.abc import Callable
from typing import Final

from app.drafting import (
    allegations,
    appointing,
    coreference,
    handing,
    happenings,
    leading,
    leaving,
    memberships,
    organizations,
    parties,
    people,
    plans,
    posts,
    quotations,
    relations,
    succession,
    terms,
    titled,
)
from app.drafting.claims import Page
from app.drafting.masks import Mask
from app.drafting.people_named import first_place
from app.drafting.reading import read
from app.drafting.records import Draft, SourceText
from app.drafting.settling import settle

_FINDERS: Final[tuple[Callable[[Page, Mask], None], ...]] = (
    titled.find,
    memberships.find,
    appointing.find,
    leading.find,
    handing.find,
    succession.neighbours,
    leaving.find,
    succession.find,
    terms.find,
    parties.find,
    happenings.find,
    plans.find,
    people.find,
    relations.find,
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
        settle(page)
        return _drafted(page)


def _drafted(page: Page) -> Draft:
    reading = page.reading
    claims = sorted(
        page.claims, key=lambda each: (each.quote, each.kind, each.predicate, each.rule)
    )
    needed: set[str] = set().union(*(each.mentioned for each in claims))
    cut = [each.place for each in reading.boilerplate]
    for entity in reading.entities.of_all():
        if entity.id in needed:
            needed |= {each.id for each in (entity.organization, entity.area) if each}
        entity.mention = first_place(reading.source.text, entity.name, entity.mention, cut)
    return Draft(
        entities=reading.entities.drafted(needed),
        claims=tuple(each.drafted() for each in claims),
        title=reading.title,
        boilerplate=reading.boilerplate,
        withheld=tuple(sorted(page.withheld.items())),
    )
