"""Rows of a CSV file by the names of its columns, past those that cannot be read."""

import csv
from collections.abc import Iterator
from pathlib import Path

from app.importers.records import InputError, Json, Notes, Place

_LONGEST_FIELD = 16 * 1024 * 1024


def csv_rows(
    path: Path, name: str, needed: tuple[str, ...], notes: Notes
) -> Iterator[tuple[int, Json]]:
    """Each row with the number of its (last) line; ``name``: what the file is called in reports.

    Raises InputError where one of the columns ``needed`` is missing.
    """
    csv.field_size_limit(_LONGEST_FIELD)
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        reader = csv.DictReader(file)
        missing = [each for each in needed if each not in (reader.fieldnames or ())]
        if missing:
            raise InputError(f"{path} has no column {', '.join(missing)}")
        while True:
            try:
                row = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                place = Place(name, f"line {reader.line_num}")
                notes.note("unreadable_record", place, "", None, f"left out: {error}")
                continue
            yield reader.line_num, {str(column): value for column, value in row.items()}
