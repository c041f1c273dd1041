"""Who holds or held which post, as titles beside names and as verbs say it."""

import re
from dataclasses import dataclass
from typing import Final

from app.drafting import parties, subjects, tails
from app.drafting.certainty import Judgement, judge
from app.drafting.claims import Claim, Page
from app.drafting.entities import Entity
from app.drafting.events import add_event
from app.drafting.holding import Held, add_held, body_post, post_entity
from app.drafting.masks import Mask, grammar
from app.drafting.posts import Post
from app.drafting.records import DraftDate, Named, Span, Status
from app.drafting.subjects import ADVERBS, Subject
from app.drafting.tails import Tail, date_before, tail

_DET: Final = (
    r"(?:(?:the|a|an|its|their|his|her|one of the|one of its|an? [a-z-]+|the [a-z’-]+(?: [a-z’-]+)?"
    r"|(?:the )?(?:country|nation|republic|kingdom|region|city|state|party|province|world|island)[’']s"
    r"(?: [a-z-]+)?|<S>|<I>)(?: own)? )?"
)
_AS: Final = r"(?:(?:as|to|to be|to become|to serve as|(?:in)?to the (?:post|position|office|job|role|rank) of|into the post of) )?"
_CHOSEN: Final = (
    r"(?P<how>named|appointed|elected|re-elected|reelected|sworn in|sworn-in|promoted|confirmed|installed"
    r"|designated|reappointed|re-appointed|made|chosen|selected|picked|voted in|inaugurated|crowned"
    r"|proclaimed|declared|recalled|transferred|posted|moved|brought in|hired|co-opted|invested|enthroned)"
)
_MIDDLE: Final = (
    r"(?: (?:by (?:the |his |her )?(?:<R> )?(?:<P>|<O>|<H>|<R>|parliament|lawmakers|voters|decree|acclamation)"
    r"|unopposed|<D>|at <L>|in <L>))?"
)


@dataclass(frozen=True, slots=True)
class Rule:
    """A wording by verb; ``begins``: what it tells is when the post was taken up."""

    name: str
    pattern: re.Pattern[str]
    status: Status
    confidence: float
    begins: bool = False
    event: str | None = None


