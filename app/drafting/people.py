"""What an article tells of persons themselves: age, birth, death, trade, languages, kin, studies."""

import re
from dataclasses import replace
from typing import Final

from app.dates import PartialDate
from app.drafting import lexicon, subjects
from app.drafting.certainty import judge
from app.drafting.claims import Claim, Page
from app.drafting.entities import Entity
from app.drafting.masks import Mask, grammar
from app.drafting.records import ClaimKind, DraftDate, Named, Span, Status
from app.drafting.subjects import ADVERBS, Subject
from app.drafting.tails import date_before, read_date, tail

_QUALITY: Final = (
    r"(?:(?:" + "|".join(sorted(lexicon.QUALITIES, key=len, reverse=True)) + r")(?: and |, | ))*"
)
_TRADE: Final = (
    rf"(?P<trade>{_QUALITY}(?:[A-Za-z-]+ ){{0,2}}?(?:"
    + "|".join(sorted(lexicon.TRADES, key=len, reverse=True))
    + r"))\b"
)
_AGE: Final = grammar(r"(?P<who><P>), (?:aged )?(?P<age>[1-9]\d)(?=[,.;)]| who| and|$)")
_DIED_AGED: Final = grammar(
    rf"\b(?:has |had )?{ADVERBS}died(?: [^.;]{{0,40}}?)?,? (?:at the age of|aged|at) "
    r"(?P<age>[1-9]\d|10\d)\b"
)
_AGED: Final = grammar(
    r"(?P<who><WHO>),? (?:who )?(?:is|was|turned|turns) (?P<age>[1-9]\d)(?: years"
    r" old)?(?=[,.; ]|$)(?! (?:per|million|thousand|votes|years in|points))"
)
_YEAR_OLD: Final = grammar(
    r"(?P<before><P>), an? (?P<years>[1-9]\d)-year-old\b|\b(?P<age>[1-9]\d)-year-old "
    r"(?:[a-z-]+ ){0,3}(?:<R> )?,? ?(?P<who><P>)"
)
_OCCUPATION: Final = (
    grammar(
        r"(?P<who><P>)(?: \(<O>\))?(?:, (?:aged )?\d\d)?, (?:who is |once |formerly )?"
        rf"(?:an?|the) (?:\d\d-year-old )?{_TRADE}(?! and <R>)"
    ),
    grammar(
        rf"^(?:<R> and )?(?:An?|Once an?|Originally an?|Formerly an?) {_TRADE}(?: by "
        rf"(?:training|profession|trade))?(?:[^,.;]{{0,60}})?, (?:the )?(?:<R>,? )?"
        r"(?P<who><P>|<H>)"
    ),
    grammar(
        r"(?P<verb>\b(?:is|was) (?:himself |herself |originally |by (?:training|profession"
        rf"|trade) )?)an? {_TRADE}(?: by (?:training|profession|trade))?(?=[,.;]| who| and|"
        r" from| by| before| until| in|$)"
    ),
    grammar(
        r"(?P<verb>\b(?:trained|qualified|worked|started out|began (?:his|her|<S>) career"
        rf"|started (?:his|her|<S>) career|practised|practiced)) as an? {_TRADE}"
    ),
    grammar(rf"\b(?:[Tt]he) {_TRADE} (?P<who><P>)"),
)
_FAMILY: Final = (
    "wife|husband|spouse|widow|widower|son|daughter|brother|sister|father|mother"
    "|nephew|niece|uncle|aunt|cousin|grandson|granddaughter|brother-in-law"
    "|sister-in-law|son-in-law|daughter-in-law|stepson|stepdaughter|half-brother"
    "|half-sister|twin brother|twin sister|fiancée|fiancé|partner"
)
_MARRIED: Final = grammar(
    r"\b(?:is|was|has been) (?:now |also )?married (?:since <D> )?to (?:the )?"
    r"(?:[a-z-]+ )?(?:<R>,? )?(?P<other><P>)|\b(?P<verb>(?:has |had )?married|wed) "
    r"(?:the )?(?:[a-z-]+ )?(?:<R>,? )?(?P<spouse><P>)"
)
_KIN: Final = grammar(
    r"(?P<hers><S>|<P>[’']s|<P>[’']) (?:late |former |elder |older |younger |first "
    rf"|second |ex-|twin |only |eldest |youngest )*(?P<kin>{_FAMILY}),? (?:the |an? )?"
    rf"(?:[a-z-]+ ){{0,4}}(?:<R>,? )?(?P<other><P>)"
)
_KIN_OF: Final = grammar(
    r"(?P<who><P>|<H>)(?:,| is| was) (?:also )?(?:the|an?) (?:late |former |elder "
    rf"|older |younger |first |second |only |eldest |youngest )*(?P<kin>{_FAMILY}) of "
    r"(?:the )?(?:[a-z-]+ )?(?:<R>,? )?(?P<other><P>)"
)
_BORN: Final = grammar(
    rf"\b(?:was |were )?{ADVERBS}[Bb]orn (?:and raised )?(?:(?:[A-Z][\w’'-]+ ){{1,4}})?"
    r"(?:(?P<on><D>)(?: in (?:the )?(?P<in><L>))?|(?:in|at|near) (?:the )?(?:[a-z-]+"
    rf" ){{0,6}}(?:of )?(?P<place><L>)(?:, <L>)?(?:, (?:a|an|the) [^,.;]{{3,40}},)?(?:"
    r",? (?P<then><D>))?)"
)
_BORN_THERE: Final = grammar(
    r"(?P<place><L>), (?:the|a|an|<S>) (?:[a-z-]+ ){0,5}where (?P<who><P>|<H>) was"
    r" born(?: (?P<then><D>))?"
)
_NATIVE: Final = grammar(r"\b(?:an?|the) native of (?P<place><L>)|\bgrew up in (?P<grew><L>)")
_DIED: Final = grammar(
    rf"\b(?:has |had )?{ADVERBS}(?:died|passed away)(?: (?:of|from|after|in|at) (?:an? "
    rf"|<S> )?[a-z ]{{3,30}}?)?(?: (?:in|at|near) (?:the )?<L>)?,? (?P<on><D>)"
)
_LANGUAGE: Final = grammar(
    r"\b(?:speaks|spoke) (?:fluent |good |some |both |passable |excellent |near-native"
    r" )*(?P<languages>[A-Z][a-zà-ÿ]+(?:(?:, | and |, and )(?:some |fluent"
    r" )?[A-Z][a-zà-ÿ]+)*)|\b(?:fluent|speaker) (?:in|of) (?P<fluent>[A-Z][a-zà-ÿ]+(?:"
    r"(?:, | and |, and )[A-Z][a-zà-ÿ]+)*)"
)
_STUDIED: Final = grammar(
    r"\b(?:(?:has|had) )?(?:studied|studying|read|graduated|trained|was educated"
    r"|educated|took an? (?:[a-z]+ )*degree|earned an? (?:[a-z]+ )*(?:degree|doctorate"
    r"|diploma)|holds? an? (?:[a-z]+ )*(?:degree|doctorate|diploma)|received (?:his"
    rf"|her|<S>|an?) (?:[a-z]+ )*(?:degree|doctorate|diploma))(?: [a-z, ]{{2,50}}?)?(?:"
    r" <D>)? (?:at|from) (?:the )?(?P<school><O>)"
)


