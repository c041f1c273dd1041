"""How events become claims: appointments, resignations and the like, with who took part."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from app.drafting.certainty import Judgement
from app.drafting.claims import Claim, Page
from app.drafting.entities import Entity
from app.drafting.masks import Mask, grammar
from app.drafting.records import ClaimKind, DraftDate, Span
from app.drafting.subjects import Subject
from app.drafting.tails import Tail, read_date
from app.vocabulary import Certainty

_LEAD: Final = grammar(
    r"\b(?:appointed|named|fired|sacked|dismissed|reshuffled|replaced|overhauled)\b[^;]*?(?P<on><D>)"
)
_REPORTED_ON: Final = grammar(
    r",? [^,;.]{3,50} (?:reported|said|announced|confirmed)(?: in [^,;.]{3,30})?(?:"
    r" late| early)? (?P<on><D>)"
)


def add_event(  # noqa: PLR0913 - all that is told of what happened
    page: Page,
    mask: Mask,
    predicate: str,
    subject: Subject,
    behind: Tail,
    *,
    quote: Span,
    judged: Judgement,
    post: Entity | None = None,
    on: DraftDate | None = None,
) -> Claim | None:
    """Add an appointment, a resignation or the like of somebody, with who brought it about.

    One of long ago is told as a step of a career: the membership says it, and no event is added.
    """
    if not _is_news(page, behind.on or on):
        return None
    name = f"{predicate.replace('_', ' ')} of {subject.who.name}"
    if post is not None:
        name += f" as {post.name}"
    claim = Claim(
        kind=ClaimKind.EVENT,
        predicate=predicate,
        subject=page.reading.entities.event(name, quote),
        object=subject.who,
        quote=quote,
        rule=predicate,
        participants=[(subject.who, "subject"), *((each, "by") for each in behind.by)],
        places=behind.places,
        date=behind.on or on or report_date(page, mask, behind.last, judged),
        certainty=judged.certainty,
        voice=judged.voice,
        attribution=judged.attribution,
        sentence=mask.number,
    )
    return page.add(claim)


def event_name(
    predicate: str,
    who: Sequence[Entity],
    others: Sequence[Entity] = (),
    where: Sequence[Entity] = (),
    what: str = "",
) -> str:
    """What an event is called: "visit of Ana Prado to Port Ost", "opening of a dam by Ola Berg"."""
    names = [each.name for each in who]
    kind = predicate.replace("_", " ")
    if what:
        return f"{kind} {what} by {_listed(names)}"
    with_them = [*names, *(each.name for each in others if each not in who)]
    name = f"{kind} of {_listed(with_them)}"
    return (
        f"{name} to {_listed([each.name for each in where])}"
        if predicate == "visit" and where
        else name
    )


def _listed(names: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def report_date(page: Page, mask: Mask, last: int, judged: Judgement) -> DraftDate | None:
    """When it was reported, which is about when it happened, where nothing else tells that."""
    match = _REPORTED_ON.search(mask.text, last)
    if judged.certainty is not Certainty.REPORTED or not match:
        return None
    told = read_date(page, mask, match.start("on"))
    return replace(told, date=told.date.marked_uncertain()) if told.date else None


def reshuffle_day(page: Page) -> DraftDate | None:
    """The day of the appointments or dismissals that the article's first sentence tells of."""
    lead = page.masks[0] if page.masks else None
    told = _LEAD.search(lead.text) if lead else None
    day = read_date(page, lead, told.start("on")) if lead and told else None
    known = day is not None and day.date is not None and day.date.earliest == day.date.latest
    return day if known else None


def _is_news(page: Page, date: DraftDate | None) -> bool:
    published = page.reading.source.published
    if published is None or date is None or date.date is None:
        return True
    return date.date.last_day.year >= published.first_day.year - 1
