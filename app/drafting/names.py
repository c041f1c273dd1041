"""Names in the text: runs of capitals, composed and told apart as persons, bodies, places, occasions.

A name is told once for the whole article, from all the places where it stands: what is before and
behind it, and the words it is made of.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from app.countries import country_code
from app.drafting import lexicon
from app.drafting.records import Named, Span
from app.drafting.tokens import Token

_WINDOW: Final = 60
_OF: Final = re.compile(r" (?:of|for|on|against) (?:the )?")
_SPEECH: Final = (
    "said|says|told|tells|added|adds|insisted|argued|wrote|replied|announced|admitted|warned|"
    "claimed|explained|declared|asked|called|denied|declined|promised|vowed|urged|stated|noted"
)
_PERSON_BEHIND: Final = re.compile(
    r"(?:, (?:\d\d|aged \d\d|who\b|whose\b|whom\b|(?:the|a|an|now|then|currently"
    r"|formerly|former|its"
    r"|their|his|her)\b(?! (?:\w+ ){0,3}(?:capital|city|town|port|village|province"
    r"|region|island|state"
    r"|district|country|party|newspaper|company|group|think)\b))"
    rf"| (?:who|{_SPEECH}|met|resigned|retired|stepped|became|served|joined|left|took"
    r"|studied|married"
    r"|himself|herself|was (?:born|named|appointed|elected|sworn|dismissed|sacked|arrested|jailed"
    r"|promoted|sentenced|re-elected)|has been (?:named|appointed|elected))\b)"
)
_AGE_BEHIND: Final = re.compile(r", (?:aged )?\d\d,")
_PERSON_BEFORE: Final = re.compile(
    rf"(?:\b(?:{_SPEECH}|with|told|met|succeeded|replaced|succeeding|replacing"
    r"|predecessor|successor|"
    r"named|appointed|married to|married|wife|husband|son|daughter|brother|sister"
    r"|father|mother|widow|"
    r"nephew|niece|cousin|uncle|aunt|late|by|under|rival|candidate|deputy|friend|mentor),?)\s$"
)
_PLACE_BEFORE: Final = re.compile(
    r"\b(?:in|at|near|across|outside|around|throughout|toward|towards|inside|of"
    r" northern|of southern"
    r"|capital,|capital|(?:city|town|village|port|province|island|state|region"
    r"|district|county|republic|kingdom) of|from nearby|neighbouring"
    r"|neighboring|(?:trip|travel|travels|travelled|traveled|travelling|went|flew|fly|moved|move"
    r"|returned|return|visit|visits|came|ambassador|envoy|exile|journey|fled|sent|sailed|drove|tour"
    r"|consul|mission|him|her|them) to|visited(?: [^.;]{2,40},? and)?|visits|visiting"
    r"|left for|governor of|mayor of|president"
    r" of|king of|arrived in|born in) (?:the )?$"
)
_NEAR_PLACE: Final = re.compile(r"\b(?:to|from|of|for|with|by|and|between) $")
_PLACE_BEHIND: Final = re.compile(
    r"(?:, (?:the|a|an|its|their) (?:[\w’'-]+ ){0,4}(?:capital|city|town|port|village"
    r"|province|region"
    r"|island|district|country|resort|suburb)\b"
    r"|[’']s (?:[a-z-]+ ){0,2}(?:capital|prime|president|government|parliament|foreign|largest"
    r"|economy|borders?|neighbours?|constitution)\b"
    r"| (?:province|city|town|region|island|district|county|capital|state|border|prefecture)\b)"
)
_BODY_BEFORE: Final = re.compile(
    r"\b(?:daily|newspaper|broadcaster|magazine|weekly|news agency|news site|website|outlet|tabloid"
    r"|channel|station|party|company|firm|think-tank|think tank|charity|bank|group|association"
    r"|movement|oil giant|airline|giant|agency|conglomerate|broadcaster|utility|monopoly) $"
)
_COMPANY_BEFORE: Final = re.compile(
    r"\b(?:company|firm|airline|agency|conglomerate|broadcaster|utility|monopoly"
    r"|refiner|operator), $"
)
_BODY_OF_THE: Final = re.compile(
    r"\b(?:head|chief|leader|chair|chairman|chairwoman|member|members|director|commander|founder"
    r"|president|secretary|spokesman|spokeswoman|spokesperson|joined|left|quit|led"
    r"|leads|heads|chairs"
    r"|headed|chaired|founded|joining|leaving|leading|faction|wing|ruling|governing|opposition)"
    r"(?: of)? (?:the )?(?:ruling |governing |opposition |rebel )?$"
)
_BODY_BEHIND: Final = re.compile(
    r"(?: \([A-Z][A-Za-z&-]{1,9}\)"
    r"| (?:party|movement|bloc|alliance|faction|coalition|group|newspaper|militia"
    r"|company|foundation)\b"
    r"|, (?:the|a|an|its|one of the|which) (?:[\w’'-]+ ){0,5}(?:party|newspaper|company|group|union"
    r"|alliance|movement|coalition|agency|body|think-tank|organisation|organization"
    r"|broadcaster|daily"
    r"|bank|firm|association|institute|charity|militia|conglomerate|council|commission"
    r"|committee)\b)"
)
_BODY_STARTS: Final = frozenset(
    "radio television tv banco banque banca partido parti agence agencia instituto institut".split()
)
# What both states and other bodies are called.
_STATES_OR_BODIES: Final = frozenset("federation union confederation commonwealth".split())
# Under what name somebody was born, who has another now.
_BORN_BEFORE: Final = re.compile(r"\b[Bb]orn $")
_THE_BEFORE: Final = re.compile(r"\b[Tt]he $")


@dataclass(frozen=True, slots=True)
class Name:
    """A name where it stands. ``place`` has no form of address; ``address`` has one if printed."""

    kind: Named | None
    place: Span
    text: str
    address: str = ""
    whole: Span = Span(0, 0)
    is_surname: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """Capitals that follow one another, and the form of address before them."""

    words: tuple[Token, ...]
    address: tuple[Token, ...] = ()
    after_office: bool = False

    @property
    def place(self) -> Span:
        """Where it stands, without the form of address."""
        return Span(self.words[0].start, self.words[-1].end)


def runs(words: Sequence[Token], text: str, taken: Sequence[Span]) -> Iterator[Run]:
    """The runs of capitals among the words, outside of what is taken (dates, offices)."""
    common = {each.lower for each in words if each.text.islower()}
    free = list(_free(words, taken))
    at = 0
    while at < len(free):
        if not free[at].is_capital:
            at += 1
            continue
        end = at + 1
        while (following := _continued(free, end - 1, text)) is not None:
            end = following + 1
        yield from _trimmed(free[at:end], text, taken, common)
        at = end


def _free(words: Sequence[Token], taken: Sequence[Span]) -> Iterator[Token]:
    ordered, at = sorted(taken), 0
    for word in words:
        while at < len(ordered) and ordered[at].end <= word.start:
            at += 1
        if at == len(ordered) or word.end <= ordered[at].start:
            yield word


def _continued(words: Sequence[Token], at: int, text: str) -> int | None:
    """The next word of the run that has this one: it, or the one behind particles."""
    if words[at].owns and words[at].lower not in lexicon.COLLECTIVES:
        return None
    following = at + 1
    while following < len(words) and following - at < 4 and _adjoin(words, following - 1, text):  # noqa: PLR2004 - "van der" and one more
        if words[following].is_capital and not words[following].opens:
            return following
        if words[following].lower not in lexicon.PARTICLES:
            return None
        following += 1
    return None


def _adjoin(words: Sequence[Token], at: int, text: str) -> bool:
    gap = text[words[at].end : words[at + 1].start]
    if gap == " " or (gap in ("’s ", "'s ") and words[at].owns):
        return True
    lower = words[at].lower
    if gap in ("’ ", "' "):
        return lower in lexicon.COLLECTIVES
    return gap in (". ", ".") and (len(lower) == 1 or lower in lexicon.HONORIFICS or lower == "st")


def _trimmed(
    run: Sequence[Token], text: str, taken: Sequence[Span], common: set[str]
) -> Iterator[Run]:
    """The run without what only opens the sentence, and its form of address apart."""
    address: list[Token] = []
    after_office = any(each.end + 1 == run[0].start for each in taken)
    while run and _only_opens(run, text, common):
        run = run[1:]
    while (
        len(run) > 1
        and run[0].lower.rstrip(".") in lexicon.HONORIFICS
        and not run[0].owns
        and run[-1].lower not in lexicon.BODIES
    ):
        address.append(run[0])
        run = run[1:]
    if not run or (len(run) == 1 and run[0].lower in lexicon.HONORIFICS | lexicon.MONTH_NAMES):
        return
    if run[-1].lower in lexicon.PARTICLES and len(run) > 1 and run[-1].text.islower():
        run = run[:-1]
    yield Run(tuple(run), tuple(address), after_office)


def _only_opens(run: Sequence[Token], text: str, common: set[str]) -> bool:
    word = run[0]
    if not word.opens:
        # "Composer Anna Weber" within a title-cased line, or "the Former Minister".
        named = len(run) > 2  # noqa: PLR2004 - a trade and two names
        return named and word.lower in lexicon.TRADES - lexicon.HONORIFICS
    if word.is_acronym or word.lower in lexicon.HONORIFICS:
        return False
    if word.lower in lexicon.OPENERS:
        return True
    if len(run) == 1:
        return word.lower in common
    return word.lower in lexicon.TRADES or (
        word.lower in common
        and word.lower not in lexicon.BODIES | lexicon.PLACE_STARTS | lexicon.PARTICLES
    )


def composed(found: Sequence[Run], text: str) -> list[Run]:
    """Runs joined where a body's name goes on over "of", "for", "and"."""
    joined: list[Run] = []
    at = 0
    while at < len(found):
        run = found[at]
        while at + 1 < len(found) and _belongs(run, found[at + 1], text):
            at += 1
            run = replace(run, words=run.words + found[at].words)
        joined.append(run)
        at += 1
    return joined


