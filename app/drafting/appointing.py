"""Posts that somebody is given: "the king named X as minister", "was elected to the council"."""

import re
from dataclasses import replace
from typing import Final

from app.dates import PartialDate
from app.drafting import subjects
from app.drafting.bodies import is_party
from app.drafting.claims import Page
from app.drafting.entities import Entity
from app.drafting.events import add_event, report_date
from app.drafting.holding import Held, add_held, led_post, post_entity
from app.drafting.masks import Mask, grammar
from app.drafting.records import DraftDate, Named, Status
from app.drafting.statements import claimable, entity, persons, when
from app.drafting.subjects import ADVERBS, Subject
from app.drafting.tails import date_before, read_date, tail

_HAS: Final = rf"(?:(?:has|have|had) {ADVERBS})?"
_WAS: Final = rf"\b(?:was|were|has been|have been|had been) {ADVERBS}"
_ASIDE: Final = r"(?:, (?!as |and )(?:(?! as )[^;.]){1,90}?,)??,?"
# "Appointed X, the mayor of Y, minister".
_TITLE: Final = r", (?:the |an? |<S> )?(?:[a-z-]+ )?<R>(?: (?:of|for|at) [^,;.]{1,40})?,"
_DET: Final = r"(?:(?:the|a|an|its|his|her|their|<S>|<I>|acting) (?:[a-z-]+ )?)?"
_NAMED: Final = grammar(
    rf"\b{_HAS}(?P<how>named|appointed|promoted|elected|chose|confirmed|installed|hired|recruited|tapped"
    r"|anointed|crowned|designated|brought back"
    r"|picked|reappointed"
    r"|made|selected|swore in) (?:the |<S> |<R>,? |[a-z-]+,? ){0,6}(?P<who><P>|<H>)"
    rf"(?:{_ASIDE} (?:as|to be|to become|to) |{_TITLE} | ){_DET}(?P<post><R>)"
)
_NAMED_TO: Final = grammar(
    rf"\b{_HAS}(?P<how>named|appointed|promoted|elected|elevated|added|admitted|co-opted)"
    rf" (?:the |<S> |<R>,? )*(?P<who><P>|<H>){_ASIDE} to (?:the |its |<S> |<O>[’']s )?"
    r"(?:[a-z0-9-]+ )*(?P<body><O>)"
)
# "Brought her into government as minister", "gave him the post of governor".
_BROUGHT: Final = grammar(
    rf"\b{_HAS}(?P<how>brought|drafted|called|invited|recruited|took|lured|sent|dispatched|posted"
    r"|gave|handed|offered and gave|assigned) (?:<R>,? )?(?P<who><P>|<H>)"
    r"(?: (?:back )?(?:into|to|in) (?:the |<S> )?(?:government|cabinet|administration|office"
    r"|politics|palace|presidency|ministry|team|<O>|<L>) as| the (?:post|job|position|role|title"
    r"|office) of) (?:the |an? |<S> )?(?P<post><R>)"
)
_CHOSEN_TO: Final = grammar(
    rf"{_WAS}(?P<how>named|appointed|promoted|elected|re-elected|elevated|admitted|added|co-opted"
    r"|voted)(?: <D>)? (?:in)?to (?:the |its |<S> )?(?:[a-z0-9-]+ )*?(?P<body><O>|parliament\b)"
)
_SENT: Final = grammar(
    rf"{_WAS}(?:sent|posted|transferred|moved|assigned|dispatched|seconded|despatched)"
    r" to (?:the |<S> )?(?:[a-z-]+ )*(?:of )?(?P<place><L>|<O>)(?:,? <D>)?"
    r" as (?:the |its |<S> )?(?P<post><R>)"
)
_TO_POST: Final = grammar(
    rf"{_WAS}(?P<how>named|appointed|elected|promoted|confirmed|nominated)"
    r" to (?:the|that|this|<S>) (?:post|position|job|role|office)(?! of <R>)"
)
_NOUNS: Final = grammar(
    r"(?P<who><P>|<S>)(?:[’']s)? (?P<how>appointment|election|promotion|re-election|inauguration)"
    r" (?:as|to) (?:the (?:post|office|position) of )?(?:the |its )?(?P<post><R>)"
)
_APPROVED: Final = grammar(
    r"\b(?:approved|confirmed|announced|ratified|endorsed|backed|signed off on|rubber-stamped)"
    r" the (?P<how>appointment|election|promotion|re-election) of (?:<R>,? )?(?P<who><P>)"
    r"(?:, [^,;.]{2,60},)? (?:as|to|to be) (?:the (?:post|office|position) of )?(?:the |its )?"
    r"(?P<post><R>)"
)
_LOOKING_AHEAD: Final = re.compile(
    r"\b(?:if|possible|likely|expected|proposed|planned|would|may|might|could|block|oppose|await)\b"
)
# Who gives posts and is not named: "parliament has confirmed X as …".
_BY_OTHERS: Final = grammar(
    r"(?:\b(?:parliament|government|cabinet|assembly|senate|council|board|party|congress"
    r"|court|president"
    r"|minister|king|queen|emir|sultan|voters|lawmakers|members|committee|delegates"
    r"|ministers|states|mayors|electors|clergy|bishops|shareholders|directors|judges|peers|senators|deputies"
    r"|legislators|legislature|house|chamber|caucus|movement|group|union|coalition|alliance)"
    r"|<R>|<RR>|<L>|<O>) $"
)
# "On Monday lawmakers confirmed X as …", "In 1982 the party's congress elected her …".
_OPENING_DATE: Final = grammar(
    r"(?:^|[:;,] |\band )(?:[Ii]n |[Oo]n )?(?P<on><D>),? (?:the |an? |<S> )?"
    r"(?:[a-z’'-]+ |(?:<O>|<L>|<R>|<P>)(?:[’']s)? ){0,4}$"
)
_JOINED_TO: Final = grammar(r"(?P<on><D>)(?:,? and| but),? $")


