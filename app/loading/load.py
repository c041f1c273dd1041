"""Dossiers into the ledger: one transaction each, only the difference, never half."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app.db import write_session
from app.ledger import LedgerError, OpenChange
from app.loading.problems import DossierError, Problem
from app.loading.reading import (
    CompiledDossier,
    clashes,
    find_dossiers,
    input_digest,
    read_dossier,
)
from app.models import Change, Fact

Progress = Callable[[int, int, str], None]
CURATED: Final = "Curated from articles"


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loading one dossier did; ``change`` is None where it changed nothing."""

    path: Path
    change: int | None
    recorded: int
    retracted: int


def check(path: Path, progress: Progress | None = None) -> list[CompiledDossier]:
    """Read every dossier at or below ``path``; raises DossierError with all that is wrong."""
    return _read_all(find_dossiers(path), progress)


def load(engine: Engine, path: Path, progress: Progress | None = None) -> list[Loaded]:
    """Load every dossier at or below ``path``, one transaction each.

    All are checked before the first is written; raises DossierError and writes nothing where one
    is wrong. A dossier whose files are unchanged since they were loaded is not read again.
    """
    paths = find_dossiers(path)
    digests = {each: input_digest(each) for each in paths}
    known = _digests_on_record(engine)
    fresh = [each for each in paths if digests[each] not in known]
    done = [Loaded(each, None, 0, 0) for each in paths if digests[each] in known]
    dossiers = _read_all(fresh, None)
    for index, dossier in enumerate(dossiers, start=1):
        done.append(_load_one(engine, dossier, digests[dossier.path]))
        if progress:
            progress(index, len(dossiers), dossier.path.name)
    return sorted(done, key=lambda loaded: loaded.path)


def _read_all(paths: Iterable[Path], progress: Progress | None) -> list[CompiledDossier]:
    paths = list(paths)
    dossiers: list[CompiledDossier] = []
    problems: list[Problem] = []
    for index, path in enumerate(paths, start=1):
        try:
            dossiers.append(read_dossier(path))
        except DossierError as error:
            problems += error.problems
        if progress:
            progress(index, len(paths), path.name)
    problems += clashes(dossiers)
    if problems:
        raise DossierError(problems)
    return dossiers


def _load_one(engine: Engine, dossier: CompiledDossier, digest: str | None) -> Loaded:
    with write_session(engine) as session:
        change = OpenChange(
            session,
            actor=dossier.curator,
            action="load",
            reason=_reason(session, dossier),
            origin=dossier.article_id,
            input_digest=digest,
        )
        try:
            _record(change, dossier)
        except LedgerError as error:
            raise DossierError([Problem(dossier.path, 1, (), str(error))]) from None
        return Loaded(dossier.path, change.close(), change.recorded, change.retracted)


def _record(change: OpenChange, dossier: CompiledDossier) -> None:
    change.declare_dataset(dossier.dataset, CURATED)
    change.declare(dossier.entities)
    change.declare_article(dossier.article_id, dossier.text)
    change.record(dossier.article_id, dossier.dataset, dossier.facts)


def _reason(session: Session, dossier: CompiledDossier) -> str:
    before = select(Fact.row).where(Fact.origin == dossier.article_id).limit(1)
    action = "Load" if session.scalar(before) is None else "Load the edited"
    return f"{action} dossier {dossier.path.name}"


def _digests_on_record(engine: Engine) -> set[str]:
    """The digest of the last input of each origin, where that was the origin's last change."""
    with engine.connect() as connection:
        rows = connection.execute(
            select(Change.origin, Change.input_digest)
            .where(Change.origin.is_not(None))
            .order_by(Change.number)
        )
        latest = {row.origin: row.input_digest for row in rows}
    return {digest for digest in latest.values() if digest}
