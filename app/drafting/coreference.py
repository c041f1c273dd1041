"""Who "she", "his", "it" and "the party" are.

A pronoun is led to whom the text was speaking of: the subject of its own sentence if it comes
before, else that of the sentences before, nearest first. A person's gender is learnt from forms of
address and from the pronouns already led to them, and excludes the others.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from app.drafting import lexicon, masks, nominals
from app.drafting.bodies import is_party
from app.drafting.entities import Entity
from app.drafting.masks import Item, Mask, grammar
from app.drafting.reading import Reading
from app.drafting.records import Named, Span

_REACH: Final = 4
_OPENING: Final = 12
_OBLIQUE: Final = grammar(
    r"\b(?:of|for|to|with|by|from|under|at|against|on|and|including|than|after|before|between|like"
    r"|in|over|about|told|met|as|replaced|succeeded|named|appointed)"
    r" (?:the |a |former |then |late |current |<R> |<L> |<O> )*$",
    ignore_case=True,
)
_COMMON_BODY: Final = re.compile(
    r"\b[Tt]he (?:(?:ruling|governing|opposition|same|country’s) )?(?P<noun>"
    + "|".join(sorted(lexicon.COMMON_BODIES | {"party"}))
    + r")\b(?![-\w])"
)
# "The Front" of the "Workers' Front", and not "the Front for Freedom".
_CAPITAL_BODY: Final = re.compile(
    r"\b[Tt]he (?P<noun>"
    + "|".join(sorted(each.capitalize() for each in lexicon.COMMON_BODIES if "-" not in each))
    + r")\b(?![-\w])(?! (?:of|for|[A-ZÀ-Þ]))"
)
# "The party, which expelled her": it is not she who does it.
_WHICH_DOES: Final = grammar(r"<O>(?: \(<O>\))?,? (?:which|that) (?:[a-z]+ ){1,3}$")
_TELLING: Final = re.compile(r"(?:(?P<female>woman|queen)|man|king|emir|sultan)$")
_HELD: Final = grammar(r"<R>,? <P>")
_KIN: Final = grammar(
    r"\b(?:(?P<female>wife|widow|daughter|sister|mother|niece|aunt|fiancée)"
    r"|husband|widower|son|brother|father|nephew|uncle|fiancé),? (?:the )?"
    r"(?:[a-z-]+ ){0,3}(?:<R>,? )?(?P<who><P>)(?![’'])"
)
# "Prado herself"; and who alone is named in the sentence that "she" goes on from.
_HERSELF: Final = grammar(r"(?P<who><P>) (?:(?P<female>herself)|himself)\b")
_OPENS: Final = grammar(r"(?:(?:The |A |An )?(?:[a-z-]+ )?<R>,? )?(?P<who><P>)(?![’'])")
_GOES_ON: Final = re.compile(r"(?:(?P<female>She)|He) ")


def resolve(reading: Reading) -> None:
    """Give each pronoun its entity, where one is found, and note "the party" where it is one."""
    _learn_genders(reading)
    for at, sentence in enumerate(reading.sentences):
        reading.items[at] += list(_common_bodies(reading, sentence, at))
        reading.items[at] += list(
            nominals.nominals(reading.source.text, sentence, _with_offices(reading, at))
        )
    _place_holders(reading)
    focus: list[list[Entity]] = []
    led: list[Entity] = []
    bodies: list[list[Entity]] = []
    topic = _topic(reading)
    aged = nominals.aged(reading.source.text, reading.items)
    for at in range(len(reading.sentences)):
        mask = Mask(reading.source.text, reading.sentences[at], _with_offices(reading, at), at)
        opens = bool(focus) and _opens_paragraph(reading, at)
        persons = _Persons(topic, opens, aged, led)
        resolved = _resolve_sentence(mask, focus, bodies, persons)
        reading.items[at] = [
            replace(item, what=resolved[item.place]) if item.place in resolved else item
            for item in reading.items[at]
        ]
        reading.items[at] = [each for each in reading.items[at] if not isinstance(each.what, str)]


def _place_holders(reading: Reading) -> None:
    """Where a sentence begins with "the minister", put the one person who is said to be it."""
    sentences = [
        Mask(reading.source.text, place, _with_offices(reading, at), at)
        for at, place in enumerate(reading.sentences)
    ]
    held = nominals.holders(sentences)
    people = reading.entities.of(Named.PERSON)
    for at, mask in enumerate(sentences):
        found = nominals.definite(mask, held, people)
        if found is not None:
            item, office = found
            reading.items[at].append(item)
            reading.offices[at] = [each for each in reading.offices[at] if each.place != office]


def _topic(reading: Reading) -> Entity | None:
    """Whom the article is about: the person who is named most, if more than anybody else."""
    named = Counter(
        item.what.id for items in reading.items for item in items if item.letter == masks.PERSON
    )
    most = named.most_common(2)
    if not most or (len(most) > 1 and most[0][1] == most[1][1]):
        return None
    return next(each for each in reading.entities.of(Named.PERSON) if each.id == most[0][0])


def _opens_paragraph(reading: Reading, at: int) -> bool:
    between = reading.source.text[reading.sentences[at - 1].end : reading.sentences[at].start]
    return at > 0 and "\n" in between


def _with_offices(reading: Reading, at: int) -> list[Item]:
    offices = [Item(each.place, masks.OFFICE, each) for each in reading.offices[at]]
    return [*reading.items[at], *offices]


@dataclass(frozen=True, slots=True)
class _Persons:
    """Whom the article is about, whether the sentence opens a paragraph, whose ages are told.

    ``led`` are the persons of whom the sentence before told something, without those in passing.
    """

    topic: Entity | None
    opens: bool
    aged: frozenset[str]
    led: list[Entity]


def _resolve_sentence(
    mask: Mask,
    focus: list[list[Entity]],
    bodies: list[list[Entity]],
    persons: "_Persons",
) -> dict[Span, Entity]:
    resolved: dict[Span, Entity] = {}
    subjects: list[Entity] = []
    others: list[Entity] = []
    named: list[Entity] = []
    for at in sorted(mask.items):
        item = mask.items[at]
        entity = item.what
        if item.letter in (masks.SHE, masks.HERS, masks.IT) and isinstance(item.what, str):
            word = item.what
            if word in (nominals.NOMINAL, nominals.AGED):
                entity = nominals.meant(
                    word, persons.topic, [[*subjects, *others], *focus], persons.aged
                )
            elif word in ("it", "its"):
                entity = _body(named, bodies)
            else:
                is_object = word == "him" or (word == "her" and item.letter == masks.SHE)
                is_object = is_object and not _WHICH_DOES.search(mask.text[:at])
                opening = [persons.topic] if persons.topic and persons.opens else []
                opening = opening if not subjects and at < _OPENING else []
                before = [persons.led, *focus]
                entity = _person(word, subjects, others, before, opening, is_object=is_object)
            if entity is None:
                continue
            resolved[item.place] = entity
        if not isinstance(entity, Entity):
            continue
        if entity.kind is Named.PERSON:
            owns = mask.text[at + 1 : at + 3] in ("’s", "'s")
            aside = item.letter == masks.HERS or owns or _OBLIQUE.search(mask.text[:at])
            (others if aside else subjects).append(entity)
        elif entity.kind is Named.ORGANIZATION:
            named.append(entity)
    focus.insert(0, [*subjects, *others])
    bodies.insert(0, named)
    del focus[_REACH:], bodies[_REACH:]
    persons.led[:] = subjects
    return resolved


def _person(
    word: str,
    subjects: Sequence[Entity],
    others: Sequence[Entity],
    focus: Sequence[Sequence[Entity]],
    opening: Sequence[Entity],
    *,
    is_object: bool,
) -> Entity | None:
    female = word in ("she", "her")
    before = [each for sentence in focus for each in sentence]
    # Of those in the sentence before, one who is known to be a she is meant before one who may be;
    # but whom it told of before whom it named in passing.
    surely = [each for each in focus[0] if each.is_female is female]
    # A paragraph that opens with "she" goes back to whom the article is about.
    near = [*subjects, *opening, *surely, *before, *others]
    if is_object and subjects:
        # Who does something to "him" is another.
        near = [*reversed(subjects[1:]), *reversed(others), *surely, *before, *subjects]
    for person in near:
        if person.is_female in (None, female):
            person.is_female = female
            return person
    return None


def _body(named: Sequence[Entity], bodies: Sequence[Sequence[Entity]]) -> Entity | None:
    """The body spoken of: the first of this sentence, else of one of the sentences just before."""
    for sentence in [named, *bodies[:2]]:
        if sentence:
            return sentence[0]
    return None


def _common_bodies(reading: Reading, sentence: Span, at: int) -> Iterator[Item]:
    text, taken = reading.source.text, _with_offices(reading, at)
    matches = [
        *_COMMON_BODY.finditer(text, sentence.start, sentence.end),
        *_CAPITAL_BODY.finditer(text, sentence.start, sentence.end),
    ]
    yield from _nicknames(reading, sentence, taken)
    for match in matches:
        place = Span(match.start(), match.end())
        if _is_taken(place, taken):
            continue
        body = _latest_body(reading, match["noun"].casefold(), place, at)
        if body is not None:
            yield Item(place, masks.BODY, body)


def _is_taken(place: Span, taken: Sequence[Item]) -> bool:
    return any(each.place.start < place.end and place.start < each.place.end for each in taken)


def _nicknames(reading: Reading, sentence: Span, taken: Sequence[Item]) -> Iterator[Item]:
    """Parties by what their members are called: "the Federalists" of the "Federalist Party"."""
    for body in reading.entities.of(Named.ORGANIZATION):
        first, _, more = body.name.removeprefix("The ").partition(" ")
        if not more or not first.isalpha() or first.endswith("s") or not is_party(body):
            continue
        for match in re.finditer(
            rf"\b(?:[Tt]he )?{first}s\b(?! [A-ZÀ-Þ])",
            reading.source.text[sentence.start : sentence.end],
        ):
            place = Span(sentence.start + match.start(), sentence.start + match.end())
            if not _is_taken(place, taken):
                yield Item(place, masks.BODY, body)


def _latest_body(reading: Reading, noun: str, place: Span, at: int) -> Entity | None:
    """The body last named before whose name has the noun ("party": or what parties are called)."""
    for sentence in range(at, -1, -1):
        for item in sorted(reading.items[sentence], key=lambda each: each.place, reverse=True):
            if item.letter == masks.BODY and item.place.end <= place.start:
                words = item.what.name.casefold().split()
                if noun in words or (noun == "party" and is_party(item.what)):
                    found: Entity = item.what
                    return found
    return None


def _learn_genders(reading: Reading) -> None:
    """Learn genders from offices that tell them ("spokeswoman", "king")."""
    for at, sentence in enumerate(reading.sentences):
        mask = Mask(reading.source.text, sentence, _with_offices(reading, at), at)
        for match in _HELD.finditer(mask.text):
            person, head = mask.items[match.end() - 1].what, mask.items[match.start()].what.head
            if person.is_female is None and (told := _TELLING.search(head)):
                person.is_female = bool(told["female"])
        for pattern in (_KIN, _HERSELF):
            for match in pattern.finditer(mask.text):
                person = mask.items[match.start("who")].what
                if person.is_female is None:
                    person.is_female = bool(match["female"])
    _learn_from_pronouns(reading)


def _learn_from_pronouns(reading: Reading) -> None:
    """Learn genders from the "she" with which a sentence goes on from one that names one person."""
    votes: dict[str, Counter[bool]] = {}
    for at, sentence in enumerate(reading.sentences):
        goes_on = _GOES_ON.match(reading.source.text, sentence.start, sentence.end)
        who = _alone_in(reading, at - 1) if goes_on and not _opens_paragraph(reading, at) else None
        if goes_on and who is not None:
            votes.setdefault(who, Counter())[bool(goes_on["female"])] += 1
    for person in reading.entities.of(Named.PERSON):
        told = votes.get(person.id)
        if person.is_female is None and told and len(told) == 1:
            person.is_female = next(iter(told))


def _alone_in(reading: Reading, at: int) -> str | None:
    """The id of the person with whom a sentence opens, if it names nobody else."""
    if at < 0:
        return None
    mask = Mask(reading.source.text, reading.sentences[at], _with_offices(reading, at), at)
    opens = _OPENS.match(mask.text)
    named = {mask.items[each].what.id for each in mask.at(masks.PERSON)}
    return named.pop() if opens and len(named) == 1 else None
