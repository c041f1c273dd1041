"""Formats that fail, here or in the process that compiles ahead: told, and nothing else suffers."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from app.db import write_session
from app.importers.ahead import Work, compile_ahead
from app.importers.digesting import input_digest
from app.importers.formats import FORMATS
from app.importers.records import InputError, Json, Place
from app.importers.report import Report, Silence, open_report
from app.importers.staged_files import Input, staged
from app.importers.staging import Staging
from app.ledger import NewEntity, OpenChange
from app.vocabulary import EntityKind
from tests.imports import DEMO, import_file, import_lines, on_sqlite, shown
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


def refuse(engine: Engine, *entity_ids: str) -> None:
    """Let persons of these ids be refused: other entities have them."""
    with write_session(engine) as session:
        change = OpenChange(session, actor="Ada", action="load", reason="test")
        change.declare(NewEntity(id=each, kind=EntityKind.ORGANIZATION) for each in entity_ids)
        change.close()


class StoppingReport(Report):
    """Is stopped at one of the cases that it is told, in the middle of a batch."""

    def __init__(self, stopped_at: int) -> None:
        super().__init__()
        self._stopped_at = stopped_at

    def note(self, rule: str, place: Place, field: str, value: Any, done: str) -> None:
        super().note(rule, place, field, value, done)
        if self.counts.total() == self._stopped_at:
            raise KeyboardInterrupt


@on_sqlite
@pytest.mark.parametrize("stopped_at", [1, 2])
def test_after_a_stop_the_report_tells_all_and_nothing_counts_twice(
    engine: Engine, tmp_path: Path, stopped_at: int
) -> None:
    refuse(engine, "demo.p1", "demo.p6")
    lines: list[Json] = [{"person": f"p{n}", "name": f"P {n}"} for n in range(12)]
    import_lines(engine, tmp_path, [line for line in lines if line["person"] in ("p2", "p9")])
    with pytest.raises(KeyboardInterrupt):
        import_lines(engine, tmp_path, lines, batch=4, report=StoppingReport(stopped_at))
    report = Report()
    run = import_lines(engine, tmp_path, lines, batch=4, report=report)
    assert report.counts == run.counts.notes == {"refused": 2}
    assert run.counts.refused == 2
    assert (run.counts.new, run.counts.unchanged) == ({"person": 8}, {"person": 2})
    assert run.counts.changed.total() == 0


def test_a_report_is_never_written_over_the_input(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    path = write_tiny(tmp_path / "in" / "tiny.jsonl", [{"person": "ada"}])
    before = path.read_bytes()
    (tmp_path / "link").symlink_to(path.parent)
    for report, source in (
        (path, path),
        (path, path.parent),
        (path.parent / "new.jsonl", path.parent),
        (tmp_path / "link" / "tiny.jsonl", path),
    ):
        opened = open_report(report, is_strict=False, source=source)
        with pytest.raises(InputError, match="would be a part of the input"), opened:
            pass
    assert path.read_bytes() == before
    with open_report(tmp_path / "report.jsonl", is_strict=False, source=path):
        pass


def work(form: OddFormat, staging: Staging) -> Work:
    return Work(form, "demo", staging.path, [1, 2, 3], 2, is_beside=True)