_RULES: Final = (
    Rule("is-post", grammar(rf"\b(?:is|are|remains|remain|is still) {ADVERBS}{_DET}(?P<post><R>)"), Status.CURRENT, 0.9),
    Rule("has-been-post", grammar(rf"\b(?:has|have) {ADVERBS}been {ADVERBS}{_DET}(?P<post><R>)"), Status.CURRENT, 0.9),
    Rule("was-post", grammar(rf"\b(?:was|were|had {ADVERBS}been) {ADVERBS}{_DET}(?P<post><R>)"), Status.FORMER, 0.9),
    Rule("became-post", grammar(rf"\b(?:became|has become|had become|went on to become|rose to become|rose to be) {ADVERBS}{_DET}(?P<post><R>)"), Status.CURRENT, 0.9, begins=True),
    Rule("serves-as", grammar(rf"\b(?:serves|works|acts|sits|doubles) {ADVERBS}as {_DET}(?P<post><R>)"), Status.CURRENT, 0.9),
    Rule("served-as", grammar(rf"\b(?:(?:has|had|have) {ADVERBS})?(?:served|worked|acted|sat|stayed on|stinted|reigned)(?: for (?:[a-z]+ )?<U>)? {ADVERBS}as {_DET}(?P<post><R>)"), Status.FORMER, 0.92),
    Rule("spent-as", grammar(rf"\b(?:spent|had spent) (?:[a-z]+ )?<U> as {_DET}(?P<post><R>)"), Status.FORMER, 0.9),
    Rule("held-office-of", grammar(rf"\b(?:(?:has|had) )?held (?:the|a) (?:posts?|office|position|job|role|rank)s? of {_DET}(?P<post><R>)"), Status.FORMER, 0.88),
    Rule("holds-office-of", grammar(rf"\b(?:holds|occupies) (?:the|a) (?:posts?|office|position|job|role|rank)s? of {_DET}(?P<post><R>)"), Status.CURRENT, 0.88),
    Rule("appointed", grammar(rf"\b(?:was|were|has been|have been|had been|being|got) {ADVERBS}{_CHOSEN}{_MIDDLE} {ADVERBS}{_AS}{_DET}(?P<post><R>)"), Status.CURRENT, 0.93, begins=True, event="appointment"),
    Rule("took-office-as", grammar(rf"\b(?:(?:has|had) )?(?:took over|takes over|takes office|taken over|took office|taken office|assumed office|assumed power|came to power|came in|stepped in|entered office|returned|returned to office|was returned|started|began|joined (?:the )?(?:<O>|cabinet|government|administration|[a-z]+ ministry))(?: <D>)? as {_DET}(?P<post><R>)"), Status.CURRENT, 0.9, begins=True),
    Rule("took-office-of", grammar(rf"\b(?:(?:has|had) )?(?:assumed|took up|taken up|took|took on|won|secured) (?:the|a) (?:post|office|position|job|role|presidency) (?:of|as) {_DET}(?P<post><R>)"), Status.CURRENT, 0.88, begins=True),
)  # fmt: skip
_TO_BE: Final = grammar(
    rf"\b(?P<mood>may|might|could|would|will|shall|should|to|cannot|never|not) {ADVERBS}(?:have )?(?:become|be|been|serve as|take over as|run as|stand as"
    r"|succeed <P> as|replace <P> as|act as|remain|continue as|resign as|step down as)"
    rf" {ADVERBS}(?:(?:named|appointed|elected|sworn in|promoted|confirmed|made|chosen|nominated|replaced) )?(?:as |to )?{_DET}(?P<post><R>)"
)
_BECOMING: Final = Rule(
    "becoming",
    grammar(rf"\bbecoming {ADVERBS}{_DET}(?P<post><R>)"),
    Status.CURRENT,
    0.88,
    begins=True,
)
_FURTHER: Final = grammar(
    r"(?:,? and|,| and| as well as|, then|, and then)"
    rf" (?:{ADVERBS})(?:(?:was )?(?P<how>named|appointed|elected|re-elected|promoted|made|confirmed|chosen|sworn in)(?: to)? )?(?P<as>as )?{_DET}(?P<post><R>)(?!,? <P>)"
)
_PLAIN_DET: Final = (
    r"(?:the|The|a|A|an|An|its|his|her|their|Its|His|Her|Their|one of the) (?:[a-z-]+ )?"
)
_BEFORE_NAME: Final = grammar(
    r"(?P<post><R>)(?: and (?P<second><R>))? (?P<who><P>)(?: and (?P<more><P>))?"
)
_PLURAL: Final = grammar(r"(?P<post><RR>),? (?P<who><P>)(?:, (?P<more><P>))*,? and (?P<last><P>)")
_COMMA_NAME: Final = grammar(
    rf"(?:^|(?<=[\s(]))(?:{_PLAIN_DET})?(?P<post><R>), (?P<who><P>)(?=,|\.|;|:| who| and|$|\))"
)
_BEHIND_NAME: Final = grammar(
    r"(?P<who><P>)(?: \(<O>\))?(?:, (?:aged )?\d\d)?, (?:who is |formerly |currently |now |then |once |until (?:recently|<D>) |himself )?"
    r"(?:(?:the|a|an|its|their|<S>|(?:the )?(?:country|nation|party|city|region|state)[’']s) (?:[a-z-]+ )?)?"
    r"(?P<post><R>)(?P<behind>(?! <P>)(?! and <R> <P>))"
)


def find(page: Page, mask: Mask) -> None:
    """Add the memberships that a sentence states."""
    behind = _titles_behind(page, mask)
    _titles_before(page, mask, behind)
    for match in _TO_BE.finditer(mask.text):
        _to_be(page, mask, match)
    for rule in (*_RULES, _BECOMING):
        for match in rule.pattern.finditer(mask.text):
            _stated(page, mask, rule, match)


def _titles_behind(page: Page, mask: Mask) -> set[int]:
    """ "X, the minister of Y": returns where the offices stand that are someone's by this."""
    used: set[int] = set()
    for match in _BEHIND_NAME.finditer(mask.text):
        post, who = mask.items[match.start("post")].what, mask.items[match.start("who")].what
        before = mask.text[: match.start("who")]
        # Of "the minister, X, the party's leader" both are X's; of "A, the minister, B" it is A's.
        if not isinstance(who, Entity):
            continue
        was = re.search(
            r", (?:formerly|then|once|until)\b[^,]*$",
            match[0][: match.start("post") - match.start()],
        )
        used.add(match.start("post"))
        place = mask.span(match.start("who"), match.end("post"))
        place = _with_acronym(page, mask, match.end("post"), place)
        held = _titled(page, mask, post, who, place, "title-behind-name", past=bool(was))
        if held:
            _since(page, mask, match.end("post"), held)
            _further(page, mask, held, match.end("post"), match.start("who"), before)
    return used


