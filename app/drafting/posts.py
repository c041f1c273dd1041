"""Offices with what they are of: "the party's deputy head", "ambassador to X", "his deputy"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.drafting import masks
from app.drafting.entities import Entity
from app.drafting.masks import Item, Mask, grammar
from app.drafting.reading import Reading
from app.drafting.records import Named, Span
from app.drafting.titles import Office

_LONGEST: Final = 40
_BODY_NOUNS: Final = (
    "party|council|commission|committee|parliament|assembly|senate|agency|department|ministry|bank"
    "|board|union|association|organisation|organization|bureau|office|government|cabinet|university"
    "|institute|court|police|army|navy|forces|coalition|group|faction|company|delegation|mission"
    "|embassy|branch|wing|service|authority|house|chamber|region|province|city"
    "|district|state|country"
    "|republic|opposition|fund|federation|movement|village|town|county|guard|brigade"
    "|division|corps|staff|force|unit|team|congress|academy|company|school"
)
_BEHIND: Final = grammar(
    r" (?P<how>of|for|to|at|in|on|with) (?P<what>(?:the |its |his |her |their |a |an )?"
    rf"(?:(?:[a-z-]+ ){{0,2}}<O>|<R>(?!,? <P>)|(?:(?:neighbouring|neighboring|nearby"
    r"|northern|southern|eastern|western|central|coastal|tiny|small|oil-rich"
    rf"|landlocked|breakaway) ){{0,2}}<L>(?: (?:province|region|city|state|district"
    rf"|county))?|<P>|<E>|<S> (?:[a-z-]+ )?(?:{_BODY_NOUNS})|(?:<O>[’']s |[a-z’'-]+ ){{0,3}}"
    rf"(?:{_BODY_NOUNS})\b(?: (?:of|in) <L>(?: (?:province|region|city|state|district|county))?)?"
    r"(?! (?:<P>|<O>))))"
)
# "The mayor of the capital, Port Ost, said".
_APPOSED: Final = grammar(r", (?P<what><L>)(?=[,.;]|$)")
_BODY_APPOSED: Final = grammar(r", (?P<what><O>)(?=[,.;]|$)")
_OF_A_BODY: Final = re.compile(
    r" of (?:the )?[a-z’' ]*(?:organisation|organization|wing|branch|union|party|league"
    r"|foundation)$"
)
_OF_THE_TOWN: Final = re.compile(r" of the (?:capital|city|town|port|province|region|district)$")
_FORMER: Final = re.compile(r"\b(?:[Ff]ormer|[Ll]ate|[Ee]rstwhile|[Oo]usted|[Dd]eposed|ex-) ?$")
_PLACED: Final = frozenset(
    "ambassador envoy consul representative counsellor attaché consul-general".split()
)
_OF_PLACES: Final = re.compile(r"(?:party|first|second|third|provincial|regional) \w+$")
_ELSEWHERE: Final = frozenset("president minister premier chancellor king queen".split())
_BEFORE: Final = grammar(
    r"(?:(?P<owner><O>|<L>|<P>|<I>)(?:(?:[’']s|[’']) (?:(?:own|ruling|new) )?|,? whose"
    r" )|(?P<beside><O>|<L>) "
    r"|(?P<hers><S>) |(?P<demonym>\b[A-Z][a-zà-ÿ]+(?:ian|ean|ese|ish|an|ch|i|ic|iot|ite|er)) )$"
)
_NOT_DEMONYMS: Final = frozenset(
    "former under after earlier other another further either neither however never whether later "
    "order veteran human woman than can public republic democratic socialist christian".split()
)


@dataclass(frozen=True, slots=True)
class Post:
    """An office where it stands.

    ``place`` is all of it with whose it is, ``name`` what it is called, ``plain`` that without
    what stands before it ("president" of "Kessarian president"), ``label`` as printed.
    ``owner`` is the person whose it is ("her deputy", "a spokesman for X"). ``is_bare``: nothing
    tells what it is of.
    """

    place: Span
    name: str
    plain: str
    head: str
    label: str
    organization: Entity | None
    area: Entity | None
    owner: Entity | None
    is_past: bool
    is_then: bool
    is_bare: bool


@dataclass(slots=True)
class _Found:
    """What an office is of, as it is found around it.

    ``printed``: what stands before it is of its wording, as in "Kessarian president".
    """

    start: int
    end: int
    organization: Entity | None = None
    area: Entity | None = None
    owner: Entity | None = None
    printed: bool = False

    def add(self, entity: Entity | None) -> None:
        """Note what the office is of; what was found first stays."""
        if entity is None:
            return
        if entity.kind is Named.ORGANIZATION:
            self.organization = self.organization or entity
        elif entity.kind is Named.PERSON:
            self.owner = self.owner or entity
        elif entity.kind is Named.PLACE:
            self.area = self.area or entity


def posts(reading: Reading) -> list[list[Item]]:
    """The offices of each sentence as items: one letter for one, another for several."""
    found: list[list[Item]] = []
    for at, sentence in enumerate(reading.sentences):
        plain = [Item(each.place, masks.OFFICE, each) for each in reading.offices[at]]
        mask = Mask(reading.source.text, sentence, [*reading.items[at], *plain], at)
        items = []
        for where in mask.at(masks.OFFICE):
            office = mask.items[where].what
            post = _post(reading.source.text, mask, where, office)
            letter = masks.OFFICES if office.is_plural else masks.OFFICE
            items.append(Item(post.place, letter, post))
        found.append(_apart(items))
    return found


def _apart(items: Sequence[Item]) -> list[Item]:
    """Without offices that another has taken in: "adviser to the president"."""
    kept: list[Item] = []
    for item in items:
        if not kept or item.place.start >= kept[-1].place.end:
            kept.append(item)
    return kept


def _post(text: str, mask: Mask, where: int, office: Office) -> Post:
    found = _Found(where, where + 1)
    _look_behind(mask, where, office, found)
    _look_before(mask, where, found)
    end = mask.end(found.end)
    printed = mask.start(found.start) if found.printed else office.name.start
    return Post(
        place=Span(mask.start(found.start), end),
        name=_spelled(text, Span(printed, end)),
        plain=_spelled(text, Span(office.name.start, end)),
        head=office.head,
        label=_spelled(text, Span(printed, end)),
        organization=found.organization,
        area=found.area,
        owner=found.owner,
        is_past=office.is_past or _is_of_the_past(mask, found),
        is_then=office.is_then,
        is_bare=found.end == where + 1 and found.start == where,
    )


def _is_of_the_past(mask: Mask, found: _Found) -> bool:
    """Whether "former" stands before what the office is of: "the former Kessarian president"."""
    return bool(_FORMER.search(mask.text, max(0, found.start - _LONGEST), found.start))


def _look_behind(mask: Mask, where: int, office: Office, found: _Found) -> None:
    """Take in "of the party", "to Sundmark", "for North Lagoon"."""
    while found.end - where < _LONGEST and (match := _BEHIND.match(mask.text, found.end)):
        entity = _entity_in(mask, match.start(), match.end())
        name = mask.printed(office.name).casefold()
        if not _fits(match["how"], office, entity, name):
            return
        found.add(entity)
        found.end = match.end()
    named = mask.printed(Span(office.name.start, mask.end(found.end)))
    apposed = _APPOSED.match(mask.text, found.end)
    if not apposed and found.organization is None and _OF_A_BODY.search(named):
        apposed = _BODY_APPOSED.match(mask.text, found.end)
        if apposed:
            found.add(_entity_in(mask, apposed.start(), apposed.end()))
            found.end = apposed.end()
    elif apposed and found.area is None and _OF_THE_TOWN.search(named):
        found.add(_entity_in(mask, apposed.start(), apposed.end()))
        found.end = apposed.end()


def _fits(how: str, office: Office, entity: Entity | None, office_name: str) -> bool:
    kind = entity.kind if entity else None
    if how == "of":
        return True
    if how == "in" and kind is Named.PLACE and _OF_PLACES.match(office_name):
        return True
    if how == "to":
        return kind is not Named.EVENT and office.head not in _ELSEWHERE
    if how == "for":
        return office.head not in _ELSEWHERE or kind is None
    if office.head in _PLACED:
        return how in ("in", "at") and kind in (Named.PLACE, Named.ORGANIZATION)
    # "A director at the bank", and not "sworn in as president at State House".
    return (
        how in ("at", "on", "in") and kind is Named.ORGANIZATION and office.head not in _ELSEWHERE
    )


def _look_before(mask: Mask, where: int, found: _Found) -> None:
    """Take in "the NSC's", "Sundmark", "his", "Kessarian"."""
    match = _BEFORE.search(mask.text, max(0, where - _LONGEST), where)
    if not match:
        return
    if match["demonym"]:
        if match["demonym"].casefold() in _NOT_DEMONYMS:
            return
        found.printed = True
    found.add(_entity_in(mask, match.start(), where))
    if not match[0].endswith("whose "):
        found.printed = found.printed or bool(match["beside"])
        found.start = match.start()


def _entity_in(mask: Mask, first: int, last: int) -> Entity | None:
    """The last entity between two positions of the mask."""
    for at in range(last - 1, first - 1, -1):
        item = mask.items.get(at)
        if item and isinstance(item.what, Entity):
            return item.what
    return None


def _spelled(text: str, place: Span) -> str:
    return " ".join(text[place.start : place.end].split())
