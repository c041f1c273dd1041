"""A small FollowTheMoney data set, and what tests do with such sets."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO
from pathlib import Path
from typing import Any, Final

import orjson
from sqlalchemy import Engine, select

from app.db import read_session
from app.exports.ftm import entities
from app.exports.ftm_statements import STATEMENT_COLUMNS, statements
from app.importers.datasets import Particulars
from app.importers.ftm import FollowTheMoney
from app.importers.importing import Import, run_import
from app.importers.report import Report
from app.importers.runs import Run
from app.models import Entity
from app.profiles.evidence import gather

Json = dict[str, Any]


def entity(entity_id: str, schema: str, **properties: str | list[str]) -> Json:
    """An entity as a line of a file has it."""
    told = {name: [each] if isinstance(each, str) else each for name, each in properties.items()}
    return {"id": entity_id, "schema": schema, "properties": told, "datasets": ["demo"]}


ADA: Final = entity(
    "Q1",
    "Person",
    name="Ada Moreau",
    alias=["A. Moreau", "Ада Моро"],
    weakAlias="Adi",
    previousName="Ada Kiss",
    firstName="Ada",
    lastName="Moreau",
    birthDate=["1970", "1970-05"],
    gender="female",
    nationality="ke",
    position="Speaker of the Assembly",
    topics=["role.pep", "role.pol"],
    religion="Quaker",
    address="7 Garden Lane, Nairobi",
    phone="+254 1",
    wikidataId="Q42",
    sourceUrl="https://assembly.example/ada",
    website="https://ada.example/",
    notes="Elected twice.",
)
SET: Final[list[Json]] = [
    # An edge may stand before what it ties.
    entity(
        "occ-1",
        "Occupancy",
        holder="Q1",
        post="speaker",
        startDate="2020-03",
        endDate="2024-03-01",
        status="ended",
        electionDate="2020-02-20",
        sourceUrl="https://assembly.example/speakers",
    ),
    ADA,
    entity("bo", "Person", name="Bo Li", citizenship="ug"),
    entity("assembly", "PublicBody", name="National Assembly", country="ke"),
    entity("greens", "Organization", name="Green Party", incorporationDate="1999"),
    entity("youth", "Organization", name="Green Youth"),
    entity("mill", "Company", name="Moreau Mill", registrationNumber="K-77"),
    entity("someone", "LegalEntity", name="Someone or other"),
    entity("speaker", "Position", name="Speaker", organization="assembly", country="ke"),
    entity("mayor", "Position", name="Mayor of Kisumu", country="ke", subnationalArea="Kisumu"),
    entity("occ-2", "Occupancy", holder="bo", post="mayor", status="ended", constituency="West"),
    entity("occ-3", "Occupancy", holder="bo", post="mayor", status="current"),
    entity("mem-1", "Membership", member="Q1", organization="greens", role="Chair", endDate="2021"),
    entity("mem-2", "Membership", member="youth", organization="greens", role="Wing"),
    entity("fam-1", "Family", person="Q1", relative="bo", relationship="cousin"),
    entity("ass-1", "Associate", person="bo", associate="Q1", relationship="adviser"),
    entity(
        "rally",
        "Event",
        name="Harvest rally",
        date="2022-08-05",
        location="Kisumu",
        involved=["Q1"],
        organizer=["greens"],
    ),
]


def write(path: Path, lines: Iterable[Json]) -> Path:
    """The entities as JSON lines."""
    path.write_bytes(b"".join(orjson.dumps(each) + b"\n" for each in lines))
    return path


def write_statements(path: Path, told: Iterable[Json]) -> Path:
    """The entities as statements, the rows of each far apart."""
    rows: list[list[str]] = [
        row for each in told for row in statements(each, "demo", "2026-01-01", "2026-02-01")
    ]
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(STATEMENT_COLUMNS)
    rows.sort(key=lambda row: row[-1])
    writer.writerows(rows)
    path.write_text(out.getvalue())
    return path


def import_ftm(engine: Engine, path: Path, dataset: str = "demo") -> Run:
    """Import a file into a dataset."""
    told = Particulars(id=dataset, title="D", licence="L", attribution="A", url="https://d.example")
    wanted = Import(format=FollowTheMoney(), path=path, dataset=told, actor="Ada")
    return run_import(engine, wanted, Report(), lambda *_: None)


def export_ftm(engine: Engine, prefix: str = "") -> list[Json]:
    """All entities of which the ids begin so, in FollowTheMoney."""
    with read_session(engine) as session:
        ids = sorted(each for each in session.scalars(select(Entity.id)) if each.startswith(prefix))
        evidence = gather(session, ids)
        return [told for each in ids for told in entities(each, evidence)]


def without_ids(told: Sequence[Json]) -> list[Any]:
    """Entities as they read when each is known by its schema and name, and not by an id.

    Documents and who cites them do not come in: an import has no citations.
    """
    names = {each["id"]: (each["schema"], *each["properties"].get("name", ())) for each in told}
    return sorted(
        (
            each["schema"],
            str(each.get("langs")),
            sorted(
                (name, sorted(str(names.get(value, value)) for value in values))
                for name, values in each["properties"].items()
                if name != "proof"
            ),
        )
        for each in told
        if each["schema"] != "Article"
    )
