"""Digests of the changes that were recorded before there were any."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op

from app.console import work_shown
from app.ledger.chain import chain

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

CHANGES = sa.table(
    "changes", sa.column("number", sa.Integer), sa.column("salt"), sa.column("digest")
)
HASHED = ("salt", "digest", "parts")
FILLS = {f"changes.{name}" for name in HASHED}
TRIGGER = "changes_no_resealing"
BLOCK = 1_000


def upgrade() -> None:
    # Where a fill was broken off, it goes on.
    unsealed = sa.select(sa.func.min(CHANGES.c.number), sa.func.max(CHANGES.c.number))
    unsealed = unsealed.where(CHANGES.c.digest.is_(None))
    first, last = op.get_bind().execute(unsealed).one()
    if last:
        chain_all(first, last)
    refuse_resealing()


def chain_all(first: int, last: int) -> None:
    with work_shown() as show:
        for start in range(first, last + 1, BLOCK):
            end = min(start + BLOCK - 1, last)
            with committed() as connection:
                salt(connection, start, end)
                chain(connection, start, end)
            if last > BLOCK:
                show("Changes chained", end, last)


@contextmanager
def committed() -> Iterator[sa.Connection]:
    """A transaction of its own for a block, so that none is long. SQLite has one for all.

    Nobody else writes meanwhile, on either database: whoever migrates holds the ledger's lock.
    """
    own = op.get_bind()
    if own.dialect.name == "sqlite":
        yield own
        return
    with own.engine.begin() as apart:
        yield apart


def salt(connection: sa.Connection, first: int, last: int) -> None:
    salting = CHANGES.update().where(CHANGES.c.number == sa.bindparam("of"))
    salting = salting.values(salt=sa.bindparam("new"))
    salts = [{"of": each, "new": secrets.token_hex(16)} for each in range(first, last + 1)]
    connection.execute(salting, salts)


def refuse_resealing() -> None:
    """A change is sealed once: by the transaction that writes it."""
    what = f"BEFORE UPDATE OF {', '.join(HASHED)} ON changes"
    condition = "FOR EACH ROW WHEN (OLD.digest IS NOT NULL)"
    message = "changes is append-only"
    drop_trigger()  # 0014 made it while it was in development
    if op.get_bind().dialect.name == "sqlite":
        action = f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
    else:
        action = f"EXECUTE FUNCTION refuse_edit('{message}')"
    op.execute(f"CREATE TRIGGER {TRIGGER} {what} {condition} {action}")


def drop_trigger() -> None:
    on = " ON changes" if op.get_bind().dialect.name == "postgresql" else ""
    op.execute(f"DROP TRIGGER IF EXISTS {TRIGGER}{on}")


def downgrade() -> None:
    drop_trigger()
