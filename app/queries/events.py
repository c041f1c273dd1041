"""The list of events."""

from functools import partial
from typing import Final

from app.models import Event
from app.queries.filters import Dated, Named, OneOf
from app.queries.lists import entity_list
from app.queries.parameters import Takes
from app.queries.sorting import SortKey
from app.queries.sources import KeptValues, OwnColumn
from app.vocabulary import EntityKind

_kept: Final = partial(KeptValues, Event.id, EntityKind.EVENT)
_CLASSIFICATION: Final = OwnColumn(Event, Event.id, Event.classification)
_PARENT: Final = OwnColumn(Event, Event.id, Event.parent_id)

LIST: Final = entity_list(
    Event,
    EntityKind.EVENT,
    Named("events", "summit"),
    (
        OneOf("classification", _CLASSIFICATION, "with this classification", "meeting"),
        OneOf(
            "parent_id",
            _PARENT,
            "that are part of this event",
            "world-political-parties-summit",
            Takes.ID,
        ),
        OneOf(
            "participant_id",
            _kept("participant"),
            "in which this person or organization took part",
            "liu-jianchao",
            Takes.ID,
        ),
        OneOf(
            "organization_id",
            _kept("organization"),
            "of this organization",
            "communist-party-of-china",
            Takes.ID,
        ),
        OneOf("location", _kept("location"), "at this location", "Tanzania"),
        Dated("start_date", "2023", kept=_kept("start_date")),
        Dated("end_date", "2023", kept=_kept("end_date")),
    ),
    has={
        "classification": _CLASSIFICATION,
        "parent_id": _PARENT,
        "participants": _kept("participant"),
        "organizations": _kept("organization"),
        "location": _kept("location"),
        "start_date": _kept("start_date"),
        "end_date": _kept("end_date"),
        "summary": _kept("summary"),
        "identifiers": _kept("identifier"),
    },
    facets=(
        "classification",
        "parent_id",
        "participant_id",
        "organization_id",
        "location",
    ),
    dates={"start_date": SortKey.of_days(Event.by_start_date, Event.by_start_date_desc)},
)
