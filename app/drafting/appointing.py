"""Posts that somebody gives, takes away or confirms: "the king named X as minister", "sent to Y as mayor"."""

import re
from dataclasses import replace
from typing import Final

from app.dates import PartialDate
from app.drafting import subjects
from app.drafting.certainty import Judgement, judge
from app.drafting.claims import Claim, Page
from app.drafting.entities import Entity
from app.drafting.events import add_event, report_date
from app.drafting.holding import Held, add_held, body_post, post_entity
from app.drafting.masks import Mask, grammar
from app.drafting.parties import is_party
from app.drafting.records import ClaimKind, DraftDate, Named, Span, Status
from app.drafting.subjects import ADVERBS, Subject
from app.drafting.tails import Tail, date_before, tail

_HAS: Final = rf"(?:(?:has|have|had) {ADVERBS})?"
_ASIDE: Final = r"(?:, (?!as |and )[^;.<P>]{1,90}?,)??,?"
_DET: Final = r"(?:(?:the|a|an|its|his|her|their|<S>|<I>|acting) (?:[a-z-]+ )?)?"
_NAMED: Final = grammar(
    rf"\b{_HAS}(?P<how>named|appointed|promoted|elected|chose|confirmed|installed|picked|reappointed|made|selected|swore in)"
    rf" (?:the |<S> |<R>,? |[a-z-]+,? ){{0,6}}(?P<who><P>|<H>)(?:{_ASIDE} (?:as|to be|to become|to) | ){_DET}(?P<post><R>)"
)
_NAMED_TO: Final = grammar(
    rf"\b{_HAS}(?P<how>named|appointed|promoted|elected|elevated|added|admitted|co-opted)"
    rf" (?:the |<S> |<R>,? )*(?P<who><P>|<H>){_ASIDE} to (?:the |its |<S> |<O>[’']s )?(?:[a-z0-9-]+ )*(?P<body><O>)"
)
_CHOSEN_TO: Final = grammar(
    rf"\b(?:was|were|has been|have been|had been) {ADVERBS}(?P<how>named|appointed|promoted|elected|re-elected|elevated|admitted|added|co-opted|voted)(?: <D>)?"
    r" (?:in)?to (?:the |its |<S> )?(?:[a-z0-9-]+ )*?(?P<body><O>|parliament\b)"
)
_SENT: Final = grammar(
    rf"\b(?:was|were|has been|had been) {ADVERBS}(?:sent|posted|transferred|moved|assigned|dispatched|seconded|despatched)"
    r" to (?:the |<S> )?(?:[a-z-]+ )*(?:of )?(?P<place><L>|<O>)(?:,? <D>)? as (?:the |its |<S> )?(?P<post><R>)"
)
_CONFIRMED: Final = grammar(
    r"\b(?:confirmed|made permanent) in (?:the|that|this|<S>) (?:post|job|role|position|office)"
)
_STAYED: Final = grammar(
    r"\b(?:served|remained|stayed|continued|spent <U>) in (?:the|that|this|<S>) (?:post|job|role|position|office)"
    r"|\bheld (?:the|that|this) (?:post|job|role|position|office)(?! of)"
)
_RULED: Final = grammar(
    r"(?P<who><P>), who (?:ruled|governed|reigned|held (?:the |that )?(?:office|post|power|position|job)"
    r"|was in (?:office|power|charge)|served|led the (?:country|nation|party|government))"
    r"(?: (?:the )?(?:country|nation|island|islands|republic|kingdom|province|city|party|<L>|<O>))?"
)
_DISMISSED: Final = grammar(
    rf"\b{_HAS}(?P<how>dismissed|sacked|fired|removed|ousted|suspended|deposed|expelled|replaced)"
    r" (?:the |<S> |its )?(?:(?P<post><R>),? )?(?P<who><P>)"
)
_AS_POST: Final = grammar(r"(?:^|, )[Aa]s (?:the |a |an |its )?(?P<post><R>),? (?P<who><P>|<H>)")
_FROM_BODY: Final = grammar(
    rf"\b(?:{_HAS}(?P<how>retired|resigned|stepped down)|(?:was|were|has been|had been) {ADVERBS}(?P<forced>removed|dismissed|dropped|expelled|ousted|suspended))"
    r" from (?:the |its )?(?:[a-z-]+ )*(?P<body><O>)(?![’'])"
)


