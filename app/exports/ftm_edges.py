"""The edges of FollowTheMoney: posts held and bodies belonged to."""

import datetime as dt
from collections.abc import Iterator, Sequence

from app.dates import FIRST_DAY, PartialDate
from app.exports.ftm_properties import Properties, left_over, plain_date
from app.models.rows import FactRow
from app.profiles.evidence import Evidence
from app.profiles.facts import Json
from app.profiles.spans import span_of
from app.timespans import Answer, Question
from app.vocabulary import FactKind


def edges(groups: Sequence[list[FactRow]], evidence: Evidence, today: dt.date) -> Iterator[Json]:
    """The edges that begin at the subject of these facts, one for all that say the same."""
    for group in groups:
        fact = group[0]
        if fact.kind == FactKind.MEMBERSHIP:
            yield _membership(group, evidence, today)


def _membership(group: Sequence[FactRow], evidence: Evidence, today: dt.date) -> Json:
    fact = group[0]
    words: Json = fact.value or {}
    said = Properties()
    told: str | None
    if fact.post_id:
        schema = "Occupancy"
        ends = {"holder": fact.subject_id, "post": fact.post_id, "constituency": words.get("area")}
        told = evidence.references[fact.post_id].name
    else:
        schema = "Membership"
        role = words.get("role") or words.get("label")
        ends = {"member": fact.subject_id, "organization": fact.organization_id, "role": role}
        told = role
    for name, value in ends.items():
        said.add(name, [value])
    if words.get("label") != told:
        said.add("description", [words.get("label")])
    if fact.on_behalf_of_id and fact.post_id:
        said.add("politicalGroup", [evidence.references[fact.on_behalf_of_id].name])
    said.add("startDate", [plain_date(fact.start_date)])
    said.add("endDate", [plain_date(fact.end_date)])
    said.add_left(left_over(group), is_private=True)
    if not said.has("status"):
        said.add("status", [status(fact, evidence, today)])
    said.add_sources(group, evidence)
    own_id = edge_id(fact.subject_id, fact.id)
    return said.entity(own_id, schema, {each.dataset_id for each in group})


def status(fact: FactRow, evidence: Evidence, today: dt.date) -> str:
    """``current``, ``ended``, or where no one can tell ``unknown``."""
    begun = fact.start_date is not None and fact.start_latest <= today
    if span_of(fact, evidence).answer(Question.of(PartialDate.of_day(today))) is Answer.NO:
        return "ended" if begun or fact.start_date is None else "unknown"
    if fact.end_date is None or fact.end_earliest > today:
        return "current" if begun else "unknown"
    # Of a former member nobody may say when it ended, only that it did.
    return "ended" if fact.end_earliest == FIRST_DAY else "unknown"


def edge_id(subject_id: str, fact_id: str) -> str:
    """The id of the edge that a fact is told as."""
    return f"{subject_id}.{fact_id}"
