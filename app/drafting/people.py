"""What an article tells of persons: their age, birth and death, trade and languages."""

import re
from typing import Final

from app.drafting import lexicon, subjects
from app.drafting.claims import Claim, Page
from app.drafting.entities import Entity
from app.drafting.masks import SHE, Item, Mask, grammar
from app.drafting.posts import Post
from app.drafting.records import ClaimKind, Named, Span, Status
from app.drafting.statements import claimable, entity, persons, told
from app.drafting.subjects import ADVERBS, Subject
from app.drafting.tails import read_date

_QUALITY: Final = (
    r"(?:(?:" + "|".join(sorted(lexicon.QUALITIES, key=len, reverse=True)) + r")(?: and |, | ))*"
)
_TRADE: Final = (
    rf"(?P<trade>{_QUALITY}(?:[A-Za-z-]+ ){{0,3}}?(?:"
    + "|".join(sorted(lexicon.TRADES, key=len, reverse=True))
    + r"|(?:film|theatre|theater|stage|documentary|opera) director))\b(?![’'])"
)
_AGE: Final = grammar(r"(?P<who><P>), (?:aged )?(?P<age>[1-9]\d)(?=[,.;)]| who| and|$)")
_SO_OLD: Final = re.compile(r"[Tt]he (?P<age>\d\d)-year-old(?: (?P<trade>.+))?")
_DIED_AGED: Final = grammar(
    rf"\b(?:has |had )?{ADVERBS}died(?: [^.;]{{0,40}}?)?,? (?:at the age of|aged|at) "
    r"(?P<age>[1-9]\d|10\d)\b"
)
_AGED: Final = grammar(
    r"(?P<who><WHO>),? (?:who )?(?:is|was|turned) (?P<age>[1-9]\d)(?: years"
    r" old)?(?=[,.; ]|$)(?! (?:per|million|thousand|votes|years in|points))"
)
_YEAR_OLD: Final = grammar(
    r"(?P<before><P>), an? (?P<years>[1-9]\d)-year-old\b|\b(?P<age>[1-9]\d)-year-old "
    r"(?:[a-z-]+ ){0,3}(?:<R> )?,? ?(?P<who><P>)"
)
_OF_YEARS: Final = grammar(r"(?P<who><P>), an? (?:[a-z-]+ ){1,3}of (?P<age><U>)(?=[,.;]| who)")
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
        r" from| by| before| until| in| at| of|$)"
    ),
    grammar(
        r"(?P<verb>\b(?:trained|qualified|worked|started out|began (?:his|her|<S>) career"
        r"|started (?:his|her|<S>) (?:working )?(?:career|life)|practised|practiced|made <S> living"
        r"|made <S> name|spent (?:[a-z]+ ){0,4}(?:<U>|the best part of an? [a-z]+"
        r"|much of <S> [a-z]+))"
        rf"(?: for (?:<U>|[a-z ]{{3,20}}))?) as an? {_TRADE}"
    ),
    grammar(rf"\b(?:[Tt]he) {_TRADE} (?P<who><P>)"),
)
_BORN: Final = grammar(
    rf"\b(?:was |were )?{ADVERBS}[Bb]orn (?:and raised )?(?:(?:[A-Z][\w’'-]+ ){{1,4}})?"
    r"(?:(?P<on><D>)(?:,? (?:in|at|near|on) (?:the )?(?:[a-z-]+ ){0,6}(?:of )?(?P<in><L>))?"
    r"|(?:in|at|near) (?:the )?(?:[a-z-]+"
    rf" ){{0,6}}(?:of )?(?P<place><L>)(?:, <L>)?(?:, (?:a|an|the) [^,.;]{{3,40}},)?(?:"
    r",? (?P<then><D>))?)"
)
_BORN_THERE: Final = grammar(
    r"(?P<place><L>), (?:the|a|an|<S>) (?:[a-z-]+ ){0,5}where (?P<who><P>|<H>) was"
    r" born(?: (?P<then><D>))?"
)
_BEHIND: Final = grammar(r"[^.;]{0,120}?, (?:the )?(?:<R>,? )?(?P<who><WHO>)")
_ONCE: Final = frozenset(["former", "retired", "onetime", "one-time"])
_DIED: Final = grammar(
    rf"\b(?:has |had )?{ADVERBS}(?:died|passed away)(?: (?:of|from|after|in|at) (?:an? "
    rf"|<S> )?[a-z ]{{3,30}}?)?"
    r"(?: (?:in|at|near) (?:the )?(?:[a-z]+(?: of|,) )?(?P<where><L>)(?:,? (?P<then><D>))?"
    r"|,? (?P<on><D>)(?: (?:in|at|near) (?:the )?(?:[a-z-]+ ){0,3}?(?:[a-z]+(?: of"
    r"|,) )?(?P<place><L>))?)"
)
# Farther from its verb, a subject is left out of the quote.
_FAR: Final = 60
_LANGUAGE: Final = grammar(
    r"\b(?:speaks|spoke) (?:fluent |good |some |both |passable |excellent |near-native"
    r" )*(?P<languages>[A-Z][a-zà-ÿ]+(?:(?:, | and |, and )(?:some |fluent"
    r" )?[A-Z][a-zà-ÿ]+)*)|\b(?:fluent|speaker) (?:in|of) (?P<fluent>[A-Z][a-zà-ÿ]+(?:"
    r"(?:, | and |, and )[A-Z][a-zà-ÿ]+)*)"
)
# Offices that are trades where nothing tells what they are of.
_TRADES: Final = frozenset("judge prosecutor magistrate negotiator auditor manager".split())
# "A five-term lawmaker" tells no seat.
LAWMAKERS: Final = frozenset("lawmaker legislator parliamentarian".split())
_A: Final = re.compile(r"\b[Aa]n? (?:[a-z-]+ ){0,2}$")
_RANKS: Final = re.compile(r"^(?:(?:federal|state|senior|chief|public|military|district|former) )+")
_LANGUAGE_NAME: Final = re.compile(r"[A-Z][a-zà-ÿ]+")