def find(page: Page, mask: Mask) -> None:
    """Add what a sentence tells of persons."""
    for pattern in (_AGE, _AGED):
        for match in pattern.finditer(mask.text):
            _value(page, mask, "age", match["age"], match, match.start("who"), match.end())
    for match in _YEAR_OLD.finditer(mask.text):
        name = "who" if match["who"] else "before"
        _value(
            page, mask, "age", match["age"] or match["years"], match, match.start(name), match.end()
        )
    for match in _DIED_AGED.finditer(mask.text):
        who = _subject(mask, match.start())
        if who and not _withheld(page, mask, who, match):
            _claim(
                page, mask, who.who, "age", match["age"], subjects.quote(mask, who.at, match.end())
            )
    for pattern in _OCCUPATION:
        for match in pattern.finditer(mask.text):
            _occupation(page, mask, match)
    for match in _BORN_THERE.finditer(mask.text):
        _born_there(page, mask, match)
    for match in _BORN.finditer(mask.text):
        _born(page, mask, match)
    for match in _DIED.finditer(mask.text):
        _died(page, mask, match)
    for match in _LANGUAGE.finditer(mask.text):
        _languages(page, mask, match)
    _kin(page, mask)
    for match in _STUDIED.finditer(mask.text):
        _studied(page, mask, match)


