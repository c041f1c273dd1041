"""Leaving posts and bodies: who resigned, retired, was dismissed, and whom others dismissed."""

import re
from typing import Final

from app.drafting import subjects
from app.drafting.bodies import is_party
from app.drafting.certainty import Judgement
from app.drafting.claims import Claim, Page
from app.drafting.entities import Entity
from app.drafting.events import add_event, reshuffle_day
from app.drafting.holding import Held, add_held, count_back, ended, led_post, post_entity
from app.drafting.masks import DATE, PERSON, Mask, grammar
from app.drafting.parties import expelled
from app.drafting.records import DraftDate, Span, Status
from app.drafting.statements import claimable, entity, persons, when
from app.drafting.subjects import ADVERBS, Subject
from app.drafting.tails import Tail, date_before, read_date, tail

_ENDED: Final = (
    r"(?P<how>(?:submitted|tendered|handed in) <S> resignation|resigned|stepped down"
    r"|stood down|stepped aside|quit|retired|left office|bowed out"
    rf"|(?:was|were|has been|had been|is) {ADVERBS}(?:dismissed|sacked|fired|removed|ousted|deposed"
    r"|forced out|relieved|toppled|overthrown|voted out|stripped|suspended|pushed out))"
)
_LEFT: Final = grammar(
    rf"\b(?:(?:has|have|had) {ADVERBS})?{_ENDED}(?: <D>)?"
    r"(?:(?: of <S> duties| from <S> (?:post|position|job)| from the (?:post|position|job)"
    r"| from office)?(?: as| from the (?:post|position|office) of| of the (?:post"
    r"|position|office) of)"
    r" (?:the |a |an |its |<S> )?(?P<post><R>)"
    r"| from (?:the |<S> )?(?:post|position|job|office|cabinet|government)(?: of (?P<of><R>))?)?"
    # Leaving a body is told of below, and leaving a party in app/drafting/parties.py.
    r"(?! from (?:the |its )?(?:[a-z-]+ )*<O>)(?! (?:the |its |<S> )?(?:[a-z-]+ )?<O>)"
)
_ENDING: Final = grammar(r",? ending (?:a |an )?(?:[a-z-]+ )?(?P<length><U>) (?:in|at|of)")
_AS_HOLDER: Final = grammar(
    r"\b[Aa]fter (?:[a-z]+ )*(?:<U> |[a-z ]{0,20})as (?:the |its )?(?P<post><R>)(?: [^,;]{0,40})?,"
    r" (?:the )?$"
)
_FROM_BODY: Final = grammar(
    rf"\b(?:(?:(?:has|have|had) {ADVERBS})?(?P<how>retired|resigned|stepped down)"
    rf"|(?:was|were|has been|had been) {ADVERBS}"
    r"(?:removed|dismissed|dropped|expelled|ousted|suspended))"
    r" from (?:the |its )?(?:[a-z-]+ )*(?P<body><O>)(?![’'])"
)
_DISMISSED: Final = grammar(
    rf"\b(?:(?:has|have|had) {ADVERBS})?"
    r"(?P<how>dismissed|sacked|fired|removed|ousted|suspended|deposed|expelled)"
    r" (?:the |<S> |its )?(?:(?P<post><R>),? )?(?P<who><P>)"
    r"(?: (?:from|at) (?:the |<S> )?(?:<O>|post|cabinet|government|job|office|ministry))?"
)
# "There was an uproar on Monday as the assembly removed X".
_AS: Final = grammar(r"(?P<on><D>),? (?:as|when) (?:the |a )?(?:<R> )?(?:<ANY>|[a-z]+) $")
_GIVEN: Final = frozenset(["named", "appointed"])
# "Shown the door were the minister, X, and Y": verb first.
_INVERTED: Final = grammar(
    r"^(?:(?:Also|And) )?(?:[Ss]hown the door|[Ff]ired|[Ss]acked|[Dd]ismissed|[Oo]usted|[Rr]emoved"
    r"|[Dd]ropped|[Oo]ut|[Gg]one|[Aa]mong (?:those|the)(?: [a-z]+)? (?:dismissed|sacked|fired"
    r"|ousted"
    r"|dropped|leaving|to go))(?: too| also| as well| from (?:the )?(?:cabinet|government))?,?"
    r" (?:were|was|are|is|went|goes) (?=.)"
)
_OWN_WILL: Final = ("resigned", "stepped down", "stood down", "quit", "stepped aside")


