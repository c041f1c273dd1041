"""How many facts of each dataset stand, carried on from change to change."""

from sqlalchemy import func, insert, or_, select, update
from sqlalchemy.orm import Session

from app.models import DatasetCount, Fact
from app.queries.datasets import facts_since


def carry_on(session: Session, number: int, dataset_id: str, more: int) -> None:
    """Count what the change ``number`` did: the dataset has so many facts more, or fewer.

    What other changes did in between is counted first.
    """
    counts = {each.dataset_id: each for each in session.scalars(select(DatasetCount))}
    since = min((each.change for each in counts.values()), default=0)
    gained = facts_since(session, since, number - 1) if since < number - 1 else {}
    gained[dataset_id] = gained.get(dataset_id, 0) + more
    rows = [
        {"dataset_id": each, "facts": facts, "change": number}
        for each, facts in gained.items()
        if each not in counts
    ]
    if rows:
        session.execute(insert(DatasetCount), rows)
    if counted := [
        {"dataset_id": each, "facts": row.facts + gained.get(each, 0), "change": number}
        for each, row in counts.items()
    ]:
        session.execute(update(DatasetCount), counted)


def recount(session: Session) -> None:
    """Count anew how many facts of each dataset stood after the change of its count."""
    standing = (
        Fact.dataset_id == DatasetCount.dataset_id,
        Fact.recorded_in <= DatasetCount.change,
        or_(Fact.retracted_in.is_(None), Fact.retracted_in > DatasetCount.change),
    )
    counted = select(func.count(Fact.row)).where(*standing).scalar_subquery()
    session.execute(update(DatasetCount).values(facts=counted))
