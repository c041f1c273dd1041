"""The house: imports point one way, files and functions stay small, each resource in every room."""

import ast
import re
import statistics
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any

import pytest

from app.config import ROOT

APP = ROOT / "app"
FILES = sorted(APP.rglob("*.py"))
RESOURCES = ["people", "organizations", "posts", "events", "articles"]

# Which rooms a room may import from. Modules at the top of app/ that know no room (dates,
# vocabulary, batches, config …) are open to all.
MAY_IMPORT = {
    "models": {"db"},
    "search": {"models", "db"},
    "profiles": {"models", "search", "db"},
    "ledger": {"models", "profiles", "search", "idempotency", "migrate", "db"},
    "keys": {"models", "db"},
    "outgoing": set[str](),
    "webhooks": {"outgoing", "queries", "profiles", "models", "db"},
    "idempotency": {"models", "db"},
    "errors": {"pages"},
    "database_errors": {"errors", "migrate", "db"},
    "middleware": {"errors"},
    "databases": {"db"},
    "guarding": {"keys", "errors", "middleware", "db"},
    "shortway": {
        *("databases", "guarding", "profiles", "queries", "db", "compression", "middleware"),
    },
    "compression": set[str](),
    "migrate": {"db"},
    "alembic_run": set[str](),
    "loading": {"ledger", "profiles", "models", "db"},
    "drafting": {"outgoing"},
    "intake": {"outgoing"},
    "writing": {"drafting", "loading", "ledger", "matching", "profiles", "models", "db"},
    "curating": {
        *("loading", "ledger", "matching", "profiles", "queries", "search", "models", "db"),
    },
    "keeping": {
        *("importers", "ledger", "profiles", "search", "models", "db", "migrate", "alembic_run"),
    },
    "importers": {"ledger", "matching", "queries", "profiles", "search", "models", "db"},
    "exports": {"profiles", "queries", "search", "schemas", "models", "db"},
    "queries": {"models", "search", "db"},
    "matching": {"queries", "search", "models", "db"},
    "reconciling": {"matching", "queries", "search", "models", "db"},
    "pages": set[str](),
    "schemas": set[str](),
    "routers": {
        "curating",
        "databases",
        "guarding",
        "exports",
        "idempotency",
        "middleware",
        "pages",
        "reconciling",
        "matching",
        "queries",
        "search",
        "profiles",
        "schemas",
        "keys",
        "webhooks",
        "outgoing",
        "models",
        "db",
        "migrate",
        "errors",
    },
    # It asks the application that it is given, and reads nothing itself.
    "assistants": {"drafting"},
    "main": {
        "database_errors",
        "databases",
        "routers",
        "guarding",
        "idempotency",
        "webhooks",
        "db",
        "errors",
        "shortway",
        "middleware",
        "compression",
    },
    "commands": {
        *("importers", "exports", "ledger", "keys", "queries", "models", "db", "console"),
        *(
            "curating",
            "drafting",
            "intake",
            "keeping",
            "loading",
            "migrate",
            "outgoing",
            "writing",
        ),
    },
    "__main__": {
        *("main", "commands", "loading", "ledger", "idempotency", "db", "migrate", "console"),
        "logs",
    },
    "logs": set[str](),
}
OPEN_TO_ALL = {
    "slugs",
    "privacy",
    "hidden_fields",
    "memory",
    "bulk",
    "patience",
    "conditional",
    "countries",
    "csv_text",
    "ftm_words",
    "popolo_fields",
    "dates",
    "written_dates",
    "timespans",
    "vocabulary",
    "languages",
    "model_errors",
    "request_errors",
    "batches",
    "config",
    "sqlite_files",
    "watching",
    "yaml_limits",
}
# What is not ledger (docs/decisions/0006): each of these rooms writes its own tables.
OWN_TABLES = {
    "keys": {"ApiKey", "KeySession"},
    "webhooks": {"Webhook", "WebhookDelivery"},
    "curating": {"Proposal", "ProposedArticle"},
    "idempotency": {"IdempotencyKey"},
    "importers": {"DatasetCount", "ImportRecord", "ImportRun", "MergeProposal"},
}
# Not a route that may delete.
WRITES = r"(?<!router\.)\b(insert|update|delete|insert_(rows|tuples|plain))\("
KNOW_HTTP = {
    *("assistants", "guarding", "compression", "shortway", "routers", "main", "__main__", "errors"),
    "middleware",
    "database_errors",
}


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def room(module: str) -> str:
    return module.split(".")[1] if "." in module else ""