def find(page: Page, mask: Mask) -> None:
    """Add what a sentence states of giving and taking posts."""
    for pattern, add in (
        (_NAMED, _named), (_NAMED_TO, _named), (_CHOSEN_TO, _chosen_to), (_SENT, _sent),
        (_CONFIRMED, _confirmed), (_STAYED, _stayed), (_RULED, _ruled), (_DISMISSED, _dismissed),
        (_FROM_BODY, _from_body), (_AS_POST, _as_post),
    ):  # fmt: skip
        for match in pattern.finditer(mask.text):
            add(page, mask, match)


def _people(mask: Mask, verb: int) -> list[Subject]:
    return [each for each in subjects.subjects(mask, verb) if each.who.kind is Named.PERSON]


def _given(page: Page, mask: Mask, match: re.Match[str]) -> tuple[Entity, str] | None:
    """The post, or the membership of a body, that the words give, and how they call it."""
    groups = match.groupdict()
    if groups.get("post"):
        post = mask.items[match.start("post")].what
        return post_entity(page, post), post.label
    item = mask.items.get(match.start("body"))
    place = mask.span(match.start("body"), match.end("body"))
    if item is None:
        return page.reading.entities.post("member of parliament", place, None, None), "parliament"
    if not isinstance(item.what, Entity) or is_party(item.what):
        return None
    return body_post(page, "member", item.what, mask, place), page.words(place)


def _judged(page: Page, mask: Mask, match: re.Match[str], subject: int) -> Judgement | None:
    """How certain the words are; None (and withheld) where they must not become a claim."""
    judged = judge(mask, subject, match.start(), match.end())
    if judged.reason:
        page.withhold(mask.span(min(subject, match.start()), match.end()), judged.reason)
        return None
    return judged


def _named(page: Page, mask: Mask, match: re.Match[str]) -> None:
    who = mask.items[match.start("who")].what
    by = subjects.subjects(mask, match.start())
    given = _given(page, mask, match)
    if not isinstance(who, Entity) or given is None or not by:
        return
    judged = _judged(page, mask, match, by[0].at)
    if judged is None:
        return
    behind = tail(page, mask, match.end())
    on = behind.start or behind.on or date_before(page, mask, by[0].at, match.start())
    on = on or _clause_date(page, mask, match)
    behind.by = [each.who for each in by]
    quote = subjects.quote(mask, by[0].at, max(match.end(), behind.last))
    begun = on or about(report_date(page, mask, behind.last, judged))
    add_held(
        page,
        Held(who, given[0], given[1], quote, Status.CURRENT, "named", 0.9, mask.number),
        replace(behind, start=begun),
        judged,
    )
    predicate = "promotion" if match["how"] in ("promoted", "elevated") else "appointment"
    add_event(
        page,
        mask,
        predicate,
        Subject(who, match.start("who")),
        behind,
        quote=quote,
        judged=judged,
        post=given[0],
        on=on,
    )


def about(reported: DraftDate | None) -> DraftDate | None:
    """About when something began of which a report on a certain day told: in that month."""
    if reported is None or reported.date is None or reported.date.earliest is None:
        return None
    return replace(reported, date=PartialDate.parse(f"{reported.date.earliest:%Y-%m}~"))


def _clause_date(page: Page, mask: Mask, match: re.Match[str]) -> DraftDate | None:
    """The date of the clause that the verb is joined to: "dismissed X on Monday and named Y"."""
    joined = grammar(r"(?P<on><D>)(?:,? and| but),? $").search(
        mask.text, max(0, match.start() - 60), match.start()
    )
    return tail(page, mask, joined.start() - 1).on if joined else None


