"""What tenures are sorted by; indexes for the validators of documents and orders of tenures.

The next start writes the tenures anew, with the key of their person.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

PRESENT = sa.text("until IS NULL")
VALIDATORS = ("ix_documents_validators", "documents", ["id", "kind", "since", "digest"])
ORDER = ["possibly_from", "possibly_until", "row"]
# Present rows only, where they were of all versions.
ORDERS = {
    "ix_tenures_post_order": ["post_id", *ORDER],
    "ix_tenures_organization_order": ["organization_id", *ORDER],
}
SORTS = ("by_start_date", "by_start_date_desc")
TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    _create_present(*VALIDATORS)
    op.add_column(
        "tenures", sa.Column("sort_key", TEXT, nullable=False, server_default=sa.text("''"))
    )
    _create_present("ix_tenures_sort_key", "tenures", ["sort_key", "row"])
    for name, columns in ORDERS.items():
        op.drop_index(name, table_name="tenures")
        _create_present(name, "tenures", columns)
    for column in SORTS:
        op.drop_index(f"ix_tenures_{column}", table_name="tenures")
        _create_present(f"ix_tenures_{column}", "tenures", [column, "sort_key", "row"])


def downgrade() -> None:
    for column in SORTS:
        op.drop_index(f"ix_tenures_{column}", table_name="tenures")
        _create_present(f"ix_tenures_{column}", "tenures", [column, "row"])
    for name, columns in ORDERS.items():
        op.drop_index(name, table_name="tenures")
        op.create_index(name, "tenures", columns)
    op.drop_index("ix_tenures_sort_key", table_name="tenures")
    op.drop_column("tenures", "sort_key")
    op.drop_index(VALIDATORS[0], table_name="documents")


def _create_present(name: str, table: str, columns: list[str]) -> None:
    """An index over the rows that hold now."""
    op.create_index(name, table, columns, sqlite_where=PRESENT, postgresql_where=PRESENT)
