"""Tenures: memberships with the days between which they held, and facts of a day asked about."""

from dataclasses import fields

import orjson

from app.dates import PartialDate
from app.models.rows import FactRow
from app.profiles.best import Facts
from app.profiles.evidence import Evidence
from app.profiles.facts import Json, Writer, has_kind
from app.profiles.spans import span_of
from app.profiles.values import list_key, sort_days
from app.timespans import Answer, Question, Timespan
from app.vocabulary import FactKind


def restrict(evidence: Evidence, as_of: PartialDate) -> None:
    """Keep only the facts that hold on the day, definitely or possibly; note which.

    The evidence must tell of the ancestors.
    """
    asked = Question.of(as_of)
    for group in (evidence.about, evidence.attending):
        for entity_id, facts in group.items():
            group[entity_id] = Facts(fact for fact in facts if _holds(fact, evidence, asked))


def tenure_rows(evidence: Evidence, person_id: str, writer: Writer) -> list[Json]:
    """The rows of the person's tenures; the evidence must tell of the ancestors."""
    held = has_kind(evidence.about[person_id], FactKind.MEMBERSHIP)
    return [_tenure_row(group, evidence, writer) for group in writer.said_alike(held)]


def _tenure_row(group: list[FactRow], evidence: Evidence, writer: Writer) -> Json:
    fact, written = group[0], {**writer.merged(group)}
    # Added when it is served: the answer for the day asked about, and the column.
    del written["holds"], written["contradiction"]
    return {
        "row": fact.row,
        "person_id": fact.subject_id,
        "organization_id": fact.organization_id,
        "post_id": fact.post_id,
        "on_behalf_of_id": fact.on_behalf_of_id,
        "certainty": fact.certainty,
        "dataset_id": fact.dataset_id,
        "sort_key": list_key(evidence.about[fact.subject_id], written["subject"]["name"]),
        **_stated_days(fact),
        **_days(writer.span(fact)),
        "body": orjson.dumps(written).decode(),
    }


def _stated_days(fact: FactRow) -> Json:
    """The bounds of the dates that the membership itself states, and the days it sorts by."""
    started = (fact.start_earliest, fact.start_latest) if fact.start_date else (None, None)
    ended = (fact.end_earliest, fact.end_latest) if fact.end_date else (None, None)
    days = {"start_first": started[0], "start_last": started[1]}
    days |= {"end_first": ended[0], "end_last": ended[1]}
    return {**days, **sort_days("start_date", fact.start_date)}


def _days(span: Timespan) -> Json:
    return {each.name: getattr(span, each.name) for each in fields(span)}


def _holds(fact: FactRow, evidence: Evidence, asked: Question) -> bool:
    answer = span_of(fact, evidence).answer(asked)
    if fact.kind in (FactKind.MEMBERSHIP, FactKind.PARTICIPATION):
        evidence.answers[fact.row] = answer
    return answer is not Answer.NO
