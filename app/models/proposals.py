"""Proposals: what somebody wants recorded, until a curator decides. Not ledger, never exported."""

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import BIG_INTEGER, TEXT, Base, ChangeNumber, one_of
from app.vocabulary import EntityKind, ProposalAction, ProposalStatus


class Proposal(Base):
    """One fact that is proposed, or what is to become of one on record (``fact_id``).

    ``number`` is the order in which proposals came; ``id`` is what others name it by. Entities,
    articles and facts are named by their ids alone, since they need not be on record yet. ``part``
    holds the fact as a dossier has it, under the dossier's word for it (``section``); ``post_id``
    is the post of a membership. ``source`` stands in the place of an article that is not on record.
    ``digest`` is over what was proposed first, whatever was edited since. ``revision`` goes up with
    each edit and decision. ``made_fact_id``: the fact that it became.
    """

    __tablename__ = "proposals"

    number: Mapped[int] = mapped_column(BIG_INTEGER, primary_key=True, autoincrement=False)
    id: Mapped[str]
    action: Mapped[str]
    status: Mapped[str]
    subject_id: Mapped[str]
    subject_kind: Mapped[str]
    section: Mapped[str | None]
    part: Mapped[Any | None]
    post_id: Mapped[str | None]
    article_id: Mapped[str | None]
    source: Mapped[Any | None]
    fact_id: Mapped[str | None]
    note: Mapped[str | None]
    proposer: Mapped[str]
    key_id: Mapped[str | None] = mapped_column(TEXT, ForeignKey("api_keys.id"))
    rule: Mapped[str | None]
    confidence: Mapped[float | None]
    batch: Mapped[str | None]
    digest: Mapped[str]
    revision: Mapped[int]
    created_at: Mapped[dt.datetime]
    updated_at: Mapped[dt.datetime]
    decided_at: Mapped[dt.datetime | None]
    decided_by: Mapped[str | None]
    reason: Mapped[str | None]
    change: Mapped[ChangeNumber | None]
    made_fact_id: Mapped[str | None]

    __table_args__ = (
        one_of("action", ProposalAction),
        one_of("status", ProposalStatus),
        one_of("subject_kind", EntityKind),
        CheckConstraint("(section IS NULL) = (part IS NULL)", name="part_has_section"),
        CheckConstraint("action = 'add' OR fact_id IS NOT NULL", name="fact_named"),
        CheckConstraint(
            "status IN ('open', 'deferred') OR decided_by IS NOT NULL", name="decided_by_somebody"
        ),
        Index("uq_proposals_id", "id", unique=True),
        Index(None, "status", "number"),
        Index(None, "subject_id", "status"),
        Index(None, "article_id", "digest"),
        Index(None, "post_id"),
        Index(None, "fact_id"),
        Index(None, "batch"),
        Index(None, "proposer", "number"),
    )


class ProposedArticle(Base):
    """An article that came with proposals; it is recorded with the first one that is accepted.

    ``particulars`` are those of a dossier; ``text`` is in NFC.
    """

    __tablename__ = "proposed_articles"

    id: Mapped[str] = mapped_column(TEXT, primary_key=True)
    dataset_id: Mapped[str]
    particulars: Mapped[Any]
    text: Mapped[str]
    proposer: Mapped[str]
    updated_at: Mapped[dt.datetime]
