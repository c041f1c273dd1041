"""Posts told without their names: portfolios, charge of a body, a presidency won, lost or held."""

import re
from dataclasses import replace
from typing import Final

from app.drafting import subjects
from app.drafting.certainty import Judgement
from app.drafting.claims import Page
from app.drafting.entities import Entity
from app.drafting.events import reshuffle_day
from app.drafting.holding import Held, add_held, ended, led_post, post_entity
from app.drafting.masks import OFFICE, Mask, grammar
from app.drafting.records import Named, Status
from app.drafting.statements import claimable, entity, persons, when
from app.drafting.subjects import ADVERBS
from app.drafting.tails import date_before, tail

_HAS: Final = rf"(?:(?:has|have|had) {ADVERBS})?"
_BODY: Final = (
    r"(?P<what>(?:the |its |<S> |<L>[’']s )?(?:(?!(?:of|to"
    r"|in)\b)[a-z-]+ ){0,2}(?P<body><O>))(?![’'])"
)
_CHARGE: Final = grammar(
    rf"\b{_HAS}(?:took|taken|takes|assumed|was (?:put|placed|given)|were (?:put|placed)"
    rf"|has been put)"
    rf" (?:in )?(?:charge|control|command|the helm) of {_BODY}"
)
_PUT_IN_CHARGE: Final = grammar(
    rf"\b{_HAS}(?:put|placed|left|gave|given) (?:<R>,? )?(?P<who><P>|<H>) (?:in )?(?:charge|control"
    rf"|command) of {_BODY}"
)
_CHOSE_TO_LEAD: Final = grammar(
    rf"\b{_HAS}(?:named|appointed|chose|picked|tapped|elected|hired|recruited|brought in|asked)"
    rf" (?:<R>,? )?(?P<who><P>|<H>) to (?:lead|head|chair|run|direct|command) {_BODY}"
)
_NOUNS: Final = {
    "presidency": "president",
    "vice-presidency": "vice-president",
    "premiership": "prime minister",
    "prime ministership": "prime minister",
    "chancellorship": "chancellor",
    "governorship": "governor",
    "mayoralty": "mayor",
    "mayorship": "mayor",
    "speakership": "speaker",
    "chairmanship": "chair",
    "chancellery": "chancellor",
}
_NOUN: Final = (
    r"(?:the|a|<S>|its) (?P<words>(?:[a-z]+[’']s )?(?:rotating |party )?(?P<noun>"
    + "|".join(sorted(_NOUNS, key=len, reverse=True))
    + r")(?: of (?:the )?(?P<of><O>|<L>))?)"
)
_WON: Final = grammar(
    rf"\b{_HAS}(?:won|wins|assumed|assumes|took|taken over|took over|takes over|secured|gained"
    rf"|captured|clinched|claimed|inherited|ascended to|rose to|acceded to) {_NOUN}"
)
_HELD: Final = grammar(rf"\b{_HAS}(?:held|occupied) {_NOUN}")
_LOST: Final = grammar(
    rf"\b{_HAS}(?:lost|gave up|given up|left|relinquished|vacated|surrendered|quit) {_NOUN}"
)
_PORTFOLIO: Final = (
    r"the (?P<subject>(?:[a-z]+ ){1,3}?|<R> )(?:portfolio|brief|ministry|post|job)"
    r"(?P<acting> (?:in an acting capacity|on an acting basis|on an interim basis|temporarily))?"
)
_GIVEN: Final = grammar(
    rf"\b(?:was|were|has been|had been) {ADVERBS}(?:given|handed|assigned|awarded|allotted"
    rf"|entrusted"
    rf" with|allocated|moved to) {_PORTFOLIO}"
)
_GOES_TO: Final = grammar(
    r"(?:^|; |, |and )(?P<subject>[A-Z][a-z]+|the (?:[a-z]+|<R>) (?:portfolio|brief|ministry|job)"
    r"|[Tt]he (?:[a-z]+|<R>) (?:portfolio|brief|ministry|job)) (?:goes|went|has gone|passes|passed"
    r"|falls|fell) to (?:the )?(?:<R>,? )?(?P<who><P>)"
)
_HANDED: Final = grammar(
    rf"\b{_HAS}(?:handed (?:over )?(?:the (?:reins|keys|job|post|office) )?|made way "
    rf"|stepped aside )"
    r"(?:to|for) (?:<R>,? )?(?P<who><P>) as (?:the )?(?P<post><R>)"
)
# "Replaced his minister, handing the job to X".
_JOB_TO: Final = grammar(
    r"\b(?:handing|handed|giving|gave|entrusting|entrusted|passing|passed|awarding"
    r"|awarded) (?:the|that)"
    r" (?:job|post|position|portfolio|role|office|ministry) to (?:<R>,? )?(?P<who><P>)"
)
_OF_SOMEBODY: Final = grammar(r",? <P>")
# "Handed over the bank to X".
_HANDED_BODY: Final = grammar(
    rf"\b{_HAS}(?:handed|turned|passed) (?:over )?(?:the "
    rf"|<S> )?(?:[a-z]+ )?(?P<body><O>) (?:over |on )?"
    r"to (?:<R>,? )?(?P<who><P>)"
)
_HEADS: Final = re.compile(
    r"(?:acting )?(?:head|governor|director|president|chair\w*|chief|leader|commander|editor)\b",
    re.IGNORECASE,
)
_SUBJECTS: Final = re.compile(
    r"^(?:the )?(?P<subject>[a-z ]+?)(?: (?:portfolio|brief|ministry|job))?$"
)


