"""Earlier releases, out of the repository's history: each the last one at a revision."""

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx

from app.config import ROOT
from app.migrate import head_revision
from tests.conftest import NO_TLS
from tests.faults.servers import UNLIMITED
from tests.postgres import free_port

_PATIENCE: Final = 300  # seconds until a server has started
_MIGRATION: Final = """
import sqlalchemy as sa
from alembic import op

revision = "{revision}"
down_revision = "{before}"


def upgrade() -> None:
    {upgrade}
"""
_NEXT: Final = {
    "9998": """
    for table in ("documents", "changes", "people", "facts", "tenures"):
        op.add_column(table, sa.Column("next", sa.Text(), nullable=True))
    op.create_index("ix_documents_next", "documents", ["next", "id"])
    op.create_table("next_notes", sa.Column("id", sa.Integer(), primary_key=True))""",
    "9999": """
    for table in ("documents", "changes", "people"):
        op.execute(f"UPDATE {table} SET next = 'filled'")""",
}


@dataclass(frozen=True)
class Release:
    """The code of a release in a folder of its own, run with the packages that are installed."""

    revision: str
    folder: Path

    def run(self, url: str, *arguments: str) -> str:
        """Run a command of it to its end; what it printed."""
        return subprocess.run(
            [sys.executable, "-m", "app", *arguments],
            env=self._environment(url),
            cwd=self.folder,
            check=True,
            capture_output=True,
            text=True,
        ).stdout

    @contextmanager
    def served(self, url: str) -> Iterator[httpx.Client]:
        """A client of its server, in a process of its own."""
        port = free_port()
        process = subprocess.Popen(
            [sys.executable, "-m", "app", "serve"],
            env=self._environment(url, PORT=str(port)),
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
        )
        try:
            with httpx.Client(
                base_url=f"http://127.0.0.1:{port}", timeout=30, verify=NO_TLS
            ) as client:
                _wait_for(client)
                yield client
        finally:
            process.kill()
            process.wait()

    def _environment(self, url: str, **more: str) -> dict[str, str]:
        settings = {"DATABASE_URL": url, "WEBHOOKS": "false", **UNLIMITED}
        return {**os.environ, "PYTHONPATH": str(self.folder), **settings, **more}


def earlier_releases(folder: Path) -> list[Release]:
    """The last release at each revision but the newest, the oldest first."""
    found = dict[str, str]()
    for commit in _git("log", "--first-parent", "--format=%h").split():
        names = _git("ls-tree", "--name-only", commit, "migrations/versions/")
        revisions = re.findall(r"/(\d{4})_\w+\.py$", names, re.MULTILINE)
        if not revisions:
            break
        # One in which a step is missing was never released: its migrations came together later.
        if [int(each) for each in revisions] == list(range(1, len(revisions) + 1)):
            found.setdefault(revisions[-1], commit)
    earlier = [*found.items()][1:]
    assert earlier, "the history is not here: git fetch --unshallow"
    return [_unpacked(*each, folder) for each in reversed(earlier)]


def next_release(folder: Path) -> Release:
    """This release with two migrations more: columns of what is read, and what fills them."""
    for part in ("app", "migrations"):
        shutil.copytree(ROOT / part, folder / part)
    before = head_revision()
    for revision, upgrade in _NEXT.items():
        migration = _MIGRATION.format(revision=revision, before=before, upgrade=upgrade)
        (folder / "migrations" / "versions" / f"{revision}_next.py").write_text(migration)
        before = revision
    return Release(before, folder)


def _unpacked(revision: str, commit: str, folder: Path) -> Release:
    there = folder / revision
    there.mkdir(parents=True)
    archive = subprocess.run(
        ["git", "archive", commit], cwd=ROOT, check=True, capture_output=True
    ).stdout
    subprocess.run(["tar", "x", "-C", str(there)], input=archive, check=True)
    return Release(revision, there)


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=ROOT, check=True, capture_output=True, text=True)
    return done.stdout


def _wait_for(client: httpx.Client) -> None:
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            if client.get("/healthz").status_code == 200:
                return
        except httpx.TransportError:
            assert time.monotonic() < until, "the server did not start"
            time.sleep(0.05)
