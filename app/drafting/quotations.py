"""Speech in quotation marks, and who speaks."""

import re
from typing import Final

from app.drafting import subjects
from app.drafting.claims import Claim, Page
from app.drafting.entities import Entity
from app.drafting.masks import DATE, SPEECH, Mask, grammar
from app.drafting.records import ClaimKind, DraftDate, Named
from app.drafting.tails import read_date
from app.vocabulary import Voice

_SAY: Final = (
    r"(?:said|says|saying|told|tells|adds?|added|insist(?:s|ed)|argue[sd]|wrote|writes|repl(?:y|ies|ied)"
    r"|announce[sd]|admit(?:s|ted)|warn(?:s|ed|ing)|claim(?:s|ed)|explain(?:s|ed)|declare[sd]"
    r"|ask(?:s|ed)|promise[sd]|vow(?:s|ed)|urge[sd]|state[sd]|note[sd]|recall(?:s|ed)|joke[sd]"
    r"|remark(?:s|ed)|continue[sd]|tweeted|posted|observe[sd]|comment(?:s|ed)|concede[sd]"
    r"|acknowledge[sd]|complain(?:s|ed)|predict(?:s|ed)|pledge[sd]|call(?:s|ed|ing)|describe[sd]"
    r"|describing|conclude[sd]|quip(?:s|ped)|respond(?:s|ed)|praise[sd]|praising|hail(?:s|ed)"
    r"|denounce[sd]|denouncing|condemn(?:s|ed)|mock(?:s|ed)|dismiss(?:es|ed)|liken(?:s|ed)"
    r"|dub(?:s|bed)|label(?:s|led)|brand(?:s|ed)|shouted|muttered|sighed|retorted|countered"
    r"|confessed|lamented|speak(?:s)? of|spoke of|referred to|maintain(?:s|ed)"
    r"|affirm(?:s|ed)|assure[sd]|stress(?:es|ed)|reiterate[sd]|boast(?:s|ed)|disclose[sd])"
)
_BEHIND: Final = grammar(
    rf"<Q>,? (?:(?:the |The |<S> )?<R>,? )?(?P<who><P>|<H>)(?:, [^,]{{1,90}},)? (?:has "
    rf"|had |also |later |then )*{_SAY}\b"
)
_INVERTED: Final = grammar(rf"<Q>,? {_SAY} (?:the |<S> )?(?:<R>,? )?(?P<who><P>)")
_BEFORE: Final = grammar(rf"\b{_SAY}\b[^.;]*?(?P<speech><Q>)")
_TITLE: Final = grammar(rf"<Q>,? (?:the |The )(?P<office><R>) {_SAY}\b")
_SPOKEN_ON: Final = grammar(
    rf"\b{_SAY}\b(?:(?!\b(?:since|until|from|who|which)\b)[^;.])"
    r"{0,60}?(?:\b(?:late|early) )?(?P<on><D>)"
)
# "Vik, who was appointed in 2021, said": a date of something else.
_IN_PASSING: Final = re.compile(r"\b(?:who|which|since|until|from|born|elected|appointed)\b[^;]*$")
_ON_OCCASION: Final = grammar(
    r"\b(?:after|during|before|at|in|outside|following) (?:the|an?|<S>) (?:[a-z-]+ ){0,2}"
    r"(?:ceremony|meeting|session|vote|hearing|speech|address|break|conference|rally|swearing-in"
    r"|inauguration|ballot|count|debate|talks|briefing|trial|verdict|funeral)\b"
    r"|\bas (?:<H>|<P>) (?:left|entered|arrived|emerged|came out)\b"
)
_ALONE: Final = grammar(r"\s*<Q>(?: (?:<Q>))*\s*")
_REACH: Final = 6
_WEEK: Final = 7
_WORDS: Final = 3


def find(page: Page, mask: Mask) -> None:
    """Add what somebody is quoted with."""
    speeches = mask.at(SPEECH)
    if not speeches:
        return
    speaker = _speaker(page, mask)
    if speaker is None or speaker.kind is not Named.PERSON:
        return
    date = _date(page, mask)
    for at in speeches:
        _add(page, mask, at, speaker, date)