def find(page: Page, mask: Mask) -> None:
    """Add what a sentence states of leaving."""
    for match in _FROM_BODY.finditer(mask.text):
        _from_body(page, mask, match)
    for match in _LEFT.finditer(mask.text):
        _left(page, mask, match)
    for match in _DISMISSED.finditer(mask.text):
        _dismissed(page, mask, match)
    for match in _INVERTED.finditer(mask.text):
        _inverted(page, mask, match)


def _inverted(page: Page, mask: Mask, match: re.Match[str]) -> None:
    """Whose title stands in a sentence that begins with their dismissal lost the post."""
    if claimable(page, mask, match.start(), match) is None:
        return
    gone = [
        each
        for each in page.claims
        if each.sentence == mask.number
        and each.rule.startswith(("title", "plural"))
        and each.status is Status.CURRENT
    ]
    on = _dismissed_before(page)
    for each in gone:
        ended(each, on)
    if gone:
        at = match.end()
        quote = mask.span(0, len(mask.text.rstrip(".")))
        add_event(
            page,
            mask,
            "dismissal",
            Subject(gone[0].subject, at),
            Tail(at),
            quote=quote,
            judged=Judgement(),
            post=gone[0].object,
            on=on,
        )


def _dismissed_before(page: Page) -> DraftDate | None:
    """When the article said before that somebody was dismissed or named: a reshuffle's day."""
    days = [
        each.date
        for each in page.claims
        if each.predicate in ("dismissal", "appointment") and each.date is not None
    ]
    return days[-1] if days else reshuffle_day(page)


def _left(page: Page, mask: Mask, match: re.Match[str]) -> None:
    who = persons(mask, match.start())
    judged = claimable(page, mask, who[0].at, match) if who else None
    if judged is None:
        return
    behind = tail(page, mask, match.end())
    on = when(page, mask, who[0].at, match, behind)
    quote = subjects.quote(mask, who[0].at, behind.last)
    for each in who:
        _end(page, mask, match, each, quote, on, behind)
    predicate = _predicate(match["how"])
    if predicate:
        post, _ = _left_post(page, mask, match, who[0].who)
        add_event(
            page, mask, predicate, who[0], behind, quote=quote, judged=judged, post=post, on=on
        )


def _predicate(how: str) -> str | None:
    """What leaving is called as an event; retiring at the end of a career is none."""
    if how in _OWN_WILL or how.endswith("resignation"):
        return "resignation"
    return None if how in ("retired", "left office", "bowed out") else "dismissal"


def _left_post(
    page: Page, mask: Mask, match: re.Match[str], who: Entity
) -> tuple[Entity | None, str]:
    """The post that is left: the one named, that of "after years as mayor", or the one held."""
    first = mask.text.find(PERSON)
    before = _AS_HOLDER.search(mask.text, 0, first) if first > 0 else None
    for found, name in ((match, "post"), (match, "of"), (before, "post")):
        if found and found[name]:
            post = mask.items[found.start(name)].what
            return post_entity(page, post), post.label
    held = [
        each
        for each in page.memberships(who)
        # Who is sworn in after he retired did not retire from that.
        if (match["how"], each.sentence, each.rule in _GIVEN) != ("retired", mask.number, True)
    ]
    here = [each for each in held if each.sentence == mask.number]
    if not here and not _is_of_long_ago(page, mask, match):
        here = [each for each in held if each.status is Status.CURRENT]
    if here and here[-1].object:
        return here[-1].object, here[-1].label or ""
    return None, ""


