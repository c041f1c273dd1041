"""Leaving posts, leading bodies, and who came before and after whom."""

import re
from dataclasses import replace
from typing import Final

from app.dates import PartialDate
from app.drafting import subjects
from app.drafting.certainty import judge
from app.drafting.claims import Claim, Page
from app.drafting.entities import Entity
from app.drafting.events import add_event
from app.drafting.holding import Held, add_held, body_post, post_entity
from app.drafting.masks import Mask, grammar
from app.drafting.records import DraftDate, Named, Span, Status
from app.drafting.subjects import ADVERBS, Subject
from app.drafting.tails import Tail, date_before, tail

_NOUNS: Final = {
    "head": "head", "led": "leader", "lead": "leader", "chair": "chair", "run": "head", "ran": "head",
    "rule": "ruler", "govern": "governor", "command": "commander", "direct": "director",
    "preside": "president", "edit": "editor",
}  # fmt: skip
_BODY: Final = r"(?:the |its |<L>[’']s )?(?:(?:executive |governing |supervisory )?(?:board|council|committee|bureau) of (?:the )?)?(?:[a-z-]+ )?(?:[a-z-]+ (?:company|bank|agency|broadcaster|airline|firm|group), )?(?P<body><O>|<L>|<I>)(?![’'])"
_LEADS: Final = grammar(
    rf"\b(?P<verb>leads|heads|chairs|runs|governs|rules|commands|directs|presides over|edits) (?:now )?{_BODY}"
)
_LED: Final = grammar(
    rf"\b(?P<has>(?:has|have|had) {ADVERBS})?(?P<verb>led|headed|chaired|run|ran|ruled|governed|commanded"
    rf"|directed|presided over|edited) {_BODY}"
)
_LED_BY: Final = grammar(
    r"(?P<body><O>)(?: \(<O>\))?, (?:which is |now |currently |then )?(?P<verb>led|headed|chaired|run|commanded|directed) by (?:the )?(?:<R>,? )?(?P<who><P>)"
)
_IS_LED_BY: Final = grammar(
    r"\bis (?:now |currently )?(?P<verb>led|headed|chaired|run|commanded|directed) by (?:the )?(?:<R>,? )?(?P<who><P>)"
)
_AS_HOLDER: Final = grammar(
    r"\b[Aa]fter (?:[a-z]+ )*(?:<U> |[a-z ]{0,20})as (?:the |its )?(?P<post><R>)(?: [^,;]{0,40})?, (?:the )?$"
)
_ENDED: Final = (
    r"(?P<how>resigned|stepped down|stood down|stepped aside|quit|retired|left office|bowed out"
    r"|(?:was|were|has been|had been|is) {adverbs}(?:dismissed|sacked|fired|removed|ousted|deposed|forced out"
    r"|relieved|toppled|overthrown|voted out|stripped|suspended|pushed out))"
).replace("{adverbs}", ADVERBS)
_LEFT: Final = grammar(
    rf"\b(?:(?:has|have|had) {ADVERBS})?{_ENDED}(?: (?P<on><D>))?"
    r"(?:(?: of <S> duties| from <S> (?:post|position|job)| from the (?:post|position|job)| from office)?"
    r"(?: as| from the (?:post|position|office) of| of the (?:post|position|office) of) (?:the |a |an |its |<S> )?(?P<post><R>)"
    r"| from (?:the |<S> )?(?:post|position|job|office|cabinet|government)(?: of (?P<of><R>))?|(?= from office))?"
)
_RETURNS: Final = grammar(r"(?:,)? ending (?:a |an )?(?:[a-z-]+ )?(?P<length><U>) (?:in|at|of)")
_FORMERLY: Final = grammar(
    r"(?P<hers><S>|<P>[’']s) (?:immediate )?predecessor(?: as <R>)?(?:,| was| is) (?:the )?(?:<R>,? )?(?P<who><P>)"
)
_NEXT: Final = grammar(
    r"(?P<hers><S>|<P>[’']s) (?:successor|replacement)(?: as <R>)?(?:,| was| is) (?:the )?(?:<R>,? )?(?P<who><P>)"
)
_TO_COME: Final = grammar(
    r"(?:,[^,]{0,60},)?,? (?:is|are|was|were) (?:yet |still |due |expected |set |likely |tipped |scheduled )?to\b"
    r"|,? (?:will|would|may|might|could|has yet|has not|is not|was not)\b"
)
_SUCCEEDED: Final = grammar(
    rf"\b(?:(?:has|had) {ADVERBS})?(?P<how>succeeded|replaced|succeeds|replaces|succeeding|replacing|took over from|taken over from|takes over from) (?:the )?(?:<R>,? )?(?P<other><P>|<H>)"
    r"(?:, [^,]{1,80},)?(?: <D>)?(?: as (?:the )?(?P<post><R>))?"
)
_SUCCEEDED_BY: Final = grammar(
    rf"\b(?:was|were|has been|had been) {ADVERBS}(?:succeeded|replaced)(?: <D>)?(?: as (?:the )?(?P<post><R>))? by (?:the |<S> )?(?:<R>,? )?(?P<who><P>)"
)
_TO_POST: Final = grammar(
    rf"\b(?:was|has been|had been) {ADVERBS}(?P<how>named|appointed|elected|promoted|confirmed|nominated)"
    r" to (?:the|that|this|<S>) (?:post|position|job|role|office)(?! of <R>)"
)
_TITLED_TERM: Final = grammar(r"(?P<title><R>),? (?P<who><P>)$")