def _belongs(run: Run, following: Run, text: str) -> bool:
    gap = text[run.place.end : following.place.start]
    if len(gap) > 12 or following.address or run.address:  # noqa: PLR2004 - " against the "
        return False
    if _OF.fullmatch(gap):
        return _is_body(run) and _goes_on(run, following, gap)
    portfolio = all(each.lower in lexicon.PORTFOLIOS for each in following.words)
    if gap in (" and ", " & ", ", ", ", and "):
        if portfolio and _tail_is_portfolio(run) and not following.words[-1].owns:
            return True
        if gap in (" and ", " & "):
            return _is_pair(run, following, text)
    return False


def _tail_is_portfolio(run: Run) -> bool:
    """Whether it is "Ministry of Water", so that "and Energy" goes on."""
    return (
        run.words[-1].lower in lexicon.PORTFOLIOS
        and run.words[0].lower in lexicon.BODIES
        and len(run.words) > 1
        and run.words[-1].lower not in lexicon.BODIES
    )


def _is_pair(run: Run, following: Run, text: str) -> bool:
    """Whether it is the "Reef" of "the Reef and Land Party"."""
    before = text[max(0, run.place.start - 4) : run.place.start]
    return (
        before.casefold() == "the "
        and len(run.words) <= 2  # noqa: PLR2004 - "the Rural Workers and Miners Union"
        and not _is_body(run)
        and not run.words[-1].owns
        and country_code(run.words[-1].text) is None
        and len(following.words) > 1
        and following.words[-1].lower in lexicon.BODIES
    )


