"""What the database has as a whole: how much of each kind, and what is new."""

from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.db import AnySelect
from app.models import Citation, Entity, Fact, Tenure, holds, shown
from app.queries.search_filters import LISTS
from app.queries.tenures import TENURE_COLUMNS
from app.vocabulary import CURATED, EntityKind, FactKind, Rank, Stance

# Quotes among which the newest memberships are looked for, and memberships that are looked at.
_MOST_QUOTES: Final = 5_000
_MOST_LOOKED_AT: Final = 100


def count_entities(session: Session) -> dict[EntityKind, int]:
    """How many there are of each kind: an index is read through, so ask once for each change."""
    counts = [
        select(func.count()).where(holds(spec.table, None)).scalar_subquery()
        for spec in LISTS.values()
    ]
    return dict(zip(LISTS, session.execute(select(*counts)).one(), strict=True))


def newest_quoted(session: Session) -> list[Any]:
    """The newest curated memberships that a quote supports, the newest first.

    They are found by the newest quotes, which are few beside memberships that were imported.
    """
    curated = (Tenure.dataset_id == CURATED, holds(Tenure, None))
    found = select(*TENURE_COLUMNS).where(Tenure.row.in_(_newest_quotes()), *curated)
    return list(session.execute(found.order_by(Tenure.row.desc()).limit(_MOST_LOOKED_AT)))


def newest_names(session: Session) -> list[str]:
    """The newest names of people that a quote supports, the newest first."""
    names = (Fact.kind == FactKind.NAME, Fact.property == "name", Entity.kind == EntityKind.PERSON)
    found = select(Fact.value).join(Entity, Entity.id == Fact.subject_id).where(*names)
    found = found.where(Fact.row.in_(_newest_quotes()), Fact.rank != Rank.DEPRECATED, shown(None))
    rows = session.scalars(found.order_by(Fact.row.desc()).limit(_MOST_LOOKED_AT))
    return [str(each) for each in rows]


def _newest_quotes() -> AnySelect:
    quoted = select(Citation.fact_row).where(Citation.stance == Stance.SUPPORTS)
    order = (Citation.fact_row.desc(), Citation.ordinal.desc())
    return quoted.order_by(*order).limit(_MOST_QUOTES)


def newest_held(session: Session) -> list[Any]:
    """The newest memberships, the newest first."""
    found = select(*TENURE_COLUMNS).where(holds(Tenure, None))
    return list(session.execute(found.order_by(Tenure.row.desc()).limit(_MOST_LOOKED_AT)))
