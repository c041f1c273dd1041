"""Settings that cannot be right are told with their names, and with what would be right."""

import pytest

from app.config import unknown_variables


@pytest.mark.parametrize(
    ("variable", "near"),
    [
        ("INCUMBENT_PROT", "INCUMBENT_PORT"),
        ("INCUMBENT_RATELIMIT", "INCUMBENT_RATE_LIMIT"),
        ("INCUMBENT_DB_URL", "INCUMBENT_DATABASE_URL"),
        ("incumbent_trusted_proxy", "INCUMBENT_TRUSTED_PROXIES"),
    ],
)
def test_of_an_unknown_variable_the_nearest_is_named(variable: str, near: str) -> None:
    told = [f"{variable}: there is no such setting; did you mean {near}?"]
    assert unknown_variables([variable, near, "PATH"]) == told


@pytest.mark.parametrize("name", ["XYZ", "Q", "BACKUP_DIR", "SECRET_KEY", "DEBUG", ""])
def test_where_none_is_near_it_is_said_where_all_are(name: str) -> None:
    told = f"INCUMBENT_{name}: there is no such setting: docs/operating.md lists them all"
    assert unknown_variables([f"INCUMBENT_{name}"]) == [told]
