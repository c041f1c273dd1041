"""The list of organizations."""

from functools import partial
from typing import Final

from app.models import Organization, Tenure
from app.queries.filters import Dated, Holding, Named, OneOf
from app.queries.lists import entity_list
from app.queries.parameters import Takes
from app.queries.sorting import SortKey
from app.queries.sources import Held, KeptValues, OwnColumn
from app.vocabulary import EntityKind

_kept: Final = partial(KeptValues, Organization.id, EntityKind.ORGANIZATION)
_CLASSIFICATION: Final = OwnColumn(Organization, Organization.id, Organization.classification)
_PARENT: Final = OwnColumn(Organization, Organization.id, Organization.parent_id)

LIST: Final = entity_list(
    Organization,
    EntityKind.ORGANIZATION,
    Named("organizations", "party"),
    (
        OneOf("classification", _CLASSIFICATION, "with this classification", "party"),
        OneOf(
            "parent_id",
            _PARENT,
            "directly below this organization",
            "communist-party-of-china",
            Takes.ID,
        ),
        Dated("founding_date", "1921", kept=_kept("founding_date")),
        Dated("dissolution_date", "1991", kept=_kept("dissolution_date")),
        OneOf("area", _kept("area"), "of this area", "Zhejiang"),
        OneOf("location", _kept("location"), "at this location", "Beijing"),
        Holding(
            Organization.id,
            Tenure.organization_id,
            {
                "member_id": (
                    Tenure.person_id,
                    "that this person belonged to, or held a post in",
                    "liu-jianchao",
                )
            },
        ),
    ),
    has={
        "classification": _CLASSIFICATION,
        "parent_id": _PARENT,
        "founding_date": _kept("founding_date"),
        "dissolution_date": _kept("dissolution_date"),
        "area": _kept("area"),
        "location": _kept("location"),
        "image": _kept("image"),
        "summary": _kept("summary"),
        "identifiers": _kept("identifier"),
        "members": Held(Organization.id, Tenure.organization_id, Tenure.row),
    },
    facets=("classification", "parent_id", "area", "location"),
    dates={
        "founding_date": SortKey.of_days(
            Organization.by_founding_date, Organization.by_founding_date_desc
        )
    },
)
