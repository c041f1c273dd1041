"""Dossiers into the ledger: one transaction each, only the difference, never half."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app.db import read_session, write_session
from app.ledger import OpenChange
from app.loading.guarding import losses
from app.loading.kept import kept_facts, strangers
from app.loading.on_record import Origin, clashes_with_ledger, origins_on_record
from app.loading.problems import DossierError, Problem
from app.loading.reading import (
    CompiledDossier,
    clashes,
    find_dossiers,
    input_digest,
    is_draft,
    read_dossier,
)
from app.models import Fact
from app.profiles.merges import survivors, withdrawn
from app.vocabulary import CURATED_TITLE

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loading one dossier did; ``change`` is None where it changed nothing.

    ``withheld``: how many facts it has that speak of withdrawn entities.
    """

    path: Path
    change: int | None
    recorded: int
    retracted: int
    withheld: int = 0


@dataclass(slots=True)
class Report:
    """What a load did; ``missing`` articles were loaded once and have no dossier here any more,
    ``withdrawn`` ones have one that was passed over, as were ``drafts`` in a folder.
    """

    loaded: list[Loaded]
    missing: list[str] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)
    drafts: list[Path] = field(default_factory=list)


def check(path: Path, progress: Progress | None = None) -> list[CompiledDossier]:
    """Read every dossier at or below ``path``; raises DossierError with all that is wrong."""
    return _read_all(find_dossiers(path), progress)


def load(
    engine: Engine, path: Path, progress: Progress | None = None, *, replace: bool = False
) -> Report:
    """Load every dossier at or below ``path``, one transaction each.

    All are checked before the first is written, against one another and against the ledger; raises
    DossierError and writes nothing where one is wrong. A dossier whose files are unchanged since
    they were loaded is not read again; one that was withdrawn is passed over. An edited one that
    would undo what curators recorded beside it is refused, unless ``replace`` is given. A draft is
    refused, too; in a folder it is passed over, even where something is wrong with it.
    """
    paths = find_dossiers(path)
    passed_over = [each for each in paths if path.is_dir() and is_draft(each)]
    paths = [each for each in paths if each not in passed_over]
    with read_session(engine) as session:
        origins = origins_on_record(session)
        digests = {each: input_digest(each) for each in paths}
        known = {each.digest: name for name, each in origins.items() if each.digest}
        unchanged = {each: known[digest] for each, digest in digests.items() if digest in known}
        read = _read_all([each for each in paths if each not in unchanged], None)
        drafts = [each for each in read if each.draft_line is not None]
        dossiers = [each for each in read if each.draft_line is None]
        standing = [each for each in dossiers if each.article_id not in _gone(origins)]
        problems = [
            *([] if path.is_dir() else _not_reviewed(drafts)),
            *_twice(unchanged, dossiers),
            *clashes_with_ledger(session, dossiers),
            *strangers(session, standing),
            *([] if replace else losses(session, standing)),
        ]
    if problems:
        raise DossierError(problems)
    report = Report([Loaded(each, None, 0, 0) for each in unchanged])
    report.drafts = sorted([*passed_over, *(each.path for each in drafts)])
    for index, dossier in enumerate(dossiers, start=1):
        on_record = origins.get(dossier.article_id)
        if on_record and on_record.is_withdrawn:
            report.withdrawn.append(dossier.article_id)
            continue
        report.loaded.append(_load_one(engine, dossier, digests[dossier.path]))
        if progress:
            progress(index, len(dossiers), dossier.path.name)
    here = {*unchanged.values(), *(each.article_id for each in read), *_articles_of(passed_over)}
    if path.is_dir():
        with_file = {name for name, each in origins.items() if each.has_file}
        report.missing = sorted(with_file - here - _gone(origins))
    return report


def _gone(origins: dict[str, Origin]) -> set[str]:
    return {name for name, each in origins.items() if each.is_withdrawn}


def _articles_of(drafts: Iterable[Path]) -> Iterator[str]:
    """The articles of drafts, of those that can be read."""
    for path in drafts:
        with suppress(DossierError):
            yield read_dossier(path).article_id


def _not_reviewed(drafts: Iterable[CompiledDossier]) -> Iterator[Problem]:
    for draft in drafts:
        message = (
            f"this is a draft, which nobody has reviewed: incumbent review {draft.path}"
            " (or read and correct all of it here, and take the draft: part out)"
        )
        yield Problem(draft.path, draft.draft_line or 1, ("draft",), message)


def _twice(unchanged: dict[Path, str], dossiers: list[CompiledDossier]) -> Iterator[Problem]:
    """Two files of one article, of which only one, or none, was read."""
    first: dict[str, Path] = {}
    read = {dossier.path: dossier.article_id for dossier in dossiers}
    for path, article_id in sorted((unchanged | read).items()):
        if article_id in first:
            message = f"{article_id!r} is the id of the article of {first[article_id]}, too"
            yield Problem(path, 1, ("article", "id"), message)
        first.setdefault(article_id, path)


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
            # What is withheld is to be read again: it may come back when a withdrawal is reverted.
            input_digest=None if _speaks_of_withdrawn(session, dossier) else digest,
        )
        _record(session, change, dossier)
        number = change.close()
        return Loaded(dossier.path, number, change.recorded, change.retracted, change.withheld)


def _speaks_of_withdrawn(session: Session, dossier: CompiledDossier) -> bool:
    ids = {entity.id for entity in dossier.entities}
    return bool(withdrawn(session, ids | set(survivors(session, ids).values())))


def _record(session: Session, change: OpenChange, dossier: CompiledDossier) -> None:
    change.declare_dataset(dossier.dataset, CURATED_TITLE)
    change.declare(dossier.entities)
    change.declare_article(dossier.article_id, dossier.text)
    facts = [*dossier.facts, *kept_facts(session, dossier)]
    change.record(dossier.article_id, dossier.dataset, facts)


def _reason(session: Session, dossier: CompiledDossier) -> str:
    before = select(Fact.row).where(Fact.origin == dossier.article_id).limit(1)
    action = "Load" if session.scalar(before) is None else "Load the edited"
    return f"{action} dossier {dossier.path.name}"