def find(page: Page, mask: Mask) -> None:
    """Add what a sentence states of leading, leaving and following."""
    for match in _LEADS.finditer(mask.text):
        _leading(page, mask, match, Status.CURRENT)
    for match in _LED.finditer(mask.text):
        _leading(
            page,
            mask,
            match,
            Status.CURRENT if (match["has"] or "").startswith(("has", "have")) else Status.FORMER,
        )
    for match in _LED_BY.finditer(mask.text):
        _led_by(page, mask, match, mask.items[match.start("body")].what)
    for match in _IS_LED_BY.finditer(mask.text):
        body = [
            each.who
            for each in subjects.subjects(mask, match.start())
            if each.who.kind is not Named.PERSON
        ]
        if body and not judge(mask, match.start(), match.start(), match.end()).reason:
            _led_by(page, mask, match, body[0])
    for match in _TO_POST.finditer(mask.text):
        _to_the_post(page, mask, match)
    for match in _FORMERLY.finditer(mask.text):
        _neighbour(page, mask, match, Status.FORMER)
    for match in _NEXT.finditer(mask.text):
        _neighbour(page, mask, match, Status.CURRENT)
    for match in _SUCCEEDED.finditer(mask.text):
        _succeeded(page, mask, match)
    for match in _SUCCEEDED_BY.finditer(mask.text):
        _succeeded_by(page, mask, match)
    for match in _LEFT.finditer(mask.text):
        _left(page, mask, match)


def _leading(page: Page, mask: Mask, match: re.Match[str], status: Status) -> None:
    who = [each for each in subjects.subjects(mask, match.start()) if each.who.kind is Named.PERSON]
    body = mask.items[match.start("body")].what
    if not who or not isinstance(body, Entity):
        return
    judged = judge(mask, who[0].at, match.start(), match.end())
    behind = tail(page, mask, _over_acronym(mask, match.end()))
    place = subjects.quote(mask, who[0].at, behind.last)
    if judged.reason:
        page.withhold(place, judged.reason)
        return
    if behind.end:
        status = Status.FORMER
    verb = match["verb"]
    noun = next(noun for stem, noun in _NOUNS.items() if verb.startswith(stem))
    post = body_post(page, noun, body, mask, mask.span(match.start("verb"), match.end()))
    label = page.words(mask.span(match.start("verb"), match.end()))
    behind.start = behind.start or (behind.on if status is Status.CURRENT else None)
    for each in who:
        add_held(
            page,
            Held(each.who, post, label, place, status, f"verb-{noun}", 0.88, mask.number),
            behind,
            judged,
        )


def _over_acronym(mask: Mask, at: int) -> int:
    match = grammar(r" \(<O>\)").match(mask.text, at)
    return match.end() if match else at


