"""Citations: the sentence behind a fact."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import BIG_INTEGER, Base, EntityId, one_of
from app.vocabulary import Stance, Voice


class Citation(Base):
    """A quote at its place in an article (W3C TextQuoteSelector and TextPositionSelector).

    ``start`` and ``end`` are half-open and count Unicode code points of the article's NFC text.
    """

    __tablename__ = "citations"

    fact_row: Mapped[int] = mapped_column(
        BIG_INTEGER, ForeignKey("facts.row"), primary_key=True, autoincrement=False
    )
    ordinal: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    article_id: Mapped[EntityId]
    exact: Mapped[str]
    prefix: Mapped[str]
    suffix: Mapped[str]
    start: Mapped[int]
    end: Mapped[int]
    stance: Mapped[str]
    voice: Mapped[str]
    attribution: Mapped[str | None]

    __table_args__ = (
        one_of("stance", Stance),
        one_of("voice", Voice),
        CheckConstraint('0 <= start AND start < "end"', name="span_not_empty"),
        Index(None, "article_id", "start", "fact_row"),
    )
