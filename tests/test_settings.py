"""Settings that cannot be right are told with their names, and with what would be right."""

import re

import pytest
from typer import Exit

from app.commands.common import read_settings
from app.config import Settings, examples_of, unknown_variables, variable_of

# What no setting can be, but for those that take nearly any text.
WRONG = {"host": "", "llm_model": ""}
# Any text may be a key.
NEVER_WRONG = {"llm_api_key"}


@pytest.fixture(autouse=True)
def unset(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        for variable in (name.upper(), f"INCUMBENT_{name.upper()}"):
            monkeypatch.delenv(variable, raising=False)


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


@pytest.mark.parametrize("name", sorted({*Settings.model_fields} - NEVER_WRONG))
def test_a_wrong_setting_is_told_with_its_variable_and_what_would_be_right(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://me@host/name")
    monkeypatch.setenv(variable_of(name), WRONG.get(name, "?"))
    with pytest.raises(Exit):
        read_settings()
    (line,) = capsys.readouterr().err.splitlines()
    told = re.fullmatch(rf"{variable_of(name)}: .+ \(write for example (.+)\)", line)
    assert told, line
    assert told[1] == " or ".join(examples_of(name))
    for example in examples_of(name):
        monkeypatch.setenv(variable_of(name), example)
        assert read_settings()


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"PORT": "x"}, "PORT: Input should be a valid integer"),
        (
            {"INCUMBENT_PORT": "99999"},
            "INCUMBENT_PORT: Input should be less than",
        ),
        ({"INCUMBENT_PORT": "x", "PORT": "8000"}, "INCUMBENT_PORT: Input should be a valid"),
        ({"incumbent_port": "x"}, "incumbent_port: Input should be"),
        ({"LLM_BASE_URL": "ftp://x"}, "LLM_BASE_URL: this is no address of the web (write"),
        ({"WEBHOOK_RETRIES": "5,x"}, "WEBHOOK_RETRIES: number 2: Input should be a valid number"),
        (
            {"INCUMBENT_TRUSTED_PROXIES": "::1,foo"},
            "INCUMBENT_TRUSTED_PROXIES: number 2: 'foo' does not appear to be",
        ),
        ({"INCUMBENT_METRICS": "maybe"}, "(write for example true or false)"),
        ({"INCUMBENT_RATE_LIMIT": "many"}, "INCUMBENT_RATE_LIMIT: 'many' is no rate (write"),
        ({"INCUMBENT_RATE_LIMIT_STORAGE": "redis"}, "memory:// or redis://host:6379/0"),
        ({"DATABASE_URL": "mysql://x/y"}, "DATABASE_URL: 'mysql' is not supported (write"),
        ({"DATABASE_URL": "sqlite://"}, "DATABASE_URL: an SQLite database needs a file"),
        (
            {"DATABASE_URL": "x", "INCUMBENT_DATABASE_READ_URLS": "postgresql://b/c"},
            "DATABASE_URL: this is no database URL",
        ),
    ],
)
def test_what_is_wrong_is_told_of_the_variable_that_was_given(
    given: dict[str, str],
    told: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for variable, value in given.items():
        monkeypatch.setenv(variable, value)
    with pytest.raises(Exit):
        read_settings()
    (line,) = capsys.readouterr().err.splitlines()
    assert told in line
