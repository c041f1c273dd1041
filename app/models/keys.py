"""Keys: who may do more than read. Not ledger, but this installation's own."""

import datetime as dt

from sqlalchemy import CheckConstraint
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
