"""Names in the text, told apart as those of persons, bodies, places and occasions.

A name is told once for the whole article, from all the places where it stands: what is before and
behind it, and the words it is made of.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from app.countries import country_code
from app.drafting import lexicon
from app.drafting.records import Named, Span
from app.drafting.runs import Run, stands_apart, written

_WINDOW: Final = 60
_SPEECH: Final = (
    "said|says|told|tells|added|adds|insisted|argued|wrote|replied|announced|admitted|warned|"
    "claimed|explained|declared|asked|called|denied|declined|promised|vowed|urged|stated|noted"
)
_PERSON_BEHIND: Final = re.compile(
    r"(?:, (?:\d\d|aged \d\d|who\b|whose\b|whom\b|(?:the|a|an|now|then|currently"
    r"|formerly|former|its"
    r"|their|his|her)\b(?! (?:(?!(?:of|at|for|in|to)\b)[\w’'-]+ ){0,3}(?:capital|city"
    r"|town|port|village|province"
    r"|region|island|state"
    r"|district|country|party|newspaper|company|group|think)\b(?![’'])))"
    rf"| (?:who|{_SPEECH}|met|resigned|retired|stepped|became|served|joined|left|took"
    r"|studied|married"
    r"|himself|herself|was (?:born|named|appointed|elected|sworn|dismissed|sacked|arrested|jailed"
    r"|promoted|sentenced|re-elected)|has been (?:named|appointed|elected))\b)"
)
# Only of persons: a place is not appointed, nor does it speak of itself.
_SURELY_PERSON_BEHIND: Final = re.compile(
    rf" (?:(?:{_SPEECH}|resigned|retired|stepped|studied|married|himself|herself|succeeded)\b"
    r"|(?:was|were|has been|had been|is) (?:[a-z]+ly |to be )?(?:born|named|appointed|elected|sworn"
    r"|dismissed|sacked|arrested|jailed|promoted|sentenced|re-elected|reappointed|nominated|married"
    r"|(?:the |a )?(?:minister|president|chair|director|mayor|governor|head|leader))\b)"
)
_AGE_BEHIND: Final = re.compile(r", (?:aged |now |then )?[1-9]\d(?:,|\.|;| who| and)")
# "His spokeswoman, Melati, …": a name of one word that stands beside what its bearer is.
_KIN_BEFORE: Final = re.compile(
    r"\b(?:wife|husband|son|daughter|brother|sister|father|mother|widow|widower|nephew|niece"
    r"|cousin|uncle|aunt|deputy|spokesman|spokeswoman|spokesperson|aide|adviser|predecessor"
    r"|successor|counterpart|lawyer|driver|assistant|rival|challenger|chauffeur|bodyguard), $"
)
_MONONYM_BEHIND: Final = re.compile(
    r", who (?:goes by|uses|is known by|has) (?:only )?(?:one|a single) name\b|,|\.|;"
)
_COMPASS: Final = frozenset("north south east west central".split())
# "Swore in", "the ruling": what parties are, whatever word their name ends with.
_RULES_BEFORE: Final = re.compile(r"\b(?:ruling|governing|opposition) $")
_HOLDS_BEFORE: Final = re.compile(
    r"\b(?:host|hosts|hosted|hosting|attend|attended|attends|attending|address|addressed"
    r"|opened|open|close|closed|held|hold)(?: this year[’']s| the| a| its)? $"
)
_PERSON_BEFORE: Final = re.compile(
    rf"(?:\b(?:{_SPEECH}|with|told|met|succeeded|replaced|succeeding|replacing"
    r"|predecessor|successor|"
    r"named|appointed|married to|married|wife|husband|son|daughter|brother|sister"
    r"|father|mother|widow|"
    r"nephew|niece|cousin|uncle|aunt|late|by|under|rival|candidate|deputy|friend|mentor),?)\s$"
)
_PLACE_BEFORE: Final = re.compile(
    r"\b(?:(?<!\bswore )(?<!\bsworn )(?<!\bbrought )(?<!\bcalled )(?<!\bvoted )(?<!\busher"
    r" )in|at|near|across|outside|around|throughout|toward|towards|inside|of"
    r" northern|of southern"
    r"|capital,|capital|(?:city|town|village|port|province|island|state|region"
    r"|district|county|republic|kingdom) of|from nearby|neighbouring"
    r"|neighboring|(?:trip|travel|travels|travelled|traveled|travelling|went|flew|fly|moved|move"
    r"|returned|return|visit|visits|came|ambassador|envoy|exile|journey|fled|sent|sailed|drove|tour"
    r"|consul|mission|him|her|them) to|visited(?: [^.;]{2,40},? and)?|visits|visiting"
    r"|left for|ruled|governed|rules|governs|invaded|annexed|(?:governor|mayor|president|king"
    r"|queen|emir|sultan|premier|bishop|archbishop"
    r"|capital|people|voters|residents|citizens|parts|coast|shores|streets|port) of|arrived in"
    r"|born in|(?:MP|MPs|deputy|senator|congressman|congresswoman|lawmaker|legislator|councillor"
    r"|member|seat|constituency|representative|delegate|candidate) (?:for|from)) (?:the )?$"
)
_NEAR_PLACE: Final = re.compile(r"\b(?:to|from|of|for|between) $")
_PLACE_BEHIND: Final = re.compile(
    r"(?:, (?:the|a|an|its|their) (?:(?!(?:of|at|for|in|to)\b)[\w’'-]+ ){0,4}"
    r"(?:capital|city|town|port|village"
    r"|province|region"
    r"|island|district|country|resort|suburb)\b"
    r"|[’']s (?:[a-z-]+ ){0,2}(?:capital|prime|president|king|queen|speaker|ruler"
    r"|ruling|government|parliament|foreign|largest"
    r"|economy|borders?|neighbours?|constitution)\b"
    r"| (?:province|city|town|region|island|district|county|capital|state|border|prefecture)\b)"
)
_BODY_BEFORE: Final = re.compile(
    r"\b(?:daily|newspaper|portal|broadcaster|magazine|weekly|news agency|news site|website|outlet"
    r"|tabloid"
    r"|channel|station|party|company|firm|think-tank|think tank|charity|bank|group|association"
    r"|movement|pollster|developer|lender|shipbuilder|insurer|brewer|retailer|oil giant"
    r"|airline|giant|agency|conglomerate|broadcaster|utility|monopoly) $"
)
_COMPANY_BEFORE: Final = re.compile(
    r"\b(?:company|firm|airline|agency|conglomerate|broadcaster|utility|monopoly"
    r"|refiner|operator), $"
)
# "Her foreign minister, X, …".
_HOLDER_BEFORE: Final = re.compile(
    r"\b(?:minister|president|premier|governor|senator|chair\w*|secretary|leader|director|speaker"
    r"|spokes\w+|ambassador|adviser|treasurer), $"
)
# "The party's youth organisation, Young Norland, …".
_SUCH_BODY_BEFORE: Final = re.compile(
    r"\b(?:organisation|organization|wing|charity|newspaper|foundation|association"
    r"|think-tank|trade union), $"
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
    r"|, (?:the|a) (?:[a-z-]+ )?(?:developer|operator|refiner|manufacturer|lender|contractor"
    r"|retailer|producer|maker|shipbuilder|carrier|insurer|brewer|miner|publisher|consultancy"
    r"|pollster|exporter|importer|builder) (?:that|which|behind)\b"
    r"|, (?:the|a|an|its|one of the|which) (?:(?!(?:of|at|for|in|to)\b)[\w’'-]+ ){0,5}"
    r"(?:party|newspaper|company|group|union"
    r"|alliance|movement|coalition|agency|body|think-tank|organisation|organization"
    r"|broadcaster|daily"
    r"|bank|firm|association|institute|charity|militia|conglomerate|council|commission"
    r"|committee)\b(?= (?:that|which|of|in|for|at|based|led|run|founded|owned|set|known|with|to|is"
    r"|was|has|whose|close|and|on|from|by)\b|[,.;:)]|$))"
)
_BODY_STARTS: Final = frozenset(
    "radio television tv banco banque banca partido parti agence agencia instituto institut".split()
)
_ARTICLES: Final = ("the ", "ruling ", "governing ", "opposition ")
# What both states and other bodies are called.
_STATES_OR_BODIES: Final = frozenset("federation union confederation commonwealth".split())
# Under what name somebody was born, who has another now.
_BORN_BEFORE: Final = re.compile(r"\b[Bb]orn $")
_A_BEFORE: Final = re.compile(r"\b[Aa]n? $")
_THE_BEFORE: Final = re.compile(r"\b[Tt]he $")


@dataclass(frozen=True, slots=True)
class Name:
    """A name where it stands. ``place`` has no form of address; ``address`` has one if printed."""

    kind: Named | None
    place: Span
    text: str
    address: str
    whole: Span
    is_surname: bool


def told_apart(found: Sequence[Run], text: str, known: dict[str, Named]) -> list[Name]:
    """Each run as a name, with what it names; those of which nothing can be told are left out."""
    votes = _votes(found, text, known)
    people = {words for words, kind in votes.items() if kind is Named.PERSON and " " in words}
    parts = Counter(part for each in people for part in {*each.split(" ")} if len(part) > 1)
    mononyms = {written(run, text) for run in found if _is_mononym(run, text, parts)}
    told = [_name(run, text, votes, parts, mononyms) for run in found]
    return [each for each in told if each is not None]


def _is_mononym(run: Run, text: str, parts: Counter[str]) -> bool:
    """Whether a single word is all that somebody is called, as no longer name has it."""
    if len(run.words) != 1 or parts[written(run, text)]:
        return False
    before = text[max(0, run.place.start - _WINDOW) : run.place.start]
    behind = text[run.place.end : run.place.end + _WINDOW]
    told = _KIN_BEFORE.search(before) and _MONONYM_BEHIND.match(behind)
    return bool(told or _AGE_BEHIND.match(behind))


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
    shaped, shape = _shape(run)
    if shaped:
        # A person may be called Hill or Rivers.
        yield shape, 9 if shape is Named.PLACE else 50
        yield from _named_otherwise(run, text, shape)
        if shape is not Named.PLACE:
            return
    elif run.words[-1].lower in _STATES_OR_BODIES and len(run.words) > 1:
        yield Named.ORGANIZATION, 6
    before = text[max(0, run.place.start - _WINDOW) : run.place.start]
    behind = text[run.place.end : run.place.end + _WINDOW]
    if run.address:
        yield Named.PERSON, 20
    if country_code(name) is not None or name in lexicon.PLACE_ACRONYMS:
        yield (Named.PLACE if _is_country(name) else None), 40
    if _AGE_BEHIND.match(behind):
        yield Named.PERSON, 12
    if run.after_office and text[run.place.start - 1 : run.place.start] == " ":
        yield Named.PERSON, 12
    yield from _surroundings(run, before, behind)
    if len(run.words) > 1:
        yield _by_article(before)


def _named_otherwise(
    run: Run, text: str, shape: Named | None
) -> Iterator[tuple[Named | None, int]]:
    """ "The governing Broad Accord" is a party; "will host the River Forum" names an occasion."""
    before = text[max(0, run.place.start - _WINDOW) : run.place.start]
    if shape is None and _RULES_BEFORE.search(before):
        yield Named.ORGANIZATION, 60
    if run.words[-1].lower == "forum" and _HOLDS_BEFORE.search(before):
        yield Named.EVENT, 60


def _by_article(before: str) -> tuple[Named | None, int]:
    """Names of several words are persons', unless an article or "born" stands before them."""
    if _BORN_BEFORE.search(before):
        return None, 30
    if _A_BEFORE.search(before):
        return None, 6
    return (None, 5) if _THE_BEFORE.search(before) else (Named.PERSON, 2)


