"""When facts hold: their own dates, closed by deaths and dissolutions."""

from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy.orm import Session

from app.dates import PartialDate
from app.models.rows import FactRow
from app.profiles.evidence import Evidence
from app.profiles.references import read_references
from app.timespans import Closing, Timespan, timespan
from app.vocabulary import FactKind

# Attributes that come true on the day that they name.
_ENDINGS: Final = ("death_date", "dissolution_date", "end_date")
_DEEPEST: Final = 50  # levels of organizations; deeper ones are a cycle or a fault


def add_ancestors(session: Session, evidence: Evidence) -> None:
    """Add the organizations above those mentioned: their dissolution closes what is below."""
    level = set(evidence.references)
    for _ in range(_DEEPEST):
        above = {each for entity_id in level for each in _parents(entity_id, evidence)}
        level = above - evidence.references.keys()
        if not level:
            return
        evidence.references |= read_references(session, level, evidence.known_at)


def span_of(fact: FactRow, evidence: Evidence) -> Timespan:
    """When a fact holds."""
    if fact.kind == FactKind.MEMBERSHIP:
        return timespan(
            _date(fact.start_date), _date(fact.end_date), list(closings(fact, evidence))
        )
    if fact.kind == FactKind.PARTICIPATION:
        # To have taken part is true from the day of the event on.
        return timespan(event_date(fact, evidence), None)
    if fact.kind == FactKind.ATTRIBUTE and fact.property in _ENDINGS:
        return timespan(_date(fact.value), None)
    return timespan(_date(fact.start_date), _date(fact.end_date))


def event_date(fact: FactRow, evidence: Evidence) -> PartialDate | None:
    """When the event of a participation was: as the participation says, else the event."""
    return _date(fact.start_date or _told(str(fact.object_id), "start_date", evidence))


def closings(fact: FactRow, evidence: Evidence) -> Iterator[Closing]:
    """What ends a membership at the latest: the person's death, the end of its post, the
    dissolution of its organization, of the post's, or of one above them.
    """
    yield from _closing(fact.subject_id, "death_date", "the person's death", evidence)
    bodies = [fact.organization_id]
    if fact.post_id:
        yield from _closing(fact.post_id, "end_date", "the end of the post", evidence)
        bodies += _belongs_to(fact.post_id, evidence)
    for body in _with_ancestors([each for each in bodies if each], evidence):
        yield from _closing(body, "dissolution_date", f"the dissolution of {body}", evidence)


def _closing(entity_id: str, property_: str, reason: str, evidence: Evidence) -> Iterator[Closing]:
    if text := _told(entity_id, property_, evidence):
        yield Closing(PartialDate.parse(text), reason)


def _with_ancestors(organization_ids: list[str], evidence: Evidence) -> list[str]:
    found: list[str] = []
    while organization_ids:
        found += organization_ids
        above = [each for body in organization_ids for each in _parents(body, evidence)]
        organization_ids = [each for each in dict.fromkeys(above) if each not in found]
    return list(dict.fromkeys(found))


def _parents(entity_id: str, evidence: Evidence) -> list[str]:
    parent = _told(entity_id, "parent", evidence)
    return [parent] if parent else _belongs_to(entity_id, evidence)


def _belongs_to(post_id: str, evidence: Evidence) -> list[str]:
    return list(_told(post_id, "organization", evidence) or [])


def _told(entity_id: str, name: str, evidence: Evidence) -> Any:
    reference = evidence.references.get(entity_id)
    return reference and reference.told.get(name)


def _date(text: Any) -> PartialDate | None:
    return PartialDate.parse(str(text)) if text else None
