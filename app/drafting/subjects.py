"""Who does what a verb says: its subject, over appositions, relative and joined clauses."""

import re
from dataclasses import dataclass
from typing import Final

from app.drafting.entities import Entity
from app.drafting.masks import BODY, PERSON, SHE, Mask, grammar
from app.drafting.records import Span

_WINDOW: Final = 400
ADVERBS: Final = (
    r"(?:(?:also|now|then|later|first|previously|formerly|briefly|recently"
    r"|subsequently|eventually|once"
    r"|initially|twice|since(?! <D>)|long|again|himself|herself|both|formally"
    r"|officially|unanimously|narrowly"
    r"|only|still|soon|already|successively|concurrently|simultaneously|unexpectedly"
    r"|abruptly|quietly"
    r"|just|currently|today|immediately|afterwards|thereafter|finally|duly|promptly"
    r"|publicly|in turn"
    r"|reluctantly|suddenly|earlier|therefore|instead|ultimately|temporarily|jointly|personally"
    r"|never|not|reportedly|allegedly|apparently|always|<D>),? )*"
)
_DIRECT: Final = grammar(rf"(?P<who><ANY>)(?: \(<O>\))? {ADVERBS}$")
_JOINS: Final = re.compile(r"\b[a-z]+(?:ed|led|ft|it|ound|an|ain) (?:the |an? )?(?:[a-z]+ )?$")
_LIST: Final = grammar(
    r"(?:(?:^|[ (])(?:the |<R> )*)?(?P<list><P>(?:, (?:<R> )?<P>)*,? and (?:the )?(?:<R> )?)<P>$"
)
_OBLIQUE: Final = grammar(
    r"\b(?:of|for|to|with|by|from|under|at|against|on|including|than|like|between|as"
    r"|behind|over|about|alongside|beside|besides|despite|without|near|beyond"
    r"|told|met|replaced|succeeded|named|appointed|after|before|among|within|inside)"
    r" (?:the |a |an |former |then |late |<R> |<L> )*$",
    ignore_case=True,
)
# "X of the Reef Party was elected".
_OF_BODY: Final = grammar(r"(?P<who><P>),? of (?:the )?(?:[a-z-]+ )?$")
_RELATIVE: Final = grammar(rf"(?P<comma>,)? (?:who|which)(?: in)? {ADVERBS}$")
_OTHERS: Final = grammar(
    r"(?P<who><ANY>)(?: \(<O>\))?,? and (?:an?|the|two|three|four|several|some|other"
    rf"|many) (?:[a-z-]+ ){{1,5}}{ADVERBS}$"
)
_CLOSED: Final = grammar(rf", {ADVERBS}$")
_JOINED: Final = grammar(
    rf"(?:,? and|,? but|, then|;|,? before|,? after|,? while|, having|,) {ADVERBS}(?:in"
    rf" <D>,? |on <S> return,? |for (?:the past )?(?:<U>|year),? )?{ADVERBS}$"
)
_ALONE: Final = grammar(
    r"^(?:(?:The|the|A|a|An|an|His|Her|his|her|Its|its|Their|But|And|Yet|both) )?"
    r"(?:[a-z-]+ )?(?:<R> |<O> |<L> )*"
    r"(?:[A-Z]?[a-z-]+ )?(?P<who><ANY>)(?: \(<O>\))?$"
)
_FRONTED: Final = grammar(
    r"^(?:(?:and|but|(?:.*\b)?(?:when|where|while|that|as|because|say|says|said"
    r"|believe|claim|whether|if|after"
    r"|before|since|although|though|whom|reported|announced)|<D>|in <D>|<Q>),? )?(?:the )?"
    r"(?:<R>,? )?(?P<who><ANY>)(?: \(<O>\))?$",
    ignore_case=True,
)
_PAIR: Final = grammar(
    r"^(?:(?:the|The) )?(?:<R> )?<P>(?:, (?:<R> )?<P>)*,? and (?:the )?(?:<R> )?(?P<who><P>)$"
)
_AND_ALSO: Final = grammar(
    r",? and (?:the |[a-z]+[’']s |<[OL]>[’']s )*(?:<R>,? )?$".replace("<[OL]>", "(?:<O>|<L>)")
)
_ASIDE: Final = grammar(
    r"^(?:a|an|the|who|which|whose|whom|now|then|aged|also|once|himself|herself|\d|<R>"
    r"|<D>|<U>|<S>|<I>|one"
    r"|in|at|from|with|for|of|until|since|by|formerly|currently|long|its|and|or|both"
    r"|only|himself|like"
    r"|nicknamed|known|born|\w+ed\b|\w+ing\b|<O>|<L>|as|to|previously|former|himself|their|so|not)"
)
_CLAUSE: Final = grammar(
    r"(?:^|, |; |\b(?:when|where|that|and|but|while|because|as|who|said|says|after|before|since|if"
    rf"|whether|though|although|<D>) |^(?:The|the|In <D>,) |<Q> |<R> )(?P<who><ANY>) {ADVERBS}"
    r"(?!and\b|or\b|of\b|in\b|on\b|to\b|for\b|at\b|by\b|from\b|with\b)[a-z]",
    ignore_case=True,
)
_FIRST: Final = grammar(
    r"^(?:<D>,? |In <D>,? )?(?:(?:The|A|An|His|Her) )?(?:[a-z-]+ )?(?:<R>,? |<O> |<L>"
    r" )*(?:the )?(?P<who><ANY>)"
)
_TITLED: Final = grammar(
    r"(?<!\bas )(?<!\bas the )(?:(?:The|the|A|a|An|an|Its|its|Their|their|country’s) "
    r"(?:[a-z-]+ )?)?<R>,? $"
    r"|(?:His|Her|his|her|<S>) (?:predecessor|successor|replacement), $|\b[Tt]he $"
)