def _led_by(page: Page, mask: Mask, match: re.Match[str], body: Entity) -> None:
    who = mask.items[match.start("who")].what
    verb = match["verb"]
    noun = next(noun for stem, noun in _NOUNS.items() if verb.startswith(stem))
    place = mask.span(match.start(), match.end())
    post = body_post(page, noun, body, mask, place)
    add_held(
        page, Held(who, post, page.words(place), place, Status.CURRENT, "led-by", 0.85, mask.number)
    )


def _to_the_post(page: Page, mask: Mask, match: re.Match[str]) -> None:
    who = subjects.subjects(mask, match.start())
    held = page.memberships(who[0].who) if who else []
    if not held:
        return
    judged = judge(mask, who[0].at, match.start(), match.end())
    behind = tail(page, mask, match.end())
    quote = subjects.quote(mask, who[0].at, behind.last)
    if judged.reason or match["how"] == "nominated":
        page.withhold(quote, judged.reason or "planned")
        return
    current = [each for each in held if each.status is Status.CURRENT] or held
    on = behind.on or date_before(page, mask, who[0].at, match.start())
    current[-1].start = current[-1].start or on
    post = current[-1].object
    add_event(
        page, mask, "appointment", who[0], behind, quote=quote, judged=judged, post=post, on=on
    )


def _neighbour(page: Page, mask: Mask, match: re.Match[str], status: Status) -> None:
    """A predecessor or successor in the post that somebody holds."""
    owner = mask.items.get(match.start("hers"))
    who = mask.items[match.start("who")].what
    if owner is None or not isinstance(owner.what, Entity) or owner.what.kind is not Named.PERSON:
        return
    held = page.memberships(owner.what)
    wanted = Status.CURRENT if status is Status.FORMER else Status.FORMER
    held = [each for each in held if each.status is wanted] or held
    if not held or held[0].object is None:
        return
    post = held[0].object
    place = mask.span(match.start(), match.end())
    if _TO_COME.match(mask.text, match.end()):
        page.withhold(place, "planned")
        return
    add_held(
        page,
        Held(
            who,
            post,
            post.name,
            place,
            status,
            "predecessor" if status is Status.FORMER else "successor",
            0.85,
            mask.number,
        ),
    )


def _succeeded(page: Page, mask: Mask, match: re.Match[str]) -> None:
    who = [each for each in subjects.subjects(mask, match.start()) if each.who.kind is Named.PERSON]
    other = mask.items[match.start("other")].what
    if not who or not isinstance(other, Entity):
        return
    judged = judge(mask, who[0].at, match.start(), match.end())
    behind = tail(page, mask, match.end())
    place = subjects.quote(mask, who[0].at, behind.last)
    if judged.reason:
        page.withhold(place, judged.reason)
        return
    inner = [at for at in mask.at(_D, match.start(), match.end())]
    on = behind.start or behind.on or (tail(page, mask, inner[0] - 1).on if inner else None)
    on = on or date_before(page, mask, who[0].at, match.start())
    post, label = _post_of(page, mask, match, other, who[0].who)
    if post is None:
        return
    begun = replace(behind, start=on)
    add_held(
        page,
        Held(who[0].who, post, label, place, Status.CURRENT, "succeeded", 0.9, mask.number),
        begun,
        judged,
    )
    claim = add_held(
        page,
        Held(other, post, label, place, Status.FORMER, "succeeded-by", 0.88, mask.number),
        None,
        judged,
    )
    claim.end = claim.end or on


def _post_of(
    page: Page, mask: Mask, match: re.Match[str], *holders: Entity
) -> tuple[Entity | None, str]:
    if match.groupdict().get("post"):
        post = mask.items[match.start("post")].what
        return post_entity(page, post), post.label
    for at, holder in enumerate(holders):
        held = page.memberships(holder)
        if match.re is _SUCCEEDED and at == 1:
            held = [
                each for each in held if each.rule in _BEGINNINGS and each.status is Status.CURRENT
            ]
        if held and held[-1].object:
            return held[-1].object, held[-1].label or held[-1].object.name
    return None, ""