def _is_body(run: Run) -> bool:
    first, last = run.words[0].lower, run.words[-1].lower
    return (
        last in lexicon.BODIES
        or (first in lexicon.BODIES and any(_between(run)))
        # "House of Deputies".
        or (first == "house" and len(run.words) == 1)
    )


def _between(run: Run) -> Iterator[bool]:
    """Whether words of the run stand apart: "Ministry of Water" does, "Bank Indonesia" does not."""
    for one, two in zip(run.words, run.words[1:], strict=False):
        yield two.start - one.end > 2  # noqa: PLR2004 - a space, or an apostrophe and a space


def _goes_on(run: Run, following: Run, gap: str) -> bool:
    """Whether "of X" is part of the body's name; of another body it is not."""
    if run.words[-1].owns:
        return False
    alone = len(run.words) == 1
    if _is_body(following) or following.words[-1].lower in lexicon.PARTIES:
        return alone and not gap.endswith("the ")
    return True


def told_apart(found: Sequence[Run], text: str, known: dict[str, Named]) -> list[Name]:
    """Each run as a name, with what it names; those of which nothing can be told are left out."""
    votes = _votes(found, text, known)
    people = {words for words, kind in votes.items() if kind is Named.PERSON and " " in words}
    parts = Counter(part for each in people for part in {*each.split(" ")} if len(part) > 1)
    told = [_name(run, text, votes, parts) for run in found]
    return [each for each in told if each is not None]


def written(run: Run, text: str) -> str:
    """The run as the article prints it."""
    return " ".join(text[run.place.start : run.place.end].split())


def _votes(found: Sequence[Run], text: str, known: dict[str, Named]) -> dict[str, Named | None]:
    told: dict[str, Counter[Named | None]] = {}
    for run in found:
        counts = told.setdefault(written(run, text), Counter())
        for kind, weight in _evidence(run, text, known):
            counts[kind] += weight
    return {
        words: max(counts, key=lambda each: (counts[each], each or "")) if counts else None
        for words, counts in told.items()
    }


