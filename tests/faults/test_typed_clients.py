"""Clients are generated from the interface without a warning, compile, and fetch a profile."""

import copy
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from openapi_python_client.config import Config, ConfigFile, MetaType
from openapi_python_client.parser import GeneratorData

from app.config import ROOT, Settings
from app.main import create_app
from tests.conftest import SEEDED_ON_SQLITE
from tests.faults.sizes import FULL, report
from tests.test_docs import LOCAL, blocks

OURS = ROOT / "clients" / "openapi-python-client.yaml"
FETCHED = "head of the International Liaison Department, from 2022-06?: "
PACKAGES = ("openapi-typescript@7.13.0", "openapi-fetch@0.17.0", "typescript@5.9.3")
TSC = ("--strict", "--target", "es2022", "--module", "nodenext", "--lib", "es2022,dom")
PROFILE = "/v1/people/{person_id}"


@pytest.fixture(scope="module")
def document() -> Any:
    return create_app(Settings(database_url="sqlite:///unused.db")).openapi()


def example(language: str, folder: Path, address: str) -> Path:
    """The worked example of the docs as a file, for this server."""
    ((info, text),) = [
        each for each in blocks(ROOT / "docs" / "clients.md", language) if "file=" in each[0]
    ]
    path = folder / info.strip().removeprefix("file=")
    path.write_text(text.replace(f"http://{LOCAL}", address))
    return path


def only(document: Any, path: str) -> Any:
    """The document with this one path, and the models that it needs."""
    told = copy.deepcopy(document)
    told["paths"] = {path: {"get": told["paths"][path]["get"]}}
    models, needed = told["components"]["schemas"], dict[str, Any]()
    waiting = list(references(told["paths"]))
    while waiting:
        name = waiting.pop()
        if name not in needed:
            needed[name] = models[name]
            waiting += references(models[name])
    told["components"]["schemas"] = needed
    return told


def references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if "$ref" in part:
            yield part["$ref"].rpartition("/")[2]
        part = list(part.values())
    for each in part if isinstance(part, list) else ():
        yield from references(each)


def call(*command: str | Path, folder: Path) -> str:
    """What a command says; it has to succeed, and to warn of nothing."""
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False, timeout=1800
    )
    told = done.stdout + done.stderr
    assert done.returncode == 0, told
    assert "warning" not in told.lower(), told
    return told


def generated(document: Any, folder: Path) -> None:
    """The Python client of this document, as its command makes it."""
    schema = folder / "openapi.json"
    schema.write_text(json.dumps(document))
    wanted = ("--meta", "none", "--output-path", "incumbent_client", "--fail-on-warning")
    command = Path(sys.executable).with_name("openapi-python-client")
    call(command, "generate", "--path", schema, "--config", OURS, *wanted, folder=folder)


def test_the_whole_interface_is_read_without_a_warning(document: Any, tmp_path: Path) -> None:
    config = Config.from_sources(
        ConfigFile.load_from_path(OURS),
        MetaType.NONE,
        document_source=tmp_path / "openapi.json",
        file_encoding="utf-8",
        overwrite=True,
        output_path=None,
    )
    read = GeneratorData.from_dict(document, config=config)
    assert isinstance(read, GeneratorData), read
    assert read.errors == []
    told = [each for tag in read.endpoint_collections_by_tag.values() for each in tag.parse_errors]
    assert told == []


@SEEDED_ON_SQLITE
def test_the_python_client_compiles_and_fetches_a_profile(
    api: httpx.Client, document: Any, tmp_path: Path
) -> None:
    generated(document if FULL else only(document, PROFILE), tmp_path)
    program = example("python", tmp_path, str(api.base_url).rstrip("/"))
    assert FETCHED in call(sys.executable, program, folder=tmp_path)
    if FULL:
        told = call(sys.executable, "-m", "mypy", "--strict", ".", folder=tmp_path)
        report("typed_client_python", mypy=told.strip())


@SEEDED_ON_SQLITE
@pytest.mark.skipif(not FULL, reason="needs npm packages: make test-faults has it")
def test_the_typescript_client_compiles_and_fetches_a_profile(
    api: httpx.Client, document: Any, tmp_path: Path
) -> None:
    npm, npx = shutil.which("npm") or "", shutil.which("npx") or ""
    assert npx, "install Node.js 20 or newer with npm (apt-get install nodejs npm)"
    (tmp_path / "openapi.json").write_text(json.dumps(document))
    (tmp_path / "package.json").write_text('{"type": "module", "private": true}')
    quiet = ("--no-audit", "--no-fund", "--no-package-lock", "--ignore-scripts")
    call(npm, "install", *quiet, *PACKAGES, folder=tmp_path)
    call(npx, "openapi-typescript", "openapi.json", "-o", "incumbent.d.ts", folder=tmp_path)
    program = example("ts", tmp_path, str(api.base_url).rstrip("/"))
    call(npx, "tsc", *TSC, program.name, folder=tmp_path)
    assert FETCHED in call("node", program.with_suffix(".js"), folder=tmp_path)
    report("typed_client_typescript", packages=PACKAGES)
