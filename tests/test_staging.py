"""Staged pieces: by entity, in one order whatever the input's, and kept for whoever goes on."""

import os
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkstemp
from typing import Any

import pytest

from app.importers.records import InputError, Json, Notes, Piece, Place
from app.importers.report import Report, Silence
from app.importers.staged_files import Input, forget, staged

PLACE = Place("a.json", "persons[0]")


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.importers.staged_files.gettempdir", lambda: str(tmp_path))


def piece(kind: str, key: str, part: str = "", near: str = "") -> Piece:
    return Piece(kind=kind, key=key, part=part, data={"key": key}, place=PLACE, near=near)


def pieces(notes: Notes) -> Iterator[Piece]:
    yield piece("person", "zoe", "person")
    yield piece("person", "ada", "seat", near="senate")
    yield piece("area", "north")
    yield piece("person", "bo", "person")
    yield piece("organization", "senate")
    notes.note("odd", PLACE, "name", {"x": 1}, "kept")
    yield piece("person", "zoe", "seat", near="house")
    yield piece("person", "ada", "person")


def ignore(_done: int) -> None:
    """Nobody is told how far it is."""


SOURCE = Input("test", ("organization", "person"), pieces)


def test_entities_come_by_kind_then_near_one_another_then_as_they_appeared() -> None:
    with staged(SOURCE, Silence(), ignore) as staging:
        found = list(staging.entities([1, 2, 3, 4]))
        assert [each.key for each in found] == ["senate", "bo", "zoe", "ada"]
        assert [each.part for each in found[2].pieces] == ["person", "seat"]
        assert found[3].pieces[0] == piece("person", "ada", "seat", near="senate")
        assert staging.find("area", "north") == {"key": "north"}
        assert staging.find("area", "south") is None
        assert staging.number_of("person", "zoe") == 3
        staging.mark(["d.a", "d.c"])
        assert staging.unmarked(["d.a", "d.b", "d.c", "d.d"]) == ["d.b", "d.d"]


def test_what_was_staged_whole_is_not_read_again_but_its_notes_are_told() -> None:
    def unread(_notes: Notes) -> Iterator[Piece]:
        raise AssertionError("it is staged already")

    with staged(SOURCE, Silence(), ignore):
        pass
    report = Report()
    with staged(Input("test", SOURCE.kinds, unread), report, ignore) as staging:
        assert staging.count() == 4
    assert report.counts == {"odd": 1}
    forget("test")
    with pytest.raises(AssertionError), staged(Input("test", (), unread), report, ignore):
        pass


def test_what_was_not_read_to_its_end_is_not_kept(tmp_path: Path) -> None:
    def broken(notes: Notes) -> Iterator[Piece]:
        yield from pieces(notes)
        raise InputError("a.json line 9: no JSON")

    with (
        pytest.raises(InputError, match="line 9"),
        staged(Input("test", (), broken), Silence(), ignore),
    ):
        pass
    assert not [each for each in tmp_path.rglob("*") if each.is_file()]


def files(folder: Path) -> list[Path]:
    return [each for each in folder.rglob("*") if each.is_file()]


@pytest.mark.parametrize("found", [b"", b"no database", None])
def test_what_was_staged_and_is_damaged_is_read_anew(tmp_path: Path, found: bytes | None) -> None:
    with staged(SOURCE, Silence(), ignore):
        (whole,) = files(tmp_path)
    whole.write_bytes(whole.read_bytes()[:5000] if found is None else found)
    for _ in range(2):
        with staged(SOURCE, Silence(), ignore) as staging:
            assert staging.count() == 4


def test_nobody_forgets_what_another_one_works_with(tmp_path: Path) -> None:
    with staged(SOURCE, Silence(), ignore) as one:
        with staged(SOURCE, Silence(), ignore) as other:
            forget("test")
            assert other.count() == 4
        forget("test")
        assert one.path.exists()
    forget("test")
    assert not files(tmp_path)


def test_what_was_not_written_to_its_end_and_what_is_old_is_removed() -> None:
    with staged(SOURCE, Silence(), ignore) as staging:
        folder = staging.path.parent
    (folder / "other.x1.partial").write_bytes(b"half")
    (folder / "new.sqlite").write_bytes(b"kept")
    (folder / "old.sqlite").write_bytes(b"old")
    os.utime(folder / "old.sqlite", (0, time.time() - 8 * 24 * 3600))
    with staged(SOURCE, Silence(), ignore):
        assert {each.name for each in folder.iterdir()} == {"test.sqlite", "new.sqlite"}


def test_what_cannot_be_written_down_is_noted_and_the_others_are_staged() -> None:
    def deep(notes: Notes) -> Iterator[Piece]:
        data: Json = {}
        for _ in range(300):
            data = {"in": data}
        yield Piece(kind="person", key="deep", part="", data=data, place=PLACE)
        yield from pieces(notes)

    report = Report()
    with staged(Input("test", SOURCE.kinds, deep), report, ignore) as staging:
        assert (staging.count(), staging.is_whole()) == (4, False)
    assert report.counts == {"unreadable_record": 1, "odd": 1}


def test_what_another_process_clears_away_as_it_is_begun_is_begun_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Another one that starts at the same moment takes a file that nobody holds yet for left."""
    made: list[str] = []

    def make(**told: Any) -> tuple[int, str]:
        handle, path = mkstemp(**told)
        if not made:
            Path(path).unlink()
        made.append(path)
        return handle, path

    monkeypatch.setattr("app.importers.staged_files.mkstemp", make)
    with staged(SOURCE, Silence(), ignore) as staging:
        assert staging.count() == 4
    assert len(made) == 2
