"""API keys, webhooks and their deliveries."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
JSON_VALUE = sa.JSON(none_as_null=True)
MOMENT = sa.DateTime(timezone=True)
ENABLED = sa.text("disabled_at IS NULL")
PENDING = sa.text("status = 'pending'")


def upgrade() -> None:
    op.create_table(
        "api_keys",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("digest", TEXT, nullable=False),
        sa.Column("holder", TEXT, nullable=False),
        sa.Column("scope", TEXT, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=True),
        sa.Column("revoked_at", MOMENT, nullable=True),
        sa.Column("revocation_reason", TEXT, nullable=True),
        sa.Column("last_used_at", MOMENT, nullable=True),
        sa.CheckConstraint(
            "scope IN ('propose', 'curate', 'admin')", name=op.f("ck_api_keys_scope_known")
        ),
        sa.CheckConstraint(
            "(revoked_at IS NULL) = (revocation_reason IS NULL)",
            name=op.f("ck_api_keys_revoked_with_reason"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_keys")),
    )
    op.create_table(
        "webhooks",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("holder", TEXT, nullable=False),
        sa.Column("key_id", TEXT, nullable=False),
        sa.Column("url", TEXT, nullable=False),
        sa.Column("description", TEXT, nullable=False),
        sa.Column("entity_ids", JSON_VALUE, nullable=False),
        sa.Column("secret", TEXT, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("claimed_until", MOMENT, nullable=True),
        sa.Column("not_before", MOMENT, nullable=True),
        sa.Column("disabled_at", MOMENT, nullable=True),
        sa.Column("disabled_reason", TEXT, nullable=True),
        sa.CheckConstraint(
            "(disabled_at IS NULL) = (disabled_reason IS NULL)",
            name=op.f("ck_webhooks_disabled_with_reason"),
        ),
        sa.ForeignKeyConstraint(
            ["key_id"], ["api_keys.id"], name=op.f("fk_webhooks_key_id_api_keys")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhooks")),
    )
    op.create_index(op.f("ix_webhooks_holder_id"), "webhooks", ["holder", "id"], unique=False)
    op.create_index(
        "ix_webhooks_position",
        "webhooks",
        ["position"],
        unique=False,
        sqlite_where=ENABLED,
        postgresql_where=ENABLED,
    )
    op.create_table(
        "webhook_deliveries",
        sa.Column("webhook_id", TEXT, nullable=False),
        sa.Column("change", sa.Integer(), nullable=False),
        sa.Column("status", TEXT, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_attempt_at", MOMENT, nullable=True),
        sa.Column("last_status", sa.Integer(), nullable=True),
        sa.Column("last_error", TEXT, nullable=True),
        sa.Column("next_attempt_at", MOMENT, nullable=True),
        sa.CheckConstraint(
            "status IN ('pending', 'delivered', 'dead')",
            name=op.f("ck_webhook_deliveries_status_known"),
        ),
        sa.CheckConstraint(
            "(status = 'pending') = (next_attempt_at IS NOT NULL)",
            name=op.f("ck_webhook_deliveries_pending_has_a_time"),
        ),
        sa.ForeignKeyConstraint(
            ["webhook_id"],
            ["webhooks.id"],
            name=op.f("fk_webhook_deliveries_webhook_id_webhooks"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["change"], ["changes.number"], name=op.f("fk_webhook_deliveries_change_changes")
        ),
        sa.PrimaryKeyConstraint("webhook_id", "change", name=op.f("pk_webhook_deliveries")),
    )
    op.create_index(
        "ix_webhook_deliveries_pending",
        "webhook_deliveries",
        ["webhook_id", "next_attempt_at", "change"],
        unique=False,
        sqlite_where=PENDING,
        postgresql_where=PENDING,
    )


def downgrade() -> None:
    op.drop_index(
        "ix_webhook_deliveries_pending",
        table_name="webhook_deliveries",
        sqlite_where=PENDING,
        postgresql_where=PENDING,
    )
    op.drop_table("webhook_deliveries")
    op.drop_index(
        "ix_webhooks_position",
        table_name="webhooks",
        sqlite_where=ENABLED,
        postgresql_where=ENABLED,
    )
    op.drop_index(op.f("ix_webhooks_holder_id"), table_name="webhooks")
    op.drop_table("webhooks")
    op.drop_table("api_keys")