def _evidence(run: Run, text: str, known: dict[str, Named]) -> Iterator[tuple[Named | None, int]]:
    name = written(run, text)
    if (kind := known.get(name.casefold())) is not None:
        yield kind, 100
    if (shape := _shape(run)) is not False:
        # A person may be called Hill or Rivers.
        yield shape, 9 if shape is Named.PLACE else 50
        if shape is not Named.PLACE:
            return
    elif run.words[-1].lower in _STATES_OR_BODIES:
        yield Named.ORGANIZATION, 6
    before = text[max(0, run.place.start - _WINDOW) : run.place.start]
    behind = text[run.place.end : run.place.end + _WINDOW]
    if run.address:
        yield Named.PERSON, 20
    if country_code(name) is not None or name in lexicon.PLACE_ACRONYMS:
        yield (Named.PLACE if _is_country(name) else None), 40
    if run.after_office and text[run.place.start - 1 : run.place.start] == " ":
        yield Named.PERSON, 12
    yield from _surroundings(run, before, behind)
    if len(run.words) > 1:
        if _BORN_BEFORE.search(before):
            yield None, 30
        yield (None, 5) if _THE_BEFORE.search(before) else (Named.PERSON, 2)


def _is_country(name: str) -> bool:
    """Whether it is a country's name and no demonym."""
    return not _DEMONYM.fullmatch(name)


_DEMONYM: Final = re.compile(r"\w+(?:ian|ean|ese|ish|ch|[^l]an|i|iot|ic|ite)")


def _surroundings(run: Run, before: str, behind: str) -> Iterator[tuple[Named | None, int]]:
    several = len(run.words) > 1
    if not several and _COMPANY_BEFORE.search(before):
        yield Named.ORGANIZATION, 8
    if _BODY_BEFORE.search(before) or _BODY_BEHIND.match(behind):
        yield Named.ORGANIZATION, 14
    if (
        several
        and before.endswith(("the ", "ruling ", "governing ", "opposition "))
        and (_BODY_OF_THE.search(before))
    ):
        yield Named.ORGANIZATION, 9
    if not several and _AGE_BEHIND.match(behind):
        yield Named.PERSON, 6
    if several and _PERSON_BEHIND.match(behind):
        yield Named.PERSON, 6
    if several and _PERSON_BEFORE.search(before):
        yield Named.PERSON, 4
    if before.rstrip().rpartition(" ")[2] in lexicon.TRADES:
        yield Named.PERSON, 8
    if _PLACE_BEFORE.search(before):
        yield Named.PLACE, 7
    elif not several and _NEAR_PLACE.search(before):
        yield Named.PLACE, 1
    if _PLACE_BEHIND.match(behind):
        yield Named.PLACE, 5
    if run.words[0].is_acronym and not several and run.words[0].text not in lexicon.NO_ACRONYMS:
        yield Named.ORGANIZATION, 3


def _shape(run: Run) -> Named | None | bool:
    """What the words of a name alone tell; False where they tell nothing."""
    first, last = run.words[0].lower, run.words[-1].lower
    several = len(run.words) > 1
    if not several:
        return Named.ORGANIZATION if last in lexicon.LONE_BODIES else False
    if last in lexicon.OCCASIONS:
        return Named.EVENT
    if first in _BODY_STARTS:
        return Named.ORGANIZATION
    if last in _STATES_OR_BODIES:
        return False
    if last in lexicon.BODIES or last in lexicon.PARTY_NAMES:
        return Named.ORGANIZATION
    if (first in lexicon.BODIES or first == "house") and any(_between(run)):
        return Named.ORGANIZATION
    if last in lexicon.DOCUMENTS:
        return None
    if any(each.lower in lexicon.BODIES for each in run.words) and any(_between(run)):
        return Named.ORGANIZATION
    if last in lexicon.PLACES and not run.address and not run.after_office:
        return Named.PLACE
    if first in lexicon.PLACE_STARTS and not run.address and not run.after_office:
        return Named.PLACE
    return False


def _name(run: Run, text: str, votes: dict[str, Named | None], parts: Counter[str]) -> Name | None:
    name, whole = written(run, text), run.place
    kind = votes.get(name)
    address = " ".join(each.lower for each in run.address)
    if run.address:
        whole = Span(run.address[0].start, run.place.end)
    single = len(run.words) == 1 or all(each.text.islower() for each in run.words[:-1])
    surname = single and parts[name] > 0
    if surname and kind in (None, Named.PERSON, Named.PLACE):
        kind = Named.PERSON
    elif not run.address and single and kind is Named.PERSON and not run.after_office:
        surname = True
    if kind is None:
        return None
    return Name(kind, run.place, name, address, whole, surname)