def _date(page: Page, mask: Mask) -> DraftDate | None:
    """When somebody spoke: told behind the verb, or once in the sentence, or by the occasion."""
    spoken = _SPOKEN_ON.search(mask.text)
    if spoken:
        return read_date(page, mask, spoken.start("on"))
    dates = mask.at(DATE)
    if len(dates) == 1 and not _IN_PASSING.search(mask.text[: dates[0]]):
        return read_date(page, mask, dates[0])
    if _ON_OCCASION.search(mask.text) and not dates:
        return _of_the_day(page, mask)
    if not dates and (told := _told_on(page, mask)):
        return told
    before = _spoken_before(page, mask)
    return before.date if before and not dates and _continues(page, mask) else None


def _told_on(page: Page, mask: Mask) -> DraftDate | None:
    """When the speaker "said on Monday that …" in the sentence before, in the same paragraph."""
    if mask.number < 1:
        return None
    before = page.masks[mask.number - 1]
    spoken = _SPOKEN_ON.search(before.text)
    if spoken is None or "\n" in page.text[before.sentence.end : mask.sentence.start]:
        return None
    who = subjects.subjects(before, spoken.start())
    same = bool(who) and who[0].who is _speaker(page, mask)
    return read_date(page, before, spoken.start("on")) if same else None


def _of_the_day(page: Page, mask: Mask) -> DraftDate | None:
    """The day of the news that was told last before: "after the ceremony" is on that day."""
    published = page.reading.source.published
    for earlier in reversed(page.masks[max(0, mask.number - _REACH) : mask.number]):
        for at in reversed(earlier.at(DATE)):
            told = read_date(page, earlier, at)
            first, last = told.date and told.date.earliest, published and published.earliest
            one_day = told.date is not None and first == told.date.last_day
            if first and last and one_day and 0 < (last - first).days <= _WEEK:
                return told
    return None


def _spoken_before(page: Page, mask: Mask) -> Claim | None:
    """What is quoted in the sentence before, if any is."""
    before = [
        each
        for each in page.claims
        if each.kind is ClaimKind.QUOTATION and each.sentence == mask.number - 1
    ]
    return before[-1] if before else None


def _continues(page: Page, mask: Mask) -> bool:
    """Whether a sentence is nothing but speech, in the paragraph of the one before."""
    if mask.number < 1 or not _ALONE.fullmatch(mask.text):
        return False
    before = page.masks[mask.number - 1].sentence.end
    return "\n" not in page.text[before : mask.sentence.start]


def _speaker(page: Page, mask: Mask) -> Entity | None:
    for pattern in (_BEHIND, _INVERTED):
        if match := pattern.search(mask.text):
            what = mask.items[match.start("who")].what
            return what if isinstance(what, Entity) else None
    if match := _TITLE.search(mask.text):
        return _holder(page, mask.items[match.start("office")].what.head)
    if _continues(page, mask):
        before = _spoken_before(page, mask)
        return before.subject if before else None
    if match := _BEFORE.search(mask.text):
        who = subjects.subjects(mask, match.start())
        return who[0].who if who else None
    return None


def _holder(page: Page, head: str) -> Entity | None:
    """Whom "the minister" means: who is said to hold such a post, if that is one person."""
    found = {
        each.subject.id: each.subject
        for each in page.claims
        if each.kind is ClaimKind.MEMBERSHIP
        and each.object
        and head in each.object.name.casefold().split()
    }
    return next(iter(found.values())) if len(found) == 1 else None


def _add(page: Page, mask: Mask, at: int, speaker: Entity, date: DraftDate | None) -> None:
    place = mask.items[at].place
    words = page.text[place.start + 1 : place.end - 1].strip().rstrip(",")
    # A word or two in quotation marks are held at a distance, and not speech.
    if len(words.split()) < _WORDS:
        return
    page.add(
        Claim(
            kind=ClaimKind.QUOTATION,
            predicate="said",
            subject=speaker,
            value=words,
            quote=place,
            rule="quoted-speech",
            voice=Voice.QUOTED,
            date=date,
            sentence=mask.number,
        )
    )
