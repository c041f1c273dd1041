"""Whether the changes are all there, and did what the ledger says: the chain of their digests."""

from collections.abc import Iterator, Mapping
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.keeping.problems import Problem, Progress
from app.ledger.chain import Link, digest_at, digest_of, links
from app.models import Change, Fact

_AT_ONCE: Final = 500
_MEANT: Final[Mapping[str, str]] = {
    "words": "its own words (time, actor, action, reason, origin or input digest)",
    "facts": "the facts that it recorded",
    "retractions": "the facts that it retracted",
    "entities": "the entities that it declared",
    "texts": "the texts that it declared",
    "touched": "the entities that it touched",
}


def check_ledger(session: Session, since: int, progress: Progress) -> Iterator[Problem]:
    """Whether the changes from ``since`` on have no gaps, and each digest is that of its change."""
    last = session.scalar(select(func.max(Change.number))) or 0
    before, expected = digest_at(session.connection(), since - 1), since
    first = _next(session, since)
    while first is not None:
        until = first + _AT_ONCE - 1
        for link in links(session.connection(), first, until):
            yield from _gap(expected, link.number)
            yield from _wrong(session, link, before)
            before, expected = link.digest, link.number + 1
        progress("changes", min(until, last), last)
        first = _next(session, until + 1)


def _next(session: Session, number: int) -> int | None:
    """The first change from this number on: a gap, however large, takes no time."""
    return session.scalar(select(func.min(Change.number)).where(Change.number >= number))


def check_noted(session: Session, noted: Mapping[int, str]) -> Iterator[Problem]:
    """Whether changes have the digests that somebody noted outside."""
    for number, digest in sorted(noted.items()):
        found = digest_at(session.connection(), number)
        if found is None:
            yield _of(number, "is not there, though its digest was noted")
        elif found != digest:
            yield _of(number, f"has the digest {found}, not {digest}, which was noted")


def _gap(expected: int, found: int) -> Iterator[Problem]:
    if found > expected:
        missing = f"{expected}" if found == expected + 1 else f"{expected} to {found - 1}"
        yield _of(expected, f"is not there: changes {missing} are missing before {found}")


def _wrong(session: Session, link: Link, before: str | None) -> Iterator[Problem]:
    if link.digest is None:
        yield _of(link.number, "has no digest")
        return
    differing = [name for name, sha in link.parts.items() if link.kept_parts.get(name) != sha]
    if len(differing) == len(link.parts):
        yield _of(link.number, "has another salt, or other parts, than it was sealed with")
        return
    for name in differing:
        yield _of(link.number, f"{_MEANT[name]} are not as they were{_which(session, link, name)}")
    if digest_of(link.kept_parts, before) != link.digest:
        yield _of(link.number, "its digest is not that of its parts behind the change before it")


def _which(session: Session, link: Link, name: str) -> str:
    """Which rows that may be, or how many there should have been."""
    there, kept = link.counts[name], link.kept_counts.get(name)
    if there != kept:
        return f": {there} are there, {kept} were"
    if name != "facts":
        return ""
    rows = select(func.min(Fact.row), func.max(Fact.row)).where(Fact.recorded_in == link.number)
    first, last = session.execute(rows).one()
    return f": the number, id, digest or origin of one of the rows {first} to {last}"


def _of(number: int, what: str) -> Problem:
    return Problem("ledger", f"change {number}", what, change=number)
