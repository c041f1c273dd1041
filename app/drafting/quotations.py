"""Speech in quotation marks, and who speaks."""

from typing import Final

from app.drafting import subjects
from app.drafting.claims import Claim, Page
from app.drafting.entities import Entity
from app.drafting.masks import DATE, SPEECH, Mask, grammar
from app.drafting.records import ClaimKind, DraftDate, Named
from app.drafting.tails import read_date
from app.vocabulary import Voice

_SAY: Final = (
    r"(?:said|says|told|added|adds|insisted|argued|wrote|replied|announced|admitted"
    r"|warned|claimed|explained"
    r"|declared|asked|promised|vowed|urged|stated|noted|recalled|joked|remarked"
    r"|continued|tweeted|posted|observed"
    r"|commented|conceded|acknowledged|complained|predicted|pledged|called|described"
    r"|concluded|quipped|responded)"
)
_BEHIND: Final = grammar(
    rf"<Q>,? (?:(?:the |The |<S> )?<R>,? )?(?P<who><P>|<H>)(?:, [^,]{{1,90}},)? (?:has "
    rf"|had |also |later |then )*{_SAY}\b"
)
_INVERTED: Final = grammar(rf"<Q>,? {_SAY} (?:the |<S> )?(?:<R>,? )?(?P<who><P>)")
_BEFORE: Final = grammar(rf"\b{_SAY}\b[^.;]*?(?P<speech><Q>)")
_TITLE: Final = grammar(rf"<Q>,? (?:the |The )(?P<office><R>) {_SAY}\b")
_WORDS: Final = 3


def find(page: Page, mask: Mask) -> None:
    """Add what somebody is quoted with."""
    speeches = mask.at(SPEECH)
    if not speeches:
        return
    speaker = _speaker(page, mask)
    if speaker is None or speaker.kind is not Named.PERSON:
        return
    dates = mask.at(DATE)
    date = read_date(page, mask, dates[0]) if len(dates) == 1 else None
    for at in speeches:
        _add(page, mask, at, speaker, date)


def _speaker(page: Page, mask: Mask) -> Entity | None:
    for pattern in (_BEHIND, _INVERTED):
        if match := pattern.search(mask.text):
            what = mask.items[match.start("who")].what
            return what if isinstance(what, Entity) else None
    if match := _TITLE.search(mask.text):
        return _holder(page, mask.items[match.start("office")].what.head)
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
            confidence=0.92,
            voice=Voice.QUOTED,
            date=date,
            sentence=mask.number,
        )
    )
