"""What lists are narrowed, counted and sorted by: values of entities, days, stated dates of tenures.

The next start writes the rows anew; past versions keep the defaults.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
PRESENT = sa.text("until IS NULL")
DATED = sa.text("until IS NULL AND first_day IS NOT NULL")
SORTED = {
    "people": "by_birth_date",
    "organizations": "by_founding_date",
    "events": "by_start_date",
    "articles": "by_publication_date",
    "tenures": "by_start_date",
}
INDEXES = {
    "ix_entity_values_entity_id": ("entity_values", ["entity_id"]),
    "ix_documents_since": ("documents", ["kind", "since", "id"]),
    "ix_tenures_on_behalf_of_id": ("tenures", ["on_behalf_of_id", "row"]),
    "ix_tenures_start": ("tenures", ["start_first", "start_last", "row"]),
    "ix_tenures_end": ("tenures", ["end_first", "end_last", "row"]),
    "ix_tenures_since": ("tenures", ["since", "row"]),
    "ix_tenures_days": (
        "tenures",
        ["possibly_until", "possibly_from", "person_id", "organization_id", "post_id"],
    ),
    "ix_tenures_organization_people": ("tenures", ["organization_id", "person_id"]),
    "ix_tenures_post_people": ("tenures", ["post_id", "person_id"]),
} | {
    f"ix_{table}_{column}": (
        table,
        [column, *(["row"] if table == "tenures" else ["sort_key", "id"])],
    )
    for table, name in SORTED.items()
    for column in (name, f"{name}_desc")
}


def upgrade() -> None:
    op.create_table(
        "entity_values",
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("property", TEXT, nullable=False),
        sa.Column("value", TEXT, nullable=False),
        sa.Column("entity_id", TEXT, nullable=False),
        sa.Column("first_day", sa.Date(), nullable=True),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("since", sa.Integer(), nullable=False),
        sa.Column("until", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["entity_id"], ["entities.id"], name=op.f("fk_entity_values_entity_id_entities")
        ),
        sa.ForeignKeyConstraint(
            ["since"], ["changes.number"], name=op.f("fk_entity_values_since_changes")
        ),
        sa.ForeignKeyConstraint(
            ["until"], ["changes.number"], name=op.f("fk_entity_values_until_changes")
        ),
        sa.PrimaryKeyConstraint(
            "kind", "property", "value", "entity_id", "since", name=op.f("pk_entity_values")
        ),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_entity_values_days",
        "entity_values",
        ["kind", "property", "first_day", "last_day", "entity_id"],
        sqlite_where=DATED,
        postgresql_where=DATED,
    )
    for table, column in _columns():
        op.add_column(table, column)
    for name, (table, columns) in INDEXES.items():
        op.create_index(name, table, columns, sqlite_where=PRESENT, postgresql_where=PRESENT)


def downgrade() -> None:
    for name, (table, _) in INDEXES.items():
        op.drop_index(name, table_name=table)
    for table, column in _columns():
        op.drop_column(table, column.name)
    op.drop_table("entity_values")


def _columns() -> list[tuple[str, sa.Column[Any]]]:
    """The columns added, by table."""
    stated = ("start_first", "start_last", "end_first", "end_last")
    return [
        ("tenures", sa.Column("on_behalf_of_id", TEXT, nullable=True)),
        ("tenures", sa.Column("certainty", TEXT, nullable=False, server_default="")),
        ("tenures", sa.Column("dataset_id", TEXT, nullable=False, server_default="")),
        *(("tenures", sa.Column(name, sa.Date(), nullable=True)) for name in stated),
        *((table, _sort_day(name)) for table, name in SORTED.items()),
        *((table, _sort_day(f"{name}_desc")) for table, name in SORTED.items()),
    ]


def _sort_day(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), nullable=False, server_default="9999999")