def _since(page: Page, mask: Mask, at: int, held: Claim) -> None:
    """Take in "since 2004" and "from 2004 to 2010" behind a title."""
    behind = tail(page, mask, at)
    if (behind.start or behind.end) and behind.on is None:
        held.start, held.end = held.start or behind.start, held.end or behind.end
        held.quote = Span(held.quote.start, max(held.quote.end, mask.end(behind.last)))
        if behind.end:
            held.status, held.predicate = Status.FORMER, "held_post"


def _with_acronym(page: Page, mask: Mask, at: int, place: Span) -> Span:
    bracket = grammar(r" \(<O>\)").match(mask.text, at)
    return Span(place.start, mask.end(bracket.end())) if bracket else place


def _titled(
    page: Page, mask: Mask, post: Post, who: Entity, place: Span, rule: str, *, past: bool = False
) -> Claim | None:
    former = past or post.is_past or post.is_then
    if post.head == "member" and post.organization and parties.is_party(post.organization):
        return parties.by_title(page, who, post.organization, place, mask.number, past=former)
    if post.name.casefold() in _COURTESIES and rule == "title-before-name":
        return None
    return add_held(
        page,
        Held(
            who, post_entity(page, post), post.label, place,
            Status.FORMER if former else Status.CURRENT, rule, 0.93, mask.number,
        ),
    )  # fmt: skip


def _further(page: Page, mask: Mask, held: Claim, at: int, who: int, _before: str) -> None:
    """Further posts in the same breath: "the minister of X and leader of Y"."""
    match = grammar(r" and (?:the |a |its )?(?P<post><R>)(?!,? <P>)").match(mask.text, at)
    if match:
        post = mask.items[match.start("post")].what
        _titled(page, mask, post, held.subject, mask.span(who, match.end()), "title-behind-name")


def _titles_before(page: Page, mask: Mask, behind: set[int]) -> None:
    for match in _BEFORE_NAME.finditer(mask.text):
        for name in ("post", "second"):
            if match[name]:
                _before_name(page, mask, match, name)
    for match in _COMMA_NAME.finditer(mask.text):
        if match.start("post") in behind or _is_predicate(mask, match.start()):
            continue
        _before_name(page, mask, match, "post")
    for match in _PLURAL.finditer(mask.text):
        post = mask.items[match.start("post")].what
        for at in (n for n in range(match.start("who"), match.end()) if n in mask.items):
            who = mask.items[at].what
            if isinstance(who, Entity):
                single = _singular(post)
                _titled(
                    page, mask, single, who, mask.span(match.start(), match.end()), "plural-title"
                )


def _singular(post: Post) -> Post:
    words = re.sub(r"\b(\w+?)ies\b", r"\1y", post.name)
    words = re.sub(rf"\b{post.head}s\b", post.head, words)
    return Post(post.place, words, post.head, words, post.organization, post.area, post.owner,
                post.is_past, post.is_then, post.is_bare)  # fmt: skip


def _is_predicate(mask: Mask, at: int) -> bool:
    """Whether the office is said of somebody before it: "as minister, X", "was minister, X"."""
    if mask.text.startswith(("Among", "With", "Also", "Present")):
        return False
    return bool(re.search(r"\b(?:as|was|is|were|been|become|became|of|for)\s$", mask.text[:at]))


def _before_name(page: Page, mask: Mask, match: re.Match[str], name: str) -> None:
    post: Post = mask.items[match.start(name)].what
    people = [match.start("who")]
    if match.groupdict().get("more") and match.start("more") > 0 and False:
        people.append(match.start("more"))
    for at in people:
        who = mask.items[at].what
        if isinstance(who, Entity):
            start = _with_article(mask, match.start()) if ", " in match[0] else match.start(name)
            place = mask.span(start, at + 1)
            _titled(page, mask, post, who, place, "title-before-name")


def _with_article(mask: Mask, at: int) -> int:
    return at


def _to_be(page: Page, mask: Mask, match: re.Match[str]) -> None:
    """Withhold what somebody may, would or is to become."""
    who = subjects.subjects(mask, match.start())
    first = who[0].at if who else match.start()
    moods = {"may": "hedged", "might": "hedged", "could": "hedged", "would": "conditional",
             "should": "conditional", "never": "negated", "not": "negated", "cannot": "negated"}  # fmt: skip
    page.withhold(mask.span(first, match.end()), moods.get(match["mood"], "planned"))