def _is_country(name: str) -> bool:
    """Whether it is a country's name and no demonym."""
    return not _DEMONYM.fullmatch(name)


_DEMONYM: Final = re.compile(r"\w+(?:ian|ean|ese|ish|ch|[^l]an|i|iot|ic|ite)")


def _surroundings(run: Run, before: str, behind: str) -> Iterator[tuple[Named | None, int]]:
    """What the words around a name tell; those of a single word tell less of persons."""
    if _BODY_BEFORE.search(before) or _BODY_BEHIND.match(behind):
        yield Named.ORGANIZATION, 14
    if before.rstrip().rpartition(" ")[2] in lexicon.TRADES:
        yield Named.PERSON, 8
    # "The House", "the Palace": of whom or what is not told.
    if len(run.words) > 1 or run.words[0].lower not in lexicon.PLACES | lexicon.BODIES:
        if _PLACE_BEFORE.search(before):
            yield Named.PLACE, 7
        if _PLACE_BEHIND.match(behind):
            yield Named.PLACE, 5
    if len(run.words) > 1:
        yield from _around_several(run, before, behind)
    else:
        yield from _around_one(run, before, behind)


def _around_several(run: Run, before: str, behind: str) -> Iterator[tuple[Named | None, int]]:
    if run.words[0].lower in lexicon.GIVEN_NAMES:
        yield Named.PERSON, 4
    if _HOLDER_BEFORE.search(before):
        yield Named.PERSON, 8
    if _SUCH_BODY_BEFORE.search(before):
        yield Named.ORGANIZATION, 14
    if _SURELY_PERSON_BEHIND.match(behind):
        yield (None if _THE_BEFORE.search(before) else Named.PERSON), 8
    if before.endswith(_ARTICLES) and _BODY_OF_THE.search(before):
        yield Named.ORGANIZATION, 9
    if _PERSON_BEHIND.match(behind):
        # "The Green List left": no person is called with an article.
        acts = _THE_BEFORE.search(before)
        yield (Named.ORGANIZATION if acts and behind.startswith(" ") else Named.PERSON), 6
    if _PERSON_BEFORE.search(before):
        yield Named.PERSON, 4


