"""Formats that fail, here or in the process that compiles ahead: told, and nothing else suffers."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from app.importers.ahead import Work, compile_ahead
from app.importers.digesting import input_digest
from app.importers.formats import FORMATS
from app.importers.report import Report, Silence
from app.importers.staged_files import Input, staged
from app.importers.staging import Staging
from tests.imports import DEMO, import_file, on_sqlite, shown
from tests.tiny_format import OddFormat, write_tiny


@on_sqlite
def test_a_record_that_its_format_fails_on_is_left_out_alone(
    engine: Engine, tmp_path: Path
) -> None:
    keys = ("ada", "overflow", "bo", "recursion", "odd", "cy")
    path = write_tiny(tmp_path / "tiny.jsonl", [{"person": key, "name": key} for key in keys])
    run = import_file(engine, path, format=OddFormat(), **DEMO)
    assert run.counts.notes == {"not_understood": 3}
    assert [row[0] for row in shown(engine)["documents"]] == ["demo.ada", "demo.bo", "demo.cy"]


def test_an_error_of_the_other_process_is_told_with_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    lines = [{"person": key, "name": key} for key in ("ada", "odd", "full")]
    path = write_tiny(tmp_path / "tiny.jsonl", lines)
    form, report = OddFormat(), Report()
    source = Input("failing", form.kinds, lambda notes: form.read(path, notes))
    with staged(source, Silence(), lambda _: None) as staging:
        found = compile_ahead(work(form, staging), staging, report)
        assert [each.id for each in next(found).compiled] == ["demo.ada", "demo.odd"]
        assert report.counts == {"not_understood": 1}
        with pytest.raises(RuntimeError, match="FullDiskError: no room") as raised:
            next(found)
    assert "tiny_format.py" in raised.value.__notes__[-1]


@on_sqlite
@pytest.mark.parametrize(
    ("form", "file", "text"),
    [
        ("popolo", "a.json", '{"persons": [{"id": "%s", "name": "Ada"}]}'),
        ("ftm", "a.jsonl", '{"id": "%s", "schema": "Person", "properties": {"name": ["A"]}}'),
        ("openstates", "data/ak/people/a.yml", "id: ocd-person/%s\nname: Ada\n"),
    ],
)
def test_what_is_hidden_or_leads_nowhere_is_no_part_of_an_input(
    engine: Engine, tmp_path: Path, form: str, file: str, text: str
) -> None:
    whole, within = tmp_path / "in", (tmp_path / "in" / file).parent
    (within / ".old").mkdir(parents=True)
    (whole / file).write_text(text % "one")
    (within / f".{Path(file).name}").write_text(text % "two")
    (within / ".old" / Path(file).name).write_text(text % "three")
    (within / f"gone-{Path(file).name}").symlink_to(whole / "nowhere")
    import_file(engine, whole, format=FORMATS[form], **DEMO)
    assert [row[0] for row in shown(engine)["documents"]] == ["demo.one"]
    before = input_digest(whole)
    (within / ".old" / "more.json").write_text("more")
    assert input_digest(whole) == before


def work(form: OddFormat, staging: Staging) -> Work:
    return Work(form, "demo", staging.path, [1, 2, 3], 2, is_worth_a_process=True)
