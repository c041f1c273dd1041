"""The primary is killed, and its standby promoted, which had each commit before its answer."""

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import pytest

from app.db import make_engine
from app.migrate import migrate
from tests.clusters import Cluster, Server, cluster, wait_for
from tests.conftest import NO_TLS
from tests.faults.loads import Load, fill, loaded, serving
from tests.faults.sizes import FULL, report, size

ROUNDS = size(1, 10)
WITHOUT = size(1.5, 10.0)  # seconds without a primary
REFUSED_WITHIN = size(10.0, 2.0)
BACK_WITHIN = size(20.0, 5.0)
COMMIT_WITHIN = 14.0  # the limit of a query, and a while
NOTICED = size(1.0, 2.0)
_NAMES = ("one", "two")
_IS_FOLLOWED = "EXISTS (SELECT FROM pg_stat_replication WHERE sync_state = 'sync')"


@dataclass
class Pair:
    """A primary and its standby, which change their places."""

    servers: Cluster
    primary: Server
    standby: Server

    def follow(self) -> None:
        """Let each commit wait until the standby has it, too."""
        self.primary.set("synchronous_standby_names", f"'{self.standby.data.name}'")
        wait_for(_IS_FOLLOWED, self.primary)

    def change_places(self) -> None:
        """Make a standby of the one that was killed."""
        self.primary, gone = self.standby, self.primary
        self.standby = self.servers.standby(self.primary, gone.data.name)
        self.follow()


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Pair, str]]:
    """The two, with a database of one small dossier; and a curator's key."""
    with cluster() as servers:
        primary = servers.primary(_NAMES[0])
        primary.sql("CREATE DATABASE kessaria")
        engine = make_engine(primary.url("kessaria"))
        migrate(engine)
        engine.dispose()
        key = fill(primary.url("kessaria"), tmp_path_factory.mktemp("filled"))
        made = Pair(servers, primary, servers.standby(primary, _NAMES[1]))
        made.follow()
        yield made, key


@pytest.fixture(scope="module")
def load(pair: tuple[Pair, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Load]:
    """Readers and a writer at work on a server that knows both, through all rounds."""
    both, key = pair
    addresses = [both.primary.address, both.standby.address]
    url = f"postgresql://postgres@{','.join(addresses)}/kessaria?target_session_attrs=read-write"
    reading = ",".join(f"postgresql://postgres@{each}/kessaria" for each in addresses)
    folder = tmp_path_factory.mktemp("failover")
    with (
        serving(url, folder, INCUMBENT_DATABASE_READ_URLS=reading) as api,
        loaded(api, key) as made,
    ):
        yield made


@pytest.mark.skipif(not FULL, reason="waits for the lag that is allowed: make test-faults")
def test_a_standby_that_lags_is_left_out_and_taken_back(pair: tuple[Pair, str], load: Load) -> None:
    both, _ = pair
    both.standby.sql("SELECT pg_wal_replay_pause()")
    paused = time.monotonic()
    out = _until_used(load, 1) - paused
    load.await_right("write", time.monotonic(), BACK_WITHIN)
    both.standby.sql("SELECT pg_wal_replay_resume()")
    resumed = time.monotonic()
    report("lag", out=round(out, 2), back=round(_until_used(load, 2) - resumed, 2))
    assert load.faults() == []


@pytest.mark.skipif(not FULL, reason="waits for a time limit: make test-faults")
def test_a_commit_that_waits_for_a_standby_is_given_up(pair: tuple[Pair, str], load: Load) -> None:
    both, _ = pair
    both.standby.hold()
    held = time.monotonic()
    time.sleep(COMMIT_WITHIN)
    both.standby.go_on()
    refused = [
        each
        for each in load.since(held - COMMIT_WITHIN, what="write")
        if each.status >= 500 and each.at + each.took > held
    ]
    load.await_right("write", time.monotonic(), BACK_WITHIN)
    reads = [each.took for each in load.since(held, what="read")]
    report("commit given up", refused=len(refused), longest_read=round(max(reads), 2))
    assert load.faults() == []
    assert refused
    assert load.lost() == []


def _until_used(load: Load, standbys: int) -> float:
    """When so many standbys were in use."""
    until = time.monotonic() + 4 * BACK_WITHIN
    while time.monotonic() < until:
        if httpx.get(f"{load.api}/readyz", verify=NO_TLS).json()["standbys_used"] == standbys:
            return time.monotonic()
        time.sleep(0.1)
    raise TimeoutError(f"{standbys} standbys")


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_a_standby_takes_over_and_nothing_acknowledged_is_lost(
    pair: tuple[Pair, str], load: Load, turn: int
) -> None:
    both, _ = pair
    load.await_right("write", time.monotonic(), BACK_WITHIN)
    killed = time.monotonic()
    both.primary.kill()
    time.sleep(WITHOUT)
    _is_only_read(load)
    both.standby.promote()
    promoted = time.monotonic()
    writing = load.await_right("write", promoted, BACK_WITHIN)
    time.sleep(size(0.2, 6.0))
    sent = load.since(killed)
    refused = [each for each in sent if each.status >= 500]
    meanwhile = [each for each in sent if killed + NOTICED < each.at < promoted]
    reads = [each for each in meanwhile if each.what.startswith("read")]
    longest = load.longest(killed)
    lost = load.lost()
    report(
        f"failover {turn}", requests=len(sent), refused=len(refused), lost=len(lost),
        acknowledged=len(load.acknowledged), writing=round(writing, 2),
        read_meanwhile=len(reads), refused_meanwhile=sum(each.status >= 500 for each in reads),
        **longest,
    )  # fmt: skip
    assert load.faults() == []
    assert any(each.what == "write" for each in refused), "nothing went wrong"
    assert reads
    assert all(each.status == httpx.codes.OK for each in reads)
    assert longest["refused_within"] < REFUSED_WITHIN
    assert writing < BACK_WITHIN
    assert not [each for each in refused if each.at > promoted + BACK_WITHIN]
    assert lost == []
    if turn + 1 < ROUNDS:
        both.change_places()


def _is_only_read(load: Load) -> None:
    """Without a primary the server says so, and stays among those that are asked."""
    told = httpx.get(f"{load.api}/readyz", verify=NO_TLS).raise_for_status().json()
    assert (told["status"], told["standbys"]) == ("read-only", 2)
    assert told["standbys_used"] == 1
    metrics = httpx.get(f"{load.api}/metrics", verify=NO_TLS).raise_for_status().text
    standbys = re.findall(r"^incumbent_standby_up\{.*\} (\S+)$", metrics, re.MULTILINE)
    assert sorted(standbys) == ["0.0", "1.0"]  # the primary is named among them
