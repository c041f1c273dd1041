"""Changes chained by digests, and indexes by which what a change declared is found."""

import secrets

import sqlalchemy as sa
from alembic import op

from app.ledger.chain import chain

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
HASHED = ("salt", "digest", "parts")
TRIGGER = "changes_no_resealing"
DECLARED = ("entities", "article_texts")
BLOCK = 1_000


def upgrade() -> None:
    for table in DECLARED:
        op.create_index(op.f(f"ix_{table}_declared_in"), table, ["declared_in"])
    # What was recorded before gets its own below; a constant default rewrites no table.
    op.add_column("changes", sa.Column("salt", TEXT, nullable=False, server_default=""))
    op.add_column("changes", sa.Column("digest", TEXT, nullable=True))
    op.add_column("changes", sa.Column("parts", sa.JSON(none_as_null=True), nullable=True))
    last = salt_all()
    chain(op.get_bind(), 1, last)
    refuse_resealing()


def salt_all() -> int:
    changes = sa.table("changes", sa.column("number", sa.Integer), sa.column("salt", TEXT))
    salting = changes.update().where(changes.c.number == sa.bindparam("of"))
    salting = salting.values(salt=sa.bindparam("new"))
    last = op.get_bind().scalar(sa.select(sa.func.max(changes.c.number))) or 0
    for first in range(1, last + 1, BLOCK):
        numbers = range(first, min(first + BLOCK, last + 1))
        salts = [{"of": each, "new": secrets.token_hex(16)} for each in numbers]
        op.get_bind().execute(salting, salts)
    return last


def refuse_resealing() -> None:
    """A change is sealed once: by the transaction that writes it."""
    what = f"BEFORE UPDATE OF {', '.join(HASHED)} ON changes"
    condition = "FOR EACH ROW WHEN (OLD.digest IS NOT NULL)"
    message = "changes is append-only"
    if op.get_bind().dialect.name == "sqlite":
        action = f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
    else:
        action = f"EXECUTE FUNCTION refuse_edit('{message}')"
    op.execute(f"CREATE TRIGGER {TRIGGER} {what} {condition} {action}")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"DROP TRIGGER {TRIGGER} ON changes")
    else:
        op.execute(f"DROP TRIGGER {TRIGGER}")
    for name in reversed(HASHED):
        op.drop_column("changes", name)
    for table in DECLARED:
        op.drop_index(op.f(f"ix_{table}_declared_in"), table_name=table)