def find(page: Page, mask: Mask) -> None:
    """Add what a sentence tells of persons."""
    _ages(page, mask)
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


def by_trade(page: Page, mask: Mask, post: Post, who: Entity, quote: Span, *, past: bool) -> bool:
    """Add "a former judge" as somebody's trade; of "the judge of the court" it is a post."""
    place = mask.printed(Span(max(mask.sentence.start, post.place.start - 40), post.place.start))
    if not post.is_bare or not _A.search(place):
        return False
    if post.head in LAWMAKERS:
        return True
    trade = _plain_trade(post.plain)
    if trade.casefold() not in _TRADES:
        return False
    claim = _add(page, mask, who, "occupation", trade, quote)
    if claim is not None and past:
        claim.status = Status.FORMER
    return True


def _plain_trade(words: str) -> str:
    return _RANKS.sub("", words)


def _ages(page: Page, mask: Mask) -> None:
    for pattern in (_AGE, _AGED, _YEAR_OLD):
        for match in pattern.finditer(mask.text):
            who = entity(mask, match, "who") or entity(mask, match, "before")
            years = match["age"] or match.groupdict().get("years")
            if who is not None and years:
                _add(page, mask, who, "age", years, mask.span(match.start(), match.end()))
    for match in _OF_YEARS.finditer(mask.text):
        length, who = mask.items[match.start("age")].what, entity(mask, match, "who")
        if length.is_years and length.months and who is not None:
            years = str(length.months // 12)
            _add(page, mask, who, "age", years, mask.span(match.start(), match.end()))
    for place, item in mask.items.items():
        if item.letter == SHE and isinstance(item.what, Entity):
            _so_old(page, mask, place, item)
    for match in _DIED_AGED.finditer(mask.text):
        who_died = _subject(page, mask, match)
        if who_died is not None:
            quote = subjects.quote(mask, who_died.at, match.end())
            _add(page, mask, who_died.who, "age", match["age"], quote)


def _so_old(page: Page, mask: Mask, at: int, item: Item) -> None:
    """ "The 39-year-old former nurse said …": an age and a trade of whom the article spoke of."""
    told_of = _SO_OLD.match(mask.printed(item.place))
    if not told_of:
        return
    quote = mask.span(at, at + 1)
    _add(page, mask, item.what, "age", told_of["age"], quote)
    if told_of["trade"]:
        _add(page, mask, item.what, "occupation", _trade(told_of["trade"].split()), quote)


def _add(
    page: Page, mask: Mask, who: Entity, predicate: str, value: str, quote: Span
) -> Claim | None:
    if who.kind is not Named.PERSON:
        return None
    return page.add(told(mask.number, ClaimKind.PERSON, predicate, who, quote, value=value))


def _subject(page: Page, mask: Mask, match: re.Match[str]) -> Subject | None:
    """Of whom a verb tells something, if that is one person and may be claimed."""
    who = persons(mask, match.start())
    if len(who) != 1 or claimable(page, mask, who[0].at, match) is None:
        return None
    return who[0]


def _occupation(page: Page, mask: Mask, match: re.Match[str]) -> None:
    words = match["trade"].split()
    if "verb" in match.groupdict():
        subject = _subject(page, mask, match)
        if subject is None:
            return
        far = match.start() - subject.at > _FAR
        first = match.start("verb") if far else subject.at
        who, quote = subject.who, subjects.quote(mask, first, match.end())
    else:
        who = mask.items[match.start("who")].what
        last = max(match.end("trade"), match.end("who"))
        quote = mask.span(match.start(), last)
    claim = _add(page, mask, who, "occupation", _trade(words), quote)
    if claim is not None and _ONCE & set(words):
        claim.status = Status.FORMER


def _trade(words: list[str]) -> str:
    """A "former secondary-school teacher" is a teacher; "opera singer" is a trade of two words."""
    plain = [each for each in words if each.casefold() not in lexicon.QUALITIES]
    return " ".join(each for each in plain if "-" not in each) or words[-1]


def _born(page: Page, mask: Mask, match: re.Match[str]) -> None:
    behind = _BEHIND.match(mask.text, match.end()) if match.start() == 0 else None
    if behind:
        # "Born in Y in 1960, X …".
        who = mask.items[behind.start("who")].what
        quote = mask.span(match.start(), behind.end())
    else:
        subject = _subject(page, mask, match)
        if subject is None:
            return
        who, quote = subject.who, mask.span(subject.at, match.end())
    if not isinstance(who, Entity):
        return
    for name in ("on", "then"):
        if match[name]:
            told_to = quote if behind else Span(quote.start, mask.end(match.end(name)))
            _date(page, mask, who, "birth_date", match.start(name), told_to)
    for name in ("in", "place"):
        if match[name]:
            _birth_place(page, mask, who, match.start(name), quote)


def _birth_place(page: Page, mask: Mask, who: Entity, at: int, quote: Span) -> None:
    place = mask.items[at].what
    claim = _add(page, mask, who, "birth_place", place.name, quote)
    if claim is not None:
        claim.object = place


def _date(page: Page, mask: Mask, who: Entity, predicate: str, at: int, quote: Span) -> None:
    date = read_date(page, mask, at)
    claim = _add(page, mask, who, predicate, date.date.text, quote) if date.date else None
    if claim is not None:
        claim.date = date


def _born_there(page: Page, mask: Mask, match: re.Match[str]) -> None:
    """ "Y, the town where she was born in 1960"."""
    who = entity(mask, match, "who")
    if who is None:
        return
    _birth_place(page, mask, who, match.start("place"), mask.span(match.start(), match.end()))
    if match["then"]:
        quote = mask.span(match.start("place") + 3, match.end())
        _date(page, mask, who, "birth_date", match.start("then"), quote)


def _died(page: Page, mask: Mask, match: re.Match[str]) -> None:
    who = _subject(page, mask, match)
    if who is None:
        return
    far = match.start() - who.at > _FAR
    quote = mask.span(match.start() if far else who.at, match.end())
    for name in ("on", "then"):
        if match[name]:
            told_to = Span(quote.start, mask.end(match.end(name)))
            _date(page, mask, who.who, "death_date", match.start(name), told_to)
    for name in ("where", "place"):
        place = entity(mask, match, name)
        if place is not None:
            claim = _add(page, mask, who.who, "death_place", place.name, quote)
            if claim is not None:
                claim.object = place


def _languages(page: Page, mask: Mask, match: re.Match[str]) -> None:
    who = _subject(page, mask, match)
    if who is None:
        return
    for language in _LANGUAGE_NAME.findall(match["languages"] or match["fluent"]):
        _add(page, mask, who.who, "language", language, mask.span(who.at, match.end()))
