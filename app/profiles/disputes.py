"""Where sources disagree: facts of best rank that cannot all be so."""

from collections import defaultdict
from collections.abc import Sequence
from itertools import combinations

from app.dates import PartialDate
from app.models.rows import CitationRow, FactRow
from app.timespans import timespan
from app.vocabulary import PROPERTIES, FactKind, Stance

Group = list[FactRow]


def disputed_rows(groups: Sequence[Group], citations: dict[int, list[CitationRow]]) -> set[int]:
    """The first rows of the groups (of facts that say the same) that others contradict.

    A property that has one value has several; somebody surely held one post twice at once, which a
    shared day (of one term's end and the next one's start) is not yet; or a citation says that it
    is not so.
    """
    rivals: dict[tuple[str | None, ...], list[Group]] = defaultdict(list)
    for group in groups:
        if key := question(group[0]):
            rivals[key].append(group)
    denied = (group[0].row for group in groups if _is_denied(group, citations))
    found = set(denied) if citations else set()
    for answers in rivals.values():
        for one, other in combinations(answers, 2):
            if one[0].kind != FactKind.MEMBERSHIP or at_once(one[0], other[0]):
                found |= {one[0].row, other[0].row}
    return found


def question(fact: FactRow) -> tuple[str | None, ...] | None:
    """What a fact answers, where it has but one answer."""
    if fact.kind == FactKind.MEMBERSHIP:
        return fact.subject_id, fact.post_id, fact.organization_id
    known = PROPERTIES.get(fact.property)
    stated = fact.kind in (FactKind.ATTRIBUTE, FactKind.RELATION)
    return (fact.subject_id, fact.property) if stated and known and not known.many else None


def at_once(one: FactRow, other: FactRow) -> bool:
    """Whether the two surely were so together for more than a day."""
    if min(one.end_latest, other.end_latest) <= max(one.start_earliest, other.start_earliest):
        return False  # nor possibly; which costs less to see
    spans = [timespan(_date(fact.start_date), _date(fact.end_date)) for fact in (one, other)]
    begun = [span.begun_by for span in spans if span.begun_by]
    lasts = [span.lasts_until for span in spans if span.lasts_until]
    return len(begun) == len(lasts) == len(spans) and max(begun) < min(lasts)


def _is_denied(group: Group, citations: dict[int, list[CitationRow]]) -> bool:
    cited = (each for fact in group for each in citations.get(fact.row, ()))
    return any(each.stance == Stance.DISPUTES for each in cited)


def _date(text: str | None) -> PartialDate | None:
    return PartialDate.parse(text) if text else None
