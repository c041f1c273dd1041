"""Dates that may be more than a year wide, by when they end: the others are found by their first
day alone.
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

NAME = "ix_entity_values_periods"
PERIODS = sa.text("until IS NULL AND first_day IS NOT NULL AND value LIKE '%..%'")


def upgrade() -> None:
    op.create_index(
        NAME,
        "entity_values",
        ["kind", "property", "last_day", "first_day", "entity_id"],
        sqlite_where=PERIODS,
        postgresql_where=PERIODS,
    )


def downgrade() -> None:
    op.drop_index(NAME, table_name="entity_values")
