"""Who holds or held which post, as verbs say it: "was named", "served as", "has been", "became"."""

import re
from dataclasses import dataclass, replace
from typing import Final

from app.drafting import people, subjects, tails
from app.drafting.bodies import is_party
from app.drafting.certainty import Judgement
from app.drafting.claims import Page
from app.drafting.events import add_event
from app.drafting.holding import Held, add_held, post_entity
from app.drafting.masks import DATE, Mask, grammar
from app.drafting.parties import by_title
from app.drafting.posts import Post
from app.drafting.records import DraftDate, Named, Span, Status
from app.drafting.statements import THE, claimable, entity, persons
from app.drafting.subjects import ADVERBS, Subject
from app.drafting.tails import Tail, date_before, tail

_POST: Final = rf"{ADVERBS}{THE}(?P<post><R>)"
_OFFICE: Final = r"(?:posts?|office|position|job|role|rank|presidency)"
_HAS: Final = rf"(?:(?:has|had|have) {ADVERBS})?"
_AS: Final = (
    r"(?:(?:as|to|to be|to become|to serve as|(?:in)?to the (?:post|position|office|job|role|rank)"
    r" of) )?"
)
# "Spent five years, from 2009 to 2014, as …".
_ASIDE_RANGE: Final = r",? (?:from|between) <D> (?:to|and|until) <D>,?"
_RUNNING: Final = (
    r"running|run|leading|led|managing|managed|steering|steered|heading|headed|overseeing|overseen"
    r"|presiding over|presided over|governing|governed"
)
_INNER_RANGE: Final = grammar(r"(?:from|between) (?P<start><D>) (?:to|and|until) (?P<end><D>)")
_CHOSEN: Final = (
    r"named|appointed|elected|re-elected|reelected|sworn in|sworn-in|promoted|confirmed|installed"
    r"|designated|reappointed|re-appointed|made|chosen|selected|picked|voted in|inaugurated|crowned"
    r"|proclaimed|declared|recalled|transferred|posted|moved|brought in|hired|co-opted|enthroned"
)
_MIDDLE: Final = (
    r"(?: (?:by (?:the |his |her )?(?:<R> )?(?:<P>|<O>|<H>|<R>|parliament|lawmakers|voters|decree"
    r"|acclamation)|unopposed|<D>|at <L>|in <L>))?"
)
_TAKING: Final = (
    r"entered politics|entering politics|entered parliament|took over|takes over|takes"
    r" office|taken over|took office|taken office|assumed office"
    r"|assumed power|came to power|came in|stepped in|entered office|returned"
    r"|returned to (?:office|government|cabinet"
    r"|politics|parliament|power|the cabinet|the government|the <O>)"
    r"|was returned|started|began|joined (?:the )?(?:<O>|cabinet|government|administration"
    r"|[a-z]+ ministry)"
)


@dataclass(frozen=True, slots=True)
class Rule:
    """A wording by verb; ``begins``: what it tells is when the post was taken up."""

    name: str
    pattern: re.Pattern[str]
    status: Status
    begins: bool = False
    is_event: bool = False


def _rule(
    name: str,
    pattern: str,
    status: Status,
    *,
    begins: bool = False,
    is_event: bool = False,
) -> Rule:
    return Rule(name, grammar(rf"\b{pattern}"), status, begins, is_event)


