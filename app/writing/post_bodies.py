"""Of which body a post is, where the article says it by the title alone: mayor of Vaikolo."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from app.drafting.records import Draft, DraftEntity, Named
from app.matching.countries import agree

# Ambassadors to a country are not of it.
_ELSEWHERE: Final = r"(?<!\bto )(?<!\bto the )"
_CAPITALISED: Final = re.compile(rf"{_ELSEWHERE}\b[^\W\d_a-z][\w-]*")


def with_bodies(draft: Draft) -> tuple[Draft, frozenset[str]]:
    """The draft with an organization, or a place, for each post that names one.

    With the ids of the posts for which it was inferred.
    """
    bodies = [each for each in draft.entities if each.kind in (Named.ORGANIZATION, Named.PLACE)]
    bodies.sort(key=lambda each: -len(each.name))
    entities: list[DraftEntity] = []
    inferred: set[str] = set()
    for entity in draft.entities:
        body = _body(entity, bodies) if entity.kind is Named.POST else None
        if body and not entity.organization:
            inferred.add(entity.id)
            entities.append(replace(entity, organization=body))
        else:
            entities.append(entity)
    return replace(draft, entities=tuple(entities)), frozenset(inferred)


def _body(post: DraftEntity, bodies: Sequence[DraftEntity]) -> str | None:
    named = (_named_in(title, bodies) for title in (post.name, *post.aliases))
    return next((each for each in named if each), post.area)


def _named_in(title: str, bodies: Sequence[DraftEntity]) -> str | None:
    """The body or place that a title names, by its name or as its inhabitants are called."""
    for body in bodies:
        if re.search(rf"{_ELSEWHERE}\b{re.escape(body.name)}\b", title):
            return body.id
    words = _CAPITALISED.findall(title)
    # Countries on record are organizations.
    places = (each for each in bodies if each.kind is Named.PLACE or " " not in each.name)
    return next((at.id for at in places if any(agree(word, at.name) for word in words)), None)