# One works there, and is no member.
_NO_MEMBERS: Final = re.compile(
    r"\b(?:ministry|treasury|department|office|bank|agency|company|exchequer|embassy|university)\b",
    re.IGNORECASE,
)


def find(page: Page, mask: Mask) -> None:
    """Add what a sentence states of giving posts."""
    for pattern in (_NAMED, _NAMED_TO, _BROUGHT):
        for match in pattern.finditer(mask.text):
            _named(page, mask, match)
    for match in _CHOSEN_TO.finditer(mask.text):
        _chosen_to(page, mask, match)
    for match in _SENT.finditer(mask.text):
        _sent(page, mask, match)
    for match in _TO_POST.finditer(mask.text):
        _to_the_post(page, mask, match)
    for pattern in (_NOUNS, _APPROVED):
        for match in pattern.finditer(mask.text):
            _by_noun(page, mask, match)


def _given(page: Page, mask: Mask, match: re.Match[str]) -> tuple[Entity, str] | None:
    """The post, or the membership of a body, that the words give, and how they call it."""
    if match.groupdict().get("post"):
        post = mask.items[match.start("post")].what
        return post_entity(page, post), post.label
    place = mask.span(match.start("body"), match.end("body"))
    if match["body"] == "parliament":
        return page.reading.entities.post("member of parliament", place, None, None), "parliament"
    body = entity(mask, match, "body")
    if body is None or is_party(body) or _NO_MEMBERS.search(body.name):
        return None
    return led_post(page, "member", "", body, place), page.words(place)


