"""The page of an event: when and where, what it is part of, who took part in which capacity."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Final

from app.pages.frame import Frame
from app.pages.occasions import event_words
from app.pages.rendering import render
from app.pages.viewed import view_of
from app.pages.words import count_words, property_words

Json = Mapping[str, Any]
_MOST_QUOTED: Final = 100  # participants with their quotes; beyond these, names


def event_page(frame: Frame, document: Json, beside: Json) -> str:
    """The page.

    ``beside`` the document: the events that are ``parts`` of it, the memberships that its
    participants ``held`` that day, and the ``titles`` of articles.
    """
    participants = document["participants"]
    return render(
        "events.html",
        frame=frame,
        document=document,
        **beside,
        when=event_words(document),
        taking_part=participants[:_MOST_QUOTED],
        others=participants[_MOST_QUOTED:],
        capacities=_capacities(document, beside["held"]),
        view=view_of(frame),
    )


def describe_event(document: Json) -> str:
    """An event in a line: what it was, when, where, how many took part."""
    kind = property_words(document["classification"] or "event").capitalize()
    told = (kind, event_words(document), ", ".join(document["location"]))
    took_part = count_words(len(document["participants"]), "participant")
    return ", ".join([*(each for each in told if each), took_part])


def _capacities(document: Json, held: Iterable[Json]) -> dict[str, list[Json]]:
    """What each participant was that day, by the participation's id: posts before memberships.

    Each once, as definitely as any source has it.

    Where a participation has a date of its own, the day of the event does not tell it.
    """
    by_person: defaultdict[str, list[Json]] = defaultdict(list)
    seen: set[tuple[str | None, ...]] = set()
    for each in sorted(held, key=lambda each: (each["post_id"] is None, each["holds"])):
        said = each["person_id"], each["organization_id"], each["post_id"]
        if said not in seen:
            by_person[each["person_id"]].append(each)
            seen.add(said)
    return {
        each["id"]: by_person[each["subject"]["id"]]
        for each in document["participants"]
        if each["start_date"] in (None, document["start_date"])
    }
