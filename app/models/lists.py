"""What the lists of every resource have in common.

The tables ``people``, ``organizations``, ``posts``, ``events`` and ``articles`` are derived from
the facts in the transaction that changes them: one row, in versions, for each entity that is there.
"""

from typing import Annotated, Final

from sqlalchemy import ForeignKey, Integer
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import TEXT
from app.models.versions import Versioned

# Behind every day, in both directions: what is not known stands last.
UNKNOWN_DAY: Final = 9_999_999
# A day as a number to sort by: so many days from the first of the calendar, negative in the column
# that sorts the latest day first. Two columns, so that either order is that of one index.
SortDay = Annotated[int, mapped_column(Integer, server_default=str(UNKNOWN_DAY))]


class ListRow(Versioned):
    """One line of a list: display name, the key it is ordered by, its short form as JSON.

    ``display_names``: as of a document.
    """

    id: Mapped[str] = mapped_column(TEXT, ForeignKey("entities.id"), primary_key=True)
    name: Mapped[str]
    sort_key: Mapped[str]
    short: Mapped[str]
    display_names: Mapped[str | None]
