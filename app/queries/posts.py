"""The list of posts."""

from functools import partial
from typing import Final

from app.models import Post, Tenure
from app.queries.filters import Dated, Holding, Named, OneOf
from app.queries.lists import entity_list
from app.queries.parameters import Takes
from app.queries.sources import Held, KeptValues, OwnColumn
from app.vocabulary import EntityKind

_kept: Final = partial(KeptValues, Post.id, EntityKind.POST)
_ORGANIZATION: Final = OwnColumn(Post, Post.id, Post.organization_id)

LIST: Final = entity_list(
    Post,
    EntityKind.POST,
    Named("posts", "secretary"),
    (
        OneOf("organization_id", _ORGANIZATION, "in this organization", "united-states", Takes.ID),
        Holding(
            Post.id,
            Tenure.post_id,
            {"holder_id": (Tenure.person_id, "that this person held", "antony-blinken")},
        ),
        OneOf("role", _kept("role"), "with this role", "secretary"),
        OneOf("area", _kept("area"), "of this area", "Zhejiang"),
        Dated("start_date", "1789", kept=_kept("start_date")),
        Dated("end_date", "1949", kept=_kept("end_date")),
    ),
    has={
        "organization_id": _ORGANIZATION,
        "role": _kept("role"),
        "area": _kept("area"),
        "start_date": _kept("start_date"),
        "end_date": _kept("end_date"),
        "summary": _kept("summary"),
        "identifiers": _kept("identifier"),
        "holders": Held(Post.id, Tenure.post_id, Tenure.row),
    },
    facets=("organization_id", "role", "area"),
    dates={},
)
