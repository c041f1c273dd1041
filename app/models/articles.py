"""Articles: the source documents."""

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import TEXT, Base, ChangeNumber
from app.models.lists import ListRow
from app.models.versions import present_index


class ArticleText(Base):
    """The text of an article: in NFC, hashed (sha256 of its UTF-8), never edited."""

    __tablename__ = "article_texts"

    article_id: Mapped[str] = mapped_column(TEXT, ForeignKey("entities.id"), primary_key=True)
    text: Mapped[str]
    sha256: Mapped[str]
    declared_in: Mapped[ChangeNumber]


class Article(ListRow, Base):
    """An article that is there, derived from the facts."""

    __tablename__ = "articles"
    __table_args__ = (
        present_index("uq_articles_present", "id", unique=True),
        present_index("ix_articles_sort_key_id", "sort_key", "id"),
        Index("ix_articles_versions", "sort_key", "id", "since"),  # for known_at
    )