def _around_one(run: Run, before: str, behind: str) -> Iterator[tuple[Named | None, int]]:
    if _COMPANY_BEFORE.search(before):
        yield Named.ORGANIZATION, 8
    if _KIN_BEFORE.search(before) and _MONONYM_BEHIND.match(behind):
        yield Named.PERSON, 8
    if _NEAR_PLACE.search(before):
        yield Named.PLACE, 1
    if run.words[0].is_acronym and run.words[0].text not in lexicon.NO_ACRONYMS:
        yield Named.ORGANIZATION, 3


def _shape(run: Run) -> tuple[bool, Named | None]:
    """Whether the words of a name alone tell what it is, and what."""
    first, last = run.words[0].lower, run.words[-1].lower
    if len(run.words) == 1:
        return (
            (True, None)
            if last in lexicon.FEASTS
            else (
                last in lexicon.LONE_BODIES,
                Named.ORGANIZATION,
            )
        )
    if last in lexicon.OCCASIONS:
        return True, Named.EVENT
    if first in _BODY_STARTS or _is_called_a_body(run):
        return True, Named.ORGANIZATION
    subject = {each.lower for each in run.words} <= lexicon.PORTFOLIOS and not run.address
    if subject or last in lexicon.DOCUMENTS:
        return True, None
    compass = last in _COMPASS and first not in lexicon.BODIES
    if compass or last in lexicon.PLACES or first in lexicon.PLACE_STARTS:
        return not run.address and not run.after_office, Named.PLACE
    return False, None


def _is_called_a_body(run: Run) -> bool:
    """ "Border Guard", "Ministry of Water", "House of Deputies", "Council for Reform"."""
    words = [each.lower for each in run.words]
    if words[-1] in (lexicon.BODIES | lexicon.PARTY_NAMES) - _STATES_OR_BODIES:
        return True
    if words[-1] in _STATES_OR_BODIES:
        # "Dockers' Federation" is no state: an apostrophe and a space stand in it.
        return any(two.start - one.end == 2 for one, two in pairwise(run.words))  # noqa: PLR2004
    named = words[0] == "house" or any(each in lexicon.BODIES for each in words)
    return named and any(stands_apart(run))


def _name(
    run: Run, text: str, votes: dict[str, Named | None], parts: Counter[str], mononyms: set[str]
) -> Name | None:
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
        surname = name not in mononyms
    if kind is None:
        return None
    return Name(kind, run.place, name, address, whole, surname)
