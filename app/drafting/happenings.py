"""What happened, and who took part: meetings, visits, signings, openings, withdrawals, trials."""

import re
from dataclasses import dataclass
from typing import Final

from app.drafting import subjects
from app.drafting.bodies import is_party
from app.drafting.certainty import Judgement
from app.drafting.claims import Claim, Page
from app.drafting.entities import Entity
from app.drafting.events import add_event, event_name, report_date
from app.drafting.masks import BODY, DATE, PLACE, Mask, grammar
from app.drafting.records import ClaimKind, DraftDate, Named, Span
from app.drafting.statements import claimable, entity, persons
from app.drafting.subjects import ADVERBS, Subject
from app.drafting.tails import Tail, date_before, read_date, tail

HAS: Final = rf"(?:(?:has|have|had) {ADVERBS})?"
WHAT: Final = r"(?P<what>(?:an?|the|two|three|several|its|his|her|<S>) [^,;.]{3,60}?)"
STOP: Final = (
    r"(?=,|;|\.|$| with | in | at | after | before | to | for <| and | by | <D>| of the <)"
)
PLACED: Final = r"(?P<place><L>)(?:(?:, (?:the )?<L>)*,? and (?:the )?<L>)?"


@dataclass(frozen=True, slots=True)
class Rule:
    """A wording of something that happened. ``what``, ``with`` and ``place`` are groups of it."""

    name: str
    predicate: str
    pattern: re.Pattern[str]
    by_bodies: bool = True


_RULES: Final = (
    Rule(
        "met",
        "meeting",
        grammar(
            rf"\b{HAS}(?:met|held talks|held a meeting|held discussions)(?: {ADVERBS})? ?"
            r"(?:with )?(?:for talks )?(?:with )?(?:the |his |her |its |<S> )?(?:[A-Za-z]+ )?"
            r"(?:counterpart,? )?(?:<R>,? )*(?P<with><P>|<O>)"
        ),
    ),
    Rule(
        "met-each-other",
        "meeting",
        grammar(rf"\b{HAS}(?:met|held talks)(?= (?:in|on|at|for|again|<D>)\b| <D>|[.,;])"),
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
        grammar(rf"\b{HAS}(?:received|welcomed|hosted) (?:the |<S> )?(?:<R>,? )(?P<with><P>)"),
    ),
    Rule(
        "visited",
        "visit",
        grammar(
            rf"\b{HAS}(?:visited|toured|(?:travelled|traveled|flew|went|drove|sailed|returned"
            rf"|journeyed|paid (?:a|an|his|her) "
            r"(?:[a-z-]+ )*visit|made (?:a|an|his|her) (?:[a-z-]+ )*(?:visit|trip)) to|arrived"
            rf" in|landed in) (?:the )?{PLACED}"
        ),
    ),
    Rule(
        "visited-several",
        "visit",
        grammar(r"\b(?:has|have) visited (?:several|many|some|a number) of [a-z ]{4,30}"),
    ),
    Rule(
        "trip-to",
        "visit",
        grammar(
            r"(?P<hers><S>|<P>[’']s) (?:[a-z-]+ )*(?:trip|visit|tour)(?: abroad| overseas)?,?"
            rf"(?: <D>,?)? (?:took <H>|brought <H>|was|were|led) (?:to|in) (?:the )?{PLACED}"
        ),
    ),
    Rule(
        "signed",
        "signing",
        grammar(
            rf"\b{HAS}(?:co-)?signed {WHAT}{STOP}(?: with (?:the )?(?:<R> )?(?P<with><P>|<O>"
            r"|<L>))?"
        ),
    ),
    Rule(
        "opened",
        "opening",
        grammar(
            rf"\b{HAS}(?:opened|inaugurated|unveiled) {WHAT}(?:(?=,|;|\.|$)| (?:in|at|near) "
            r"(?P<place><L>)|(?= to | for | with | on | and ))"
        ),
    ),
    Rule(
        "withdrew",
        "withdrawal",
        grammar(
            rf"\b{HAS}(?:withdrew|pulled out|walked out|withdrawn) (?:from|of) (?:the |its "
            r"|<S> )?(?P<what>(?:[a-z-]+ )*(?:<O>|coalition|government|talks|alliance|cabinet"
            r"|treaty|accord|agreement|race|negotiations))"
        ),
    ),
    Rule(
        "sworn-in",
        "swearing_in",
        grammar(
            rf"\b(?:was|were|has been|had been) {ADVERBS}(?:sworn in|inaugurated|sworn into"
            rf" office)(?! as)(?! to)(?! <R>)|\b{HAS}(?:took|taken) the oath(?: of office)?(?! as)"
        ),
        by_bodies=False,
    ),
    Rule(
        "attended",
        "attendance",
        grammar(
            rf"\b{HAS}(?:attended|addressed|spoke at|chaired|hosted|presided over|opened|took"
            r" part in|led (?:the |<S> )?delegation to) (?:the |this year[’']s |<L>[’']s )?"
            r"(?:\w+ )?(?P<named><E>)"
        ),
    ),
)
_DONE_TO: Final = (
    r"(?P<how>convicted|found guilty|sentenced|jailed|imprisoned|indicted|acquitted"
    r"|arrested|detained"
    r"|charged|impeached|pardoned|taken into custody|extradited|assassinated|killed)"
)
_SUFFERED: Final = grammar(
    rf"(?:\b(?:was|were|has been|had been)|\band) {ADVERBS}{_DONE_TO}"
    r"(?: (?:to )?(?:[a-z]+ )?(?:<U>|life|death)(?: in (?:prison|jail|absentia)| imprisonment"
    r"| of house arrest)?)?(?! (?:the |<S> )?(?:<R>,? )?<P>)"
)
_TRIED: Final = grammar(rf"\b{_DONE_TO} (?:the |<S> )?(?:<R>,? )?(?P<who><P>|<H>)")
_TRIALS: Final = {
    "convicted": "conviction",
    "found guilty": "conviction",
    "sentenced": "sentencing",
    "jailed": "sentencing",
    "imprisoned": "sentencing",
    "arrested": "arrest",
    "detained": "arrest",
    "taken into custody": "arrest",
    "charged": "charge",
    "indicted": "charge",
    "acquitted": "acquittal",
    "impeached": "impeachment",
    "pardoned": "pardon",
    "extradited": "extradition",
    "assassinated": "killing",
    "killed": "killing",
}
# "Convicted in absentia of embezzlement in 2014".
_FOR_WHAT: Final = grammar(r" (?:in absentia |of |for |on |over )(?:[a-z-]+ ){1,6}?(?P<on><D>)")
_NO_OPENINGS: Final = grammar(
    r"\b(?:inquiry|investigation|talks|debate|session|fire|door|doors|way|case|account"
    r"|probe|files?|letter"
    r"|eyes|negotiations|rift|dialogue|chapter|meeting|summit|conference|economy"
    r"|border|borders|market)\b"
)
_NO_SIGNINGS: Final = grammar(r"\b(?:name|names|off|up|book)\b")
_SIGNED: Final = grammar(
    r"(?P<what>\b(?:an?|the) (?:[a-z-]+ ){1,6}?)signed (?:(?P<on>(?:in |on )?<D>) )?"
    r"(?:last \w+ )?(?:by|with|between) (?:the )?(?:<R> )?(?P<with><O>|<P>|<L>)"
)


