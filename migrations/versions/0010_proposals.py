"""Proposals of facts, and the articles that came with them."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
JSON_VALUE = sa.JSON(none_as_null=True)
MOMENT = sa.DateTime(timezone=True)
BIG_INTEGER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

CHECKS = {
    "action_known": "action IN ('add', 'replace', 'deprecate', 'retract')",
    "status_known": "status IN ('open', 'deferred', 'accepted', 'rejected')",
    "subject_kind_known": "subject_kind IN ('person', 'organization', 'post', 'event', 'article')",
    "part_has_section": "(section IS NULL) = (part IS NULL)",
    "fact_named": "action = 'add' OR fact_id IS NOT NULL",
    "decided_by_somebody": "status IN ('open', 'deferred') OR decided_by IS NOT NULL",
}
INDEXES = (
    ("status", "number"),
    ("subject_id", "status"),
    ("article_id", "digest"),
    ("post_id",),
    ("fact_id",),
    ("batch",),
    ("proposer", "number"),
)


def upgrade() -> None:
    op.create_table(
        "proposals",
        sa.Column("number", BIG_INTEGER, autoincrement=False, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("action", TEXT, nullable=False),
        sa.Column("status", TEXT, nullable=False),
        sa.Column("subject_id", TEXT, nullable=False),
        sa.Column("subject_kind", TEXT, nullable=False),
        sa.Column("section", TEXT, nullable=True),
        sa.Column("part", JSON_VALUE, nullable=True),
        sa.Column("post_id", TEXT, nullable=True),
        sa.Column("article_id", TEXT, nullable=True),
        sa.Column("source", JSON_VALUE, nullable=True),
        sa.Column("fact_id", TEXT, nullable=True),
        sa.Column("note", TEXT, nullable=True),
        sa.Column("proposer", TEXT, nullable=False),
        sa.Column("key_id", TEXT, nullable=True),
        sa.Column("rule", TEXT, nullable=True),
        sa.Column("confidence", sa.Double(), nullable=True),
        sa.Column("batch", TEXT, nullable=True),
        sa.Column("digest", TEXT, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("decided_by", TEXT, nullable=True),
        sa.Column("reason", TEXT, nullable=True),
        sa.Column("change", sa.Integer(), nullable=True),
        sa.Column("made_fact_id", TEXT, nullable=True),
        *(
            sa.CheckConstraint(check, name=op.f(f"ck_proposals_{name}"))
            for name, check in CHECKS.items()
        ),
        sa.ForeignKeyConstraint(
            ["key_id"], ["api_keys.id"], name=op.f("fk_proposals_key_id_api_keys")
        ),
        sa.ForeignKeyConstraint(
            ["change"], ["changes.number"], name=op.f("fk_proposals_change_changes")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_proposals")),
    )
    op.create_index("uq_proposals_id", "proposals", ["id"], unique=True)
    for columns in INDEXES:
        op.create_index(op.f(f"ix_proposals_{'_'.join(columns)}"), "proposals", list(columns))
    op.create_table(
        "proposed_articles",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("dataset_id", TEXT, nullable=False),
        sa.Column("particulars", JSON_VALUE, nullable=False),
        sa.Column("text", TEXT, nullable=False),
        sa.Column("proposer", TEXT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposed_articles")),
    )


def downgrade() -> None:
    op.drop_table("proposed_articles")
    op.drop_table("proposals")
