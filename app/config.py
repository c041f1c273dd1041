"""Settings: read from the environment once, checked at the start."""

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any, Final, Literal
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
)
from pydantic_core import ErrorDetails
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from app.hidden_fields import parse_fields

ROOT = Path(__file__).resolve().parent.parent
PREFIX: Final = "INCUMBENT_"
_NEAR: Final = 0.65  # of difflib: what a name has in common with one that may be meant
# These are read without the prefix, too; what came later might be another program's variable.
_ALSO_PLAIN: Final = frozenset(
    {
        *("database_url", "host", "port", "exclude_fields", "exports_at_once"),
        *("webhooks", "webhook_private_addresses", "webhook_timeout", "webhook_retries"),
        *("llm_base_url", "llm_model", "llm_api_key", "llm_timeout", "llm_retries"),
        *("llm_price_in", "llm_price_out"),
    }
)
_DRIVERS = {
    "sqlite": "sqlite",
    "postgresql": "postgresql+psycopg",
    "postgres": "postgresql+psycopg",
}


def _with_driver(url: str) -> str:
    try:
        parsed = make_url(_one_host_a_parameter(url))
    except (ArgumentError, ValueError):  # ValueError: a port that is no number
        # What cannot be taken apart is not repeated: a password may be in it.
        raise ValueError(f"this is no database URL; {_ESCAPES}") from None
    driver = _DRIVERS.get(parsed.get_backend_name())
    if driver is None:
        raise ValueError(f"{parsed.get_backend_name()!r} is not supported")
    if driver == "sqlite" and parsed.database in (None, "", ":memory:"):
        raise ValueError("an SQLite database needs a file, which all processes share")
    return parsed.set(drivername=driver).render_as_string(hide_password=False)


def _one_host_a_parameter(url: str) -> str:
    """A URL with several hosts, as libpq takes it, in the form that SQLAlchemy takes."""
    found = _HOSTS.fullmatch(url)
    if found is None:
        return url
    hosts = "&".join(f"host={each}" for each in found["hosts"].split(","))
    given = f"&{found['query']}" if found["query"] else ""
    return f"{found['start']}/{found['database'] or ''}?{hosts}{given}"


def _of_a_standby(urls: tuple[str, ...], told: ValidationInfo) -> tuple[str, ...]:
    primary = told.data.get("database_url", _POSTGRESQL)  # where it is wrong, that is told already
    if urls and not all(each.startswith("postgresql") for each in (*urls, primary)):
        raise ValueError("only a PostgreSQL database has standbys, which are PostgreSQL, too")
    return urls


def _parts(written: object) -> object:
    """``5,30`` as a list, nothing as an empty one; the field's own type refuses what is wrong."""
    if not isinstance(written, str):
        return written
    return written.split(",") if written.strip() else []


def _rate(written: str) -> str:
    """``3000/minute`` as it is, ``off`` as nothing."""
    if written in ("", "off"):
        return ""
    if not _RATE.fullmatch(written):
        raise ValueError(f"{written!r} is no rate")
    return written


def _storage(written: str) -> str:
    """``memory://``, or the URL of a Redis, which is not repeated: a password may be in it."""
    if written != "memory://" and not _is_redis(written):
        raise ValueError("this is no store of counts; with TLS its address begins with rediss://")
    return written


def _is_redis(written: str) -> bool:
    try:
        parts = urlsplit(written)
        return parts.scheme in ("redis", "rediss") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is no number
        return False


def _network(written: str) -> str:
    """An address or a network as it is written, without spaces around."""
    ip_network(written.strip())
    return written.strip()


def _web_address(written: str) -> str:
    if not written.startswith(("http://", "https://")):
        raise ValueError("this is no address of the web")
    return written


def _fields(written: object) -> object:
    return parse_fields(written) if isinstance(written, str) else written


_RATES: Final = ["3000/minute", "50/second", "off"]
_RATE: Final = re.compile(r"[1-9][0-9]{0,8}/(second|minute|hour|day)")
_Delay = Annotated[float, Field(ge=0, le=30 * 24 * 3600)]
_Url = Annotated[str, AfterValidator(_with_driver)]
_Network = Annotated[str, AfterValidator(_network)]
_Rate = Annotated[str, AfterValidator(_rate)]
_HOSTS: Final = re.compile(
    r"(?P<start>postgres(ql)?://([^/?#]*@)?)(?P<hosts>[^/?#@]*,[^/?#@]*)"
    r"(/(?P<database>[^?#]*))?(\?(?P<query>.*))?"
)
_ESCAPES: Final = "a sign such as / or @ within a password is written %2F or %40"
_POSTGRESQL: Final = "postgresql://user:password@host/name"


