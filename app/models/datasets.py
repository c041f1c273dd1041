"""Datasets: where facts came from."""

from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import TEXT, Base


class Dataset(Base):
    """``curated``, or one import, with its licence and attribution."""

    __tablename__ = "datasets"

    id: Mapped[str] = mapped_column(TEXT, primary_key=True)
    title: Mapped[str]
    licence: Mapped[str | None]
    attribution: Mapped[str | None]
    url: Mapped[str | None]
