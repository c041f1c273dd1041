"""A text into paragraphs and sentences, which know abbreviations and speech in quotation marks."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from app.drafting.records import Span

_ABBREVIATIONS: Final = frozenset(
    """
    mr mrs ms messrs dr prof rev hon gen lt col maj capt cmdr sgt cpl adm brig st sr jr no vs etc
    e.g i.e gov sen rep pres amb supt inc ltd co corp jan feb mar apr jun jul aug sept sep oct nov
    dec approx dept est fig ca u.s u.k u.n d.c ph.d
    """.split()
)
_LONGEST: Final = 1_500
_LINE: Final = re.compile(r"[^\n\r\u2028\u2029]+")
_STOP: Final = re.compile(r"[.!?…]+[”\"’')\]»]*(?=\s)")
_MARKS: Final = {"“": "”", '"': '"', "«": "»", "„": "“"}
_OPENING: Final = re.compile(r'[“"«„]')


def paragraphs(text: str) -> tuple[Span, ...]:
    """The lines that hold anything, without the white space around them."""
    found = []
    for match in _LINE.finditer(text):
        line = match[0]
        inner = line.strip()
        if inner:
            start = match.start() + line.index(inner)
            found.append(Span(start, start + len(inner)))
    return tuple(found)


def quoted(text: str, paragraph: Span) -> tuple[Span, ...]:
    """What stands in quotation marks in a paragraph, marks included.

    A quotation that is not closed goes to the end of the paragraph, as where speech runs on.
    """
    found, at = [], paragraph.start
    while match := _OPENING.search(text, at, paragraph.end):
        closing = text.find(_MARKS[match[0]], match.end(), paragraph.end)
        end = closing + 1 if closing >= 0 else paragraph.end
        found.append(Span(match.start(), end))
        at = end
    return tuple(found)


def sentences(text: str, paragraph: Span, quotations: Sequence[Span] = ()) -> tuple[Span, ...]:
    """The sentences of a paragraph; one in which somebody speaks is not cut within the speech."""
    found, start = [], paragraph.start
    for stop in _stops(text, paragraph, quotations):
        found.append(Span(start, stop))
        start = stop
        while start < paragraph.end and text[start].isspace():
            start += 1
    if start < paragraph.end:
        found.append(Span(start, paragraph.end))
    return tuple(part for each in found for part in _parts(text, each))


def sentence_at(text: str, place: Span) -> Span:
    """The sentence around a place; the place itself where it is in none."""
    start, end = text.rfind("\n", 0, place.start) + 1, text.find("\n", place.end)
    while text[start].isspace():
        start += 1
    line = Span(start, end if end >= 0 else len(text))
    found = sentences(text, line, quoted(text, line))
    return next((at for at in found if at.start <= place.start and place.end <= at.end), place)


def _parts(text: str, sentence: Span) -> Iterator[Span]:
    """A sentence, cut where it is longer than any that is written: rules look far within one."""
    start = sentence.start
    while sentence.end - start > _LONGEST:
        cut = text.rfind(" ", start + 1, start + _LONGEST)
        end = cut if cut > start else start + _LONGEST
        yield Span(start, end)
        start = end + 1 if cut > start else end
    if start < sentence.end:
        yield Span(start, sentence.end)


def _stops(text: str, paragraph: Span, quotations: Sequence[Span]) -> Iterator[int]:
    """Where sentences end. Quotations are in order, so one pass over them is enough."""
    at = 0
    for match in _STOP.finditer(text, paragraph.start, paragraph.end):
        while at < len(quotations) and quotations[at].end < match.end():
            at += 1
        inside = at < len(quotations) and quotations[at].start < match.start() < (
            quotations[at].end - len(match[0])
        )
        if (
            not inside
            and _begins(text, match.end(), paragraph.end)
            and not _abbreviated(text, match)
        ):
            yield match.end()


def _begins(text: str, at: int, end: int) -> bool:
    while at < end and text[at].isspace():
        at += 1
    return at < end and not text[at].islower() and text[at] not in ",;:)"


def _abbreviated(text: str, match: re.Match[str]) -> bool:
    if match[0] != ".":
        return False
    start = match.start()
    while start > 0 and start > match.start() - 12 and not text[start - 1].isspace():
        start -= 1
    word = text[start : match.start()].strip("(“\"'").casefold()
    return word in _ABBREVIATIONS or (len(word) == 1 and word.isalpha())