def find(page: Page, mask: Mask) -> None:
    """Add the posts that a sentence has somebody take over, hold or lose in such words."""
    for match in _CHARGE.finditer(mask.text):
        for who in persons(mask, match.start()):
            _lead(page, mask, match, who.who, who.at)
    for pattern in (_PUT_IN_CHARGE, _CHOSE_TO_LEAD):
        for match in pattern.finditer(mask.text):
            by = subjects.subjects(mask, match.start())
            _lead(page, mask, match, entity(mask, match, "who"), by[0].at if by else 0)
    for pattern, status in ((_WON, Status.CURRENT), (_HELD, Status.FORMER), (_LOST, None)):
        for match in pattern.finditer(mask.text):
            _office(page, mask, match, status)
    for pattern, reader in _READERS:
        for match in pattern.finditer(mask.text):
            reader(page, mask, match)


def _job_to(page: Page, mask: Mask, match: re.Match[str]) -> None:
    """The job is that of the last office named before it that is nobody's title there."""
    who = entity(mask, match, "who")
    offices = [
        at for at in mask.at(OFFICE, 0, match.start()) if not _OF_SOMEBODY.match(mask.text, at + 1)
    ]
    judged = claimable(page, mask, match.start(), match) if who and offices else None
    if who is None or judged is None:
        return
    post = mask.items[offices[-1]].what
    name = page.reading.entities.post(post.plain, post.place, post.organization, post.area)
    first = offices[-1]
    _add(page, mask, match, who, name, post.plain, first=first, rule="job-to", judged=judged)


def _handed_body(page: Page, mask: Mask, match: re.Match[str]) -> None:
    """ "She handed the bank over to X": X has the post at its head that she had."""
    before, who, body = (
        persons(mask, match.start()),
        entity(mask, match, "who"),
        entity(mask, match, "body"),
    )
    judged = claimable(page, mask, before[0].at, match) if before and who else None
    if who is None or judged is None:
        return
    for each in page.memberships(before[0].who):
        if each.object and each.object.organization is body and _HEADS.match(each.object.name):
            first = before[0].at
            behind = tail(page, mask, match.end())
            ended(each, behind.on or date_before(page, mask, first, match.start()))
            label = each.label or each.object.name
            _add(
                page,
                mask,
                match,
                who,
                each.object,
                label,
                first=first,
                rule="handed-over",
                judged=judged,
            )
            return


def _add(  # noqa: PLR0913 - what is known of a post and who takes it up
    page: Page,
    mask: Mask,
    match: re.Match[str],
    who: Entity,
    post: Entity,
    label: str,
    *,
    first: int,
    rule: str,
    judged: Judgement,
    status: Status = Status.CURRENT,
) -> None:
    behind = tail(page, mask, match.end())
    on = when(page, mask, first, match, behind)
    if on is None and rule == "portfolio":
        on = reshuffle_day(page)
    status = Status.FORMER if behind.end else status
    quote = subjects.quote(mask, first, max(match.end(), behind.last))
    held = Held(who, post, label, quote, status, rule, mask.number)
    start = behind.start if status is Status.FORMER else on
    add_held(page, held, replace(behind, start=start), judged)


