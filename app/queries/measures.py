"""The state of the database in numbers that are watched: cheap enough to be asked all the time."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Select, func, or_, select, union_all
from sqlalchemy.orm import Session

from app.models import Change, ImportRun, Webhook, WebhookDelivery
from app.queries.changes import last_change
from app.queries.status import sizes
from app.vocabulary import DeliveryStatus

_MOST_DATASETS: Final = 100
_BY_KIND: Final = ("new", "changed", "unchanged", "left")


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much there is after a change."""

    change: int
    people: int
    facts: int


@dataclass(frozen=True, slots=True)
class Deliveries:
    """Webhooks, and what they are to be told yet. ``oldest``: when the oldest of it was recorded.

    ``overdue_since``: since when something waits that is due. ``dead``: by webhook, those that
    found no receiver.
    """

    enabled: int
    disabled: int
    pending: int
    oldest: dt.datetime | None
    overdue_since: dt.datetime | None
    dead: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class LastRun:
    """What the last import of a dataset did: entities by what became of them."""

    dataset_id: str
    started_at: dt.datetime
    finished_at: dt.datetime | None
    entities: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Measures:
    """All of it. ``behind``: for each standby that lacks changes, when the first was recorded."""

    change: int
    changed_at: dt.datetime | None
    deliveries: Deliveries
    runs: Mapping[bool, int]
    last_runs: list[LastRun]
    behind: Mapping[str, dt.datetime]


def read_measures(session: Session, standbys: Mapping[str, int | None]) -> Measures:
    """The measures of a database.

    ``standbys``: the newest change that each standby has, None where it does not answer.
    """
    newest = last_change(session)
    number = newest.number if newest else 0
    return Measures(
        change=number,
        changed_at=newest.at if newest else None,
        deliveries=read_deliveries(session),
        runs=_runs(session),
        last_runs=read_last_runs(session),
        behind=first_missing(session, number, standbys),
    )


def read_sizes(session: Session) -> Sizes:
    """How much there is, which takes longer than all the rest."""
    return Sizes(newest_number(session), **sizes(session))


def newest_number(session: Session) -> int:
    """The number of the newest change; 0 where there is none."""
    return session.scalar(select(func.max(Change.number))) or 0


def first_missing(
    session: Session, newest: int, standbys: Mapping[str, int | None]
) -> dict[str, dt.datetime]:
    """Of each standby that lacks changes: when the first that it lacks was recorded."""
    behind = {name: has + 1 for name, has in standbys.items() if has is not None and has < newest}
    found = select(Change.number, Change.at).where(Change.number.in_(set(behind.values())))
    times = {row.number: row.at for row in session.execute(found)} if behind else {}
    return {name: times[number] for name, number in behind.items() if number in times}


def read_deliveries(session: Session) -> Deliveries:
    """The state of webhooks."""
    disabled = Webhook.disabled_at.is_not(None)
    counted = select(disabled, func.count()).group_by(disabled)
    webhooks = {bool(row[0]): row[1] for row in session.execute(counted)}
    pending = WebhookDelivery.status == DeliveryStatus.PENDING
    oldest = select(func.count(), func.min(WebhookDelivery.change)).where(pending)
    waiting, first = session.execute(oldest).one()
    at = session.scalar(select(Change.at).where(Change.number == first)) if waiting else None
    dead = (
        select(WebhookDelivery.webhook_id, func.count())
        .where(WebhookDelivery.status == DeliveryStatus.DEAD)
        .group_by(WebhookDelivery.webhook_id)
    )
    overdue = session.scalar(_overdue_since())
    by_webhook = {row[0]: row[1] for row in session.execute(dead)}
    enabled, ended = webhooks.get(False, 0), webhooks.get(True, 0)
    return Deliveries(enabled, ended, waiting, at, overdue, by_webhook)


def _overdue_since() -> Select[Any]:
    """Since when a delivery is due, or a change waits of which no process has looked yet."""
    now = dt.datetime.now(dt.UTC)
    due = (
        select(func.min(WebhookDelivery.next_attempt_at).label("since"))
        .join(Webhook, Webhook.id == WebhookDelivery.webhook_id)
        .where(
            WebhookDelivery.status == DeliveryStatus.PENDING,
            WebhookDelivery.next_attempt_at <= now,
            or_(Webhook.not_before.is_(None), Webhook.not_before <= now),
        )
    )
    behind = select(func.min(Webhook.position)).where(Webhook.disabled_at.is_(None))
    unseen = select(Change.at.label("since")).where(Change.number == behind.scalar_subquery() + 1)
    both = union_all(due, unseen).subquery()
    return select(func.min(both.c.since))


def read_last_runs(session: Session) -> list[LastRun]:
    """The last run of each dataset, those that were run last first, up to a hundred."""
    newest = select(func.max(ImportRun.number)).group_by(ImportRun.dataset_id)
    found = (
        select(ImportRun)
        .where(ImportRun.number.in_(newest))
        .order_by(ImportRun.number.desc())
        .limit(_MOST_DATASETS)
    )
    return [_last_run(run) for run in session.scalars(found)]


def _last_run(run: ImportRun) -> LastRun:
    entities = {each: sum(run.counts[each].values()) for each in _BY_KIND}
    entities["refused"] = run.counts["refused"]
    return LastRun(run.dataset_id, run.started_at, run.finished_at, entities)


def _runs(session: Session) -> Mapping[bool, int]:
    """How many runs have come to their end, and how many have not."""
    finished = ImportRun.finished_at.is_not(None)
    counted = select(finished, func.count()).group_by(finished)
    found = {bool(row[0]): row[1] for row in session.execute(counted)}
    return {True: found.get(True, 0), False: found.get(False, 0)}
