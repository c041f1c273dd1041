"""Whether a database is whole, by ``incumbent verify`` and by what SQLite knows of its own file."""

from sqlalchemy import Engine, text

from app.keeping.verifying import Wanted, verify


def assert_whole(engine: Engine) -> None:
    """Fail where anything of the ledger is missing, partial, or told otherwise than it is."""
    verified = verify(engine, Wanted(), lambda *_: None)
    assert verified.is_clean, "\n".join(each.line() for each in verified.problems)
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            assert connection.scalars(text("PRAGMA integrity_check")).all() == ["ok"]