def _named(page: Page, mask: Mask, match: re.Match[str]) -> None:
    who, by = entity(mask, match, "who"), subjects.subjects(mask, match.start())
    others = _BY_OTHERS.search(mask.text, max(0, match.start() - 60), match.start())
    first = by[0].at if by else 0
    judged = claimable(page, mask, first, match) if who and (by or others) else None
    given = _given(page, mask, match) if judged else None
    if who is None or judged is None or given is None:
        return
    behind = tail(page, mask, match.end())
    on = behind.start or behind.on or date_before(page, mask, first, match.start())
    on = on or _clause_date(page, mask, match) or _opening_date(page, mask, match)
    behind.by = [each.who for each in by]
    quote = subjects.quote(mask, first, max(match.end(), behind.last))
    begun = on or about(report_date(page, mask, behind.last, judged))
    held = Held(who, given[0], given[1], quote, Status.CURRENT, "named", mask.number)
    add_held(page, held, replace(behind, start=begun), judged)
    add_event(
        page,
        mask,
        "promotion" if match["how"] in ("promoted", "elevated") else "appointment",
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
    month = reported.date.earliest.isoformat()[:7]
    return replace(reported, date=PartialDate.parse(f"{month}~"))


def _clause_date(page: Page, mask: Mask, match: re.Match[str]) -> DraftDate | None:
    """The date of the clause that the verb is joined to: "dismissed X on Monday and named Y"."""
    joined = _JOINED_TO.search(mask.text, max(0, match.start() - 60), match.start())
    return tail(page, mask, joined.start() - 1).on if joined else None


def _opening_date(page: Page, mask: Mask, match: re.Match[str]) -> DraftDate | None:
    opening = _OPENING_DATE.search(mask.text, 0, match.start())
    return read_date(page, mask, opening.start("on")) if opening else None


def _chosen_to(page: Page, mask: Mask, match: re.Match[str]) -> None:
    people = persons(mask, match.start())
    judged = claimable(page, mask, people[0].at, match) if people else None
    given = _given(page, mask, match) if judged else None
    if judged is None or given is None:
        return
    behind = tail(page, mask, match.end())
    on = when(page, mask, people[0].at, match, behind)
    status = Status.FORMER if behind.end else Status.CURRENT
    quote = subjects.quote(mask, people[0].at, max(match.end(), behind.last))
    for each in people:
        held = Held(each.who, given[0], given[1], quote, status, "chosen-to-body", mask.number)
        add_held(page, held, replace(behind, start=on), judged)
    elected = "elect" in match["how"] or match["how"] == "voted"
    predicate = "election" if elected else "appointment"
    add_event(
        page, mask, predicate, people[0], behind, quote=quote, judged=judged, post=given[0], on=on
    )


def _sent(page: Page, mask: Mask, match: re.Match[str]) -> None:
    """ "Was sent to Y as mayor": mayor of Y."""
    people, where = persons(mask, match.start()), entity(mask, match, "place")
    judged = claimable(page, mask, people[0].at, match) if people else None
    if judged is None:
        return
    post = mask.items[match.start("post")].what
    given = post_entity(page, post)
    if post.is_bare and where is not None:
        place = mask.span(match.start("place"), match.end())
        given = led_post(page, post.name, "", where, place)
        given.also(post.name)
    behind = tail(page, mask, match.end())
    on = when(page, mask, people[0].at, match, behind)
    status = Status.FORMER if behind.end else Status.CURRENT
    front = date_before(page, mask, people[0].at, match.start())
    quote = subjects.quote(mask, people[0].at, max(match.end(), behind.last))
    if front is not None and front.place is not None and front.place.end <= quote.start:
        quote = replace(quote, start=front.place.start)
    held = Held(people[0].who, given, post.label, quote, status, "sent-as", mask.number)
    add_held(page, held, replace(behind, start=on), judged)


def _by_noun(page: Page, mask: Mask, match: re.Match[str]) -> None:
    """ "X's appointment as minister in June": where nothing in the sentence says it is to come."""
    who = entity(mask, match, "who")
    if who is None or who.kind is not Named.PERSON:
        return
    behind = tail(page, mask, match.end())
    quote = mask.span(match.start(), behind.last)
    around = mask.text[: match.start()] + mask.text[behind.last : behind.last + 40]
    judged = claimable(page, mask, match.start(), match)
    if judged is None or _LOOKING_AHEAD.search(around):
        page.withhold(quote, "planned")
        return
    given, label = _given(page, mask, match) or (None, "")
    if given is None:
        return
    held = Held(who, given, label, quote, Status.CURRENT, "by-noun", mask.number)
    add_held(page, held, replace(behind, start=behind.start or behind.on), judged)
    subject = Subject(who, match.start("who"))
    predicate = match["how"].removeprefix("re-")
    add_event(page, mask, predicate, subject, behind, quote=quote, judged=judged, post=given)


def _to_the_post(page: Page, mask: Mask, match: re.Match[str]) -> None:
    """ "Was named to the post": the one that the article last said is held."""
    people = persons(mask, match.start())
    held = page.memberships(people[0].who) if people else []
    current = [each for each in held if each.status is Status.CURRENT]
    judged = claimable(page, mask, people[0].at, match) if current else None
    if judged is None or match["how"] == "nominated":
        return
    behind = tail(page, mask, match.end())
    quote = subjects.quote(mask, people[0].at, behind.last)
    on = when(page, mask, people[0].at, match, behind)
    current[-1].start = current[-1].start or on
    add_event(
        page,
        mask,
        "appointment",
        people[0],
        behind,
        quote=quote,
        judged=judged,
        post=current[-1].object,
        on=on,
    )