_RULES: Final = (
    _rule("is-post", rf"(?:is|are|remains|remain|is still) {_POST}", Status.CURRENT),
    _rule("has-been-post", rf"(?:has|have) {ADVERBS}been {_POST}", Status.CURRENT),
    _rule("was-post", rf"(?:was|were|had {ADVERBS}been) {_POST}", Status.FORMER),
    _rule(
        "became-post",
        rf"(?:became|becomes|(?:has|have|had) {ADVERBS}become|went on to become"
        rf"|rose to become|rose to"
        rf" be) {_POST}",
        Status.CURRENT,
        begins=True,
    ),
    _rule(
        "becoming",
        rf"(?:becoming|rising to(?: become| be)?|ending up as) {_POST}",
        Status.CURRENT,
        begins=True,
    ),
    _rule("serves-as", rf"(?:serves|works|acts|sits|doubles) {ADVERBS}as {_POST}", Status.CURRENT),
    _rule(
        "served-as",
        rf"{_HAS}(?:served|worked|acted|sat|stayed on|reigned|doubled|continued)"
        rf"(?:{_ASIDE_RANGE}| for (?:[a-z]+ )?<U>)?(?: (?:in|at) (?:the )?(?:<L>|<O>))?"
        rf" {ADVERBS}as {_POST}",
        Status.FORMER,
    ),
    _rule(
        "first-as",
        r"(?:is|became|becomes|was) the (?:[a-z-]+ ){1,6}?to (?:hold the (?:post|office"
        r"|position|job) of"
        rf"|serve as|become|be (?:named|appointed|elected)|occupy the (?:post|office) of) {_POST}",
        Status.CURRENT,
    ),
    _rule(
        "spent-as",
        rf"{_HAS}spent (?:[a-z]+ )?<U>(?:{_ASIDE_RANGE})?(?: (?:in|at) (?:the )?(?:<L>|<O>))?"
        rf" as {_POST}",
        Status.FORMER,
    ),
    _rule(
        "ran-as",
        rf"(?:has|have|had) {ADVERBS}(?:been )?(?:{_RUNNING}) [^,;.]{{2,60}}? as {_POST}",
        Status.CURRENT,
    ),
    _rule("held-office", rf"{_HAS}held (?:the|a) {_OFFICE} of {_POST}", Status.FORMER),
    _rule(
        "holds-office",
        rf"(?:holds|occupies) (?:the|a) {_OFFICE} of {_POST}",
        Status.CURRENT,
    ),
    _rule(
        "appointed",
        rf"(?:was|were|has been|have been|had been|being|got) {ADVERBS}(?P<how>{_CHOSEN}){_MIDDLE}"
        rf" {ADVERBS}{_AS}{_POST}",
        Status.CURRENT,
        begins=True,
        is_event=True,
    ),
    _rule(
        "took-oath-as",
        rf"{_HAS}(?P<how>took|taken|takes) (?:the|<S>) oath(?: of office)?(?: <D>)? as {_POST}",
        Status.CURRENT,
        begins=True,
        is_event=True,
    ),
    _rule(
        "took-office-as",
        rf"{_HAS}(?:{_TAKING})(?: <D>)? as {_POST}",
        Status.CURRENT,
        begins=True,
    ),
    _rule(
        "took-office-of",
        rf"{_HAS}(?:assumed|took up|taken up|took|took on|won|secured) (?:the|a) {_OFFICE}"
        rf" (?:of|as) {_POST}",
        Status.CURRENT,
        begins=True,
    ),
)
_FURTHER: Final = grammar(
    rf"(?:,? and|,| and| as well as|, then|, and then) {ADVERBS}"
    r"(?:(?:was )?(?P<how>named|appointed|elected|re-elected|promoted|made|confirmed"
    r"|chosen|sworn in)"
    rf"(?: to)? )?(?P<as>as )?{THE}(?P<post><R>)(?!,? <P>)"
)
# Over what is said of the body in passing: "director of the board, the party's arm, and as envoy".
_FURTHER_AS: Final = grammar(
    rf", (?:the |an? |its |<O>[’']s )[^,;.]{{3,60}},? and {ADVERBS}(?P<how>)(?P<as>as"
    rf" ){THE}(?P<post><R>)"
)
# "Ambassador to Sund from 2003 to 2007, to Norland from 2007 to 2011 and to the union until 2016".
_TO_OTHERS: Final = grammar(
    r"(?:,? and|,) (?P<to>to (?:the )?(?P<place><L>|<O>))(?= from| between| until| in|,)"
)
_ENVOYS: Final = frozenset(["ambassador", "envoy", "consul", "representative"])
_TO_BE: Final = grammar(
    r"(?<!rose )(?<!went on )\b(?P<mood>may|might|could|would|will|shall|should|to"
    r"|cannot|never|not)"
    rf" {ADVERBS}(?:have )?(?:become|be|been|serve as|take over as|run as|stand as|succeed <P> as"
    rf"|replace <P> as|act as|remain|continue as|resign as|step down as) {ADVERBS}"
    r"(?:(?:named|appointed|elected|sworn in|promoted|confirmed|made|chosen|nominated|replaced) )?"
    rf"(?:as |to )?{THE}(?P<post><R>)"
)
_SWORN: Final = frozenset(
    "sworn in|sworn-in|took|taken|takes|inaugurated|crowned|enthroned".split("|")
)
_MOODS: Final = {
    "may": "hedged",
    "might": "hedged",
    "could": "hedged",
    "would": "conditional",
    "should": "conditional",
    "never": "negated",
    "not": "negated",
    "cannot": "negated",
}


def find(page: Page, mask: Mask) -> None:
    """Add the memberships that a sentence states, and withhold those that are only to be."""
    for match in _TO_BE.finditer(mask.text):
        who = subjects.subjects(mask, match.start())
        first = who[0].at if who else match.start()
        page.withhold(mask.span(first, match.end()), _MOODS.get(match["mood"], "planned"))
    for rule in _RULES:
        for match in rule.pattern.finditer(mask.text):
            _stated(page, mask, rule, match)


def _stated(page: Page, mask: Mask, rule: Rule, match: re.Match[str]) -> None:
    who = persons(mask, match.start())
    judged = claimable(page, mask, who[0].at, match) if who else None
    if judged is None:
        return
    behind = tail(page, mask, match.end())
    tails.front(page, mask, who[0].at, behind)
    if not (behind.start or behind.end):
        # "And between 2014 and 2016 was minister".
        tails.front(page, mask, match.start(), behind)
        behind.first = None
    _inner_range(page, mask, match, behind)
    _date(page, mask, rule, match, who[0], behind)
    for person in who:
        _take_up(page, mask, rule, match, person, behind, judged)
    _go_on(page, mask, rule, who, behind, judged)


