"""Merges: the ids that a source said, and where the document of a merged entity leads."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
MERGED = sa.text("merged_into IS NOT NULL")


def upgrade() -> None:
    op.add_column("facts", sa.Column("said_ids", sa.JSON(none_as_null=True), nullable=True))
    action = "EXECUTE FUNCTION refuse_edit('facts is append-only')"
    if op.get_bind().dialect.name == "sqlite":
        action = "BEGIN SELECT RAISE(ABORT, 'facts is append-only'); END"
    op.execute(
        "CREATE TRIGGER facts_no_edit_of_said BEFORE UPDATE OF said_ids ON facts"
        f" FOR EACH ROW {action}"
    )
    op.add_column("documents", sa.Column("merged_into", TEXT, nullable=True))
    op.create_index(
        "ix_documents_merged",
        "documents",
        ["merged_into"],
        unique=False,
        sqlite_where=MERGED,
        postgresql_where=MERGED,
    )


def downgrade() -> None:
    op.drop_index("ix_documents_merged", table_name="documents")
    op.drop_column("documents", "merged_into")
    on = " ON facts" if op.get_bind().dialect.name == "postgresql" else ""
    op.execute(f"DROP TRIGGER facts_no_edit_of_said{on}")
    op.drop_column("facts", "said_ids")
