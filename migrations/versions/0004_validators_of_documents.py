"""The name and the digest of each document, so that it is cited and validated without its body."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.add_column("documents", sa.Column("name", TEXT, nullable=True))
    op.add_column("documents", sa.Column("digest", TEXT, nullable=True))


def downgrade() -> None:
    op.drop_column("documents", "digest")
    op.drop_column("documents", "name")
