"""PostgreSQL servers that can be stopped, killed, held still, copied into standbys and promoted."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.postgres import binaries, free_port, readable, unprivileged

# What is acknowledged is on the disk, and what is to be copied is written.
_OPTIONS = "-c max_connections=60 -c wal_level=replica -c hot_standby=on -c wal_keep_size=64MB"
_ONCE_THERE = 30.0  # seconds


class Server:
    """One server: its data, its port, and how it is started. ``options`` are of its command."""

    def __init__(self, cluster: "Cluster", name: str, options: str = "") -> None:
        self.data = cluster.folder / name
        self.port = free_port()
        self._cluster = cluster
        self._options = options

    @property
    def address(self) -> str:
        """Host and port, as a URL has them."""
        return f"127.0.0.1:{self.port}"

    def url(self, database: str = "postgres") -> str:
        """The URL of one of its databases."""
        return f"postgresql+psycopg://postgres@{self.address}/{database}"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        listen = f"-p {self.port} -k {self._cluster.folder} -c listen_addresses=127.0.0.1"
        told = f"{listen} {_OPTIONS} {self._options}"
        log = f"{self.data}.log"
        self._cluster.run("pg_ctl", "-D", str(self.data), "-l", log, "-w", "-o", told, "start")

    def stop(self, mode: str = "immediate") -> None:
        """Stop it: ``immediate`` leaves what a crash leaves, ``fast`` writes all down first."""
        self._cluster.run("pg_ctl", "-D", str(self.data), "-m", mode, "-w", "stop")

    def kill(self) -> None:
        """Kill every process of it at once, as a machine does that goes off."""
        self.hold()  # so that the first one starts no other meanwhile
        there = self._processes()
        for each in there:
            os.kill(each, signal.SIGKILL)
        until = time.monotonic() + _ONCE_THERE
        while any(map(_is_alive, there)) and time.monotonic() < until:
            time.sleep(0.01)
        # It may be long until the dead are buried, and PostgreSQL takes those for running ones.
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        (self._cluster.folder / f".s.PGSQL.{self.port}.lock").unlink(missing_ok=True)

    def hold(self) -> None:
        """Let it stand still: it takes connections and answers nothing."""
        for each in self._processes():
            os.kill(each, signal.SIGSTOP)

    def go_on(self) -> None:
        """Let it run again."""
        for each in self._processes():
            os.kill(each, signal.SIGCONT)

    def promote(self) -> None:
        """Make a primary of a standby, and wait until it is one."""
        self._cluster.run("pg_ctl", "-D", str(self.data), "-w", "promote")

    def sql(self, *statements: str, database: str = "postgres") -> str:
        """What psql prints for statements."""
        asked = [argument for each in statements for argument in ("-c", each)]
        connect = ("-h", "127.0.0.1", "-p", str(self.port), "-U", "postgres", "-d", database)
        return self._cluster.run("psql", "-XAtq", "-v", "ON_ERROR_STOP=1", *connect, *asked)

    def set(self, name: str, value: str) -> None:
        """Change a setting of the running server."""
        self.sql(f"ALTER SYSTEM SET {name} = {value}", "SELECT pg_reload_conf()")

    def _processes(self) -> list[int]:
        first = int((self.data / "postmaster.pid").read_text().split()[0])
        listed = Path(f"/proc/{first}/task/{first}/children")
        children = listed.read_text().split() if listed.exists() else []
        return [first, *map(int, children)] if listed.exists() else []


class Cluster:
    """Servers in one folder, which is thrown away."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._user = unprivileged(folder)
        self._home = readable(binaries(), folder) if self._user else binaries()
        self.servers: list[Server] = []

    def primary(self, name: str = "primary") -> Server:
        """A new server, running."""
        server = self._server(name, f"-c cluster_name={name}")
        self.run(
            *("initdb", "-D", str(server.data), "-A", "trust", "-U", "postgres"),
            *("-E", "UTF8", "--locale=C", "-N"),
        )
        server.start()
        return server

    def standby(self, of: Server, name: str) -> Server:
        """A copy of a server that follows it, running; the other one knows it by its name."""
        server = self._server(name, f"-c cluster_name={name}")
        shutil.rmtree(server.data, ignore_errors=True)
        dsn = f"host=127.0.0.1 port={of.port} user=postgres application_name={name}"
        self.run(
            *("pg_basebackup", "-D", str(server.data), "-R", "-c", "fast", "-X", "stream"),
            *("-d", dsn, "--no-sync"),
        )
        server.start()
        return server

    def run(self, program: str, *arguments: str) -> str:
        """What a program prints; raises RuntimeError where it fails."""
        output = self.folder / f"{program}.out"
        with output.open("w+b") as out:
            done = subprocess.run(
                [str(self._home / program), *arguments],
                stdout=out, stderr=out, cwd=self.folder, check=False, user=self._user or None,
                group=pwd.getpwuid(self._user).pw_gid if self._user else None,
                extra_groups=[] if self._user else None,
            )  # fmt: skip
        if done.returncode:
            raise RuntimeError(f"{program} failed:\n{output.read_text()}")
        return output.read_text().strip()

    def _server(self, name: str, options: str = "") -> Server:
        known = [each for each in self.servers if each.data.name == name]
        server = known[0] if known else Server(self, name, options)
        self.servers = [*(each for each in self.servers if each is not server), server]
        return server


@contextmanager
def cluster() -> Iterator[Cluster]:
    """An empty one; whatever runs in it is killed at the end."""
    folder = Path(tempfile.mkdtemp(prefix="pgc", dir="/tmp"))
    made = Cluster(folder)
    try:
        yield made
    finally:
        for each in made.servers:
            if (each.data / "postmaster.pid").exists():
                each.kill()
        subprocess.run(["sh", "-c", 'rm -rf "$0" &', str(folder)], check=True)


def _is_alive(pid: int) -> bool:
    status = Path(f"/proc/{pid}/status")
    try:
        return "State:\tZ" not in status.read_text()
    except OSError:
        return False


def wait_for(condition: str, server: Server) -> None:
    """Wait until a condition holds in a server's SQL."""
    until = time.monotonic() + _ONCE_THERE
    while server.sql(f"SELECT {condition}") != "t":
        if time.monotonic() > until:
            raise TimeoutError(condition)
        time.sleep(0.1)
