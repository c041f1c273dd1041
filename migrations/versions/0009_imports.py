"""Runs of imports, what they recorded, how many facts each dataset has, and proposals to merge."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
JSON_VALUE = sa.JSON(none_as_null=True)
MOMENT = sa.DateTime(timezone=True)
BIG_INTEGER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def dataset_key(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_dataset_id_datasets")
    return sa.ForeignKeyConstraint(["dataset_id"], ["datasets.id"], name=name)


def entity_key(table: str, column: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_entities")
    return sa.ForeignKeyConstraint([column], ["entities.id"], name=name)


def upgrade() -> None:
    op.create_table(
        "import_runs",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("dataset_id", TEXT, nullable=False),
        sa.Column("action", TEXT, nullable=False),
        sa.Column("input_digest", TEXT, nullable=True),
        sa.Column("options", JSON_VALUE, nullable=False),
        sa.Column("position", BIG_INTEGER, nullable=False),
        sa.Column("counts", JSON_VALUE, nullable=False),
        sa.Column("standing", JSON_VALUE, nullable=False),
        sa.Column("first_change", sa.Integer(), nullable=True),
        sa.Column("last_change", sa.Integer(), nullable=True),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("finished_at", MOMENT, nullable=True),
        dataset_key("import_runs"),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_import_runs")),
    )
    op.create_index(
        op.f("ix_import_runs_dataset_id_number"), "import_runs", ["dataset_id", "number"]
    )
    op.create_table(
        "import_records",
        sa.Column("dataset_id", TEXT, nullable=False),
        sa.Column("entity_id", TEXT, nullable=False),
        sa.Column("digest", TEXT, nullable=True),
        sa.Column("run", sa.Integer(), nullable=False),
        dataset_key("import_records"),
        entity_key("import_records", "entity_id"),
        sa.ForeignKeyConstraint(
            ["run"], ["import_runs.number"], name=op.f("fk_import_records_run_import_runs")
        ),
        sa.PrimaryKeyConstraint("dataset_id", "entity_id", name=op.f("pk_import_records")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "dataset_counts",
        sa.Column("dataset_id", TEXT, nullable=False),
        sa.Column("facts", BIG_INTEGER, nullable=False),
        sa.Column("change", sa.Integer(), nullable=False),
        dataset_key("dataset_counts"),
        sa.PrimaryKeyConstraint("dataset_id", name=op.f("pk_dataset_counts")),
    )
    op.create_table(
        "merge_proposals",
        sa.Column("one_id", TEXT, nullable=False),
        sa.Column("other_id", TEXT, nullable=False),
        sa.Column("dataset_id", TEXT, nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("reasons", JSON_VALUE, nullable=False),
        sa.Column("status", TEXT, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("made_by", TEXT, nullable=False),
        sa.CheckConstraint(
            "status IN ('open', 'accepted', 'rejected')",
            name=op.f("ck_merge_proposals_status_known"),
        ),
        dataset_key("merge_proposals"),
        entity_key("merge_proposals", "one_id"),
        entity_key("merge_proposals", "other_id"),
        sa.PrimaryKeyConstraint("one_id", "other_id", name=op.f("pk_merge_proposals")),
    )
    op.create_index(
        op.f("ix_merge_proposals_dataset_id_status"), "merge_proposals", ["dataset_id", "status"]
    )
    op.create_index(op.f("ix_merge_proposals_other_id"), "merge_proposals", ["other_id"])


def downgrade() -> None:
    op.drop_table("merge_proposals")
    op.drop_table("dataset_counts")
    op.drop_table("import_records")
    op.drop_table("import_runs")