def _succeeded_by(page: Page, mask: Mask, match: re.Match[str]) -> None:
    before = [
        each for each in subjects.subjects(mask, match.start()) if each.who.kind is Named.PERSON
    ]
    who = mask.items[match.start("who")].what
    if not before or not isinstance(who, Entity):
        return
    judged = judge(mask, before[0].at, match.start(), match.end())
    behind = tail(page, mask, match.end())
    place = subjects.quote(mask, before[0].at, behind.last)
    if judged.reason:
        page.withhold(place, judged.reason)
        return
    post, label = _post_of(page, mask, match, before[0].who, who)
    if post is None:
        return
    on = behind.on or date_before(page, mask, before[0].at, match.start())
    claim = add_held(
        page,
        Held(before[0].who, post, label, place, Status.FORMER, "succeeded-by", 0.88, mask.number),
        None,
        judged,
    )
    claim.end = claim.end or on
    add_held(
        page,
        Held(who, post, label, place, Status.CURRENT, "succeeded", 0.88, mask.number),
        replace(behind, start=on),
        judged,
    )


def _left(page: Page, mask: Mask, match: re.Match[str]) -> None:
    who = [each for each in subjects.subjects(mask, match.start()) if each.who.kind is Named.PERSON]
    if not who:
        return
    judged = judge(mask, who[0].at, match.start(), match.end())
    behind = tail(page, mask, match.end())
    last = behind.last
    place = subjects.quote(mask, who[0].at, last)
    if judged.reason:
        page.withhold(place, judged.reason)
        return
    own = [at for at in mask.at(_D, match.start(), match.end())]
    on = behind.on or (tail(page, mask, own[0] - 1).on if own else None)
    on = on or date_before(page, mask, who[0].at, match.start())
    for each in who:
        _end(page, mask, match, each, place, on, behind)
    predicate = _leaving(match["how"])
    if predicate:
        post, _ = _left_post(page, mask, match, who[0].who)
        add_event(
            page, mask, predicate, who[0], behind, quote=place, judged=judged, post=post, on=on
        )


# Rules that tell of a post just taken up, which then is what somebody follows in.
_BEGINNINGS: Final = frozenset(
    [
        "appointed",
        "became-post",
        "named",
        "took-office-as",
        "took-office-of",
        "becoming",
        "is-post",
        "chosen-to-body",
    ]
)
_D: Final = grammar("<D>").pattern
_MASKED: Final = {Named.PERSON: grammar("<P>").pattern}


def _leaving(how: str) -> str | None:
    if how in ("resigned", "stepped down", "stood down", "quit", "stepped aside"):
        return "resignation"
    return None if how in ("retired", "left office", "bowed out") else "dismissal"


def _left_post(
    page: Page, mask: Mask, match: re.Match[str], who: Entity
) -> tuple[Entity | None, str]:
    for name in ("post", "of"):
        if match[name]:
            post = mask.items[match.start(name)].what
            return post_entity(page, post), post.label
    first = mask.text.find(_MASKED[Named.PERSON]) if who else -1
    before = _AS_HOLDER.search(mask.text[:first]) if first > 0 else None
    if before:
        post = mask.items[before.start("post")].what
        return post_entity(page, post), post.label
    held = page.memberships(who)
    here = [each for each in held if each.sentence == mask.number] or [
        each for each in held if each.status is Status.CURRENT
    ]
    if here and here[-1].object:
        return here[-1].object, here[-1].label or ""
    return None, ""


def _end(
    page: Page,
    mask: Mask,
    match: re.Match[str],
    who: Subject,
    place: Span,
    on: DraftDate | None,
    behind: Tail,
) -> None:
    post, label = _left_post(page, mask, match, who.who)
    if post is None:
        return
    claim = add_held(
        page, Held(who.who, post, label, place, Status.FORMER, "left-post", 0.9, mask.number)
    )
    claim.end = claim.end or on
    claim.status, claim.predicate = Status.FORMER, "held_post"
    length = behind.length
    ending = _RETURNS.search(mask.text, match.end())
    if length is None and ending:
        length = mask.items[ending.start("length")].what
    if length and claim.start is None and claim.end:
        began = page.reading.calendar.before(claim.end.date, length)
        if began:
            written = page.words(length.place)
            claim.start = DraftDate(written, length.place, began)


def shift(date: PartialDate) -> PartialDate:
    """The date itself."""
    return date
