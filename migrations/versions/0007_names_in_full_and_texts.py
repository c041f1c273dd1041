"""Names with their parts and by language, and the words of texts.

The next start writes the rows anew; past versions have none of it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0005"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
NAMED = ("documents", "people", "organizations", "posts", "events", "articles")


def upgrade() -> None:
    op.add_column("facts", sa.Column("name_parts", sa.JSON(), nullable=True))
    for table in NAMED:
        op.add_column(table, sa.Column("display_names", TEXT, nullable=True))


def downgrade() -> None:
    for table in NAMED:
        op.drop_column(table, "display_names")
    op.drop_column("facts", "name_parts")
