"""Columns that chain changes by digests, and indexes by which what a change declared is found."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
HASHED = ("salt", "digest", "parts")
DECLARED = ("entities", "article_texts")


def upgrade() -> None:
    for table in DECLARED:
        op.create_index(op.f(f"ix_{table}_declared_in"), table, ["declared_in"])
    # What was recorded before gets its own with 0015; a constant default rewrites no table.
    op.add_column("changes", sa.Column("salt", TEXT, nullable=False, server_default=""))
    op.add_column("changes", sa.Column("digest", TEXT, nullable=True))
    op.add_column("changes", sa.Column("parts", sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    for name in reversed(HASHED):
        op.drop_column("changes", name)
    for table in DECLARED:
        op.drop_index(op.f(f"ix_{table}_declared_in"), table_name=table)
