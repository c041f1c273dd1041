"""All tables as CSV in one ZIP file, with a Frictionless data package that describes them."""

import csv
import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.exports.tables import Table, tables_of
from app.exports.wanted import Wanted
from app.models import Dataset
from app.profiles.facts import Json

_PIECE: Final = 65_536
_DESCRIPTION: Final = "datapackage.json"
# Dates of files in a ZIP begin in 1980; what a program reads there is of no use, but must not vary.
_ATTRIBUTES: Final = 0o644 << 16


class _Pipe(io.RawIOBase):
    """Takes what is written, to be taken on; it cannot go back, so ``zipfile`` does not try."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self.size = 0

    def writable(self) -> bool:
        """It is."""
        return True

    def write(self, data: Any) -> int:
        """Keep it until it is taken."""
        self._pieces.append(bytes(data))
        self.size += len(data)
        return len(data)

    def taken(self) -> bytes:
        """All that came since the last time."""
        piece = b"".join(self._pieces)
        self._pieces, self.size = [], 0
        return piece


@dataclass(slots=True)
class _Counted:
    """Counts and hashes what goes into a file of the package."""

    file: IO[bytes]
    digest: Any
    size: int = 0
    rows: int = 0

    def write(self, data: bytes) -> None:
        """Write it."""
        self.digest.update(data)
        self.size += len(data)
        self.file.write(data)


def write_package(session: Session, wanted: Wanted) -> Iterator[bytes]:
    """The ZIP file. The description stands last in it: only then is known what it tells."""
    pipe = _Pipe()
    described: list[Json] = []
    with ZipFile(pipe, "w") as archive:
        for table in tables_of(wanted):
            with archive.open(_entry(f"{table.name}.csv", wanted), "w", force_zip64=True) as file:
                counted = _Counted(file, hashlib.sha256())
                for _ in _write_table(session, wanted, table, counted):
                    if pipe.size >= _PIECE:
                        yield pipe.taken()
            described.append(_resource(table, counted))
        package = orjson.dumps(_package(session, wanted, described), option=orjson.OPT_INDENT_2)
        archive.writestr(_entry(_DESCRIPTION, wanted), package + b"\n")
    yield pipe.taken()


def _write_table(
    session: Session, wanted: Wanted, table: Table, counted: _Counted
) -> Iterator[None]:
    counted.write(_csv([table.columns]))
    for rows in table.rows(session, wanted):
        counted.write(_csv(rows))
        counted.rows += len(rows)
        yield


def _csv(rows: Any) -> bytes:
    """Values as they are: a program reads this, and no spreadsheet runs it."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def _entry(name: str, wanted: Wanted) -> ZipInfo:
    entry = ZipInfo(name, wanted.at.timetuple()[:6])
    entry.compress_type = ZIP_DEFLATED
    entry.external_attr = _ATTRIBUTES
    return entry


def _package(session: Session, wanted: Wanted, resources: list[Json]) -> Json:
    datasets = list(session.scalars(select(Dataset).order_by(Dataset.id)))
    licences = list(dict.fromkeys(each.licence for each in datasets if each.licence))
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "incumbent",
        "title": "Incumbent: who held which post, when, and how we know",
        "version": str(wanted.number),
        "created": wanted.at.isoformat(),
        "licenses": [_licence(each) for each in licences] or None,
        "sources": [_source(each) for each in datasets] or None,
        "resources": resources,
    }


def _licence(licence: str) -> Json:
    return {"path" if licence.startswith("http") else "name": licence}


def _source(dataset: Dataset) -> Json:
    told = {"title": dataset.title, "path": dataset.url, "licence": dataset.licence}
    told |= {"attribution": dataset.attribution, "dataset": dataset.id}
    return {name: value for name, value in told.items() if value}


def _resource(table: Table, counted: _Counted) -> Json:
    return {
        "name": table.name,
        "type": "table",
        "path": f"{table.name}.csv",
        "description": table.description,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": counted.size,
        "hash": f"sha256:{counted.digest.hexdigest()}",
        "rows": counted.rows,
        "schema": {
            "fields": [
                {"name": each, "type": "integer" if table.is_integer(each) else "string"}
                for each in table.columns
            ],
            "missingValues": [""],
            "primaryKey": list(table.primary),
            "foreignKeys": [
                {"fields": [column], "reference": {"resource": other, "fields": ["id"]}}
                for column, other in table.keys.items()
            ],
        },
    }
