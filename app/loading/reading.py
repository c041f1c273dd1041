"""Dossier files read, checked and compiled: all that can be done without a database."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from app.ledger import NewEntity, NewFact
from app.loading.compiling import compile_facts, declared, entities_of
from app.loading.dossier import Dossier
from app.loading.problems import DossierError, Field, Problem
from app.loading.values import Checker
from app.loading.yaml_file import YamlFile, read_yaml
from app.model_errors import field_of, words_of
from app.vocabulary import EntityKind

DOSSIERS: Final = frozenset({".yaml", ".yml"})  # how their files end
_ARTICLE_FILE: Final = re.compile(rb"^ +file: *(\S.*?) *\r?$", re.MULTILINE)
_DRAFT: Final = re.compile(rb"^draft:[ \t]*(?:\{|(?:#.*)?\r?\n[ \t]+\S)", re.MULTILINE)
# Raised where the same dossier is read in another way, so that all are read again.
_READING: Final = b"1"


@dataclass(frozen=True, slots=True)
class CompiledDossier:
    """A dossier that was found right: its article's text, its entities and its facts."""

    path: Path
    article_id: str
    dataset: str
    curator: str
    text: str
    entities: list[NewEntity]
    facts: list[NewFact]
    on_record: frozenset[str]  # entities that others are to have named
    ledger_state: str | None
    draft_line: int | None  # where it says that it is a draft
    parts: Dossier = field(repr=False)
    lines: dict[str, int] = field(repr=False)
    fields: dict[str, Field] = field(repr=False)


def find_dossiers(path: Path) -> list[Path]:
    """The dossier files at or below ``path``, in the order of their names."""
    if not path.exists():
        raise DossierError([Problem(path, 1, (), "there is no such file or folder")])
    if path.is_file():
        return [path]
    return sorted(each for each in path.rglob("*") if each.suffix in DOSSIERS)


def read_dossier(path: Path) -> CompiledDossier:
    """Read, check and compile one dossier with its article; raises DossierError."""
    file = read_yaml(path, _read_text(path, path, ()))
    dossier = _validated(file)
    text = read_article(file, dossier.article.file)
    _refuse_unusable(file, text)
    problems: list[Problem] = []
    checker = Checker(
        places=file,
        article_id=dossier.article.id,
        text=text,
        published=dossier.article.publication_date,
        kinds=_kinds(dossier, file, problems),
        problems=problems,
    )
    facts = compile_facts(dossier, checker)
    if problems:
        raise DossierError(sorted(problems, key=lambda problem: problem.line))
    entities = list(declared(dossier))
    return CompiledDossier(
        path=path,
        article_id=dossier.article.id,
        dataset=dossier.dataset,
        curator=dossier.curator,
        text=text,
        entities=[entity for _, entity in entities],
        facts=facts,
        on_record=frozenset(each.id for _, _, each in entities_of(dossier) if not each.name),
        ledger_state=dossier.ledger_state,
        draft_line=file.lines[("draft",)] if dossier.draft else None,
        parts=dossier,
        lines={entity.id: file.lines[at] for at, entity in entities},
        fields={entity.id: at for at, entity in entities},
    )


def read_article(file: YamlFile, name: str) -> str:
    """The article's text, normalised to NFC, without a byte order mark."""
    path = file.path.parent / name
    at = ("article", "file")
    if "\0" in name or path.resolve().parent != file.path.resolve().parent:
        message = f"{name!r} is not a file beside the dossier: give its name alone"
        raise DossierError([file.problem(at, message)])
    return unicodedata.normalize("NFC", _read_text(path, file.path, at, file))


def _refuse_unusable(file: YamlFile, text: str) -> None:
    if not text.strip():
        raise DossierError([file.problem(("article", "file"), "the article's text is empty")])
    if (at := text.find("\0")) >= 0:
        message = f"the article's text has a NUL character at {at}: remove it"
        raise DossierError([file.problem(("article", "file"), message)])


def input_digest(path: Path) -> str | None:
    """The sha256 of a dossier's and its article's bytes, without reading YAML.

    None where the article's file is not named on a line of its own, or is no file beside it, or
    cannot be read: then only reading the dossier tells whether it changed.
    """
    try:
        written = path.read_bytes()
        named = _ARTICLE_FILE.search(written)
        if named is None:
            return None
        name = named[1].decode().strip("'\"")
        if Path(name).name != name:
            return None
        article = (path.parent / name).read_bytes()
    except (OSError, ValueError):  # ValueError: a name that is no UTF-8, or has a NUL
        return None
    parts = (_READING, hashlib.sha256(written).digest(), hashlib.sha256(article).digest())
    return hashlib.sha256(b"".join(parts)).hexdigest()


def is_draft(path: Path) -> bool:
    """Whether a file says plainly that it is a draft, whatever else is right or wrong with it."""
    try:
        return _DRAFT.search(path.read_bytes()) is not None
    except OSError:
        return False


def clashes(dossiers: Iterable[CompiledDossier]) -> Iterator[Problem]:
    """What dossiers that are each right say against one another: an id of two kinds or texts."""
    kinds: dict[str, tuple[EntityKind, Path]] = {}
    articles: dict[str, Path] = {}
    for dossier in dossiers:
        for entity in dossier.entities:
            kind, path = kinds.setdefault(entity.id, (entity.kind, dossier.path))
            if kind is not entity.kind:
                line = dossier.lines[entity.id]
                message = f"{entity.id!r} is a {entity.kind} here, but a {kind} in {path}"
                yield Problem(dossier.path, line, dossier.fields[entity.id], message)
        if dossier.draft_line is not None:
            continue  # it may say more of an article that another dossier is about
        first = articles.setdefault(dossier.article_id, dossier.path)
        if first != dossier.path:
            line = dossier.lines[dossier.article_id]
            message = f"{dossier.article_id!r} is the id of the article of {first}, too"
            yield Problem(dossier.path, line, ("article", "id"), message)


def _read_text(path: Path, told_in: Path, at: Field, file: YamlFile | None = None) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = f"{path} is not UTF-8: byte {error.start} cannot be read"
    except OSError as error:
        message = f"{path} cannot be read: {error.strerror}"
    raise DossierError([file.problem(at, message) if file else Problem(told_in, 1, at, message)])


def _validated(file: YamlFile) -> Dossier:
    if not isinstance(file.content, dict):
        raise DossierError([file.problem((), "a dossier is a mapping that starts with dossier: 1")])
    try:
        return Dossier.model_validate(file.content)
    except ValidationError as error:
        problems = {
            str(found): found for found in (_problem(file, each) for each in error.errors())
        }
        in_order = sorted(problems.values(), key=lambda problem: problem.line)
        raise DossierError(in_order) from None


def _problem(file: YamlFile, error: ErrorDetails) -> Problem:
    at = field_of(error["loc"], file.lines.__contains__)
    return file.problem(at, words_of(error, at, Dossier.model_json_schema(), "a dossier"))


def _kinds(dossier: Dossier, file: YamlFile, problems: list[Problem]) -> dict[str, EntityKind]:
    kinds: dict[str, EntityKind] = {}
    for at, entity in declared(dossier):
        if entity.id in kinds:
            problems.append(file.problem(at, f"{entity.id!r} is declared twice: keep one"))
        kinds[entity.id] = entity.kind
    return kinds