def _take_up(
    page: Page,
    mask: Mask,
    rule: Rule,
    match: re.Match[str],
    person: Subject,
    behind: Tail,
    judged: Judgement,
) -> None:
    post: Post = mask.items[match.start("post")].what
    quote = subjects.quote(mask, person.at, match.end())
    past = rule.status is Status.FORMER
    if people.by_trade(page, mask, post, person.who, quote, past=past):
        return
    if post.head == "member" and post.organization and is_party(post.organization):
        quote = subjects.quote(mask, person.at, _quoted_to(behind, match.end()))
        claim = by_title(page, person.who, post.organization, quote, mask.number, past=past)
        claim.start, claim.end = claim.start or behind.start, claim.end or behind.end
        return
    given = post_entity(page, post)
    status = _status(rule, post, behind, match[0])
    quote = subjects.quote(mask, person.at, _quoted_to(behind, match.end()))
    if behind.first is not None:
        quote = Span(mask.start(behind.first), quote.end)
    held = Held(person.who, given, post.label, quote, status, rule.name, mask.number)
    add_held(page, held, behind, judged)
    if rule.is_event:
        add_event(
            page,
            mask,
            _event_of(match["how"]),
            person,
            behind,
            quote=subjects.quote(mask, person.at, behind.last),
            judged=judged,
            post=given,
            on=behind.start,
        )


def _inner_range(page: Page, mask: Mask, match: re.Match[str], behind: Tail) -> None:
    """Take in "spent five years, from 2009 to 2014, as …"."""
    inner = _INNER_RANGE.search(mask.text, match.start(), match.end())
    if inner and not (behind.start or behind.end):
        behind.start = tails.read_date(page, mask, inner.start("start"))
        behind.end = tails.read_date(page, mask, inner.start("end"))


def _quoted_to(behind: Tail, last: int) -> int:
    """A quote goes on over the dates that belong to it."""
    return behind.last if behind.start or behind.end or behind.length else last


def _date(
    page: Page, mask: Mask, rule: Rule, match: re.Match[str], person: Subject, behind: Tail
) -> None:
    """Of what begins, a single date is the start: behind the verb, within it, or before it."""
    if not rule.begins or behind.start is not None:
        return
    inner = mask.at(DATE, match.start(), match.end())
    within = tail(page, mask, inner[0] - 1).on if inner else None
    front: DraftDate | None = date_before(page, mask, person.at, match.start())
    behind.start = behind.on or within or front


def _status(rule: Rule, post: Post, behind: Tail, words: str) -> Status:
    if behind.end is not None or post.is_past:
        return Status.FORMER
    if rule.begins:
        return Status.FORMER if behind.length is not None else rule.status
    if behind.start is not None and words.startswith(("has ", "have ")):
        return Status.CURRENT
    return rule.status


def _event_of(how: str) -> str:
    if how.startswith(("re-elected", "reelected", "elected", "voted", "chosen")):
        return "election"
    if how in (
        "took",
        "taken",
        "takes",
        "sworn in",
        "sworn-in",
        "inaugurated",
        "crowned",
        "enthroned",
    ):
        return "swearing_in"
    return "promotion" if how == "promoted" else "appointment"


def _go_on(
    page: Page,
    mask: Mask,
    rule: Rule,
    who: list[Subject],
    behind: Tail,
    judged: Judgement,
) -> None:
    """Posts that the same verb goes on with: ", and as ambassador to Y", "and elected governor"."""
    at = behind.last
    while match := _FURTHER.match(mask.text, at) or _FURTHER_AS.match(mask.text, at):
        joined = match[0].lstrip(",").startswith(" and")
        listed = match["as"] or match["how"] or joined
        if not listed and not _FURTHER.search(mask.text, match.end()):
            return
        further = tail(page, mask, match.end())
        follow = replace(rule, is_event=False)
        if match["how"]:
            follow = replace(rule, status=Status.CURRENT, begins=True, is_event=True)
        if follow.begins and further.start is None:
            inner = mask.at(DATE, match.start(), match.end())
            within = tails.read_date(page, mask, inner[0]) if inner else None
            further.start = further.on or within
        for person in who:
            _take_up(page, mask, follow, match, person, further, judged)
        at = further.last
    _to_others(page, mask, rule, who, at, judged)


def _to_others(
    page: Page, mask: Mask, rule: Rule, who: list[Subject], at: int, judged: Judgement
) -> None:
    """Further places where somebody was ambassador, told without the word."""
    held = page.memberships(who[0].who)
    head = held[-1].object.name.split()[0] if held and held[-1].object else ""
    while head in _ENVOYS and (match := _TO_OTHERS.match(mask.text, at)):
        place = mask.span(match.start("to"), match.end())
        where = entity(mask, match, "place")
        of_body = where if where and where.kind is Named.ORGANIZATION else None
        of_place = where if where and where.kind is Named.PLACE else None
        name = f"{head} {page.words(place)}"
        post = page.reading.entities.post(name, place, of_body, of_place)
        further = tail(page, mask, match.end())
        quote = subjects.quote(mask, who[0].at, further.last)
        held_there = Held(who[0].who, post, name, quote, rule.status, rule.name, mask.number)
        add_held(page, held_there, further, judged)
        at = further.last
