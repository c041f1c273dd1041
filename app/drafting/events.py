"""What happened, and who took part: appointments, meetings, visits, signings, openings, trials."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from app.drafting import subjects
from app.drafting.certainty import Judgement, judge
from app.drafting.claims import Claim, Page
from app.drafting.entities import Entity
from app.drafting.masks import Mask, grammar
from app.drafting.records import ClaimKind, DraftDate, Named, Span, Status
from app.drafting.subjects import ADVERBS, Subject
from app.drafting.tails import Tail, date_before, read_date, tail
from app.vocabulary import Certainty

_HAS: Final = rf"(?:(?:has|have|had) {ADVERBS})?"
_WHAT: Final = r"(?P<what>(?:an?|the|two|three|several|its|his|her|<S>) [^,;.]{3,60}?)"
_STOP: Final = (
    r"(?=,|;|\.|$| with | in | on | at | after | before | to | for <| and | by | <D>| of the <)"
)
_PLANNING: Final = (
    r"\b(?:will|is due to|are due to|is expected to|are expected to|is to|are to|plans"
    r" to|plan to|intends to"
    r"|is scheduled to|is set to|is planning to|are set to) (?:also )?"
)
_PLACED: Final = r"(?P<place><L>)(?:(?:, (?:the )?<L>)*,? and (?:the )?<L>)?"


@dataclass(frozen=True, slots=True)
class Rule:
    """A wording of something that happened. ``what``, ``with`` and ``place`` are groups of it."""

    name: str
    predicate: str
    pattern: re.Pattern[str]
    confidence: float = 0.88
    by_bodies: bool = True


_RULES: Final = (
    Rule(
        "met",
        "meeting",
        grammar(
            rf"\b{_HAS}(?:met|held talks|held a meeting|held discussions)(?: {ADVERBS})? ?"
            r"(?:with )?(?:for talks )?(?:with )?(?:the |his |her |its |<S> )?(?:[A-Za-z]+ )?"
            r"(?:counterpart,? )?(?:<R>,? )*(?P<with><P>|<O>)"
        ),
    ),
    Rule(
        "met-each-other",
        "meeting",
        grammar(rf"\b{_HAS}(?:met|held talks)(?= (?:in|on|at|for|again|<D>)\b| <D>|[.,;])"),
    ),
    Rule(
        "has-been-meeting",
        "meeting",
        grammar(
            r"\b(?:has|have) been meeting (?:with )?[^.;]{0,80}?(?:including |<R> )(?:<R> )?"
            r"(?P<with><P>)"
        ),
    ),
    Rule(
        "received",
        "meeting",
        grammar(rf"\b{_HAS}(?:received|welcomed|hosted) (?:the |<S> )?(?:<R>,? )(?P<with><P>)"),
        0.8,
    ),
    Rule(
        "visited",
        "visit",
        grammar(
            rf"\b{_HAS}(?:visited|toured|(?:travelled|traveled|flew|went|paid (?:a|an|his|her) "
            r"(?:[a-z-]+ )*visit|made (?:a|an|his|her) (?:[a-z-]+ )*(?:visit|trip)) to|arrived"
            rf" in|landed in) (?:the )?{_PLACED}"
        ),
    ),
    Rule(
        "visited-several",
        "visit",
        grammar(r"\b(?:has|have) visited (?:several|many|some|a number) of [a-z ]{4,30}"),
        0.75,
    ),
    Rule(
        "trip-to",
        "visit",
        grammar(
            r"(?P<hers><S>|<P>[’']s) (?:[a-z-]+ )*(?:trip|visit|tour)(?: abroad| overseas)?,?"
            rf"(?: <D>,?)? (?:took <H>|brought <H>|was|were|led) (?:to|in) (?:the )?{_PLACED}"
        ),
    ),
    Rule(
        "signed",
        "signing",
        grammar(
            rf"\b{_HAS}(?:co-)?signed {_WHAT}{_STOP}(?: with (?:the )?(?:<R> )?(?P<with><P>|<O>"
            r"|<L>))?"
        ),
    ),
    Rule(
        "opened",
        "opening",
        grammar(
            rf"\b{_HAS}(?:opened|inaugurated|unveiled) {_WHAT}(?:(?=,|;|\.|$)| (?:in|at|near) "
            r"(?P<place><L>)|(?= to | for | with | on | and ))"
        ),
    ),
    Rule(
        "withdrew",
        "withdrawal",
        grammar(
            rf"\b{_HAS}(?:withdrew|pulled out|walked out|withdrawn) (?:from|of) (?:the |its "
            r"|<S> )?(?P<what>(?:[a-z-]+ )*(?:<O>|coalition|government|talks|alliance|cabinet"
            r"|treaty|accord|agreement|race|negotiations))"
        ),
        0.85,
    ),
    Rule(
        "sentenced",
        "sentencing",
        grammar(
            rf"\b(?:was|were|has been|had been) {ADVERBS}(?:sentenced|jailed|imprisoned)(?: "
            r"(?:to )?(?:[a-z]+ )?(?:<U>|life|death)(?: in (?:prison|jail|absentia)|"
            r" imprisonment| of house arrest)?)?"
        ),
        0.88,
        by_bodies=False,
    ),
    Rule(
        "arrested",
        "arrest",
        grammar(
            rf"\b(?:was|were|has been|had been) {ADVERBS}(?:arrested|detained|taken into"
            r" custody)"
        ),
        0.88,
        by_bodies=False,
    ),
    Rule(
        "convicted",
        "conviction",
        grammar(
            rf"\b(?:was|were|has been|had been) {ADVERBS}(?:convicted|found guilty|acquitted"
            r"|indicted|impeached|pardoned)"
        ),
        0.85,
        by_bodies=False,
    ),
    Rule(
        "sworn-in",
        "swearing_in",
        grammar(
            rf"\b(?:was|were|has been|had been) {ADVERBS}(?:sworn in|inaugurated|sworn into"
            rf" office)(?! as)(?! to)(?! <R>)|\b{_HAS}(?:took|taken) the oath(?: of office)?"
        ),
        0.85,
        by_bodies=False,
    ),
    Rule(
        "attended",
        "attendance",
        grammar(
            rf"\b{_HAS}(?:attended|addressed|spoke at|chaired|hosted|presided over|opened|took"
            r" part in|led (?:the |<S> )?delegation to) (?:the |this year[’']s |<L>[’']s )?"
            r"(?:\w+ )?(?P<named><E>)"
        ),
    ),
)
_TRIED: Final = grammar(
    r"\b(?P<how>convicted|sentenced|jailed|indicted|acquitted|arrested|detained"
    r"|charged|impeached|pardoned)"
    r" (?:the |<S> )?(?:<R>,? )?(?P<who><P>|<H>)"
)
_TRIALS: Final = {
    "sentenced": "sentencing",
    "jailed": "sentencing",
    "arrested": "arrest",
    "detained": "arrest",
    "convicted": "conviction",
}
_NO_OPENINGS: Final = grammar(
    r"\b(?:inquiry|investigation|talks|debate|session|fire|door|doors|way|case|account"
    r"|probe|files?|letter"
    r"|eyes|negotiations|rift|dialogue|chapter|meeting|summit|conference|economy"
    r"|border|borders|market)\b"
)
_NO_SIGNINGS: Final = grammar(r"\b(?:name|names|off|up|book)\b")
_PLANNED: Final = (
    (
        "visit",
        grammar(
            rf"{_PLANNING}(?:travel to|fly to|visit|go to|leave for|pay (?:a|an) (?:[a-z-]+"
            rf" )*visit to|make (?:a|an) (?:[a-z-]+ )*visit to) (?:the )?{_PLACED}"
        ),
    ),
    (
        "meeting",
        grammar(
            rf"{_PLANNING}(?:meet|hold talks with|receive|host) (?:with )?(?:the |<S> )?(?:<R>"
            r",? )*(?P<with><P>)"
        ),
    ),
    (
        "attendance",
        grammar(
            rf"{_PLANNING}(?:attend|address|host|chair|open|preside over|speak at|hold) (?:the "
            r"|a |<S> )?(?:[a-z-]+ )*(?P<named><E>)"
        ),
    ),
    ("signing", grammar(rf"{_PLANNING}sign {_WHAT}{_STOP}")),
    ("opening", grammar(rf"{_PLANNING}(?:open|inaugurate) {_WHAT}{_STOP}")),
)
_SIGNED: Final = grammar(
    r"(?P<what>\b(?:an?|the) (?:[a-z-]+ ){1,6}?)signed (?:(?P<on>(?:in |on )?<D>) )?"
    r"(?:last \w+ )?(?:by|with|between) (?:the )?(?:<R> )?(?P<with><O>|<P>|<L>)"
)
_REPORTED_ON: Final = grammar(
    r",? [^,;.]{3,50} (?:reported|said|announced|confirmed)(?: in [^,;.]{3,30})?(?:"
    r" late| early)? (?P<on><D>)"
)
_WILL_HOST: Final = grammar(
    rf"(?P<host><L>|<O>) {_PLANNING}(?:host|hold) (?:the |a )?(?:\w+ )?(?P<named><E>)"
)


def add_event(
    page: Page,
    mask: Mask,
    predicate: str,
    subject: Subject,
    behind: Tail,
    *,
    quote: Span,
    judged: Judgement,
    post: Entity | None = None,
    on: DraftDate | None = None,
) -> Claim | None:
    """Add an appointment, a resignation or the like of somebody, with who brought it about.

    One of long ago is told as a step of a career: the membership says it, and no event is added.
    """
    if not _is_news(page, behind.on or on):
        return None
    name = f"{predicate.replace('_', ' ')} of {subject.who.name}"
    if post is not None:
        name += f" as {post.name}"
    claim = Claim(
        kind=ClaimKind.EVENT,
        predicate=predicate,
        subject=page.reading.entities.event(name, quote),
        object=subject.who,
        quote=quote,
        rule=predicate,
        confidence=0.9,
        participants=[(subject.who, "subject"), *((each, "by") for each in behind.by)],
        places=behind.places,
        date=behind.on or on or report_date(page, mask, behind.last, judged),
        certainty=judged.certainty,
        voice=judged.voice,
        attribution=judged.attribution,
        sentence=mask.number,
    )
    return page.add(claim)


def report_date(page: Page, mask: Mask, last: int, judged: Judgement) -> DraftDate | None:
    """When it was reported, which is about when it happened, where nothing else tells that."""
    match = _REPORTED_ON.search(mask.text, last)
    if judged.certainty is not Certainty.REPORTED or not match:
        return None
    told = read_date(page, mask, match.start("on"))
    return replace(told, date=told.date.marked_uncertain()) if told.date else None


def _is_news(page: Page, date: DraftDate | None) -> bool:
    published = page.reading.source.published
    if published is None or date is None or date.date is None:
        return True
    return date.date.last_day.year >= published.first_day.year - 1


def find(page: Page, mask: Mask) -> None:
    """Add the events that a sentence states."""
    for rule in _RULES:
        for match in rule.pattern.finditer(mask.text):
            _stated(page, mask, rule, match)
    for predicate, pattern in _PLANNED:
        for match in pattern.finditer(mask.text):
            _planned(page, mask, predicate, match)
    for match in _TRIED.finditer(mask.text):
        _tried(page, mask, match)
    for match in _SIGNED.finditer(mask.text):
        _signed(page, mask, match)
    for match in _WILL_HOST.finditer(mask.text):
        _to_be_hosted(page, mask, match)


def _stated(page: Page, mask: Mask, rule: Rule, match: re.Match[str]) -> None:
    what = match.groupdict().get("what") or ""
    if (rule.predicate == "opening" and _NO_OPENINGS.search(what)) or (
        rule.predicate == "signing" and _NO_SIGNINGS.search(what)
    ):
        return
    who = _who(mask, rule, match)
    if not who:
        return
    if rule.name == "met-each-other" and len(who) == 1:
        return
    judged = judge(mask, who[0].at, match.start(), match.end())
    quote = subjects.quote(mask, who[0].at, match.end())
    if judged.reason:
        page.withhold(quote, judged.reason)
        return
    behind = tail(page, mask, match.end())
    on = behind.on or date_before(page, mask, who[0].at, match.start()) or _told(page, mask, match)
    on = on or report_date(page, mask, behind.last, judged)
    quote = subjects.quote(
        mask, who[0].at, behind.last if behind.on or behind.places or behind.by else match.end()
    )
    _add(page, mask, rule, match, who, judged, on, quote, behind)


def _who(mask: Mask, rule: Rule, match: re.Match[str]) -> list[Subject]:
    if match.groupdict().get("hers"):
        item = mask.items.get(match.start("hers"))
        return [Subject(item.what, match.start("hers"))] if item else []
    found = subjects.subjects(mask, match.start())
    if not rule.by_bodies:
        return [each for each in found if each.who.kind is Named.PERSON]
    return found


def _told(page: Page, mask: Mask, match: re.Match[str]) -> DraftDate | None:
    """The one date that the sentence tells before, or within, what happened."""
    before = [at for at in mask.at(_D, 0, match.end())]
    if len(before) != 1 or mask.text[: before[0]].rstrip().endswith(
        (" since", " from", " until", "between")
    ):
        return None
    joined = mask.text[before[0] : match.start()]
    close = re.search(r"\b(?:where|when|and|took|during)\b", joined) or match.start() <= before[0]
    return read_date(page, mask, before[0]) if close else None


_D: Final = grammar("<D>").pattern


def _add(  # noqa: PLR0913 - all that a sentence tells of what happened
    page: Page,
    mask: Mask,
    rule: Rule,
    match: re.Match[str],
    who: list[Subject],
    judged: Judgement,
    on: DraftDate | None,
    quote: Span,
    behind: Tail,
) -> None:
    groups = match.groupdict()
    others = _with(mask, match) if groups.get("with") else []
    named = mask.items[match.start("named")].what if groups.get("named") else None
    places = [
        mask.items[at].what
        for at in range(match.start(), match.end())
        if mask.text[at] == _L and at in mask.items
    ]
    name = f"{rule.predicate} {page.words(mask.span(match.start(), match.end()))}"
    page.add(
        Claim(
            kind=ClaimKind.EVENT,
            predicate=rule.predicate,
            subject=named or page.reading.entities.event(name, quote),
            object=who[0].who,
            quote=quote,
            rule=rule.name,
            confidence=rule.confidence,
            participants=[
                *((each.who, "subject") for each in who),
                *((each, "with") for each in others),
            ],
            places=[*places, *behind.places],
            certainty=judged.certainty,
            voice=judged.voice,
            attribution=judged.attribution,
            date=on,
            sentence=mask.number,
        )
    )


_L: Final = grammar("<L>").pattern


def _with(mask: Mask, match: re.Match[str]) -> list[Entity]:
    found = [mask.items[match.start("with")].what]
    at = match.end("with")
    further = grammar(
        r"(?:,| and|, and) (?:the )?(?:<R>,? )?(?P<more><P>)(?! (?:was|were|is|has|had|said|who)\b)"
    )
    while more := further.match(mask.text, at):
        found.append(mask.items[more.start("more")].what)
        at = more.end()
    return [each for each in found if isinstance(each, Entity)]


def _planned(page: Page, mask: Mask, predicate: str, match: re.Match[str]) -> None:
    """What is to happen: a claim that is planned, or none where it is negated or conditional."""
    who = subjects.subjects(mask, match.start())
    if not who:
        return
    behind = tail(page, mask, match.end(), ahead=True)
    quote = subjects.quote(mask, who[0].at, behind.last)
    if re.search(r"\b(?:not|never|if|unless)\b", mask.text[who[0].at : match.end()]):
        page.withhold(quote, "negated")
        return
    on = behind.on or date_before(page, mask, who[0].at, match.start(), ahead=True)
    groups = match.groupdict()
    named = mask.items[match.start("named")].what if groups.get("named") else None
    places = [
        mask.items[at].what
        for at in range(match.start(), match.end())
        if mask.text[at] == _L and at in mask.items
    ]
    page.add(
        Claim(
            kind=ClaimKind.EVENT,
            predicate=predicate,
            subject=named or page.reading.entities.event(page.words(quote), quote),
            object=who[0].who,
            quote=quote,
            rule=f"planned-{predicate}",
            confidence=0.8,
            participants=[
                *((each.who, "subject") for each in who),
                *((each, "with") for each in (_with(mask, match) if groups.get("with") else [])),
            ],
            places=places,
            status=Status.FUTURE,
            certainty=Certainty.PLANNED,
            date=on,
            sentence=mask.number,
        )
    )


def _tried(page: Page, mask: Mask, match: re.Match[str]) -> None:
    """What a court or the police did to somebody."""
    who = mask.items[match.start("who")].what
    by = subjects.subjects(mask, match.start())
    if not isinstance(who, Entity) or not by:
        return
    judged = judge(mask, by[0].at, match.start(), match.end())
    behind = tail(page, mask, match.end())
    quote = subjects.quote(mask, by[0].at, behind.last)
    if judged.reason:
        page.withhold(quote, judged.reason)
        return
    on = behind.on or date_before(page, mask, by[0].at, match.start())
    predicate = _TRIALS.get(match["how"], "trial")
    behind.by = [each.who for each in by]
    add_event(
        page,
        mask,
        predicate,
        Subject(who, match.start("who")),
        behind,
        quote=quote,
        judged=judged,
        on=on,
    )


def _signed(page: Page, mask: Mask, match: re.Match[str]) -> None:
    """ "A fishing deal signed in August with the company"."""
    who = mask.items[match.start("with")].what
    quote = mask.span(match.start(), match.end())
    at = mask.at(_D, match.start(), match.end())
    page.add(
        Claim(
            kind=ClaimKind.EVENT,
            predicate="signing",
            subject=page.reading.entities.event(f"signing of {match['what'].strip()}", quote),
            object=who,
            quote=quote,
            rule="signed-with",
            confidence=0.8,
            participants=[(who, "subject")],
            date=read_date(page, mask, at[0]) if at else None,
            sentence=mask.number,
        )
    )


def _to_be_hosted(page: Page, mask: Mask, match: re.Match[str]) -> None:
    event, host = mask.items[match.start("named")].what, mask.items[match.start("host")].what
    before = [at for at in mask.at(_D, 0, match.start())]
    behind = tail(page, mask, match.end(), ahead=True)
    first = before[-1] if before and match.start() - before[-1] < 12 else match.start()
    on = behind.on or (
        read_date(page, mask, before[-1], ahead=True) if first != match.start() else None
    )
    page.add(
        Claim(
            kind=ClaimKind.EVENT,
            predicate="hosting",
            subject=event,
            quote=mask.span(first, max(match.end(), behind.last)),
            rule="to-be-hosted",
            confidence=0.8,
            participants=[(host, "host")] if host.kind is Named.ORGANIZATION else [],
            places=[host] if host.kind is Named.PLACE else [],
            status=Status.FUTURE,
            certainty=Certainty.PLANNED,
            date=on,
            sentence=mask.number,
        )
    )


def participants(claim: Claim) -> Iterator[Entity]:
    """Who took part."""
    yield from (who for who, _ in claim.participants)
