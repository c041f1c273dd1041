"""Facts that are in no output, and why: what speaks of the withdrawn, and hidden fields."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import BIG_INTEGER, TEXT, Base, ChangeNumber


class WithheldFact(Base):
    """A row of facts that is not shown, now or in any past view, while ``note`` stands.

    Derived from the ledger's notes in the transaction that changes them. ``note``: the origin of
    the note (``withdrawn/ada-moreau``), or ``excluded/`` and the field of a setting;
    ``change``: the change since which it stands.
    """

    __tablename__ = "withheld_facts"

    row: Mapped[int] = mapped_column(
        BIG_INTEGER, ForeignKey("facts.row"), primary_key=True, autoincrement=False
    )
    note: Mapped[str] = mapped_column(TEXT, primary_key=True, index=True)
    change: Mapped[ChangeNumber] = mapped_column(index=True)

    __table_args__ = ({"sqlite_with_rowid": False},)
