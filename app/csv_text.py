"""CSV as spreadsheets open it: flat rows (RFC 4180), and no cell that is taken for a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any, Final

import orjson

BOM: Final = "\ufeff"
_BETWEEN: Final = "; "
# Spreadsheets run a cell that begins so, in East Asian settings also the full-width signs.
_FORMULA: Final = tuple("=+-@\t\r\n＝＋－＠")


def csv_text(rows: Iterable[Sequence[Any]]) -> str:
    """Rows of values as they are, for programs: nothing in them is taken for a formula."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue()


def write_csv(columns: Sequence[str], items: Iterable[dict[str, Any]]) -> str:
    """The items as CSV. ``columns`` are paths such as ``memberships.start_date``."""
    return csv_text([columns]) + write_rows(columns, items)


def write_rows(columns: Sequence[str], items: Iterable[dict[str, Any]]) -> str:
    """The same without the row of names."""
    paths = [column.split(".") for column in columns]
    return csv_text([_cell(_values(item, path)) for path in paths] for item in items)


def neutral(text: str) -> str:
    """The text, with an apostrophe before it where a spreadsheet would run it as a formula."""
    return "'" + text if text.startswith(_FORMULA) else text


def _values(value: Any, path: Sequence[str]) -> list[Any]:
    """All values at a path, those of lists one after another; None where one is missing.

    So the columns of one list have their values in the same order and number.
    """
    if isinstance(value, list):
        return [found for each in value for found in _values(each, path)]
    if not path or value is None:
        return [value]
    return _values(value.get(path[0]), path[1:])


def _cell(values: list[Any]) -> str:
    return neutral(_BETWEEN.join(_text(value) for value in values))


def _text(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else orjson.dumps(value).decode()


def as_meant(cell: str) -> str:
    """The text of a cell, without the apostrophe that ``neutral`` puts before it."""
    return cell[1:] if cell[:1] == "'" and cell[1:].startswith(_FORMULA) else cell
