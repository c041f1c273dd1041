"""Names to search by, and the keys that lead to them, in plain b-trees on both databases.

Only names have versions. The keys of a name that holds no longer go to tables of their own, where
only ``known_at`` looks: they would crowd out those of names that hold.
"""

from sqlalchemy import Integer
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import TEXT, Base, EntityId
from app.models.versions import Versioned, past_index, present_index


class SearchName(Versioned, Base):
    """A name of an entity, under a number of its own. ``heard``: how it sounds, in each reading."""

    __tablename__ = "search_names"

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    entity_id: Mapped[EntityId]
    kind: Mapped[str]
    name: Mapped[str]
    heard: Mapped[str]

    __table_args__ = (
        present_index("ix_search_names_entity_id", "entity_id"),
        past_index("ix_search_names_entity_id_past", "entity_id"),
        {"sqlite_with_rowid": False},
    )


class _Key:
    key: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)


class _Word:
    text: Mapped[str] = mapped_column(TEXT, primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)


class NameKey(_Key, Base):
    """That a name has a key: of the consonants of two of its words, in any order, and the like."""

    __tablename__ = "name_keys"
    __table_args__ = ({"sqlite_with_rowid": False},)


class NameWord(_Word, Base):
    """A name in Latin letters as it reads from one of its words on, and then from its start."""

    __tablename__ = "name_words"
    __table_args__ = ({"sqlite_with_rowid": False},)


class ClosedNameKey(_Key, Base):
    """The same of a name that holds no longer."""

    __tablename__ = "closed_name_keys"
    __table_args__ = ({"sqlite_with_rowid": False},)


class ClosedNameWord(_Word, Base):
    """The same of a name that holds no longer."""

    __tablename__ = "closed_name_words"
    __table_args__ = ({"sqlite_with_rowid": False},)
