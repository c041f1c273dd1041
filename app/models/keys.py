"""Keys: who may do more than read. Not ledger, but this installation's own."""

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import TEXT, Base, one_of
from app.vocabulary import Scope


class ApiKey(Base):
    """A key, of which only the sha256 of the secret part is kept.

    ``id`` is the part that may be seen: it stands in the key, in lists and on what the key made.
    """

    __tablename__ = "api_keys"

    id: Mapped[str] = mapped_column(TEXT, primary_key=True)
    digest: Mapped[str]
    holder: Mapped[str]
    scope: Mapped[str]
    created_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime | None]
    revoked_at: Mapped[dt.datetime | None]
    revocation_reason: Mapped[str | None]
    last_used_at: Mapped[dt.datetime | None]

    __table_args__ = (
        one_of("scope", Scope),
        CheckConstraint(
            "(revoked_at IS NULL) = (revocation_reason IS NULL)", name="revoked_with_reason"
        ),
    )


class KeySession(Base):
    """A browser in which the holder of a key is signed in, until they sign out or it ends.

    Of the token that the browser sends only the sha256 is kept.
    """

    __tablename__ = "key_sessions"

    digest: Mapped[str] = mapped_column(TEXT, primary_key=True)
    key_id: Mapped[str] = mapped_column(TEXT, ForeignKey("api_keys.id"))
    expires_at: Mapped[dt.datetime]

    __table_args__ = (Index(None, "expires_at"),)
