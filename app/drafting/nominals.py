"""Persons called by what they are: "the nominee", "the 39-year-old former nurse"."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from app.drafting import lexicon, masks
from app.drafting.entities import Entity
from app.drafting.masks import Item, Mask, grammar
from app.drafting.records import Named, Span

NOMINAL: Final = "the one"
AGED: Final = "the one so old"
_TRADES: Final = "|".join(sorted(lexicon.TRADES, key=len, reverse=True))
_NOMINAL: Final = re.compile(
    r"\b[Tt]he (?:(?:new|outgoing|incoming|former|retired) )?(?:(?P<age>[1-9]\d)-year-old"
    rf"(?: (?:(?:former|retired|trained|career|one-time) )?(?:[a-z]+ )?(?:{_TRADES})\b)?"
    r"|(?:nominee|appointee|defector|politician|general|admiral|colonel|brigadier|newcomer"
    r"|challenger|frontrunner|front-runner|technocrat|tycoon)\b)"
    r"(?![’'-]| (?:of|for|election|assembly|secretary|staff|strike|manager)\b| [A-ZÀ-Þ])"
)
_AGE_BEHIND: Final = re.compile(r",? (?:aged )?[1-9]\d\b(?! [a-z])")


def nominals(text: str, sentence: Span, taken: Sequence[Item]) -> Iterator[Item]:
    """The places where a sentence calls somebody by what they are, outside of what is taken."""
    for match in _NOMINAL.finditer(text, sentence.start, sentence.end):
        place = Span(match.start(), match.end())
        if not any(each.place.start < place.end and place.start < each.place.end for each in taken):
            yield Item(place, masks.SHE, AGED if match["age"] else NOMINAL)


def aged(text: str, items: Sequence[Sequence[Item]]) -> frozenset[str]:
    """The ids of the persons whose age the article prints behind their name."""
    return frozenset(
        item.what.id
        for each in items
        for item in each
        if item.letter == masks.PERSON and _AGE_BEHIND.match(text, item.place.end)
    )


def meant(
    word: str,
    topic: Entity | None,
    before: Sequence[Sequence[Entity]],
    with_age: frozenset[str],
) -> Entity | None:
    """Whom such words mean: whom the article is about, if that was named; else who was last.

    An age tells of somebody whose age was not told by then.
    """
    spoken_of = [each for sentence in before for each in sentence if each.kind is Named.PERSON]
    if topic is not None and topic in spoken_of:
        spoken_of.insert(0, topic)
    if word == AGED:
        spoken_of = [each for each in spoken_of if each.id not in with_age]
    return spoken_of[0] if spoken_of else topic


_HOLD: Final = tuple(
    grammar(pattern)
    for pattern in (
        r"(?P<post><R>),? (?P<who><P>)",
        (
            r"(?P<who><P>)(?:, (?:aged )?\d\d)?, (?:who is )?(?:the |an? |its |<S> )?(?:[a-z-]+ )?"
            r"(?P<post><R>)"
        ),
        (
            r"(?P<who><P>)(?:, [^,;.]{2,40},)? (?:as|to be|was|is|became|becomes) (?:the |its "
            r"|<S> )?(?P<post><R>)"
        ),
        (
            r"(?P<who><P>) (?:was|has been|is) (?:named|appointed|elected|sworn in|made|chosen)"
            r" (?:as )?(?:the |its |<S> )?(?P<post><R>)"
        ),
    )
)
# "The new minister said …", at the head of a sentence.
_DEFINITE: Final = grammar(
    r"^(?P<the>[Tt]he (?:[a-z-]+ )?)(?P<post><R>)(?=,? (?:(?:also|then|later|now) )?(?:was|is"
    r"|has|had"
    r"|did|does|will|would|may|[a-z]+ed|[a-z]+s|told|took|left|went|spoke|led|won|met|wrote|came|held"
    r"|made|gave|grew|began|became)\b|, (?:an?|who|\d\d|aged|born|whose)\b)"
)


def holders(sentences: Sequence[Mask]) -> dict[str, dict[str, int]]:
    """The ids of those whom the article gives an office, by its noun, with the first sentence."""
    found: dict[str, dict[str, int]] = {}
    for mask in sentences:
        for pattern in _HOLD:
            for match in pattern.finditer(mask.text):
                office = mask.items[match.start("post")].what
                who = mask.items[match.start("who")].what
                if not office.is_past and not office.is_then:
                    found.setdefault(office.head, {}).setdefault(who.id, mask.number)
    return found


def definite(
    mask: Mask, held: dict[str, dict[str, int]], people: Sequence[Entity]
) -> tuple[Item, Span] | None:
    """The holder whom a sentence begins with as "the minister", if one alone holds such a post.

    Gives the words as an item of the person, and the place of the office that they take in.
    """
    match = _DEFINITE.match(mask.text)
    if not match:
        return None
    office = mask.items[match.start("post")]
    ids = held.get(office.what.head, {})
    # Who is called so only later is not meant.
    who = [each for each in people if ids.get(each.id, mask.number) < mask.number]
    if len(ids) != 1 or not who:
        return None
    place = Span(mask.start(0), office.place.end)
    return Item(place, masks.SHE, who[0]), office.place
