"""What events are called that have no name of their own: who did what."""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from app.drafting.records import ClaimKind, DraftClaim, DraftEntity, Named, Span
from app.writing.drafted_article import is_proper

_ACTORS: Final = (Named.PERSON, Named.ORGANIZATION)
_LAST_WORD: Final = re.compile(r"(?: and .*|\W+\w*)$")


def event_name(
    event: DraftEntity,
    claims: Iterable[DraftClaim],
    entities: Mapping[str, DraftEntity],
    text: str,
) -> str:
    """The event's own name, else one made of what the claim of it says.

    Rules put the kind of event before the words of the article: meeting met Bo Li.
    """
    happened = (each for each in claims if each.kind is ClaimKind.EVENT)
    claim = next((each for each in happened if each.subject == event.id), None)
    if claim is None or is_proper(event.name):
        return event.name
    kind = claim.predicate.replace("_", " ")
    words = event.name.removeprefix(f"{kind} ")
    if words == event.name or words.startswith(("of ", "by ", "in ")):
        return event.name
    involved = [each for each, _ in claim.participants if entities[each].kind in _ACTORS]
    actors = [entities[each].name for each in involved]
    return _told(kind, actors, [entities[each].name for each in claim.places], words) or (
        f"{actors[0]} {_whole(words, claim.quote, text)}"
        if actors and words[0].islower()
        else event.name
    )


def _told(kind: str, actors: list[str], places: list[str], words: str) -> str | None:
    if kind == "meeting" and len(actors) > 1:
        return f"meeting of {', '.join(actors[:-1])} and {actors[-1]}"
    if actors and places and kind == "visit" and not words[0].islower():
        return f"visit of {actors[0]} to {places[0]}"
    return None


def _whole(words: str, quote: Span, text: str) -> str:
    """The words, without a last one of which they have but a part."""
    at = text.find(words, quote.start)
    end = at + len(words)
    is_cut = at >= 0 and end < len(text) and text[end].isalnum() and words[-1].isalnum()
    return _LAST_WORD.sub("", words) if is_cut else words
