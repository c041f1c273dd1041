"""Taking up what rules found of posts: whose, which, since when and until when."""

import re
from dataclasses import dataclass
from typing import Final

from app.drafting.certainty import Judgement
from app.drafting.claims import Claim, Page
from app.drafting.dates import Length
from app.drafting.entities import Entity
from app.drafting.posts import Post
from app.drafting.records import ClaimKind, DraftDate, Named, Span, Status
from app.drafting.tails import Tail

_OWN_DEPUTIES: Final = frozenset(["deputy"])
_BARE: Final = frozenset("at of from to for in by with and".split())


@dataclass(frozen=True, slots=True)
class Held:
    """A post that somebody holds or held, as a rule found it."""

    who: Entity
    post: Entity
    label: str
    quote: Span
    status: Status
    rule: str
    sentence: int


def post_entity(page: Page, post: Post) -> Entity:
    """The post that an office in the text is; "his deputy" is of the post that he holds."""
    name, place = post.name, post.place
    if post.head in _OWN_DEPUTIES and post.owner and _is_own_deputy(post):
        own = page.memberships(post.owner)
        if own and own[-1].object:
            above = own[-1].object
            deputy = page.reading.entities.post(
                f"deputy {above.name}", place, above.organization, None
            )
            deputy.also(post.name)
            return deputy
    entity = page.reading.entities.post(name, place, post.organization, post.area)
    for alias in (post.label, post.plain):
        entity.also(alias)
    of = post.organization or post.area
    if of is not None and of.name.casefold() not in name.casefold():
        entity.also(f"{name} of {_the(page, of)}{of.name}")
    elif of is not None and post.plain != name:
        entity.also(f"{post.plain} of {_the(page, of)}{of.name}")
    return entity


def _is_own_deputy(post: Post) -> bool:
    """Whether it is "deputy", or "deputy at the bank", and of no office named with it."""
    words = post.name.casefold().split()
    return words[0] == post.head and (len(words) == 1 or words[1] in ("at", "in"))


def add_held(
    page: Page, held: Held, tail: Tail | None = None, judged: Judgement | None = None
) -> Claim:
    """Add the claim; one that says the same already learns from it."""
    judged = judged or Judgement()
    claim = Claim(
        kind=ClaimKind.MEMBERSHIP,
        predicate="held_post" if held.status is Status.FORMER else "holds_post",
        subject=held.who,
        object=held.post,
        label=held.label,
        quote=held.quote,
        rule=held.rule,
        status=held.status,
        certainty=judged.certainty,
        voice=judged.voice,
        attribution=judged.attribution,
        sentence=held.sentence,
    )
    if tail:
        claim.start, claim.end = tail.start, tail.end
        count_back(page, claim, tail.length)
    return page.add(claim)


def count_back(page: Page, claim: Claim, length: Length | None) -> None:
    """Since when a post was held of which is told how long, and until when."""
    if length is None or claim.start is not None or claim.end is None:
        return
    began = page.reading.calendar.before(claim.end.date, length)
    if began is not None:
        claim.start = DraftDate(page.words(length.place), length.place, began)


def led_post(page: Page, noun: str, words: str, body: Entity, place: Span) -> Entity:
    """The post of whoever heads, chairs or is a member of a body or a place.

    ``words`` is how the article calls the body there, if it says more than its name.
    """
    printed = re.sub(r"^(?:the|its|their) ", "", words)
    name = f"{_the(page, body)}{body.name}"
    if printed and printed.casefold() != body.name.casefold() and " of " in printed:
        name = f"the {printed}"
    of_body = body if body.kind is Named.ORGANIZATION else None
    of_place = body if body.kind is Named.PLACE else None
    return page.reading.entities.post(f"{noun} of {name}", place, of_body, of_place)


def ended(claim: Claim, on: DraftDate | None) -> Claim:
    """The claim as of a post that is no longer held, until then if nothing else is known."""
    claim.end = claim.end or on
    claim.status, claim.predicate = Status.FORMER, "held_post"
    return claim


def _the(page: Page, body: Entity) -> str:
    """The article before a body's name; "at Longhai University" shows that it takes none."""
    if body.kind is not Named.ORGANIZATION:
        return ""
    start = body.mention.start
    before = page.text[max(0, start - 12) : start].casefold().split()
    if before and (before[-1].endswith((",", ")")) or before[-1].strip('“"(') in _BARE):
        return ""
    return "the "
