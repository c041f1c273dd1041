"""What tests share. Take the smallest thing that has what you need:

* ``dossier_folder`` and ``tests.dossiers``: a small fictional article with its dossier, as files;
* ``engine``: an empty, migrated database, once on SQLite and once on PostgreSQL;
* ``seeded_engine``: the same with ``seed_data/`` loaded, the keys of ``tests.keys`` and
  proposals of ``tests.proposed`` (do not write to its ledger: it is shared);
* ``api``: an HTTP client of a real server, over a socket, on that seeded database;
* ``apis``: one such client for each database, both at once;
* ``listed``: a server on a set made for lists, with an oracle (read only);
* ``matched``: a server on the people of ``tests.match_data``, who are easily confused (read only);
* ``writable``: such a client of a seeded server of the test's own (SQLite), which may be written;
* ``explored``: a server on more than the seed, for pages (read only): names in three scripts, a
  post with three holders, two articles that contradict each other;
* ``browser``: a real one, for pages (``tests.browser.Explorer``);
* ``serve``: starts such a server on any database, with other settings where it is given them.

PostgreSQL is started by the session itself and thrown away; it is never skipped.
"""

import gc
import os
import shutil
import ssl
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import anyio
import httpx
import pytest
from fastapi import FastAPI
from hypothesis import settings
from playwright.sync_api import Browser
from sqlalchemy import Engine, create_engine, text

from app.config import ROOT, Settings
from app.db import make_engine
from app.loading.load import load
from app.main import create_app, server_of
from app.migrate import migrate
from tests.browser import Explorer, chromium
from tests.dossiers import KESSARIA, write_dossier
from tests.faults.sizes import size
from tests.keys import add_keys
from tests.list_data import fill_lists
from tests.list_oracle import Listed, read_lists
from tests.match_data import fill_matches
from tests.postgres import postgres_server
from tests.prompt_uvicorn import end
from tests.proposed import add_proposals

SEED = ROOT / "seed_data"
DATABASES = ("sqlite", "postgresql")
# For tests of what does not depend on the database: on these fixtures, once instead of twice.
ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
SEEDED_ON_SQLITE = pytest.mark.parametrize("seeded_url", ["sqlite"], indirect=True, scope="session")
LISTED_ON_SQLITE = pytest.mark.parametrize("listed", ["sqlite"], indirect=True, scope="session")
# For clients of our own servers, which speak no TLS: to read all authorities takes longest of all.
NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
# Tests ask more in a minute than anybody else; those of the limits set their own.
_UNLIMITED: dict[str, Any] = dict.fromkeys(
    ("rate_limit", "rate_limit_keys", "rate_limit_failures"), "off"
)
_MEMORY: Final = Path("/dev/shm")  # noqa: S108 (a folder of its own is made in it)
_ROOM: Final = 2 << 30  # bytes, of which the databases of all tests take a fifth
MakeDatabase = Callable[..., str]
Serve = Callable[..., httpx.Client]

# In CI the same is tried each time, so that no change fails by what is not in it.
IN_CI = bool(os.environ.get("CI"))
settings.register_profile("default", deadline=None, max_examples=size(40, 1000), derandomize=IN_CI)
settings.register_profile("quick", deadline=None, max_examples=size(6, 200), derandomize=IN_CI)
settings.load_profile("default")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Keep what is imported out of every search for garbage, and search seldom.

    Searches took a fifth of the time: tests make much that is hardly ever part of a cycle.
    """
    gc.disable()
    yield
    gc.enable()
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What needs a browser comes first: so one process has it all, and nothing slow comes last."""
    items.sort(key=lambda item: "browser" not in getattr(item, "fixturenames", ()))


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL server of this session's own."""
    with postgres_server() as url:
        yield url


@pytest.fixture(scope="session")
def database_folder() -> Iterator[Path]:
    """Where databases of SQLite lie: in memory if it has room, or each commit waits for a disk."""
    has_room = os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > _ROOM
    place = _MEMORY if has_room else None
    with TemporaryDirectory(prefix="incumbent", dir=place, ignore_cleanup_errors=True) as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def make_database(database_folder: Path, request: pytest.FixtureRequest) -> MakeDatabase:
    """A function that makes a new database, empty and migrated, or a copy of ``template``."""
    migrated: dict[str, str] = {}
    numbers = iter(range(1_000_000))

    def make(kind: str, template: str | None = None) -> str:
        if template is None and kind not in migrated:
            migrated[kind] = _new(kind, None)
            _migrated(migrated[kind])
        return _new(kind, template or migrated[kind])

    def _new(kind: str, template: str | None) -> str:
        number = next(numbers)
        if kind == "sqlite":
            path = database_folder / f"{number}.db"
            if template:
                shutil.copy(template.removeprefix("sqlite:///"), path)
            return f"sqlite:///{path}"
        server = request.getfixturevalue("postgres_url")
        return _create_on_postgres(server, f"test_{number}", template)

    return make


@pytest.fixture(params=DATABASES)
def database_url(request: pytest.FixtureRequest, make_database: MakeDatabase) -> str:
    """An empty, migrated database."""
    return make_database(request.param)


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """An engine on an empty, migrated database."""
    with _engine(database_url) as engine:
        yield engine


@pytest.fixture(scope="session", params=DATABASES)
def seeded_url(
    request: pytest.FixtureRequest, make_database: MakeDatabase, seeded_file: str
) -> str:
    """A database with the seed data; shared, so read only."""
    if request.param == "sqlite":
        return make_database("sqlite", seeded_file)
    url = make_database(request.param)
    fill_with_seed(url)
    return url


