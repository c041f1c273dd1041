"""The list of people."""

from functools import partial
from typing import Final

from app.models import Person, Tenure
from app.queries.filters import Dated, Holding, Named, OneOf
from app.queries.lists import entity_list
from app.queries.parameters import Takes
from app.queries.sorting import SortKey
from app.queries.sources import Held, KeptValues
from app.vocabulary import EntityKind

_kept: Final = partial(KeptValues, Person.id, EntityKind.PERSON)
LIST: Final = entity_list(
    Person,
    EntityKind.PERSON,
    Named("people", "liu"),
    (
        OneOf("gender", _kept("gender"), "of this gender", "female"),
        Dated("birth_date", "1960", kept=_kept("birth_date")),
        Dated("death_date", "2001", kept=_kept("death_date")),
        OneOf("nationality", _kept("nationality"), "of this nationality", "Kessarian"),
        OneOf("occupation", _kept("occupation"), "with this occupation", "veteran diplomat"),
        OneOf("language", _kept("language"), "who speak this language", "English"),
        Holding(
            Person.id,
            Tenure.person_id,
            {
                "held_post": (Tenure.post_id, "who held this post", "us-secretary-of-state"),
                "organization": (
                    Tenure.organization_id,
                    "who belonged to this organization, or held a post in it",
                    "international-liaison-department",
                ),
            },
        ),
        OneOf(
            "event",
            _kept("event"),
            "who took part in this event",
            "world-political-parties-summit",
            Takes.ID,
        ),
    ),
    has={
        "image": _kept("image"),
        "gender": _kept("gender"),
        "birth_date": _kept("birth_date"),
        "death_date": _kept("death_date"),
        "nationality": _kept("nationality"),
        "occupation": _kept("occupation"),
        "language": _kept("language"),
        "biography": _kept("biography"),
        "summary": _kept("summary"),
        "identifiers": _kept("identifier"),
        "memberships": Held(Person.id, Tenure.person_id, Tenure.row),
        "events": _kept("event"),
    },
    facets=(
        "gender",
        "nationality",
        "occupation",
        "language",
        "organization",
        "held_post",
        "event",
    ),
    dates={"birth_date": SortKey.of_days(Person.by_birth_date, Person.by_birth_date_desc)},
)
