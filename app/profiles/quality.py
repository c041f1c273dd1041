"""How well a profile is sourced, and what in it cannot be so, counted when it is written."""

from collections.abc import Sequence
from typing import Final

from app.dates import PartialDate
from app.models.rows import CitationRow, FactRow
from app.profiles.disputes import disputed_rows
from app.profiles.evidence import Evidence
from app.profiles.facts import Group, Json, Writer
from app.timespans import timespan
from app.vocabulary import CURATED, EntityKind, FactKind, Stance

# What each thing counts that a curator may do. One that cannot be so weighs more than any number of
# facts with a single source.
_WRONG, _UNSOURCED, _SINGLE = 100, 3, 1
_MOST: Final = 30  # facts of a sort that count
_NEVER_BEFORE: Final = ("birth_date", "founding_date", "start_date")
_NEVER_AFTER: Final = ("death_date", "dissolution_date", "end_date")


def quality_row(entity_id: str, evidence: Evidence, writer: Writer) -> Json:
    """The row of an entity that is there."""
    groups = writer.said_alike(evidence.about[entity_id])
    sources = [len(_sources(group, evidence)) for group in groups]
    counts = {
        "unsourced": sources.count(0),
        "one_source": sources.count(1),
        "more_sources": sum(each > 1 for each in sources),
        "disputed": len(disputed_rows(groups, evidence.citations)),
        "dead_dates": sum(_is_dead(group[0], evidence, writer) for group in groups)
        + _lived_backwards(groups),
    }
    told = {"entity_id": entity_id, "kind": evidence.kinds[entity_id], "facts": len(groups)}
    return {**told, **counts, "place": -_need(counts)}


def has_quality(kind: str) -> bool:
    """Whether entities of this kind are profiles: articles are what profiles rest on."""
    return kind != EntityKind.ARTICLE


def _need(counts: dict[str, int]) -> int:
    wrong = counts["disputed"] + counts["dead_dates"]
    unsourced = min(counts["unsourced"], _MOST)
    return _WRONG * wrong + _UNSOURCED * unsourced + _SINGLE * min(counts["one_source"], _MOST)


def _sources(group: Group, evidence: Evidence) -> set[tuple[str, str]]:
    """The independent sources that support what these facts say alike.

    Articles of one publisher are one, and so are several quotes of one article; an import that
    cites nothing is one, too.
    """
    found: set[tuple[str, str]] = set()
    for fact in group:
        cited = evidence.citations.get(fact.row, ())
        found |= {_source(each, evidence) for each in cited if each.stance == Stance.SUPPORTS}
        if not cited and fact.dataset_id != CURATED:
            found.add(("dataset", fact.dataset_id))
    return found


def _source(citation: CitationRow, evidence: Evidence) -> tuple[str, str]:
    publisher = evidence.references[citation.article_id].told.get("publisher")
    return ("publisher", publisher) if publisher else ("article", citation.article_id)


def _is_dead(fact: FactRow, evidence: Evidence, writer: Writer) -> bool:
    """Whether the fact's dates cannot be so, or it goes on for somebody who is dead."""
    if fact.kind != FactKind.MEMBERSHIP:
        return _ends_before(fact.start_date, fact.end_date)
    if writer.span(fact).contradiction:
        return True
    holder = evidence.references[fact.subject_id]
    return fact.end_date is None and bool(holder.told.get("death_date"))


def _lived_backwards(groups: Sequence[Group]) -> int:
    """Whether the entity was born after it died, or the like."""
    said = {group[0].property: group[0].value for group in groups if _is_attribute(group[0])}
    pairs = zip(_NEVER_BEFORE, _NEVER_AFTER, strict=True)
    return sum(_ends_before(said.get(first), said.get(last)) for first, last in pairs)


def _is_attribute(fact: FactRow) -> bool:
    return fact.kind == FactKind.ATTRIBUTE


def _ends_before(first: str | None, last: str | None) -> bool:
    if not (first and last):
        return False
    span = timespan(PartialDate.parse(first), PartialDate.parse(last))
    return span.contradiction is not None
