"""What the lists of every resource have in common.

The tables ``people``, ``organizations``, ``posts``, ``events`` and ``articles`` are derived from
the facts in the transaction that changes them: one row, in versions, for each entity that is there.
"""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import TEXT
from app.models.versions import Versioned


class ListRow(Versioned):
    """One line of a list: display name, the key it is ordered by, its short form as JSON."""

    id: Mapped[str] = mapped_column(TEXT, ForeignKey("entities.id"), primary_key=True)
    name: Mapped[str]
    sort_key: Mapped[str]
    short: Mapped[str]
