"""An article read once: its sentences with all that is named in them, before any claim."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from app.drafting import boilerplate, dates, masks, names, runs, sentences, titles
from app.drafting.entities import Entities, Entity
from app.drafting.masks import Item, Mask
from app.drafting.people_named import People
from app.drafting.records import Boilerplate, Named, SourceText, Span
from app.drafting.tokens import Token, tokens, within

_PRONOUN: Final = re.compile(
    r"\b(?P<word>[Hh]e|[Ss]he|[Hh]is|[Hh]er|[Hh]im|[Ii]t|[Ii]ts)\b(?![’'])"
)
_NO_NOUNS: Final = (
    "(?:in|on|at|to|from|for|and|as|into|out|back|over|with|after|before|when|while|because|that"
    "|who|until|by|off|away|down|up|under|during|since|but|or|if|so|the|an?|of|about|through"
    "|against|without|within|last|this|not|is|was|had|has|would|could)"
)
# "VAIKOLO, 9 November (News Agency) — ": where and whence a report is sent.
_DATELINE: Final = re.compile(
    r"[A-ZÀ-Þ][A-ZÀ-Þ’'ʻ .-]+(?:, [^—–(\n]{1,40})?(?: \([^)\n]{1,40}\))?\s?(?:—|–|--|-)\s(?=\S)"
)
# What is so called governs, or would: "the ruling Broad Accord".
_RULES: Final = re.compile(r"\b(?:ruling|governing|opposition) $")
_LETTERS: Final = {
    Named.PERSON: masks.PERSON,
    Named.ORGANIZATION: masks.BODY,
    Named.PLACE: masks.PLACE,
    Named.EVENT: masks.OCCASION,
}
_ACRONYM_BEHIND: Final = re.compile(
    r" \((?:the |or )?([A-ZÀ-ÞĀ-Ž][A-Za-zÀ-ž&-]*[A-ZÀ-ÞĀ-Ž][A-Za-zÀ-ž]?)\)"
)


@dataclass(slots=True)
class Reading:
    """What was read. ``items`` has each sentence's, of names, dates, speech and pronouns."""

    source: SourceText
    title: Span | None
    boilerplate: tuple[Boilerplate, ...]
    sentences: list[Span]
    speeches: list[Span]
    entities: Entities
    calendar: dates.Calendar
    items: list[list[Item]] = field(default_factory=list)
    offices: list[list[titles.Office]] = field(default_factory=list)
    abbreviations: list[tuple[Entity, Span, str]] = field(default_factory=list)

    def masks(self, more: Sequence[Sequence[Item]] = ()) -> list[Mask]:
        """Each sentence masked, with more items in it."""
        return [
            Mask(self.source.text, place, [*self.items[at], *(more[at] if more else ())], at)
            for at, place in enumerate(self.sentences)
        ]


def read(source: SourceText) -> Reading:
    """Find the sentences of an article and whatever is named in them."""
    lines = sentences.paragraphs(source.text)
    title = boilerplate.headline(source, lines)
    furniture = boilerplate.boilerplate(source.text, lines, title)
    cut = {each.place for each in furniture}
    reading = Reading(
        source, title, furniture, [], [], Entities(source.known), dates.Calendar(source.published)
    )
    for line in lines:
        if line not in cut and not (title and line.start <= title.start < line.end):
            _add_paragraph(reading, line)
    _add_items(reading)
    return reading


def _add_paragraph(reading: Reading, line: Span) -> None:
    dateline = _DATELINE.match(reading.source.text, line.start, line.end)
    if dateline:
        line = Span(dateline.end(), line.end)
    speeches = sentences.quoted(reading.source.text, line)
    reading.speeches += speeches
    reading.sentences += sentences.sentences(reading.source.text, line, speeches)


def _add_items(reading: Reading) -> None:
    text = reading.source.text
    words = tokens(text, reading.sentences)
    taken: list[Span] = []
    for place in reading.sentences:
        timed = list(_timed(text, place))
        held = [
            each
            for each in titles.offices(within(words, place), text)
            if not any(_overlap(each.place, item.place) for item in timed)
        ]
        reading.items.append(timed)
        reading.offices.append(held)
        taken += [each.place for each in timed] + [each.place for each in held]
    found = _found_names(reading, words, taken)
    _place_names(reading, found)
    _drop_offices_in_names(reading)
    for at, place in enumerate(reading.sentences):
        reading.items[at] += _speeches(reading, place) + list(_pronouns(text, place))


def _overlap(one: Span, two: Span) -> bool:
    return one.start < two.end and two.start < one.end


