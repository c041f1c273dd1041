"""What stands behind a statement and belongs to it: since when, until when, by whom, where."""

import re
from dataclasses import dataclass, field
from typing import Final

from app.dates import PartialDate
from app.drafting.claims import Page
from app.drafting.dates import Length
from app.drafting.entities import Entity
from app.drafting.masks import Mask, grammar
from app.drafting.records import DraftDate
from app.drafting.subjects import ADVERBS

_MOST: Final = 6


@dataclass(slots=True)
class Tail:
    """What was found, and where in the masked sentence it ends."""

    last: int
    first: int | None = None
    start: DraftDate | None = None
    end: DraftDate | None = None
    on: DraftDate | None = None
    length: Length | None = None
    by: list[Entity] = field(default_factory=list)
    places: list[Entity] = field(default_factory=list)


_PARTS: Final = tuple(
    grammar(pattern)
    for pattern in (
        (
            r",? (?:first,? |twice,? |again,? )?(?:from|between) (?P<start><D>) (?:to|until"
            r"|till|through|and)"
            r" (?P<end><D>)"
        ),
        r",? from (?P<start><D>) until (?:<H>|<P>) (?:was |were )?[a-z ]{3,40}?(?P<end><D>)",
        r",? until (?:<H>|<P>) (?:was |were )?[a-z ]{3,40}?(?P<end><D>)",
        r",? \((?:from )?(?P<start><D>)\s?(?:[-–—]|to)\s?(?P<end><D>)\)",
        r",? (?P<start><D>)\s?[-–—]\s?(?P<end><D>)",
        (
            r",? (?:a (?:post|position|job|role) (?:he|she|<H>) has held )?(?:ever )?since "
            r"(?P<start><D>)"
        ),
        (
            r",? (?:serving|staying|remaining)(?: in (?:the |that )?[a-z]+)?"
            r"(?: until (?P<end><D>)| from (?P<start><D>)(?: to (?P<last><D>))?"
            r"| for (?P<length><U>))"
        ),
        r",? until <S> (?:[a-z]+ ){1,3}(?P<end><D>)",
        r",? from (?P<start><D>)(?: onwards?| on)?",
        r",? (?:up )?(?:until|till) (?P<end><D>)",
        (
            r",? (?:(?:back|only|just|late|early|as recently as|as early as|twice|once"
            r"|three times|several times|briefly) )?"
            # "To X, today the chair of Y" dates what X is.
            r"(?:in |on |by |during |at the end of |\()?(?P<on><D>)\)?(?! (?:the |an? |its )<R>)"
        ),
        (
            r",? (?:for|after|over) (?:a |the |an )?(?:past |last |further |more than |nearly "
            r"|almost |total of "
            r"|combined )?(?P<length><U>)(?: in (?:the |that )?(?:job|post|office|role|power"
            r"|position|charge))?"
        ),
        r",? by (?:the |its |his |her |then )?(?:<R>,? )?(?P<by><P>|<O>|<H>)(?![’'])",
        r",? by (?:the |its |his |her )?<R>(?! <P>)",
        r" under (?:the )?(?:late |former |then )?(?:<R>,? )?<P>",
        r",? (?:at|in) (?:the )?(?P<place><L>)(?![’'])",
        r" (?:at|in|of|to) (?:the )?(?:<O>|parliament|cabinet|government)",
        (
            r" (?:at|in|during|after) (?:a|the|an) (?:[a-z-]+ ){0,3}(?:ceremony|session|vote"
            r"|election|poll"
            r"|reshuffle|congress|conference)"
        ),
    )
)
# "Leader of the Reform Party (RP) since 2015".
_SHORT_NAME: Final = grammar(r" \(<O>\)")
_HELD: Final = grammar(
    r", (?:a|the) (?:post|position|job|role|seat|office|title|post|mandate) (?:that "
    r"|which )?(?:<H>|<P>) (?:has |had )?"
    r"(?:first |still |also )?(?:held|won|holds|filled|occupied|took|kept)(?: (?:for"
    r"|after) (?:[a-z]+ )?(?P<length><U>)"
    r"| from (?P<start><D>) (?:to|until) (?P<end><D>)| between (?P<first><D>) and (?P<last><D>)"
    r"| since (?P<since><D>)| until (?P<until><D>)| (?P<on><D>))?"
)
_FRONT_RANGE: Final = grammar(
    r"(?:^|, |; |\b(?:and|but) )(?:[Ff]rom|[Bb]etween) (?P<start><D>) (?:to|until|till"
    r"|and) (?P<end><D>),? (?:the )?(?:<R>,? )?$"
)
_FRONT_BOTH: Final = grammar(r"(?:^|, |; )(?P<start><D>) and (?P<end><D>),? (?:the )?(?:<R>,? )?$")
_FRONT_SINCE: Final = grammar(r"(?:^|, |; |\band )[Ss]ince (?P<start><D>),? (?:the )?(?:<R>,? )?$")
_FRONT_UNTIL: Final = grammar(r"(?:^|, |; |\band )[Uu]ntil (?P<end><D>),? (?:the )?(?:<R>,? )?$")
_BEFORE_VERB: Final = grammar(
    rf"(?<!since )(?<!from )(?<!until )(?<!to )(?<!between )(?P<on><D>),? {ADVERBS}$"
)
# The date in "X, who was elected in 2020, met Y" is not that of the meeting.
_ASIDE: Final = re.compile(r", (?:who|which|whose|an?|the)\b[^;]*$")
# "From 2001 to 2003, when she became minister".
_WHEN: Final = grammar(r"(?P<on><D>),? when (?:the )?(?:<R>,? )?$")
_FRONT: Final = grammar(
    r"(?:^|, |; |\b(?:and|but|that|when|who) )(?:(?:[Ii]n|[Oo]n|[Bb]y|[Bb]ack in) )?(?P<on><D>),?"
    r" (?:(?:the|his|her) )?(?:<R>,? )?$"
)


