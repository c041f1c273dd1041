"""Tenures: when each membership held, closed by deaths and dissolutions, ready to be asked."""

import datetime as dt

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import BIG_INTEGER, Base
from app.models.lists import SortDay
from app.models.versions import Versioned, past_index, present_index

# Of a succession: by the first possible day.
_ORDER = ("possibly_from", "possibly_until", "row")


class Tenure(Versioned, Base):
    """The bounds of a membership of best rank, and the membership as JSON without its answer.

    ``possibly_from`` to ``lasts_until`` are those of ``app.timespans.Timespan``; ``start_first`` to
    ``end_last`` are the bounds of the dates as stated, NULL where none is. ``sort_key`` is that of
    the person.
    """

    __tablename__ = "tenures"

    row: Mapped[int] = mapped_column(
        BIG_INTEGER, ForeignKey("facts.row"), primary_key=True, autoincrement=False
    )
    person_id: Mapped[str]
    organization_id: Mapped[str]
    post_id: Mapped[str | None]
    on_behalf_of_id: Mapped[str | None]
    certainty: Mapped[str] = mapped_column(server_default="")
    dataset_id: Mapped[str] = mapped_column(server_default="")
    start_first: Mapped[dt.date | None]
    start_last: Mapped[dt.date | None]
    end_first: Mapped[dt.date | None]
    end_last: Mapped[dt.date | None]
    sort_key: Mapped[str] = mapped_column(server_default="")
    by_start_date: Mapped[SortDay]
    by_start_date_desc: Mapped[SortDay]
    possibly_from: Mapped[dt.date]
    possibly_until: Mapped[dt.date]
    begun_by: Mapped[dt.date | None]
    lasts_until: Mapped[dt.date | None]
    contradiction: Mapped[str | None]
    body: Mapped[str]

    __table_args__ = (
        present_index("ix_tenures_person_id", "person_id"),
        past_index("ix_tenures_person_id_past", "person_id"),
        present_index("ix_tenures_on_behalf_of_id", "on_behalf_of_id", "row"),
        present_index("ix_tenures_start", "start_first", "start_last", "row"),
        present_index("ix_tenures_end", "end_first", "end_last", "row"),
        present_index("ix_tenures_sort_key", "sort_key", "row"),
        present_index("ix_tenures_by_start_date", "by_start_date", "sort_key", "row"),
        present_index("ix_tenures_by_start_date_desc", "by_start_date_desc", "sort_key", "row"),
        present_index("ix_tenures_since", "since", "row"),
        # These have all that a condition on people, or a count of them, reads.
        present_index(
            "ix_tenures_days",
            "possibly_until",
            "possibly_from",
            "person_id",
            "organization_id",
            "post_id",
        ),
        present_index("ix_tenures_organization_people", "organization_id", "person_id"),
        present_index("ix_tenures_post_people", "post_id", "person_id"),
        Index("ix_tenures_post_id", "post_id", "possibly_until", "possibly_from"),
        Index("ix_tenures_organization_id", "organization_id", "possibly_until", "possibly_from"),
        present_index("ix_tenures_post_order", "post_id", *_ORDER),
        present_index("ix_tenures_organization_order", "organization_id", *_ORDER),
    )
