"""The formats that data comes in, by name. A new one is one file and one row here."""

from typing import Final

from app.importers.records import Format

FORMATS: Final[dict[str, Format]] = {}