def _lead(page: Page, mask: Mask, match: re.Match[str], who: Entity | None, first: int) -> None:
    body = entity(mask, match, "body")
    judged = claimable(page, mask, first, match) if who and body else None
    if who is None or body is None or judged is None or who.kind is not Named.PERSON:
        return
    for each in page.memberships(who):
        if each.object and each.object.organization is body and _HEADS.match(each.object.name):
            # The article says elsewhere what whoever heads it is called.
            behind = tail(page, mask, match.end())
            each.start = each.start or when(page, mask, first, match, behind)
            return
    place = mask.span(match.start("what"), match.end())
    post = led_post(page, "head", page.words(place), body, place)
    label = page.words(mask.span(match.start(), match.end()))
    _add(page, mask, match, who, post, label, first=first, rule="in-charge", judged=judged)


def _office(page: Page, mask: Mask, match: re.Match[str], status: Status | None) -> None:
    """ "Won the presidency", "held the governorship of Osk", "lost the premiership"."""
    who = persons(mask, match.start())
    judged = claimable(page, mask, who[0].at, match) if who else None
    if judged is None:
        return
    of = entity(mask, match, "of")
    name, place = _NOUNS[match["noun"]], mask.span(match.start("words"), match.end("words"))
    plain = page.reading.entities.post(name, place, None, None)
    post = led_post(page, name, "", of, place) if of else plain
    label = page.words(place)
    if status is None:
        behind = tail(page, mask, match.end())
        on = when(page, mask, who[0].at, match, behind)
        quote = subjects.quote(mask, who[0].at, behind.last)
        held = Held(who[0].who, post, label, quote, Status.FORMER, "lost-office", mask.number)
        ended(add_held(page, held, None, judged), on)
        return
    _add(
        page,
        mask,
        match,
        who[0].who,
        post,
        label,
        first=who[0].at,
        rule="by-office-noun",
        judged=judged,
        status=status,
    )


def _given(page: Page, mask: Mask, match: re.Match[str]) -> None:
    """ "Was given the interior portfolio": is minister of the interior."""
    who = persons(mask, match.start())
    judged = claimable(page, mask, who[0].at, match) if who else None
    if judged is None:
        return
    place = mask.span(match.start("subject"), match.end())
    told = page.words(mask.span(match.start("subject"), match.end("subject"))).casefold()
    name = f"{'acting ' if match['acting'] else ''}{told} minister"
    post = page.reading.entities.post(name, place, None, None)
    label = f"the {page.words(place)}"
    at = who[0].at
    _add(page, mask, match, who[0].who, post, label, first=at, rule="portfolio", judged=judged)


def _goes_to(page: Page, mask: Mask, match: re.Match[str]) -> None:
    """ "The justice portfolio went to X", and "Lands goes to X" of a ministry called so before."""
    who = entity(mask, match, "who")
    judged = claimable(page, mask, match.start(), match) if who else None
    place = mask.span(match.start("subject"), match.end("subject"))
    subject = _SUBJECTS.match(page.words(place).casefold())
    if who is None or judged is None or subject is None:
        return
    name = f"{subject['subject']} minister"
    known = [each for each in page.claims if each.object and each.object.name.casefold() == name]
    if match["subject"][:1].isupper() and not match["subject"].startswith("The ") and not known:
        return
    post = page.reading.entities.post(name, place, None, None)
    behind = tail(page, mask, match.end())
    quote = mask.span(match.start("subject"), max(match.end(), behind.last))
    held = Held(who, post, page.words(place), quote, Status.CURRENT, "portfolio", mask.number)
    start = behind.start or behind.on or reshuffle_day(page)
    add_held(page, held, replace(behind, start=start), judged)


def _handed(page: Page, mask: Mask, match: re.Match[str]) -> None:
    """ "Handed over to X as minister": X follows in the post."""
    before, who = persons(mask, match.start()), entity(mask, match, "who")
    judged = claimable(page, mask, before[0].at, match) if before and who else None
    if who is None or judged is None:
        return
    post = mask.items[match.start("post")].what
    given = post_entity(page, post)
    first = before[0].at
    _add(page, mask, match, who, given, post.label, first=first, rule="handed-over", judged=judged)
    behind = tail(page, mask, match.end())
    on = behind.on or date_before(page, mask, first, match.start())
    quote = subjects.quote(mask, first, behind.last)
    left = Held(before[0].who, given, post.label, quote, Status.FORMER, "handed-over", mask.number)
    ended(add_held(page, left, None, judged), on)


_READERS: Final = (
    (_GIVEN, _given),
    (_GOES_TO, _goes_to),
    (_HANDED, _handed),
    (_HANDED_BODY, _handed_body),
    (_JOB_TO, _job_to),
)