def _is_of_long_ago(page: Page, mask: Mask, match: re.Match[str]) -> bool:
    """Whether a date behind the verb tells that another post was left than the one held now."""
    published = page.reading.source.published
    behind = mask.at(DATE, match.start())
    told = read_date(page, mask, behind[0]).date if behind else None
    if published is None or told is None:
        return False
    return told.last_day.year < published.first_day.year - 1


def _end(
    page: Page,
    mask: Mask,
    match: re.Match[str],
    who: Subject,
    quote: Span,
    on: DraftDate | None,
    behind: Tail,
) -> None:
    post, label = _left_post(page, mask, match, who.who)
    if post is None:
        return
    held = Held(who.who, post, label, quote, Status.FORMER, "left-post", mask.number)
    claim = ended(add_held(page, held), on)
    length = behind.length
    if length is None and (ending := _ENDING.search(mask.text, match.end())):
        length = mask.items[ending.start("length")].what
    count_back(page, claim, length)


def _from_body(page: Page, mask: Mask, match: re.Match[str]) -> None:
    people, body = persons(mask, match.start()), entity(mask, match, "body")
    if not people or body is None or is_party(body):
        return
    judged = claimable(page, mask, people[0].at, match)
    if judged is None:
        return
    behind = tail(page, mask, match.end())
    on = when(page, mask, people[0].at, match, behind)
    quote = subjects.quote(mask, people[0].at, behind.last)
    claim = ended(_membership(page, mask, match, people[0].who, body, quote, judged), on)
    predicate = {"retired": "retirement", None: "dismissal"}.get(match["how"], "resignation")
    add_event(
        page,
        mask,
        predicate,
        people[0],
        behind,
        quote=quote,
        judged=judged,
        post=claim.object,
        on=on,
    )


def _membership(
    page: Page,
    mask: Mask,
    match: re.Match[str],
    who: Entity,
    body: Entity,
    quote: Span,
    judged: Judgement,
) -> Claim:
    for each in page.memberships(who):
        if each.object and each.object.organization is body:
            if each.rule == "succeeded-by" and each.sentence == mask.number:
                each.quote = quote
            return each
    place = mask.span(match.start("body"), match.end("body"))
    post = led_post(page, "member", "", body, place)
    held = Held(who, post, page.words(place), quote, Status.FORMER, "left-body", mask.number)
    return add_held(page, held, None, judged)


def _dismissed(page: Page, mask: Mask, match: re.Match[str]) -> None:
    """ "The king dismissed his minister, X": X's post ends; "expelled X" is of a party."""
    who = entity(mask, match, "who")
    by = subjects.subjects(mask, match.start())
    first = by[0].at if by else 0
    judged = claimable(page, mask, first, match)
    if who is None or judged is None:
        return
    behind = tail(page, mask, match.end())
    on = behind.on or date_before(page, mask, first, match.start())
    if on is None and (main := _AS.search(mask.text, 0, match.start())):
        on = read_date(page, mask, main.start("on"))
    quote = subjects.quote(mask, first, behind.last) if by else mask.span(0, behind.last)
    if match["how"] in ("expelled", "suspended"):
        expelled(page, mask, who, quote, on, judged)
        return
    held = page.memberships(who)
    for claim in held[-1:]:
        ended(claim, on)
        if claim.sentence == mask.number and claim.rule.startswith("title"):
            # The title alone does not show that the post was lost.
            claim.quote = Span(min(quote.start, claim.quote.start), max(quote.end, claim.quote.end))
    post = held[-1].object if held else None
    subject = Subject(who, match.start("who"))
    add_event(
        page, mask, "dismissal", subject, behind, quote=quote, judged=judged, post=post, on=on
    )