class Settings(BaseSettings):
    """What an operator may set, each by the environment variable that ``variable_of`` names."""

    model_config = SettingsConfigDict(env_file=None, extra="ignore", frozen=True)

    database_url: _Url = Field(
        default="sqlite:///data/incumbent.db",
        examples=["sqlite:///data/incumbent.db", _POSTGRESQL],
        description="Where the ledger lives: an SQLite file or a PostgreSQL database.",
    )
    host: str = Field(default="127.0.0.1", min_length=1, description="The address to serve on.")
    port: int = Field(default=8000, ge=0, le=65535, description="The port to serve on.")
    exclude_fields: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_fields)] = Field(
        default="",
        examples=["birth_date,gender"],
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
    webhook_retries: Annotated[tuple[_Delay, ...], NoDecode, BeforeValidator(_parts)] = Field(
        default="5,30,300,1800,7200,18000,36000,50400",
        examples=["5,30,300"],
        validate_default=True,
        description="Seconds after each failed attempt until the next.",
    )
    llm_base_url: Annotated[str, AfterValidator(_web_address)] | None = Field(
        default=None,
        examples=["https://llm.example/v1"],
        description="An OpenAI-compatible endpoint that drafts may be made with.",
    )
    llm_model: str | None = Field(
        default=None, examples=["llama3.3"], min_length=1, description="The model asked there."
    )
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
    database_read_urls: Annotated[
        tuple[_Url, ...], NoDecode, BeforeValidator(_parts), AfterValidator(_of_a_standby)
    ] = Field(
        default="",
        examples=["postgresql://user:password@standby/name"],
        validate_default=True,
        description="Standbys of a PostgreSQL database that reads without a key may go to.",
    )
    statement_timeout: float = Field(
        default=10, ge=0, le=3600, description="Seconds that a query of a request may take; 0: any."
    )
    requests_at_once: int = Field(
        default=32, ge=1, le=10_000, description="How many requests this process works on at once."
    )
    queue_timeout: float = Field(
        default=2, ge=0, le=60, description="Seconds that a request waits for its turn, then 503."
    )
    connections_at_once: int = Field(
        default=1000, ge=1, le=100_000, description="How many connections this process keeps open."
    )
    shutdown_drain: float = Field(
        default=5, ge=0, le=600, description="Seconds that it goes on after SIGTERM, not ready."
    )
    shutdown_timeout: float = Field(
        default=30, ge=0, le=3600, description="Seconds after that to finish what is under way."
    )
    rate_limit: _Rate = Field(
        default="3000/minute",
        examples=_RATES,
        description="Requests of one address without a key; or off.",
    )
    rate_limit_keys: _Rate = Field(
        default="12000/minute", examples=_RATES, description="Requests with one key; or off."
    )
    rate_limit_failures: _Rate = Field(
        default="30/minute",
        examples=_RATES,
        description="Keys that are not right, of one address; or off.",
    )
    rate_limit_storage: Annotated[str, AfterValidator(_storage)] = Field(
        default="memory://",
        examples=["memory://", "redis://host:6379/0"],
        description="Where requests are counted: this process, or a Redis that several share.",
    )
    trusted_proxies: Annotated[tuple[_Network, ...], NoDecode, BeforeValidator(_parts)] = Field(
        default="127.0.0.1,::1",
        examples=["127.0.0.1,10.0.0.0/8"],
        validate_default=True,
        description="Addresses or networks whose X-Forwarded-For and -Proto are believed.",
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="The least that is logged."
    )
    log_requests: bool = Field(default=False, description="Whether each request leaves a line.")
    metrics: bool = Field(default=True, description="Whether /metrics is answered.")
    tracing: bool = Field(
        default=False, description="Whether spans are sent, as the OTEL_… variables say."
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003 (pydantic gives them by name)
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """What is given in code, then variables with the prefix, then those without."""
        prefixed = EnvSettingsSource(settings_cls, env_prefix=PREFIX)
        return init_settings, prefixed, _PlainSource(settings_cls)


class _PlainSource(EnvSettingsSource):
    """Variables without the prefix, of the settings that are read so."""

    def __call__(self) -> dict[str, Any]:
        """The settings that are there."""
        return {name: value for name, value in super().__call__().items() if name in _ALSO_PLAIN}


def variable_of(name: str) -> str:
    """The environment variable of a setting, without the prefix where that can be left out."""
    return name.upper() if name in _ALSO_PLAIN else PREFIX + name.upper()


def examples_of(name: str) -> list[str]:
    """Right values of a setting: of most the default."""
    field = Settings.model_fields[name]
    if field.annotation is bool:
        return ["true", "false"]
    return [str(each) for each in field.examples or [field.default]]


def wrong_settings(error: ValidationError, environment: Iterable[str]) -> list[str]:
    """A sentence for each setting that is wrong: its variable as given, and what would be right."""
    given = {each.upper(): each for each in environment}
    return [_wrong(each, given) for each in error.errors()]


def _wrong(error: ErrorDetails, given: Mapping[str, str]) -> str:
    name, *at = error["loc"]
    plain = str(name).upper()
    # The one with the prefix counts before the plain one.
    variable = given.get(PREFIX + plain) or given.get(plain) or variable_of(str(name))
    where = "".join(f"number {each + 1}: " for each in at if isinstance(each, int))
    reason = error["msg"].removeprefix("Value error, ")
    right = " or ".join(examples_of(str(name)))
    return f"{variable}: {where}{reason} (write for example {right})"


def unknown_variables(environment: Iterable[str]) -> list[str]:
    """A sentence for each variable with our prefix that no setting has, with the nearest name."""
    wrong = {each: each.upper().removeprefix(PREFIX) for each in environment}
    return [
        f"{each}: there is no such setting{_nearest(name)}"
        for each, name in sorted(wrong.items())
        if each.upper().startswith(PREFIX) and name.lower() not in Settings.model_fields
    ]


def _nearest(name: str) -> str:
    """The setting that may be meant; the prefix, which all have, makes none a near one."""
    near = get_close_matches(name, map(str.upper, Settings.model_fields), 1, _NEAR)
    return f"; did you mean {PREFIX}{near[0]}?" if near else ": docs/operating.md lists them all"
