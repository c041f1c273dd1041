"""Of which body a post is, where the article says it by the title alone: mayor of Vaikolo."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from app.drafting.records import Draft, DraftEntity, Named
from app.matching.countries import agree

# Ambassadors to a country are not of it, nor members of a parliament of whom they are elected by.
_ELSEWHERE: Final = r"(?<!\bto )(?<!\bto the )"
_SENT: Final = r"(?<!\bfor )(?<!\bfor the )"
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
    titles = (post.name, *post.aliases)
    named = (_named_in(title, bodies) for title in titles)
    area = next((each for each in bodies if each.id == post.area), None)
    is_elsewhere = area and any(
        area.name in title and not _stands_in(area, title) for title in titles
    )
    return next((each for each in named if each), None if is_elsewhere else post.area)


def _stands_in(body: DraftEntity, title: str) -> bool:
    sent = _SENT if body.kind is Named.PLACE else ""
    return re.search(rf"{_ELSEWHERE}{sent}\b{re.escape(body.name)}\b", title) is not None


def _named_in(title: str, bodies: Sequence[DraftEntity]) -> str | None:
    """The body or place that a title names, by its name or as its inhabitants are called."""
    for body in bodies:
        if _stands_in(body, title):
            return body.id
    words = _CAPITALISED.findall(title)
    # Countries on record are organizations.
    places = (
        each
        for each in bodies
        if (each.kind is Named.PLACE or " " not in each.name) and each.name not in title
    )
    return next((at.id for at in places if any(agree(word, at.name) for word in words)), None)