def _chosen_to(page: Page, mask: Mask, match: re.Match[str]) -> None:
    people = _people(mask, match.start())
    given = _given(page, mask, match)
    if not people or given is None:
        return
    judged = _judged(page, mask, match, people[0].at)
    if judged is None:
        return
    behind = tail(page, mask, match.end())
    inner = mask.at(_D, match.start(), match.end())
    on = behind.start or behind.on or (tail(page, mask, inner[0] - 1).on if inner else None)
    on = on or date_before(page, mask, people[0].at, match.start())
    status = Status.FORMER if behind.end else Status.CURRENT
    quote = subjects.quote(mask, people[0].at, max(match.end(), behind.last))
    for each in people:
        add_held(
            page,
            Held(each.who, given[0], given[1], quote, status, "chosen-to-body", 0.88, mask.number),
            replace(behind, start=on),
            judged,
        )
    predicate = "election" if "elect" in match["how"] or match["how"] == "voted" else "appointment"
    add_event(
        page, mask, predicate, people[0], behind, quote=quote, judged=judged, post=given[0], on=on
    )


def _sent(page: Page, mask: Mask, match: re.Match[str]) -> None:
    people = _people(mask, match.start())
    if not people:
        return
    judged = _judged(page, mask, match, people[0].at)
    if judged is None:
        return
    post = mask.items[match.start("post")].what
    where = mask.items[match.start("place")].what
    entity = post_entity(page, post)
    if post.is_bare and isinstance(where, Entity):
        entity = body_post(
            page, post.name, where, mask, mask.span(match.start("place"), match.end())
        )
        entity.also(post.name)
    behind = tail(page, mask, match.end())
    inner = mask.at(_D, match.start(), match.end())
    on = behind.start or behind.on or (tail(page, mask, inner[0] - 1).on if inner else None)
    on = on or date_before(page, mask, people[0].at, match.start())
    first = people[0].at
    quote = subjects.quote(mask, first, max(match.end(), behind.last))
    status = Status.FORMER if behind.end else Status.CURRENT
    add_held(
        page,
        Held(people[0].who, entity, post.label, quote, status, "sent-as", 0.88, mask.number),
        replace(behind, start=on),
        judged,
    )


def _confirmed(page: Page, mask: Mask, match: re.Match[str]) -> None:
    """An acting holder becomes the holder: one post ends, the other begins."""
    people = _people(mask, match.start())
    held = page.memberships(people[0].who) if people else []
    acting = [each for each in held if each.object and _ACTING.match(each.object.name)]
    if not acting or _judged(page, mask, match, people[0].at) is None:
        return
    on = tail(page, mask, match.end()).on
    provisional = acting[-1]
    provisional.end = provisional.end or on
    provisional.status, provisional.predicate = Status.FORMER, "held_post"
    if provisional.object is None:
        return
    name = _ACTING.sub("", provisional.object.name)
    full = [
        each
        for each in held
        if each.object and _alike(each.object.name, name) and each is not provisional
    ]
    if full:
        full[0].start = full[0].start or on


def _alike(one: str, two: str) -> bool:
    """Whether two posts are of one office: the same first and last words."""
    first, second = one.casefold().split(), two.casefold().split()
    return first[0] == second[0] and first[-1] == second[-1]


_ACTING: Final = re.compile(r"(?:acting|interim|caretaker|provisional) ", re.IGNORECASE)
_D: Final = grammar("<D>").pattern


def _stayed(page: Page, mask: Mask, match: re.Match[str]) -> None:
    people = _people(mask, match.start())
    held = page.memberships(people[0].who) if people else []
    if not held or _judged(page, mask, match, people[0].at) is None:
        return
    _fill(page, held[-1], tail(page, mask, match.end()))


def _ruled(page: Page, mask: Mask, match: re.Match[str]) -> None:
    who = mask.items[match.start("who")].what
    here = (
        [each for each in page.memberships(who) if each.sentence == mask.number]
        if isinstance(who, Entity)
        else []
    )
    behind = tail(page, mask, match.end())
    if here and (behind.start or behind.end):
        _fill(page, here[-1], behind)
        here[-1].quote = Span(here[-1].quote.start, mask.end(behind.last))


def _fill(page: Page, claim: Claim, behind: Tail) -> None:
    claim.start, claim.end = claim.start or behind.start, claim.end or behind.end
    if behind.end:
        claim.status, claim.predicate = Status.FORMER, "held_post"


