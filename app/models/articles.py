"""Articles: the source documents."""

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import TEXT, Base, ChangeNumber
from app.models.lists import ListRow, SortDay
from app.models.versions import present_index


class ArticleText(Base):
    """The text of an article: in NFC, hashed (sha256 of its UTF-8), never edited."""

    __tablename__ = "article_texts"

    article_id: Mapped[str] = mapped_column(TEXT, ForeignKey("entities.id"), primary_key=True)
    text: Mapped[str]
    sha256: Mapped[str]
    declared_in: Mapped[ChangeNumber] = mapped_column(index=True)


class Article(ListRow, Base):
    """An article that is there, derived from the facts."""

    __tablename__ = "articles"

    by_publication_date: Mapped[SortDay]
    by_publication_date_desc: Mapped[SortDay]

    __table_args__ = (
        present_index("uq_articles_present", "id", unique=True),
        present_index("ix_articles_sort_key_id", "sort_key", "id"),
        Index("ix_articles_versions", "sort_key", "id", "since"),  # for known_at
        present_index("ix_articles_by_publication_date", "by_publication_date", "sort_key", "id"),
        present_index(
            "ix_articles_by_publication_date_desc", "by_publication_date_desc", "sort_key", "id"
        ),
    )
