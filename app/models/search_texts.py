"""The words of texts: of articles, titles, summaries and biographies, for full-text search.

A text never changes under its number, so its words are written once. Which texts an entity has is
in versions like all that is derived.
"""

from sqlalchemy import ForeignKey, Integer
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import TEXT, Base
from app.models.versions import Versioned, present_index


class SearchText(Versioned, Base):
    """A text of an entity. ``text`` is NULL for that of an article, which is kept with it.

    ``length``: how many tokens it has. ``without``: its parts that are not searched, as JSON.
    """

    __tablename__ = "search_texts"

    entity_id: Mapped[str] = mapped_column(TEXT, ForeignKey("entities.id"), primary_key=True)
    field: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(Integer, index=True)
    kind: Mapped[str]
    length: Mapped[int] = mapped_column(Integer)
    text: Mapped[str | None]
    without: Mapped[str | None]

    __table_args__ = (present_index("ix_search_texts_present", "number"),)


class SearchWord(Base):
    """A word of a text, and the numbers of the tokens at which it stands there (comma list)."""

    __tablename__ = "search_words"

    word: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    places: Mapped[str]

    __table_args__ = ({"sqlite_with_rowid": False},)
