"""How long posts were held, where that is told apart: "confirmed in the post", "who ruled"."""

import re
from typing import Final

from app.drafting.claims import Claim, Page
from app.drafting.holding import Held, add_held, count_back, ended, post_entity
from app.drafting.masks import DATE, Mask, grammar
from app.drafting.records import Span, Status
from app.drafting.statements import claimable, entity, persons
from app.drafting.tails import Tail, read_date, tail

_POST: Final = r"(?:post|job|role|position|office|portfolio|title|seat|presidency|premiership)"
_CONFIRMED: Final = grammar(rf"\b(?:confirmed|made permanent) in (?:the|that|this|<S>) {_POST}")
_STAYED: Final = grammar(
    rf"\b(?:served|remained|stayed|continued|spent <U>) in (?:the|that|this|<S>) {_POST}"
    rf"|\b(?:(?:has|had) )?held (?:the|that|this) {_POST}(?! of)"
)
_RULED: Final = grammar(
    rf"(?P<who><P>), who (?:ruled|governed|reigned|(?:had |has )?(?:held|done|filled|occupied"
    rf"|been in|kept) (?:the |that )?(?:{_POST}|power)"
    r"|was in (?:office|power|charge)|served|led the (?:country|nation|party|government))"
    r"(?: (?:the )?(?:country|nation|island|islands|republic|kingdom|province|city|party|<L>"
    r"|<O>|[A-ZÀ-Þ][\w’-]+))?"
)
_GOVERNED: Final = grammar(
    r"\b(?:(?:has|had) )?(?:governed|ruled|reigned|held power|held office|was in power"
    r"|was in office"
    r"|led the (?:country|nation|party|government))(?: (?:the )?(?:country|nation"
    r"|island|republic|<L>))?"
)
_AS_POST: Final = grammar(
    r"(?:^|, )(?=[Aa]s )(?P<as>[Aa]s (?:the |a |an |its )?(?P<post><R>),? (?P<who><P>|<H>))"
)
_TAKES: Final = grammar(
    r"\b(?:takes office|takes over|is to take office|will take office)(?: on)? (?P<on><D>)"
)
# "The outgoing mayor, X, in office since 2017, …".
_IN_POWER: Final = grammar(
    r"(?P<who><P>),? (?:who (?:has been|is) )?in (?:power|office|charge|the (?:job|post))"
    r" since (?P<on><D>)"
)
# Of the post that somebody holds: when it was taken up.
_TOOK: Final = grammar(
    r"\b(?:took over|took office|took up (?:the|that|<S>) (?:post|job|position|role|reins)"
    r"|taken office"
    r"|assumed (?:office|power|the (?:post|role|office|presidency))|came to power|came into office"
    r"|entered office|was sworn in|was inaugurated|has (?:been in (?:power|office|charge|the job"
    r"|the post)|held (?:power|office)|ruled|governed|led the (?:country|party|government)))"
    r"(?: (?:as|from) [^,;.]{2,40}?)? ?(?:only |just |back |since )?(?P<on><D>)"
)
# "Beat X in 2019, who had been mayor for twelve years", "in 2019, ousting X, who had been mayor".
_OUSTED: Final = grammar(
    r"\b(?:ousting|unseating|toppling|defeating|beating|overthrowing|ousted|unseated|toppled"
    r"|defeated|beat|overthrew) (?:the )?(?:[a-z]+ )?(?:<R>,? )?(?P<who><P>), who (?:had"
    r" )?(?:been|was"
    r"|served as|ruled|governed|held)\b(?: (?:the )?(?:<R>|<L>|post|job|city|country|office))?"
    r"(?: for (?:[a-z]+ ){0,2}(?P<length><U>))?"
)
_RULERS: Final = frozenset(
    "president minister premier chancellor king queen emir sultan ruler governor leader".split()
)
_ACTING: Final = re.compile(r"(?:acting|interim|caretaker|provisional) ", re.IGNORECASE)


def find(page: Page, mask: Mask) -> None:
    """Fill in what a sentence tells of posts that the article spoke of before."""
    for match in _CONFIRMED.finditer(mask.text):
        _confirmed(page, mask, match)
    for match in _STAYED.finditer(mask.text):
        _stayed(page, mask, match)
    for match in _RULED.finditer(mask.text):
        _ruled(page, mask, match)
    for match in _TOOK.finditer(mask.text):
        _took(page, mask, match)
    for match in _IN_POWER.finditer(mask.text):
        _in_power(page, mask, match)
    for match in _OUSTED.finditer(mask.text):
        _ousted(page, mask, match)
    for match in _GOVERNED.finditer(mask.text):
        _stayed(page, mask, match, of=_RULERS)
    for match in _AS_POST.finditer(mask.text):
        _as_post(page, mask, match)
    for match in _TAKES.finditer(mask.text):
        _takes_office(page, mask, match)


