"""The fields that are not shown: of every entity, as the installation has it, and of one."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.hidden_fields import parse_field
from app.models import Fact, Installation, known
from app.models.facts import noted
from app.models.rows import FactRow
from app.privacy import without
from app.vocabulary import HIDDEN

EXCLUDED: Final = "excluded_fields"  # the name of the installation's value


@dataclass(frozen=True, slots=True)
class HiddenFields:
    """Names of fields: ``everywhere``, and ``of`` single entities."""

    everywhere: frozenset[str] = frozenset()
    of: dict[str, set[str]] = field(default_factory=dict)

    def clean(self, facts: Iterable[FactRow]) -> None:
        """Take the same out of what the sources of these facts say beside."""
        if not (self.everywhere or self.of):
            return
        for fact in facts:
            names = self.everywhere | self.of.get(fact.subject_id, set())
            if names and fact.source_data is not None:
                keys = frozenset[str]().union(*(parse_field(name).keys for name in names))
                fact.source_data = without(fact.source_data, keys)


def clean_sources(session: Session, facts: Iterable[FactRow]) -> None:
    """Take what is hidden out of what the sources of these facts say beside."""
    beside = [fact for fact in facts if fact.source_data is not None]
    if beside:
        hidden_fields(session).clean(beside)


def hidden_fields(session: Session) -> HiddenFields:
    """The fields that are hidden now."""
    of: defaultdict[str, set[str]] = defaultdict(set)
    noted_here = select(Fact.subject_id, Fact.value).where(noted(HIDDEN), known(None))
    for row in session.execute(noted_here):
        of[row.subject_id].add(str(row.value))
    return HiddenFields(frozenset(excluded_fields(session)), dict(of))


def excluded_fields(session: Session) -> list[str]:
    """The fields that this database was written without."""
    found = select(Installation.value).where(Installation.name == EXCLUDED)
    written = session.scalars(found).first()
    return written.split(",") if written else []