def _stated(page: Page, mask: Mask, rule: Rule, match: re.Match[str]) -> None:
    who = subjects.subjects(mask, match.start())
    people = [each for each in who if each.who.kind is Named.PERSON]
    if not people:
        return
    last = match.end()
    judged = judge(mask, people[0].at, match.start(), last)
    behind = tail(page, mask, last)
    if judged.reason:
        page.withhold(subjects.quote(mask, people[0].at, last), judged.reason)
        return
    tails.front(page, mask, people[0].at, behind)
    front = date_before(page, mask, people[0].at, match.start())
    for person in people:
        _take_up(page, mask, rule, match, person, behind, front, judged)
    _go_on(page, mask, rule, match, people, behind)


def _take_up(
    page: Page,
    mask: Mask,
    rule: Rule,
    match: re.Match[str],
    person: Subject,
    behind: Tail,
    front: DraftDate | None,
    judged: Judgement,
) -> Claim:
    post: Post = mask.items[match.start("post")].what
    entity = post_entity(page, post)
    _date(rule, behind, front, match, page, mask)
    status = _status(rule, post, behind, match[0])
    place = subjects.quote(mask, person.at, _quoted_to(behind, match))
    if behind.first is not None:
        place = Span(mask.start(behind.first), place.end)
    claim = add_held(
        page,
        Held(
            person.who, entity, post.label, place, status, rule.name, rule.confidence, mask.number
        ),
        behind,
        judged,
    )
    if rule.event:
        add_event(page, mask, _event_of(match["how"]), person, behind, post=entity,
                  quote=subjects.quote(mask, person.at, behind.last), on=behind.start, judged=judged)  # fmt: skip
    return claim


def _quoted_to(behind: Tail, match: re.Match[str]) -> int:
    return behind.last if behind.start or behind.end or behind.length else match.end()


def _date(
    rule: Rule, behind: Tail, front: DraftDate | None, match: re.Match[str], page: Page, mask: Mask
) -> None:
    inner = [
        at for at in range(match.start(), match.end()) if at in mask.items and mask.text[at] == _D
    ]
    if rule.begins and behind.start is None:
        within = tail(page, mask, inner[0] - 1).on if inner else None
        behind.start = behind.on or within or front
    elif rule.status is Status.FORMER and behind.on and not behind.start and not behind.end:
        behind.start = None


# "Judge Lungu" is how one is addressed.
_COURTESIES: Final = frozenset(["judge", "justice"])
_D: Final = grammar("<D>").pattern


def _status(rule: Rule, post: Post, behind: Tail, words: str) -> Status:
    if behind.end is not None or post.is_past:
        return Status.FORMER
    if behind.start is not None and not rule.begins and rule.status is Status.FORMER:
        return Status.CURRENT if words.startswith(("has ", "have ")) else Status.FORMER
    if behind.length is not None and rule.begins and rule.status is Status.CURRENT:
        return Status.FORMER
    if words.startswith("had been") and rule.begins and "previously" in words:
        return Status.FORMER
    return rule.status


def _event_of(how: str) -> str:
    if how.startswith(("re-elected", "reelected", "elected", "voted", "chosen")):
        return "election"
    if how in ("sworn in", "sworn-in", "inaugurated", "crowned", "enthroned"):
        return "swearing_in"
    return "promotion" if how == "promoted" else "appointment"


def _go_on(
    page: Page, mask: Mask, rule: Rule, first: re.Match[str], people: list[Subject], behind: Tail
) -> None:
    """Posts that the same verb goes on with: ", and as ambassador to Y"."""
    at = behind.last
    while match := _FURTHER.match(mask.text, at):
        listed = match["as"] or match["how"] or match[0].lstrip(",").startswith(" and")
        if not listed and not _FURTHER.search(mask.text, match.end()):
            return
        further = tail(page, mask, match.end())
        for person in people:
            chosen = bool(match["how"])
            status = Status.CURRENT if chosen else rule.status
            follow = Rule(rule.name, rule.pattern, status, rule.confidence, rule.begins or chosen)
            post: Post = mask.items[match.start("post")].what
            if follow.begins and further.start is None:
                further.start = further.on
            place = subjects.quote(mask, person.at, max(match.end(), _quoted_to(further, match)))
            add_held(page, Held(person.who, post_entity(page, post), post.label, place,
                     _status(follow, post, further, match[0]), rule.name, rule.confidence, mask.number), further)  # fmt: skip
            if match["how"]:
                add_event(page, mask, _event_of(match["how"]), person, further, post=post_entity(page, post),
                          quote=place, on=further.start, judged=Judgement())  # fmt: skip
        at = further.last
