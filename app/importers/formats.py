"""The formats that data comes in, by name. A new one is one file and one row here."""

from typing import Final

from app.importers.csv_tables import CsvFormat
from app.importers.popolo import PopoloFormat
from app.importers.records import Format

_ALL: Final[tuple[Format, ...]] = (CsvFormat(), PopoloFormat())
FORMATS: Final[dict[str, Format]] = {each.name: each for each in _ALL}
