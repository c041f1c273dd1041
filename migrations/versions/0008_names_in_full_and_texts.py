"""Names with their parts and by language, and the words of texts.

The next start writes the rows anew; past versions have none of it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
PRESENT = sa.text("until IS NULL")
NAMED = ("documents", "people", "organizations", "posts", "events", "articles")


def upgrade() -> None:
    op.add_column("facts", sa.Column("name_parts", sa.JSON(), nullable=True))
    for table in NAMED:
        op.add_column(table, sa.Column("display_names", TEXT, nullable=True))

    op.create_table(
        "search_texts",
        sa.Column("entity_id", TEXT, nullable=False),
        sa.Column("field", TEXT, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("text", TEXT, nullable=True),
        sa.Column("without", TEXT, nullable=True),
        sa.Column("since", sa.Integer(), nullable=False),
        sa.Column("until", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["entity_id"], ["entities.id"], name=op.f("fk_search_texts_entity_id_entities")
        ),
        sa.ForeignKeyConstraint(
            ["since"], ["changes.number"], name=op.f("fk_search_texts_since_changes")
        ),
        sa.ForeignKeyConstraint(
            ["until"], ["changes.number"], name=op.f("fk_search_texts_until_changes")
        ),
        sa.PrimaryKeyConstraint("entity_id", "field", "since", name=op.f("pk_search_texts")),
    )
    op.create_index("ix_search_texts_number", "search_texts", ["number"])
    op.create_index(
        "ix_search_texts_present",
        "search_texts",
        ["number"],
        sqlite_where=PRESENT,
        postgresql_where=PRESENT,
    )
    op.create_table(
        "search_words",
        sa.Column("word", TEXT, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("places", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("word", "number", name=op.f("pk_search_words")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("search_words")
    op.drop_index("ix_search_texts_present", table_name="search_texts")
    op.drop_index("ix_search_texts_number", table_name="search_texts")
    op.drop_table("search_texts")
    for table in NAMED:
        op.drop_column(table, "display_names")
    op.drop_column("facts", "name_parts")