@cache
def nodes(path: Path) -> list[ast.AST]:
    """Every node of a file, which all tests read and none changes."""
    return list(ast.walk(ast.parse(path.read_text())))


def imports(path: Path) -> Iterator[str]:
    """Every module of ours, and every other package, that a file imports anywhere in it."""
    for node in nodes(path):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: import by the full name"
            base = node.module or ""
            for alias in node.names:
                inner = APP.parent / (f"{base}.{alias.name}".replace(".", "/") + ".py")
                yield f"{base}.{alias.name}" if inner.exists() else base


def functions() -> Iterator[tuple[str, int]]:
    """Each function's name and the lines of its body, without its docstring."""
    for path in FILES:
        for node in nodes(path):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                body: list[Any] = node.body[1:] if ast.get_docstring(node) else node.body
                lines = body[-1].end_lineno - body[0].lineno + 1 if body else 0
                yield f"{path.relative_to(ROOT)}:{node.name}", lines


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_one_way(path: Path) -> None:
    here = room(module_name(path))
    if here in OPEN_TO_ALL | {""}:
        return
    for imported in imports(path):
        if imported.startswith("app."):
            there = room(imported)
            allowed = MAY_IMPORT.get(here, set()) | OPEN_TO_ALL | {here}
            assert there in allowed, f"{here} must not import {imported}"
        elif imported.split(".")[0] in ("fastapi", "starlette"):
            assert here in KNOW_HTTP, f"{here} must not know HTTP ({imported})"


def test_what_goes_out_asks_whether_it_may_be_shown() -> None:
    """Of facts, what makes answers reads those that are ``shown``, not all that are ``known``."""
    for path in FILES:
        if room(module_name(path)) in ("exports", "queries", "routers", "matching", "reconciling"):
            known = re.findall(r"\bknown\(", path.read_text())
            assert not known or path.name == "documents.py", path


def test_only_the_ledger_writes() -> None:
    """Rows are written by ledger/, and by profiles/versions on its behalf."""
    for path in FILES:
        text = path.read_text()
        writes = re.search(WRITES, text)
        imported = set(imports(path))
        if writes and any(name.startswith("sqlalchemy") for name in imported):
            here = room(module_name(path))
            assert here in {"ledger", "bulk", *OWN_TABLES} or path.name in {
                "versions.py",
                "rows.py",
            }, path


@pytest.mark.parametrize("name", OWN_TABLES)
def test_what_is_not_ledger_is_written_by_its_own_room(name: str) -> None:
    for path in (APP / name).rglob("*.py"):
        text = path.read_text()
        written = set(re.findall(r"\b(?:insert|update|delete)\((\w*)", text))
        assert written <= OWN_TABLES[name], path
        assert not re.search(r"session\.(add|add_all|merge|delete|bulk_\w+)\(", text), path


def test_nothing_imports_in_a_circle() -> None:
    known = {module_name(path) for path in FILES}
    graph = {
        module_name(path): {name for name in imports(path) if name in known} - {module_name(path)}
        for path in FILES
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(f"import cycle: {' -> '.join(error.args[1])}")


def test_nothing_imports_inside_a_function() -> None:
    for path in FILES:
        for node in nodes(path):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                inner = [n for n in ast.walk(node) if isinstance(n, ast.Import | ast.ImportFrom)]
                assert not inner, f"{path}:{node.name}"


def test_files_and_functions_stay_small() -> None:
    for path in [*FILES, *(ROOT / "tests").rglob("*.py")]:
        assert len(path.read_text().splitlines()) <= 400, path
    lines = dict(functions())
    assert statistics.median(lines.values()) <= 10
    assert max(lines.values()) <= 45, max(lines, key=lambda name: lines[name])


@pytest.mark.parametrize("resource", RESOURCES)
def test_each_resource_has_its_file_in_every_room(resource: str) -> None:
    for each in ("models", "queries", "schemas", "routers", "profiles"):
        assert (APP / each / f"{resource}.py").exists()
