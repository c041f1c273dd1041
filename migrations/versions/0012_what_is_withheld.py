"""Facts that are withheld, how well each profile is sourced, and indexes over past versions."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
BIG_INTEGER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
PROBLEMS = ("dead_dates", "disputed", "unsourced", "one_source")
COUNTS = ("place", "facts", "more_sources", *PROBLEMS)
# What is kept in versions is found by entity also where it holds no longer.
PAST = (
    ("entity_values", "entity_id"),
    ("search_names", "entity_id"),
    ("tenures", "person_id"),
)


def upgrade() -> None:
    op.create_table(
        "withheld_facts",
        sa.Column("row", BIG_INTEGER, autoincrement=False, nullable=False),
        sa.Column("note", TEXT, nullable=False),
        sa.Column("change", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["row"], ["facts.row"], name=op.f("fk_withheld_facts_row_facts")),
        sa.ForeignKeyConstraint(
            ["change"], ["changes.number"], name=op.f("fk_withheld_facts_change_changes")
        ),
        sa.PrimaryKeyConstraint("row", "note", name=op.f("pk_withheld_facts")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_withheld_facts_note"), "withheld_facts", ["note"])
    op.create_index(op.f("ix_withheld_facts_change"), "withheld_facts", ["change"])
    op.create_table(
        "quality",
        sa.Column("entity_id", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in COUNTS),
        sa.ForeignKeyConstraint(
            ["entity_id"], ["entities.id"], name=op.f("fk_quality_entity_id_entities")
        ),
        sa.PrimaryKeyConstraint("entity_id", name=op.f("pk_quality")),
    )
    op.create_index("ix_quality_place", "quality", ["place", "entity_id"])
    op.create_index("ix_quality_kind", "quality", ["kind", "place", "entity_id"])
    for problem in PROBLEMS:
        some = sa.text(f"{problem} > 0")
        op.create_index(
            f"ix_quality_{problem}",
            "quality",
            ["place", "entity_id"],
            sqlite_where=some,
            postgresql_where=some,
        )
    for table, column in PAST:
        op.create_index(
            f"ix_{table}_{column}_past",
            table,
            [column],
            sqlite_where=sa.text("until IS NOT NULL"),
            postgresql_where=sa.text("until IS NOT NULL"),
        )


def downgrade() -> None:
    for table, column in PAST:
        op.drop_index(f"ix_{table}_{column}_past", table_name=table)
    op.drop_table("quality")
    op.drop_table("withheld_facts")
    # Both are written anew from the ledger's notes, and from the setting, after the next upgrade.
    op.execute("DELETE FROM installation WHERE name IN ('view_version', 'excluded_fields')")
