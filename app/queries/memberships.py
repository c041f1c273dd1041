"""The list of memberships: the tenures of best rank, what several sources say alike once."""

from typing import Final

from app.models import Tenure
from app.queries.filters import ChangedSince, Dated, Has, HeldOn, OneOf
from app.queries.lists import ListSpec
from app.queries.narrowing import Column
from app.queries.parameters import Takes
from app.queries.sorting import SortKey
from app.queries.sources import OwnColumn
from app.queries.tenures import TENURE_COLUMNS
from app.vocabulary import NOT_IN_PROFILES, Certainty


def _own(column: Column) -> OwnColumn:
    return OwnColumn(Tenure, Tenure.row, column)


_CERTAINTIES: Final = tuple(each.value for each in Certainty if each not in NOT_IN_PROFILES)

LIST: Final = ListSpec(
    table=Tenure,
    item=Tenure.row,
    shown=TENURE_COLUMNS,
    ties=(Tenure.sort_key, Tenure.row),
    unsorted=(Tenure.row,),
    usual="as they were recorded",
    filters=(
        OneOf("person_id", _own(Tenure.person_id), "of this person", "liu-jianchao", Takes.ID),
        OneOf(
            "organization_id",
            _own(Tenure.organization_id),
            "in this organization",
            "international-liaison-department",
            Takes.ID,
        ),
        OneOf(
            "post_id",
            _own(Tenure.post_id),
            "in this post",
            "head-of-the-international-liaison-department",
            Takes.ID,
        ),
        OneOf(
            "on_behalf_of_id",
            _own(Tenure.on_behalf_of_id),
            "on behalf of this organization",
            "communist-party-of-china",
            Takes.ID,
        ),
        HeldOn(),
        Dated("start_date", "2022", Tenure.start_first, Tenure.start_last),
        Dated("end_date", "2023", Tenure.end_first, Tenure.end_last),
        OneOf(
            "certainty",
            _own(Tenure.certainty),
            "of which the source is so certain",
            "reported",
            Takes.CHOICE,
            _CERTAINTIES,
        ),
        OneOf("dataset", _own(Tenure.dataset_id), "from this dataset", "curated"),
        ChangedSince(Tenure.row),
        Has(
            {
                "post_id": _own(Tenure.post_id),
                "start_date": _own(Tenure.start_first),
                "end_date": _own(Tenure.end_first),
                "on_behalf_of_id": _own(Tenure.on_behalf_of_id),
            }
        ),
    ),
    facets=(
        "organization_id",
        "post_id",
        "person_id",
        "on_behalf_of_id",
        "certainty",
        "dataset",
    ),
    sorts={
        "recorded": SortKey.of_text(Tenure.row),
        "name": SortKey.of_text(Tenure.sort_key),
        "start_date": SortKey.of_days(Tenure.by_start_date, Tenure.by_start_date_desc),
    },
)
