"""Settings: read from the environment once, checked at the start."""

from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from app.hidden_fields import parse_fields

ROOT = Path(__file__).resolve().parent.parent
_DRIVERS = {
    "sqlite": "sqlite",
    "postgresql": "postgresql+psycopg",
    "postgres": "postgresql+psycopg",
}


def _with_driver(url: str) -> str:
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):  # ValueError: a port that is no number
        raise ValueError(f"{url!r} is not a database URL: {_URL_HELP}") from None
    driver = _DRIVERS.get(parsed.get_backend_name())
    if driver is None:
        raise ValueError(f"{parsed.get_backend_name()!r} is not supported: {_URL_HELP}")
    if driver == "sqlite" and parsed.database in (None, "", ":memory:"):
        raise ValueError(f"an SQLite database needs a file, which all processes share: {_URL_HELP}")
    return parsed.set(drivername=driver).render_as_string(hide_password=False)


def _seconds(written: object) -> object:
    """``5,30`` as a list, nothing as an empty one; the field's own type refuses what is wrong."""
    if not isinstance(written, str):
        return written
    return written.split(",") if written.strip() else []


def _fields(written: object) -> object:
    return parse_fields(written) if isinstance(written, str) else written


_Delay = Annotated[float, Field(ge=0, le=30 * 24 * 3600)]
_URL_HELP = "write sqlite:///data/incumbent.db or postgresql://user:password@host/name"


class Settings(BaseSettings):
    """What an operator may set, each by the environment variable of its name in upper case."""

    model_config = SettingsConfigDict(env_file=None, extra="ignore", frozen=True)

    database_url: Annotated[str, AfterValidator(_with_driver)] = Field(
        default="sqlite:///data/incumbent.db",
        description="Where the ledger lives: an SQLite file or a PostgreSQL database.",
    )
    host: str = Field(default="127.0.0.1", min_length=1, description="The address to serve on.")
    port: int = Field(default=8000, ge=0, le=65535, description="The port to serve on.")
    exclude_fields: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_fields)] = Field(
        default="",
        validate_default=True,
        description="Fields that are shown nowhere, such as birth_date,gender,links.website.",
    )
    exports_at_once: int = Field(
        default=4, ge=1, le=15, description="How many exports this process makes at once."
    )
    webhooks: bool = Field(default=True, description="Whether this process delivers to webhooks.")
    webhook_private_addresses: bool = Field(
        default=False, description="Whether a webhook may lead into a private network."
    )
    webhook_timeout: float = Field(
        default=15, gt=0, le=60, description="Seconds that a receiver has to answer."
    )
    webhook_retries: Annotated[tuple[_Delay, ...], NoDecode, BeforeValidator(_seconds)] = Field(
        default="5,30,300,1800,7200,18000,36000,50400",
        validate_default=True,
        description="Seconds after each failed attempt until the next.",
    )
    llm_base_url: str | None = Field(
        default=None,
        pattern=r"^https?://",
        description="An OpenAI-compatible endpoint that drafts may be made with.",
    )
    llm_model: str | None = Field(default=None, min_length=1, description="The model asked there.")
    llm_api_key: SecretStr | None = Field(
        default=None, description="The key for it. It is never logged, nor told in an error."
    )
    llm_timeout: float = Field(
        default=120, gt=0, le=3600, description="Seconds that the model has to answer."
    )
    llm_retries: int = Field(
        default=3, ge=0, le=20, description="How often a request is tried again that failed."
    )
    llm_price_in: float = Field(
        default=0, ge=0, description="The price of a million tokens sent, for the cost report."
    )
    llm_price_out: float = Field(
        default=0, ge=0, description="The price of a million tokens received."
    )
