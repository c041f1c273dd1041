"""Indexes that answer by themselves: the validators of documents, the order of a succession."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

PRESENT = sa.text("until IS NULL")
VALIDATORS = ("ix_documents_validators", "documents", ["id", "kind", "since", "digest"])
ORDER = ["possibly_from", "possibly_until", "row"]
ORDERS = {
    "ix_tenures_post_order": ["post_id", *ORDER],
    "ix_tenures_organization_order": ["organization_id", *ORDER],
}


def upgrade() -> None:
    _create_present(*VALIDATORS)
    for name, columns in ORDERS.items():
        op.drop_index(name, table_name="tenures")
        _create_present(name, "tenures", columns)


def downgrade() -> None:
    for name, columns in ORDERS.items():
        op.drop_index(name, table_name="tenures")
        op.create_index(name, "tenures", columns)
    op.drop_index(VALIDATORS[0], table_name="documents")


def _create_present(name: str, table: str, columns: list[str]) -> None:
    """An index over the rows that hold now."""
    op.create_index(name, table, columns, sqlite_where=PRESENT, postgresql_where=PRESENT)