def find(page: Page, mask: Mask) -> None:
    """Add the events that a sentence states."""
    for rule in _RULES:
        for match in rule.pattern.finditer(mask.text):
            _stated(page, mask, rule, match)
    for match in _SUFFERED.finditer(mask.text):
        _suffered(page, mask, match)
    for match in _TRIED.finditer(mask.text):
        _tried(page, mask, match)
    for match in _SIGNED.finditer(mask.text):
        _signed(page, mask, match)


def _stated(page: Page, mask: Mask, rule: Rule, match: re.Match[str]) -> None:
    what = match.groupdict().get("what") or ""
    if (rule.predicate == "opening" and _NO_OPENINGS.search(what)) or (
        rule.predicate == "signing" and _NO_SIGNINGS.search(what)
    ):
        return
    who = _who(mask, rule, match)
    if not who or (rule.name == "met-each-other" and len(who) == 1):
        return
    if rule.predicate == "withdrawal" and _is_of_party(mask, match, who[0].who):
        return
    judged = claimable(page, mask, who[0].at, match)
    if judged is None:
        return
    behind = tail(page, mask, match.end())
    on = behind.on or date_before(page, mask, who[0].at, match.start()) or _told(page, mask, match)
    on = on or report_date(page, mask, behind.last, judged)
    belongs = behind.on or behind.places or behind.by
    # "In May she flew to Y, where she met X": when and where they met stands before it.
    there = rule.predicate == "meeting" and mask.text[: who[0].at].endswith(", where ")
    first = 0 if there else who[0].at
    quote = subjects.quote(mask, first, behind.last if belongs else match.end())
    _add(page, mask, rule, match, who, quote, judged=judged, on=on, behind=behind)


def _is_of_party(mask: Mask, match: re.Match[str], who: Entity) -> bool:
    """Whether somebody walked out of a party, which app/drafting/parties.py tells."""
    bodies = [mask.items[at].what for at in mask.at(BODY, match.start(), match.end())]
    return who.kind is Named.PERSON and any(is_party(each) for each in bodies)


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
    before = mask.at(DATE, 0, match.end())
    if len(before) != 1 or mask.text[: before[0]].rstrip().endswith(
        (" since", " from", " until", "between")
    ):
        return None
    joined = mask.text[before[0] : match.start()]
    close = re.search(r"\b(?:where|when|and|took|during)\b", joined) or match.start() <= before[0]
    return read_date(page, mask, before[0]) if close else None