def _timed(text: str, place: Span) -> Iterator[Item]:
    moments = list(dates.moments(text, place))
    for moment in moments:
        yield Item(moment.place, masks.DATE, moment)
    for length in dates.lengths(text, place):
        if not any(_overlap(length.place, each.place) for each in moments):
            yield Item(length.place, masks.LENGTH, length)


def _found_names(
    reading: Reading, words: Sequence[Token], taken: Sequence[Span]
) -> list[names.Name]:
    text = reading.source.text
    known = {name.casefold(): each.kind for each in reading.source.known for name in each.names}
    found = runs.composed(list(runs.runs(words, text, taken)), text)
    return names.told_apart(found, text, known)


def _is_called_party(text: str, place: Span) -> bool:
    before, behind = text[max(0, place.start - 16) : place.start], text[place.end : place.end + 6]
    return bool(_RULES.search(before)) or behind == " party"


def _with_stop(text: str, whole: Span) -> Span:
    """A name with the full stop of the "Jr." that ends it."""
    if text[whole.start : whole.end].endswith((" Jr", " Sr")) and text[whole.end :][:1] == ".":
        return Span(whole.start, whole.end + 1)
    return whole


def _place_names(reading: Reading, found: Sequence[names.Name]) -> None:
    """Each name as an item of its sentence, and as an entity."""
    text = reading.source.text
    people = People(reading.entities, found)
    acronyms = _acronyms(reading, found)
    at = 0
    for name in found:
        while at < len(reading.sentences) and reading.sentences[at].end <= name.place.start:
            at += 1
        entity = people.of(name) or _entity(reading, name, acronyms)
        if entity is not None:
            letter = _LETTERS[entity.kind]
            whole = name.whole if entity.kind is Named.PERSON else name.place
            reading.items[at].append(Item(_with_stop(text, whole), letter, entity))
            if entity.kind is Named.ORGANIZATION and _is_called_party(text, name.place):
                entity.is_party = True


def _acronyms(reading: Reading, found: Sequence[names.Name]) -> dict[str, Entity]:
    """Short names that are told in brackets behind the long ones."""
    told: dict[str, Entity] = {}
    for name in found:
        match = _ACRONYM_BEHIND.match(reading.source.text, name.place.end)
        if match and name.kind is Named.ORGANIZATION and match[1] not in told:
            entity = reading.entities.named(Named.ORGANIZATION, name.text, name.place)
            told[match[1]] = entity
            reading.entities.same(match[1], entity)
            place = Span(name.place.start, match.end())
            reading.abbreviations.append((entity, place, match[1]))
    return told


def _entity(reading: Reading, name: names.Name, acronyms: dict[str, Entity]) -> Entity | None:
    if name.kind is None or (name.kind is Named.PERSON and name.is_surname):
        return None
    if name.text in acronyms:
        return acronyms[name.text]
    if name.kind is Named.ORGANIZATION and (longer := _longer(reading, name.text)):
        reading.entities.same(name.text, longer)
        return longer
    return reading.entities.named(name.kind, name.text, name.place)


def _longer(reading: Reading, short: str) -> Entity | None:
    """A body already named of which this is a part: "Peace Institute" of "Osk Peace Institute"."""
    if " " not in short:
        return None
    plain = short.casefold()
    longer = [
        each
        for each in reading.entities.of(Named.ORGANIZATION)
        if each.name.casefold() != plain
        and (
            each.name.casefold().startswith(f"{plain} of ")
            or each.name.casefold().endswith(f" {plain}")
        )
    ]
    return longer[0] if len(longer) == 1 else None


def _drop_offices_in_names(reading: Reading) -> None:
    for at, held in enumerate(reading.offices):
        reading.offices[at] = [
            each
            for each in held
            if not any(
                _overlap(each.place, item.place)
                for item in reading.items[at]
                if item.letter in _LETTERS.values()
            )
        ]


def _speeches(reading: Reading, place: Span) -> list[Item]:
    return [
        Item(each, masks.SPEECH)
        for each in reading.speeches
        if place.start <= each.start and each.end <= place.end
    ]


def _pronouns(text: str, place: Span) -> Iterator[Item]:
    for match in _PRONOUN.finditer(text, place.start, place.end):
        word = match["word"].casefold()
        letter = {"he": masks.SHE, "she": masks.SHE, "him": masks.SHE, "it": masks.IT}.get(word)
        if word == "her":
            # "She met her in June": no noun follows.
            alone = not re.match(rf" (?!{_NO_NOUNS}\b)\w", text[match.end() :][:12])
            letter = masks.SHE if alone else masks.HERS
        yield Item(Span(match.start(), match.end()), letter or masks.HERS, word)