@dataclass(frozen=True, slots=True)
class Subject:
    """Who, and where their mention stands in the masked sentence."""

    who: Entity
    at: int


def subjects(mask: Mask, verb: int) -> list[Subject]:
    """Who does what the verb at this position says; nobody where the grammar leaves doubt."""
    first = max(0, verb - _WINDOW)
    left = mask.text[first:verb]
    found = _direct(mask, left, first)
    if found is not None:
        return found
    ways = (each(left) for each in (_relative, _closed, _with_others, _joined))
    at = next((at for at in ways if at is not None), None)
    if at is None:
        return []
    return _all_of(mask, left, at, first)


def _direct(mask: Mask, left: str, first: int) -> list[Subject] | None:
    """The subject right before the verb; None where there is none, empty where it is no subject."""
    match = _DIRECT.search(left)
    if not match:
        return None
    at = match.start("who")
    before = left[:at]
    of_body = _OF_BODY.search(before) if left[at] == BODY else None
    if of_body and not _OBLIQUE.search(before[: of_body.start("who")]):
        return _all_of(mask, left, of_body.start("who"), first)
    if left[at] != SHE and _OBLIQUE.search(before):
        # "Began at the bank in 1996, became …": the clause goes on over the comma.
        return None if "," in left[at:] else []
    if "," in left[at:] and left[at] not in (PERSON, SHE) and _JOINS.search(before):
        # "Joined the party in 2001, was mayor …": the body is what was joined.
        return None
    return _all_of(mask, left, at, first)


def _all_of(mask: Mask, left: str, at: int, first: int) -> list[Subject]:
    """The subject at a position with those before it that "and" joins to it."""
    places = [at]
    several = _LIST.search(left[: at + 1])
    joined = _AND_ALSO.search(left[:at])
    if several and left[at] == PERSON:
        start = several.start("list")
        places = [start + n for n, letter in enumerate(several["list"]) if letter == PERSON] + [at]
    elif joined and left[: joined.start()].endswith(",") is False and "," in left[:at]:
        # "X, chair of Y, and Z, the minister, met": over the aside to the first of them.
        before = _over_asides(left[: joined.start()])
        places = [*([before] if before is not None and left[before] == PERSON else []), at]
    found = [_at(mask, first + place) for place in places]
    return [each for each in found if each]


def _at(mask: Mask, at: int) -> Subject | None:
    item = mask.items.get(at)
    return Subject(item.what, at) if item and isinstance(item.what, Entity) else None


def _relative(left: str) -> int | None:
    """The antecedent of "who"."""
    match = _RELATIVE.search(left)
    if not match:
        return None
    before = left[: match.start()]
    bare = _DIRECT.search(f"{before} ")
    if bare:
        return bare.start("who")
    return _over_asides(before, any_mention=True)


def _closed(left: str) -> int | None:
    """The subject before an apposition that a comma closes."""
    match = _CLOSED.search(left)
    return _over_asides(left[: match.start()]) if match else None


def _with_others(left: str) -> int | None:
    """The first of "the party and a group of independents"."""
    match = _OTHERS.search(left)
    return match.start("who") if match and not _OBLIQUE.search(left[: match.start("who")]) else None


def _over_asides(left: str, *, any_mention: bool = False) -> int | None:
    """The mention that stands before the asides at the end of the text before a verb.

    Before "who" it may be ``any_mention``; else it must be one that can be a subject.
    """
    end = len(left)
    for _ in range(8):
        start = left.rfind(", ", 0, end)
        begin = start + 2 if start >= 0 else 0
        part = left[begin:end]
        match = _ALONE.match(part) or _FRONTED.match(part) or _PAIR.match(part)
        if match and not _OBLIQUE.search(part[: match.start("who")]):
            return begin + match.start("who")
        if any_mention and (match := _DIRECT.search(f"{part} ")):
            return begin + match.start("who")
        if start < 0 or not _ASIDE.match(part):
            return None
        end = start
    return None


def _joined(left: str) -> int | None:
    """The subject of the clause that "and" goes on with."""
    match = _JOINED.search(left)
    if not match:
        return None
    before = left[: match.start()]
    clauses = [each.start("who") for each in _CLAUSE.finditer(before)]
    clauses = [at for at in clauses if not _OBLIQUE.search(before[:at])]
    relative = max(before.rfind("who "), before.rfind("which "))
    if relative > max(clauses, default=-1) and ", " not in before[relative:]:
        return _relative(before[: before.index(" ", relative) + 1])
    if clauses:
        return clauses[-1]
    opening = _FIRST.match(before)
    return opening.start("who") if opening else None


def opening(mask: Mask, at: int) -> int:
    """Where the part of the sentence begins that this position lies in, its asides included."""
    return mask.text.rfind("; ", 0, at) + 1 if "; " in mask.text[:at] else 0


def quote(mask: Mask, first: int, last: int) -> Span:
    """The words from a subject, with the office printed before it, to the end of a claim."""
    before = _TITLED.search(mask.text, max(0, first - 40), first)
    return mask.span(before.start() if before else first, last)