def _dismissed(page: Page, mask: Mask, match: re.Match[str]) -> None:
    who = mask.items[match.start("who")].what
    if not isinstance(who, Entity):
        return
    judged = _judged(page, mask, match, _clause_start(mask, match.start()))
    if judged is None:
        return
    behind = tail(page, mask, match.end())
    on = behind.on or date_before(page, mask, _clause_start(mask, match.start()), match.start())
    quote = mask.span(_clause_start(mask, match.start()), match.end())
    if match["how"] in ("expelled", "suspended"):
        _expelled(page, mask, who, quote, on, judged)
        return
    if match["how"] == "replaced":
        return
    held = page.memberships(who)
    for claim in held[-1:]:
        claim.end = claim.end or on
        claim.status, claim.predicate = Status.FORMER, "held_post"
    post = held[-1].object if held else None
    add_event(
        page,
        mask,
        "dismissal",
        Subject(who, match.start("who")),
        behind,
        quote=quote,
        judged=judged,
        post=post,
        on=on,
    )


def _clause_start(mask: Mask, verb: int) -> int:
    """Where the subject of an active verb may begin: the sentence, or the subject that is found."""
    found = subjects.subjects(mask, verb)
    return found[0].at if found else 0


def _expelled(
    page: Page, mask: Mask, who: Entity, quote: Span, on: DraftDate | None, judged: Judgement
) -> None:
    """ "The congress also expelled X": from the party that is spoken of."""
    parties = [
        mask.items[at].what
        for number in range(mask.number, -1, -1)
        for at in sorted(page.masks[number].items)
        if isinstance(page.masks[number].items[at].what, Entity)
        and page.masks[number].items[at].what.kind is Named.ORGANIZATION
        and is_party(page.masks[number].items[at].what)
        for mask in [page.masks[number]]
    ]
    if not parties:
        return
    page.add(
        Claim(
            kind=ClaimKind.PARTY_MEMBERSHIP, predicate="expelled_from", subject=who, object=parties[0],
            quote=quote, rule="party-expelled", confidence=0.85, status=Status.FORMER,
            certainty=judged.certainty, voice=judged.voice, attribution=judged.attribution,
            end=on, sentence=mask.number,
        )
    )  # fmt: skip


def _from_body(page: Page, mask: Mask, match: re.Match[str]) -> None:
    people = _people(mask, match.start())
    given = _given(page, mask, match)
    if not people or given is None:
        return
    judged = _judged(page, mask, match, people[0].at)
    if judged is None:
        return
    behind = tail(page, mask, match.end())
    on = behind.on or date_before(page, mask, people[0].at, match.start())
    quote = subjects.quote(mask, people[0].at, max(match.end(), behind.last))
    body = mask.items[match.start("body")].what
    own = [
        each
        for each in page.memberships(people[0].who)
        if each.object and each.object.organization is body
    ]
    claim = (
        own[-1]
        if own
        else add_held(
            page,
            Held(
                people[0].who,
                given[0],
                given[1],
                quote,
                Status.FORMER,
                "left-body",
                0.85,
                mask.number,
            ),
            None,
            judged,
        )
    )
    claim.end = claim.end or on
    claim.status, claim.predicate = Status.FORMER, "held_post"
    predicate = (
        "retirement"
        if match["how"] == "retired"
        else "resignation"
        if match["how"]
        else "dismissal"
    )
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


def _as_post(page: Page, mask: Mask, match: re.Match[str]) -> None:
    who = mask.items[match.start("who")].what
    post = mask.items[match.start("post")].what
    if not isinstance(who, Entity):
        return
    if any(
        post.head in (each.object.name.casefold() if each.object else "")
        for each in page.memberships(who)
    ):
        return
    quote = mask.span(match.start() + (2 if match[0].startswith(",") else 0), match.end())
    add_held(
        page,
        Held(
            who,
            post_entity(page, post),
            post.label,
            quote,
            Status.FORMER,
            "as-post",
            0.75,
            mask.number,
        ),
    )