def _confirmed(page: Page, mask: Mask, match: re.Match[str]) -> None:
    """An acting holder becomes the holder: one post ends, the other begins."""
    people = persons(mask, match.start())
    held = page.memberships(people[0].who) if people else []
    acting = [each for each in held if each.object and _ACTING.match(each.object.name)]
    if not acting or claimable(page, mask, people[0].at, match) is None:
        return
    on = tail(page, mask, match.end()).on
    provisional = ended(acting[-1], on)
    name = _ACTING.sub("", provisional.object.name if provisional.object else "")
    for each in held:
        if each is not provisional and each.object and _alike(each.object.name, name):
            each.start = each.start or on
            return


def _alike(one: str, two: str) -> bool:
    """Whether two posts are of one office: the same first and last words."""
    first, second = one.casefold().split(), two.casefold().split()
    return first[:1] == second[:1] and first[-1:] == second[-1:]


def _stayed(page: Page, mask: Mask, match: re.Match[str], of: frozenset[str] = frozenset()) -> None:
    """How long the post last told was held; ``of``: the last that is called one of these."""
    people = persons(mask, match.start())
    held = page.memberships(people[0].who) if people else []
    if of:
        held = [each for each in held if each.object and of & set(each.object.name.lower().split())]
    if held and claimable(page, mask, people[0].at, match) is not None:
        _fill(held[-1], tail(page, mask, match.end()))


def _ousted(page: Page, mask: Mask, match: re.Match[str]) -> None:
    """Who was beaten held the post until then, and for as long as is told."""
    who = entity(mask, match, "who")
    held = page.memberships(who) if who else []
    here = [each for each in held if each.sentence == mask.number and each.start is None]
    dates = mask.at(DATE, 0, match.start())
    if not here or not dates or claimable(page, mask, match.start(), match) is None:
        return
    ended(here[0], read_date(page, mask, dates[-1]))
    count_back(page, here[0], mask.items[match.start("length")].what if match["length"] else None)


def _took(page: Page, mask: Mask, match: re.Match[str]) -> None:
    people = persons(mask, match.start())
    held = page.memberships(people[0].who) if people else []
    held = [each for each in held if each.status is Status.CURRENT]
    if len(held) == 1 and claimable(page, mask, people[0].at, match) is not None:
        held[0].start = held[0].start or read_date(page, mask, match.start("on"))


def _in_power(page: Page, mask: Mask, match: re.Match[str]) -> None:
    """Since when somebody holds the one post that the article gives them now."""
    who = entity(mask, match, "who")
    held = [each for each in page.memberships(who) if each.status is Status.CURRENT] if who else []
    if len(held) == 1:
        held[0].start = held[0].start or read_date(page, mask, match.start("on"))


def _ruled(page: Page, mask: Mask, match: re.Match[str]) -> None:
    who = entity(mask, match, "who")
    held = page.memberships(who) if who else []
    here = [each for each in held if each.sentence == mask.number]
    behind = tail(page, mask, match.end())
    if here and (behind.start or behind.end):
        _fill(here[-1], behind)
        here[-1].quote = Span(here[-1].quote.start, mask.end(behind.last))


def _fill(claim: Claim, behind: Tail) -> None:
    claim.start = claim.start or behind.start
    if behind.end:
        ended(claim, behind.end)


def _as_post(page: Page, mask: Mask, match: re.Match[str]) -> None:
    """ "As chair of the commission she drafted …": a post that nothing else may tell of."""
    who, post = entity(mask, match, "who"), mask.items[match.start("post")].what
    if who is None or any(_is_of(each, post.head) for each in page.memberships(who)):
        return
    quote = mask.span(match.start("as"), match.end("as"))
    held = Held(
        who, post_entity(page, post), post.label, quote, Status.FORMER, "as-post", mask.number
    )
    add_held(page, held)


def _is_of(claim: Claim, head: str) -> bool:
    return claim.object is not None and head in claim.object.name.casefold()


def _takes_office(page: Page, mask: Mask, match: re.Match[str]) -> None:
    """Who was elected and "takes office on 1 July" holds the post from then on."""
    people = persons(mask, match.start())
    held = page.memberships(people[0].who) if people else []
    if held and held[-1].status is Status.CURRENT:
        held[-1].start = read_date(page, mask, match.start("on"), ahead=True)
        held[-1].status = Status.FUTURE