def _add(  # noqa: PLR0913 - all that a sentence tells of what happened
    page: Page,
    mask: Mask,
    rule: Rule,
    match: re.Match[str],
    who: list[Subject],
    quote: Span,
    *,
    judged: Judgement,
    on: DraftDate | None,
    behind: Tail,
) -> None:
    others, where = taking_part(mask, match), places(mask, match)
    people = [each.who for each in who]
    name = event_name(rule.predicate, people, others, where, _of_what(page, mask, rule, match))
    page.add(
        Claim(
            kind=ClaimKind.EVENT,
            predicate=rule.predicate,
            subject=entity(mask, match, "named") or page.reading.entities.event(name, quote),
            object=who[0].who,
            quote=quote,
            rule=rule.name,
            participants=[
                *((each.who, "subject") for each in who),
                *((each, "with") for each in others),
            ],
            places=[*where, *behind.places],
            certainty=judged.certainty,
            voice=judged.voice,
            attribution=judged.attribution,
            date=on,
            sentence=mask.number,
        )
    )


def _of_what(page: Page, mask: Mask, rule: Rule, match: re.Match[str]) -> str:
    """What was signed, opened or left, as the article words it."""
    if not match.groupdict().get("what"):
        return ""
    words = page.words(mask.span(match.start("what"), match.end("what")))
    return f"from the {words}" if rule.predicate == "withdrawal" else f"of {words}"


def places(mask: Mask, match: re.Match[str]) -> list[Entity]:
    """The places that the words name."""
    found = (mask.items[at].what for at in mask.at(PLACE, match.start(), match.end()))
    return [each for each in found if isinstance(each, Entity)]


_FURTHER: Final = grammar(
    r"(?:,| and|, and) (?:the )?(?:<R>,? )?(?P<more><P>)(?! (?:was|were|is|has|had|said|who)\b)"
)


def taking_part(mask: Mask, match: re.Match[str]) -> list[Entity]:
    """With whom it was: the one named, and those whom "and" adds."""
    first = entity(mask, match, "with")
    if first is None:
        return []
    found, at = [first], match.end("with")
    while more := _FURTHER.match(mask.text, at):
        another = entity(mask, more, "more")
        found += [another] if another else []
        at = more.end()
    return found


def _suffered(page: Page, mask: Mask, match: re.Match[str]) -> None:
    """What was done to somebody by a court or the police."""
    who = persons(mask, match.start())
    judged = claimable(page, mask, who[0].at, match) if who else None
    if judged is None:
        return
    behind = tail(page, mask, match.end())
    named = _FOR_WHAT.match(mask.text, match.end())
    on = behind.on or (read_date(page, mask, named.start("on")) if named else None)
    on = on or date_before(page, mask, who[0].at, match.start())
    quote = subjects.quote(mask, who[0].at, max(behind.last, named.end() if named else 0))
    name = f"{_TRIALS[match['how']]} of {who[0].who.name}"
    page.add(
        Claim(
            kind=ClaimKind.EVENT,
            predicate=_TRIALS[match["how"]],
            subject=page.reading.entities.event(name, quote),
            object=who[0].who,
            quote=quote,
            rule="suffered",
            participants=[(who[0].who, "subject"), *((each, "by") for each in behind.by)],
            places=behind.places,
            certainty=judged.certainty,
            voice=judged.voice,
            attribution=judged.attribution,
            date=on or report_date(page, mask, behind.last, judged),
            sentence=mask.number,
        )
    )


def _tried(page: Page, mask: Mask, match: re.Match[str]) -> None:
    """What a court or the police did to somebody."""
    who = entity(mask, match, "who")
    by = subjects.subjects(mask, match.start())
    judged = claimable(page, mask, by[0].at, match) if who and by else None
    if who is None or judged is None:
        return
    behind = tail(page, mask, match.end())
    quote = subjects.quote(mask, by[0].at, behind.last)
    on = behind.on or date_before(page, mask, by[0].at, match.start())
    predicate = _TRIALS[match["how"]]
    behind.by = [each.who for each in by]
    subject = Subject(who, match.start("who"))
    add_event(page, mask, predicate, subject, behind, quote=quote, judged=judged, on=on)


def _signed(page: Page, mask: Mask, match: re.Match[str]) -> None:
    """ "A fishing deal signed in August with the company"."""
    who = entity(mask, match, "with")
    if who is None:
        return
    quote = mask.span(match.start(), match.end())
    at = mask.at(DATE, match.start(), match.end())
    page.add(
        Claim(
            kind=ClaimKind.EVENT,
            predicate="signing",
            subject=page.reading.entities.event(f"signing of {match['what'].strip()}", quote),
            object=who,
            quote=quote,
            rule="signed-with",
            participants=[(who, "subject")],
            date=read_date(page, mask, at[0]) if at else None,
            sentence=mask.number,
        )
    )