def tail(page: Page, mask: Mask, at: int, *, ahead: bool = False) -> Tail:
    """Read on behind a statement that ends at this position; ``ahead``: of what is to come."""
    found = Tail(at)
    short = _SHORT_NAME.match(mask.text, at)
    if short:
        found.last = short.end()
    for _ in range(_MOST):
        match = next(filter(None, (each.match(mask.text, found.last) for each in _PARTS)), None)
        if match is None or not _take(page, mask, found, match, ahead=ahead):
            break
        found.last = match.end()
    _held(page, mask, found)
    if short and found.last == short.end():
        found.last = at
    return found


def _held(page: Page, mask: Mask, found: Tail) -> None:
    """Read ", a post she held for five years" or ", a seat he first won in 2007"."""
    match = _HELD.match(mask.text, found.last)
    if not match:
        return
    found.last = match.end()
    for names, into in (
        (("start", "first", "since", "on"), "start"),
        (("end", "last", "until"), "end"),
    ):
        told = next((name for name in names if match[name]), None)
        if told and getattr(found, into) is None:
            setattr(found, into, _read(page, mask, match.start(told), found, ahead=False))
    if match["length"] and found.length is None:
        found.length = mask.items[match.start("length")].what


def front(page: Page, mask: Mask, subject: int, found: Tail) -> None:
    """Read "From 1980 to 1994" and the like where it opens the clause."""
    if found.start or found.end:
        return
    for pattern in (_FRONT_RANGE, _FRONT_BOTH, _FRONT_SINCE, _FRONT_UNTIL):
        match = pattern.search(mask.text, max(0, subject - 80), subject)
        if match:
            for name in match.groupdict():
                setattr(found, name, _read(page, mask, match.start(name), found, ahead=False))
            found.first = match.start() + (0 if match.start() == 0 else 2)
            return


def _take(page: Page, mask: Mask, found: Tail, match: re.Match[str], *, ahead: bool) -> bool:
    groups = {name: match.start(name) for name, told in match.groupdict().items() if told}
    if any(getattr(found, name, None) for name in groups if name in ("start", "end", "on")):
        return False
    if "on" in groups and (found.start or found.end):
        return False
    for name in ("start", "end", "on"):
        if name in groups:
            setattr(found, name, _read(page, mask, groups[name], found, ahead=ahead))
    if "last" in groups:
        found.end = _read(page, mask, groups["last"], found, ahead=ahead)
    if "length" in groups:
        found.length = mask.items[groups["length"]].what
    for name, into in (("by", found.by), ("place", found.places)):
        what = mask.items[groups[name]].what if name in groups else None
        if isinstance(what, Entity):
            into.append(what)
    return True


def _read(page: Page, mask: Mask, at: int, found: Tail, *, ahead: bool) -> DraftDate:
    anchor = next((each.date for each in (found.start, found.on) if each and each.date), None)
    return read_date(page, mask, at, ahead=ahead, anchor=anchor)


def read_date(
    page: Page, mask: Mask, at: int, *, ahead: bool = False, anchor: PartialDate | None = None
) -> DraftDate:
    """The date at a position; one that counts from another is counted from the last told before."""
    if anchor is None:
        anchor = _told_before(page, mask, at)
    return page.reading.calendar.read(mask.items[at].what, ahead=ahead, anchor=anchor)


def _told_before(page: Page, mask: Mask, at: int) -> PartialDate | None:
    """The last date that the article tells before this one and that itself needs no other."""
    for number in range(mask.number, max(-1, mask.number - 4), -1):
        earlier = page.masks[number]
        for place in sorted(earlier.items, reverse=True):
            item = earlier.items[place]
            if earlier.text[place] != mask.text[at] or (number == mask.number and place >= at):
                continue
            date = page.reading.calendar.read(item.what).date
            if date is not None:
                return date
    return None


def date_before(
    page: Page, mask: Mask, subject: int, verb: int, *, ahead: bool = False
) -> DraftDate | None:
    """The date that opens the clause ("In 2019 she was named …") or stands before its verb."""
    front = _FRONT.search(mask.text, max(0, subject - 80), subject)
    front = front or _WHEN.search(mask.text, max(0, subject - 80), subject)
    if front:
        return read_date(page, mask, front.start("on"), ahead=ahead)
    inner = _BEFORE_VERB.search(mask.text, max(subject, verb - 60), verb)
    if inner is None or _ASIDE.match(mask.text[subject + 1 : inner.start("on")]):
        return None
    return read_date(page, mask, inner.start("on"), ahead=ahead)