def _value(
    page: Page,
    mask: Mask,
    predicate: str,
    value: str,
    match: re.Match[str],
    who: int,
    last: int,
    *,
    status: Status | None = None,
    quote: Span | None = None,
) -> None:
    item = mask.items.get(who)
    if item is None or not isinstance(item.what, Entity) or item.what.kind is not Named.PERSON:
        return
    first = min(match.start(), who)
    _claim(page, mask, item.what, predicate, value, quote or mask.span(first, last), status=status)


def _claim(
    page: Page,
    mask: Mask,
    who: Entity,
    predicate: str,
    value: str | None,
    quote: Span,
    *,
    status: Status | None = None,
    what: Entity | None = None,
    date: DraftDate | None = None,
    kind: ClaimKind = ClaimKind.PERSON,
) -> Claim:
    return page.add(
        Claim(
            kind=kind,
            predicate=predicate,
            subject=who,
            object=what,
            value=value,
            quote=quote,
            rule=predicate.replace("_", "-"),
            confidence=0.93,
            status=status,
            date=date,
            sentence=mask.number,
        )
    )


def _occupation(page: Page, mask: Mask, match: re.Match[str]) -> None:
    groups = match.groupdict()
    words = match["trade"].split()
    # "Secondary-school teacher" is a teacher; "opera singer" is a trade of two words.
    value = " ".join(
        each for each in words if each.casefold() not in lexicon.QUALITIES and "-" not in each
    )
    value = value or words[-1]
    status = Status.FORMER if {"former", "retired", "onetime", "one-time"} & set(words) else None
    if groups.get("verb"):
        who = _subject(mask, match.start())
        if who is None or _withheld(page, mask, who, match):
            return
        _claim(
            page,
            mask,
            who.who,
            "occupation",
            value,
            subjects.quote(mask, who.at, match.end()),
            status=status,
        )
        return
    _value(
        page,
        mask,
        "occupation",
        value,
        match,
        match.start("who"),
        max(match.end("trade"), match.end("who")),
        status=status,
    )


def _subject(mask: Mask, verb: int) -> Subject | None:
    who = [each for each in subjects.subjects(mask, verb) if each.who.kind is Named.PERSON]
    return who[0] if len(who) == 1 else None


def _withheld(page: Page, mask: Mask, who: Subject, match: re.Match[str]) -> bool:
    judged = judge(mask, who.at, match.start(), match.end())
    if judged.reason:
        page.withhold(mask.span(who.at, match.end()), judged.reason)
    return judged.reason is not None


def _born(page: Page, mask: Mask, match: re.Match[str]) -> None:
    start = match.start()
    who = _subject(mask, start) or _fronted(mask, match)
    if who is None or _withheld(page, mask, who, match):
        return
    quote = mask.span(min(who.at, start), match.end() if who.at < start else who.at + 1)
    for name in ("on", "then"):
        if match[name]:
            _birth_date(page, mask, who.who, match.start(name), quote)
    for name in ("in", "place"):
        if match[name]:
            what = mask.items[match.start(name)].what
            _claim(page, mask, who.who, "birth_place", what.name, quote, what=what)


def _fronted(mask: Mask, match: re.Match[str]) -> Subject | None:
    """The subject behind: "Born in Y in 1960, X …"."""
    if mask.text[: match.start()].strip():
        return None
    behind = grammar(r"[^.;]{0,120}?, (?:the )?(?:<R>,? )?(?P<who><WHO>)").match(
        mask.text, match.end()
    )
    if not behind:
        return None
    item = mask.items[behind.start("who")]
    return Subject(item.what, behind.start("who")) if isinstance(item.what, Entity) else None


def _birth_date(page: Page, mask: Mask, who: Entity, at: int, quote: Span) -> None:
    date = read_date(page, mask, at)
    if date.date is not None:
        _claim(page, mask, who, "birth_date", date.date.text, quote, date=date)


