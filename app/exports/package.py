"""All tables as CSV in one ZIP file, with a Frictionless data package that describes them."""

import re
from collections.abc import Iterator
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.csv_text import csv_text
from app.exports.pipes import Counted, Pipe
from app.exports.table_rows import datasets
from app.exports.tables import Table, tables_of
from app.exports.wanted import Wanted
from app.models import Dataset
from app.profiles.facts import Json

_PIECE: Final = 65_536
_DESCRIPTION: Final = "datapackage.json"
_NO_NAME: Final = re.compile(r"[^A-Za-z0-9._-]+")
# Dates of files in a ZIP begin in 1980; what a program reads there is of no use, but must not vary.
_ATTRIBUTES: Final = 0o644 << 16


def write_package(session: Session, wanted: Wanted) -> Iterator[bytes]:
    """The ZIP file. The description stands last in it: only then is known what it tells."""
    pipe = Pipe()
    described: list[Json] = []
    with ZipFile(pipe, "w") as archive:
        for table in tables_of(wanted):
            with archive.open(_entry(f"{table.name}.csv", wanted), "w", force_zip64=True) as file:
                counted = Counted(file)
                for _ in _write_table(session, wanted, table, counted):
                    if pipe.size >= _PIECE:
                        yield pipe.taken()
            described.append(_resource(table, counted))
        package = orjson.dumps(_package(session, wanted, described), option=orjson.OPT_INDENT_2)
        archive.writestr(_entry(_DESCRIPTION, wanted), package + b"\n")
    yield pipe.taken()


def _write_table(
    session: Session, wanted: Wanted, table: Table, counted: Counted
) -> Iterator[None]:
    counted.write(csv_text([table.columns]).encode())
    for rows in table.rows(session, wanted):
        counted.write(csv_text(rows).encode())
        counted.rows += len(rows)
        yield


def _entry(name: str, wanted: Wanted) -> ZipInfo:
    entry = ZipInfo(name, wanted.at.timetuple()[:6])
    entry.compress_type = ZIP_DEFLATED
    entry.external_attr = _ATTRIBUTES
    return entry


def _package(session: Session, wanted: Wanted, resources: list[Json]) -> Json:
    told = {row[0] for page in datasets(session, wanted) for row in page}
    found = session.scalars(select(Dataset).order_by(Dataset.id))
    sources = [each for each in found if each.id in told]
    licences = dict.fromkeys(each.licence for each in sources if each.licence)
    package = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "incumbent",
        "title": "Incumbent: who held which post, when, and how we know",
        "version": str(wanted.number),
        "created": wanted.at.isoformat(),
        "licenses": [_licence(each) for each in licences],
        "sources": [_source(each) for each in sources],
        "resources": resources,
    }
    return {name: value for name, value in package.items() if value}


def _licence(licence: str) -> Json:
    """A licence by its address, or by its name, which has no spaces: as written it is a title."""
    if licence.startswith(("http://", "https://")):
        return {"path": licence}
    return {"name": _NO_NAME.sub("-", licence).strip("-") or "other", "title": licence}


def _source(dataset: Dataset) -> Json:
    told = {"title": dataset.title, "path": dataset.url, "licence": dataset.licence}
    told |= {"attribution": dataset.attribution, "dataset": dataset.id}
    return {name: value for name, value in told.items() if value}


def _resource(table: Table, counted: Counted) -> Json:
    return {
        "name": table.name,
        "type": "table",
        "path": f"{table.name}.csv",
        "description": table.description,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": counted.size,
        "hash": f"sha256:{counted.sha256}",
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
