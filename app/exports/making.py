"""Making an export: what is asked for read and checked, and the bytes that come of it."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.exports.catalog import Export
from app.exports.wanted import Wanted
from app.models import Dataset, Entity
from app.profiles.ready import VIEW_VERSION
from app.profiles.rewriting import rewriting_changes
from app.queries.batch import find_batch
from app.queries.changes import last_change
from app.queries.documents import merged_in
from app.queries.moments import change_known
from app.queries.parameters import ListError
from app.vocabulary import EntityKind

# Raised when exports come to be written otherwise: what clients have of the old is then another.
_VERSION: Final = "2"
_OWN: Final = ("known_at", "since", "after", "bom")  # what is no filter


class NothingToExportError(Exception):
    """Nothing was recorded yet, so there is no change that an export could show."""


class MergedFilterError(Exception):
    """A filter names an entity that was merged: of it nothing is told any more."""

    def __init__(self, merged_id: str, survivor_id: str) -> None:
        """``survivor_id``: the entity that it was merged into."""
        super().__init__(f"{merged_id} was merged into {survivor_id}: ask for that one")
        self.merged_id = merged_id
        self.survivor_id = survivor_id


@dataclass(frozen=True, slots=True)
class Making:
    """An export of one snapshot."""

    export: Export
    wanted: Wanted
    session: Session
    particulars: str  # a hash of what else it rests on beside the snapshot

    def chunks(self) -> Iterator[bytes]:
        """The bytes of an export that is a stream, which are the same each time."""
        if self.export.write is None:
            raise TypeError(self.export.file)
        return self.export.write(self.session, self.wanted)

    def build(self, path: Path) -> Iterator[int]:
        """Write it as the file at ``path``; tells how much of it was written meanwhile."""
        if self.export.build is not None:
            yield from self.export.build(self.session, self.wanted, path)
            return
        with path.open("xb") as file:
            for chunk in self.chunks():
                file.write(chunk)
                yield len(chunk)

    @property
    def etag(self) -> str:
        """A strong validator: the change, what is asked for, and what else it rests on."""
        told = f"{self.export.file}-{VIEW_VERSION}.{_VERSION}-{self.wanted.fingerprint()}"
        return f'"{self.wanted.number}-{told}-{self.particulars}"'

    @property
    def file_name(self) -> str:
        """A name for its file that tells how old it is."""
        day = f"{self.wanted.at:%Y-%m-%d}"
        return f"{self.export.name}-{day}-change-{self.wanted.number}.{self.export.format}"


def start(session: Session, export: Export, given: Mapping[str, Any]) -> Making:
    """Read what is asked for.

    Raises ListError, MergedFilterError, and NothingToExportError.
    """
    newest = last_change(session)
    if newest is None:
        raise NothingToExportError
    shown = change_known(session, given["known_at"]) if "known_at" in given else newest
    known_at = None if shown.number == newest.number else shown.number
    filters = {name: value for name, value in given.items() if name not in _OWN}
    as_of = filters.pop("as_of", None) if export.kinds else None
    _check_since(given.get("since"), shown.number, as_of)
    _check_datasets(session, filters.get("dataset", ()))
    _check_after(session, export, given.get("after"))
    for merged_id, survivor_id in merged_in(session, export.takes, filters, known_at).items():
        raise MergedFilterError(merged_id, survivor_id)
    if "id" in filters:
        (kind,) = export.kinds
        filters["id"] = find_batch(session, EntityKind(kind), filters["id"], known_at).ids
    wanted = Wanted(
        number=shown.number,
        at=shown.at,
        kinds=export.kinds,
        known_at=known_at,
        as_of=as_of,
        given=filters,
        since=given.get("since"),
        after=given.get("after"),
        bom=given.get("bom", "false") in ("", "true"),  # a bare ?bom is an empty value
    )
    return Making(export, wanted, session, _particulars(session))


def _particulars(session: Session) -> str:
    """A hash of all that an export may tell of datasets, which are told as they are now; and of
    when the past was last written anew, by a takedown: what was built before must not be given.
    """
    columns = Dataset.__table__.columns
    rows = session.execute(select(*columns).order_by(Dataset.id)).all()
    told = ([tuple(row) for row in rows], max(rewriting_changes(session), default=0))
    return sha256(repr(told).encode()).hexdigest()[:8]


def _check_since(since: int | None, newest: int, as_of: object) -> None:
    if since is None:
        return
    if since > newest:
        raise ListError("since", f"the newest change that this shows is {newest}")
    if as_of is not None:
        raise ListError("since", "with as_of there are no increments: leave one of them out")


def _check_datasets(session: Session, asked: Collection[str]) -> None:
    """A file of nothing would look like all that there is."""
    known = set(session.scalars(select(Dataset.id))) if asked else set()
    for missing in (each for each in asked if each not in known):
        there = ", ".join(sorted(known))
        raise ListError("dataset", f"there is no dataset {missing!r}: there are {there}")


def _check_after(session: Session, export: Export, after: str | None) -> None:
    """The id of what was withdrawn since is right: it stood in the part that came before."""
    if after is None or not export.kinds:
        return  # memberships look for their own
    there = select(Entity.id).where(Entity.id == after, Entity.kind.in_(export.kinds))
    if session.scalars(there).one_or_none() is None:
        raise ListError("after", f"there never was {after!r} in this export")