def _born_there(page: Page, mask: Mask, match: re.Match[str]) -> None:
    item = mask.items[match.start("who")]
    if not isinstance(item.what, Entity):
        return
    quote = mask.span(match.start(), match.end())
    what = mask.items[match.start("place")].what
    _claim(page, mask, item.what, "birth_place", what.name, quote, what=what)
    if match["then"]:
        _birth_date(
            page, mask, item.what, match.start("then"), mask.span(match.start() + 3, match.end())
        )


def _died(page: Page, mask: Mask, match: re.Match[str]) -> None:
    who = _subject(mask, match.start())
    if who is None or _withheld(page, mask, who, match):
        return
    date = read_date(page, mask, match.start("on"))
    if date.date is not None:
        _claim(
            page,
            mask,
            who.who,
            "death_date",
            date.date.text,
            mask.span(who.at, match.end()),
            date=date,
        )


def _languages(page: Page, mask: Mask, match: re.Match[str]) -> None:
    who = _subject(mask, match.start())
    if who is None or _withheld(page, mask, who, match):
        return
    for language in re.findall(r"[A-Z][a-zà-ÿ]+", match["languages"] or match["fluent"] or ""):
        _claim(page, mask, who.who, "language", language, mask.span(who.at, match.end()))


def _kin(page: Page, mask: Mask) -> None:
    for match in _MARRIED.finditer(mask.text):
        name = "other" if match["other"] else "spouse"
        who = _subject(mask, match.start())
        if who and not _withheld(page, mask, who, match):
            _related(
                page, mask, who.who, "spouse", match.start(name), mask.span(who.at, match.end())
            )
    for match in _KIN.finditer(mask.text):
        owner = mask.items.get(match.start("hers"))
        if owner and isinstance(owner.what, Entity) and owner.what.kind is Named.PERSON:
            _related(
                page,
                mask,
                owner.what,
                _relation(match["kin"]),
                match.start("other"),
                mask.span(match.start(), match.end()),
            )
    for match in _KIN_OF.finditer(mask.text):
        who = mask.items[match.start("who")].what
        if isinstance(who, Entity):
            _related(
                page,
                mask,
                who,
                _inverse(match["kin"]),
                match.start("other"),
                mask.span(match.start(), match.end()),
            )


def _related(page: Page, mask: Mask, who: Entity, predicate: str, other: int, quote: Span) -> None:
    what = mask.items[other].what
    if isinstance(what, Entity) and what is not who:
        _claim(page, mask, who, predicate, None, quote, what=what, kind=ClaimKind.RELATIONSHIP)


def _relation(kin: str) -> str:
    kin = kin.replace("-", "_").replace(" ", "_")
    return "spouse" if kin in ("wife", "husband", "spouse", "widow", "widower") else kin


def _inverse(kin: str) -> str:
    """What the other is to the one who is called the kin of them."""
    if _relation(kin) == "spouse":
        return "spouse"
    if kin in ("son", "daughter"):
        return "parent"
    if kin in ("father", "mother"):
        return "child"
    return "sibling" if kin in ("brother", "sister") else f"{_relation(kin)}_of"


def _meanwhile(page: Page, mask: Mask, match: re.Match[str]) -> DraftDate | None:
    """About when, of "joined the party in 1987 while studying at Y"."""
    before = grammar(r"(?P<on><D>) while $").search(mask.text, 0, match.start())
    told = read_date(page, mask, before.start("on")) if before else None
    if told is None or told.date is None or told.date.is_doubtful or ".." in told.date.text:
        return None
    return replace(told, date=PartialDate.parse(f"{told.date.text}~"))


def _studied(page: Page, mask: Mask, match: re.Match[str]) -> None:
    who = _subject(mask, match.start())
    if who is None or _withheld(page, mask, who, match):
        return
    behind = tail(page, mask, match.end())
    inner = mask.at(grammar("<D>").pattern, match.start(), match.end())
    date = behind.on or (read_date(page, mask, inner[0]) if inner else None)
    date = date or date_before(page, mask, who.at, match.start()) or _meanwhile(page, mask, match)
    claim = _claim(
        page,
        mask,
        who.who,
        "studied_at",
        None,
        subjects.quote(mask, who.at, behind.last),
        what=mask.items[match.start("school")].what,
        date=date,
        kind=ClaimKind.EDUCATION,
    )
    claim.start, claim.end = behind.start, behind.end
