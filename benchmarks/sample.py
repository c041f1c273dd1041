"""What is asked of the set: people, posts, organizations and days drawn at random, repeatably."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from app.db import read_session
from app.models import Organization, Person, Post, Tenure, holds
from app.queries.paging import PageRequest, cursor_secret
from app.queries.people import LIST
from benchmarks.legislature import person_id

_DAYS: Final = (dt.date(1970, 1, 1), dt.date(2025, 12, 31))


@dataclass(frozen=True, slots=True)
class Sample:
    """Ids of the set, and random numbers that are the same in each run."""

    people: int
    posts: Sequence[str]
    organizations: Sequence[str]
    busiest_posts: Sequence[str]
    random: Random

    def person(self) -> str:
        """The id of a person."""
        return person_id(self.random.randrange(self.people))

    def day(self) -> str:
        """A day on which many of the set held something."""
        first, last = _DAYS
        return str(first + dt.timedelta(self.random.randrange((last - first).days)))


def draw(engine: Engine, people: int, seed: int = 1) -> Sample:
    """The ids of all posts, of the legislatures, and of the posts with the most tenures."""
    holders = func.count(Tenure.row)
    busiest = select(Tenure.post_id).where(holds(Tenure, None), Tenure.post_id.is_not(None))
    busiest = busiest.group_by(Tenure.post_id).order_by(holders.desc(), Tenure.post_id).limit(20)
    assemblies = select(Organization.id).where(
        holds(Organization, None), Organization.classification == "legislature"
    )
    with read_session(engine) as session:
        return Sample(
            people=people,
            posts=list(session.scalars(select(Post.id).where(holds(Post, None)).order_by(Post.id))),
            organizations=list(session.scalars(assemblies.order_by(Organization.id))),
            busiest_posts=[str(each) for each in session.scalars(busiest)],
            random=Random(seed),  # noqa: S311 (to repeat, not to hide)
        )


def page_of_people(session: Session, number: int, limit: int) -> str:
    """The path of a page of the list of people, as ``page.next`` of the page before has it.

    The cursor is made from the key of the item before, since walking there would take as long as
    reading them all. Raises IndexError where there is no such page.
    """
    return pages_of_people(session, number, 1, limit)[0]


def pages_of_people(session: Session, first: int, count: int, limit: int) -> list[str]:
    """The paths of so many pages on end, fewer where the list ends."""
    path = f"/v1/people?limit={limit}"
    request = PageRequest("/v1/people", {}, limit, None, cursor_secret(session))
    before = select(*LIST.ties).where(holds(Person, None)).order_by(*LIST.ties)
    skipped = max(0, (first - 1) * limit - 1)
    keys = session.execute(before.offset(skipped).limit(count * limit)).all()
    behind = keys[::limit] if first > 1 else keys[limit - 1 :: limit][: count - 1]
    later = [f"{path}&cursor={request.cursor_after(tuple(key))}" for key in behind]
    return later if first > 1 else [path, *later]
