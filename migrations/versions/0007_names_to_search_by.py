"""Names to search by, and the keys that lead to them, in place of the words of names.

The next start writes their rows.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
KEY_TABLES = ("name_keys", "name_words", "closed_name_keys", "closed_name_words")
PRESENT = sa.text("until IS NULL")


def upgrade() -> None:
    op.drop_table("search_keys")
    op.create_table(
        "search_names",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("entity_id", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("heard", TEXT, nullable=False),
        *_versions("search_names"),
        sa.ForeignKeyConstraint(
            ["entity_id"], ["entities.id"], name=op.f("fk_search_names_entity_id_entities")
        ),
        sa.PrimaryKeyConstraint("number", "since", name=op.f("pk_search_names")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_search_names_entity_id",
        "search_names",
        ["entity_id"],
        sqlite_where=PRESENT,
        postgresql_where=PRESENT,
    )
    for table in KEY_TABLES:
        column = ("text", TEXT) if table.endswith("words") else ("key", sa.Integer())
        op.create_table(
            table,
            sa.Column(*column, autoincrement=False, nullable=False),
            sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
            sa.PrimaryKeyConstraint(column[0], "number", name=op.f(f"pk_{table}")),
            sqlite_with_rowid=False,
        )


def downgrade() -> None:
    for table in (*KEY_TABLES, "search_names"):
        op.drop_table(table)
    op.create_table(
        "search_keys",
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("key", TEXT, nullable=False),
        sa.Column("entity_id", TEXT, nullable=False),
        *_versions("search_keys"),
        sa.ForeignKeyConstraint(
            ["entity_id"], ["entities.id"], name=op.f("fk_search_keys_entity_id_entities")
        ),
        sa.PrimaryKeyConstraint("kind", "key", "entity_id", "since", name=op.f("pk_search_keys")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_search_keys_entity_id",
        "search_keys",
        ["entity_id"],
        sqlite_where=PRESENT,
        postgresql_where=PRESENT,
    )


def _versions(table: str) -> list[sa.schema.SchemaItem]:
    """The columns that say from which change to which a row holds."""
    columns: list[sa.schema.SchemaItem] = [
        sa.Column("since", sa.Integer(), nullable=False),
        sa.Column("until", sa.Integer(), nullable=True),
    ]
    return columns + [
        sa.ForeignKeyConstraint(
            [column], ["changes.number"], name=op.f(f"fk_{table}_{column}_changes")
        )
        for column in ("since", "until")
    ]
