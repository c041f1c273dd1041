"""Which files of a folder are Popolo, and which of them share their ids.

The files of one folder say one thing in parts (persons here, memberships there) and share their
ids, unless two of them give the same id to different records: then each is a world of its own. So
are different folders always, as in a tree with one legislature a folder, each with an organization
``legislature``.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from app.importers.cleaning import Cleaner
from app.importers.input_files import input_files
from app.importers.json_stream import BrokenJsonError, Member, read_json
from app.importers.records import InputError, Notes, Place
from app.importers.report import Silence

ARRAYS: Final = ("persons", "organizations", "posts", "memberships", "events", "areas")
_SUFFIXES: Final = (".json", ".json.gz")
# What a bare array must have to count as one of persons, where nobody named the file.
_OF_A_PERSON: Final = ("name", "other_names", "family_name", "given_name")


@dataclass(frozen=True, slots=True)
class PopoloFile:
    """A file to read. ``name``: how reports call it. ``space``: stands before each of its ids."""

    path: Path
    name: str
    space: str = ""
    is_alone: bool = False

    def members(self, notes: Notes) -> Iterator[Member]:
        """What stands at its top; the items of a bare array are persons.

        Where it is broken, what stands before that is read, with a note; one that is alone raises
        InputError instead.
        """
        try:
            for key, index, value in read_json(self.path, self.name):
                yield key or "persons", index, value
        except BrokenJsonError as error:
            if self.is_alone:
                raise
            done = "read up to there; the rest of the file is left out"
            place = Place(self.name, error.position)
            notes.note("unreadable_record", place, "", str(error), done)


def popolo_files(path: Path, notes: Notes) -> list[PopoloFile]:
    """The file itself, or every file of Popolo in the folder, in the order of their names.

    Raises InputError where there is none.
    """
    if path.is_file():
        file = PopoloFile(path, path.name, is_alone=True)
        if not any(key in ARRAYS for key, _, _ in file.members(notes)):
            raise InputError(f"{file.name}: no Popolo: it has none of {', '.join(ARRAYS)}")
        return [file]
    found = [each for each in input_files(path) if each.name.endswith(_SUFFIXES)]
    by_folder: dict[Path, list[PopoloFile]] = defaultdict(list)
    for each in found:
        folder = each.parent.relative_to(path)
        file = PopoloFile(each, each.relative_to(path).as_posix(), _space(folder))
        if _is_popolo(file, notes):
            by_folder[folder].append(file)
    if not by_folder:
        raise InputError(f"{path}: no file of Popolo in it (*.json with {', '.join(ARRAYS)})")
    return [file for files in by_folder.values() for file in _apart(files, notes)]


def _space(folder: Path) -> str:
    return f"{folder.as_posix()}/" if folder.parts else ""


def _is_popolo(file: PopoloFile, notes: Notes) -> bool:
    """Whether a file that nobody named is Popolo: an array of that name, of objects with ids."""
    try:
        for key, index, value in read_json(file.path, file.name):
            if key in ARRAYS and index is not None and isinstance(value, dict):
                return True
            if not key and index is not None:
                return isinstance(value, dict) and "id" in value and _names_a_person(value)
    except BrokenJsonError as error:
        place = Place(file.name, error.position)
        notes.note("unreadable_record", place, "", str(error), "file left out")
    return False


def _names_a_person(record: dict[str, Any]) -> bool:
    return any(name in record for name in _OF_A_PERSON)


def _apart(files: Sequence[PopoloFile], notes: Notes) -> Sequence[PopoloFile]:
    """The same files, each in a space of its own where their ids clash."""
    if len(files) == 1 or not _clash(files):
        return files
    place = Place(files[0].name.rpartition("/")[0] or ".", "")
    Cleaner(notes, place).note("clashing_ids", "id", [file.name for file in files])
    return [PopoloFile(file.path, file.name, f"{file.name}/") for file in files]


def _clash(files: Iterable[PopoloFile]) -> bool:
    """Whether two files give one id to different records; of each record a hash is remembered."""
    known: dict[int, int] = {}
    for file in files:
        own: dict[int, int] = {}
        for array, index, record in file.members(Silence()):
            if array in ARRAYS and array != "memberships" and index is not None:
                own_id = record.get("id") if isinstance(record, dict) else None
                if own_id is not None:
                    own.setdefault(hash((array, str(own_id))), hash(repr(record)))
        if any(known.get(each, told) != told for each, told in own.items()):
            return True
        known |= own
    return False