@pytest.fixture
def seeded_engine(seeded_url: str) -> Iterator[Engine]:
    """An engine on the seed data."""
    with _engine(seeded_url) as engine:
        yield engine


@pytest.fixture(scope="session")
def api(seeded_url: str) -> Iterator[httpx.Client]:
    """A client of a server on the seed data; webhooks may be made, but nothing is sent."""
    with running_server(seeded_url, webhooks=False, webhook_private_addresses=True) as client:
        yield client


@pytest.fixture(scope="session")
def apis(make_database: MakeDatabase, seeded_file: str) -> Iterator[list[httpx.Client]]:
    """A client like ``api`` for each database, where what is asked costs more than the answer."""
    urls = [make_database("sqlite", seeded_file), make_database("postgresql")]
    fill_with_seed(urls[1])
    more = {"webhooks": False, "webhook_private_addresses": True}
    with running_server(urls[0], **more) as one, running_server(urls[1], **more) as other:
        yield [one, other]


@pytest.fixture(scope="session")
def seeded_file(make_database: MakeDatabase) -> str:
    """An SQLite database with the seed data, of which copies may be made."""
    url = make_database("sqlite")
    fill_with_seed(url)
    return url


@pytest.fixture
def writable(seeded_file: str, make_database: MakeDatabase, serve: Serve) -> httpx.Client:
    """A client of a server on a seeded database of this test's own."""
    url = make_database("sqlite", seeded_file)
    return serve(url, webhooks=False, webhook_private_addresses=True)


@pytest.fixture(scope="session", params=DATABASES)
def listed(request: pytest.FixtureRequest, make_database: MakeDatabase) -> Iterator[Listed]:
    """A server on the set of ``tests.list_data``, with all that its lists should answer."""
    url = make_database(request.param)
    with _engine(url) as engine:
        fill_lists(engine)
    with running_server(url) as client:
        yield read_lists(client)


@pytest.fixture(scope="session", params=DATABASES)
def matched(
    request: pytest.FixtureRequest, make_database: MakeDatabase
) -> Iterator[tuple[FastAPI, httpx.Client]]:
    """An app with its client, on the set of ``tests.match_data``."""
    url = make_database(request.param)
    with _engine(url) as engine:
        fill_matches(engine)
    with running_app(url, webhooks=False) as served:
        yield served


@pytest.fixture(scope="session")
def explored(make_database: MakeDatabase, seeded_file: str) -> Iterator[httpx.Client]:
    """A client of a server on the seed and ``tests/explorer`` (SQLite): names in three scripts."""
    url = make_database("sqlite", seeded_file)
    with _engine(url) as engine:
        load(engine, Path(__file__).with_name("explorer"))
    with running_server(url, webhooks=False) as client:
        yield client


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A browser; ``tests.browser.Explorer`` opens pages in it."""
    with chromium() as browser:
        yield browser


@pytest.fixture
def explorer(browser: Browser, explored: httpx.Client) -> Explorer:
    """What opens the pages of ``explored``."""
    return Explorer(browser, str(explored.base_url).rstrip("/"))


@pytest.fixture
def serve() -> Iterator[Serve]:
    """A function that serves a database and gives a client; stopped after the test."""
    with ExitStack() as stack:
        yield lambda url, **more: stack.enter_context(running_server(url, **more))


@pytest.fixture
def dossier_folder(tmp_path: Path) -> Path:
    """A folder with one small dossier and its article."""
    write_dossier(tmp_path, KESSARIA)
    return tmp_path


def run_apart(run: Callable[..., Awaitable[Any]], *arguments: Any) -> Any:
    """Run what is asynchronous, in a thread of its own: in this one ``browser`` may have a loop."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(anyio.run, run, *arguments).result()


@contextmanager
def running_server(url: str, **more: Any) -> Iterator[httpx.Client]:
    """A real server over a socket, in a thread of this process; ``more`` are settings."""
    with running_app(url, **more) as (_, client):
        yield client


@contextmanager
def serving(url: str, fill: Callable[[Engine], Any]) -> Iterator[httpx.Client]:
    """The same, on a database that is filled first: for what all tests of a module only read."""
    with _engine(url) as engine:
        fill(engine)
    with running_server(url) as client:
        yield client


@contextmanager
def running_app(url: str, **more: Any) -> Iterator[tuple[FastAPI, httpx.Client]]:
    """The same, with the app that it serves."""
    app = create_app(Settings(database_url=url, **_UNLIMITED | more))
    server = server_of(app, port=0)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        if not thread.is_alive():
            raise RuntimeError("the server did not start")
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    with httpx.Client(base_url=address, timeout=30, verify=NO_TLS) as client:
        yield app, client
    end(server)
    thread.join()


@contextmanager
def _engine(url: str) -> Iterator[Engine]:
    engine = make_engine(url)
    try:
        yield engine
    finally:
        engine.dispose()


def fill_with_seed(url: str) -> None:
    """Load the seed into a database, with the keys of ``tests.keys`` and proposals."""
    with _engine(url) as engine:
        load(engine, SEED)
        add_keys(engine)
        add_proposals(engine, next((SEED / "articles").glob("*.yaml")))


def _migrated(url: str) -> None:
    with _engine(url) as engine:
        migrate(engine)


def _create_on_postgres(server: str, name: str, template: str | None) -> str:
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    like = f" TEMPLATE {template.rpartition('/')[2]}" if template else ""
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}{like}"))
    engine.dispose()
    return server.rpartition("/")[0] + "/" + name
