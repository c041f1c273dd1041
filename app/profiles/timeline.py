"""A life in office as one list: posts held and events attended, in order, ready to draw."""

import datetime as dt

from sqlalchemy.orm import Session

from app.dates import PartialDate
from app.models.rows import FactRow
from app.profiles.evidence import Evidence, gather_own
from app.profiles.facts import Json, Writer, has_kind
from app.profiles.spans import add_ancestors, event_date
from app.profiles.succession import timespan_json
from app.timespans import Answer, Question, Timespan
from app.vocabulary import FactKind

Held = tuple[FactRow, Timespan]


def write_timeline(session: Session, person_id: str, known_at: int | None) -> list[Json]:
    """The timeline of a person, read from the ledger; see ``timeline_of``."""
    evidence = gather_own(session, person_id, known_at)
    add_ancestors(session, evidence)
    return timeline_of(evidence, person_id)


def timeline_of(evidence: Evidence, person_id: str) -> list[Json]:
    """Memberships and participations by their first possible day; those without one come last.

    A participation carries the posts that the person held on the day of the event, definitely or
    possibly: the capacity in which they took part. The evidence has the ancestors, too.
    """
    writer = Writer(evidence)
    facts = evidence.about[person_id]
    held = _with_spans(writer, has_kind(facts, FactKind.MEMBERSHIP))
    attended = _with_spans(writer, has_kind(facts, FactKind.PARTICIPATION))
    entries = [_entry(group, span, [], writer) for group, span in held]
    for group, span in attended:
        date = event_date(group[0], evidence)
        capacities = _capacities([(each[0], when) for each, when in held], date, writer)
        entries.append(_entry(group, span, capacities, writer))
    return [entry for _, entry in sorted(entries, key=lambda pair: pair[0])]


def _with_spans(writer: Writer, facts: list[FactRow]) -> list[tuple[list[FactRow], Timespan]]:
    return [(group, writer.span(group[0])) for group in writer.said_alike(facts)]


def _entry(
    group: list[FactRow], span: Timespan, capacities: list[Json], writer: Writer
) -> tuple[tuple[bool, dt.date, str], Json]:
    fact = writer.merged(group)
    undated = span.possibly_from == dt.date.min
    entry = {"kind": fact["kind"], **timespan_json(span), "capacities": capacities, "fact": fact}
    return (undated, span.possibly_from, fact["id"]), entry


def _capacities(held: list[Held], date: PartialDate | None, writer: Writer) -> list[Json]:
    if date is None:
        return []
    answers = [(fact, span.answer(Question.of(date))) for fact, span in held]
    return [_capacity(fact, answer, writer) for fact, answer in answers if answer is not Answer.NO]


def _capacity(fact: FactRow, answer: Answer, writer: Writer) -> Json:
    written = writer.membership(fact)
    names = ("id", "label", "post_id", "organization_id")
    return {**{name: written[name] for name in names}, "holds": answer}
