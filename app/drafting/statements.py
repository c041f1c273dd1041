"""What rules ask of a statement that a pattern found: who, how certain, when."""

import re
from typing import Final

from app.drafting import subjects
from app.drafting.certainty import Judgement, judge
from app.drafting.claims import Claim, Page
from app.drafting.entities import Entity
from app.drafting.masks import DATE, Mask
from app.drafting.records import ClaimKind, DraftDate, Named, Span
from app.drafting.subjects import Subject
from app.drafting.tails import Tail, date_before, tail

# Determiners before an office: "the", "its", "one of the", "the country's first".
THE: Final = (
    r"(?:(?:the|a|an|its|their|his|her|one of the|one of its|an? [a-z-]+|the [a-z’-]+(?: [a-z’-]+)?"
    r"|(?:the )?(?:country|nation|republic|kingdom|region|city|state|party|province"
    r"|world|island)[’']s"
    r"(?: [a-z-]+)?|<S>|<I>)(?: own)? )?"
)


def persons(mask: Mask, verb: int) -> list[Subject]:
    """The persons who do what a verb says."""
    return [each for each in subjects.subjects(mask, verb) if each.who.kind is Named.PERSON]


def entity(mask: Mask, match: re.Match[str], name: str) -> Entity | None:
    """The entity that a group of a pattern stands for."""
    found = mask.items.get(match.start(name)) if match.groupdict().get(name) else None
    return found.what if found and isinstance(found.what, Entity) else None


def claimable(page: Page, mask: Mask, subject: int, match: re.Match[str]) -> Judgement | None:
    """How certain a statement is; None where it must not become a claim, which is then withheld."""
    judged = judge(mask, subject, match.start(), match.end())
    if judged.reason:
        place = mask.span(min(subject, match.start()), match.end())
        page.withhold(place, judged.reason)
        return None
    return judged


def when(
    page: Page, mask: Mask, subject: int, match: re.Match[str], behind: Tail
) -> DraftDate | None:
    """The date of a statement: behind it, within it, or before it."""
    if behind.start or behind.on:
        return behind.start or behind.on
    inner = mask.at(DATE, match.start(), match.end())
    within = tail(page, mask, inner[0] - 1).on if inner else None
    return within or date_before(page, mask, subject, match.start())


def told(
    sentence: int,
    kind: ClaimKind,
    predicate: str,
    who: Entity,
    quote: Span,
    *,
    value: str | None = None,
    what: Entity | None = None,
) -> Claim:
    """A plain claim: a value, or another entity, that is told of one."""
    return Claim(
        kind=kind,
        predicate=predicate,
        subject=who,
        object=what,
        value=value,
        quote=quote,
        rule=predicate.replace("_", "-"),
        sentence=sentence,
    )
