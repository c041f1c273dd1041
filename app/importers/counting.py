"""How many facts of each dataset stand, carried on from change to change."""

from sqlalchemy import delete, func, insert, literal, select, update
from sqlalchemy.orm import Session

from app.models import Change, DatasetCount, Fact, known
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
    """Count anew how many facts of each dataset stand, where they are counted at all."""
    last = session.scalar(select(func.max(Change.number)))
    if last is None or session.scalars(select(DatasetCount.change)).first() is None:
        return
    session.execute(delete(DatasetCount))
    counted = select(Fact.dataset_id, func.count(), literal(last)).where(known(None))
    columns = [DatasetCount.dataset_id, DatasetCount.facts, DatasetCount.change]
    counts = counted.group_by(Fact.dataset_id)
    session.execute(insert(DatasetCount).from_select(columns, counts))
