"""What one installation keeps to itself."""

from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import TEXT, Base


class Installation(Base):
    """A named value made at the first migration: ``cursor_secret`` signs the lists' cursors."""

    __tablename__ = "installation"

    name: Mapped[str] = mapped_column(TEXT, primary_key=True)
    value: Mapped[str]
