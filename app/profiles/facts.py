"""Facts written out as JSON: one shape for each kind, wherever a fact appears."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any, Final

from app.dates import PartialDate
from app.models.rows import CitationRow, FactRow
from app.profiles.best import best
from app.profiles.disputes import disputed_rows
from app.profiles.evidence import Evidence
from app.profiles.spans import span_of
from app.search.script_codes import script_code
from app.timespans import Timespan
from app.vocabulary import NAME_PARTS, PROPERTIES, Certainty, FactKind, Rank, Stance, ValueType

Json = dict[str, Any]
Group = list[FactRow]  # facts that say the same
Rows = tuple[int, ...]


def best_facts(facts: Iterable[FactRow]) -> list[FactRow]:
    """Of the facts about the same thing, those of best rank, in the order of ``_order``."""
    facts = list(facts)
    if all(fact.rank == Rank.NORMAL for fact in facts):
        return sorted(facts, key=_order)
    same: dict[tuple[str | None, ...], list[FactRow]] = defaultdict(list)
    for fact in facts:
        holding = fact.kind in (FactKind.MEMBERSHIP, FactKind.PARTICIPATION)
        told = (fact.post_id, fact.organization_id, fact.object_id) if holding else ()
        same[fact.subject_id, fact.kind, fact.property, *told].append(fact)
    return sorted((fact for group in same.values() for fact in best(group)), key=_order)


class Writer:
    """Writes facts out, with the names of the entities they mention taken from the evidence.

    The evidence must tell of the ancestors, too (``add_ancestors``): they may close a membership.

    ``all_citations``: every citation of a fact, or the first one only (the short form).
    """

    def __init__(
        self, evidence: Evidence, *, all_citations: bool = False, all_ranks: bool = False
    ) -> None:
        """Bind the evidence that the facts came with."""
        self._evidence = evidence
        self._is_cited = bool(evidence.citations)
        self._all_citations = all_citations
        self._all_ranks = all_ranks
        # A document repeats what lists and tenures say, so all is written once: by row, and by the
        # rows of the facts that say the same.
        self._done: dict[int, Json] = {}
        self._merged: dict[Rows, Json] = {}
        self._alike: dict[Rows, list[Group]] = {}
        self._lists: dict[Rows, list[Json]] = {}
        self._references: dict[str, Json] = {}
        self._spans: dict[int, Timespan] = {}

    def fact(self, fact: FactRow) -> Json:
        """Any fact, in the shape of its kind."""
        if fact.row not in self._done:
            self._done[fact.row] = _SHAPES.get(FactKind(fact.kind), Writer.value)(self, fact)
        return self._done[fact.row]

    def value(self, fact: FactRow) -> Json:
        """An attribute, identifier, link or statement."""
        known = PROPERTIES.get(fact.property) if fact.kind == FactKind.ATTRIBUTE else None
        is_date = known is not None and known.value is ValueType.DATE
        return self._written(
            fact,
            {
                "value": fact.value,
                "value_bounds": bounds(fact.value) if is_date else None,
                "value_written": fact.value_written,
                "lang": fact.lang,
            },
        )

    def name(self, fact: FactRow) -> Json:
        """A name, with its script and its parts."""
        return {**self.value(fact), **name_json([fact])}

    def relation(self, fact: FactRow) -> Json:
        """A tie from the subject to another entity."""
        return self._written(fact, {"object": self.reference(fact.object_id)})

    def membership(self, fact: FactRow) -> Json:
        """A post held, or a body belonged to."""
        words = fact.value or {}
        post = self.reference(fact.post_id)
        label = words.get("label") or words.get("role") or (post and post["name"])
        return self._written(
            fact,
            {
                "label": label,
                "role": words.get("role"),
                "area": words.get("area"),
                "person_id": fact.subject_id,
                "organization_id": fact.organization_id,
                "post_id": fact.post_id,
                "on_behalf_of_id": fact.on_behalf_of_id,
                "organization": self.reference(fact.organization_id),
                "post": post,
                "on_behalf_of": self.reference(fact.on_behalf_of_id),
                "contradiction": self.span(fact).contradiction,
            },
        )

    def participation(self, fact: FactRow) -> Json:
        """A part in an event."""
        return self._written(
            fact,
            {
                "role": fact.property,
                "event_id": fact.object_id,
                "event": self.event_reference(str(fact.object_id)),
            },
        )

    def facts(self, facts: Iterable[FactRow]) -> list[Json]:
        """Facts of best rank; what several sources say alike stands once, with all citations."""
        facts = list(facts)
        if not facts:
            return []
        rows = tuple(fact.row for fact in facts)
        if rows not in self._lists:
            groups = self.said_alike(facts)
            disputed = disputed_rows(groups, self._evidence.citations)
            self._lists[rows] = [
                {**self.merged(group), "disputed": group[0].row in disputed} for group in groups
            ]
        return self._lists[rows]

    def said_alike(self, facts: Iterable[FactRow]) -> list[Group]:
        """The facts of best rank, those together that say the same; what is only disputed is not.

        First in each group stands the one that its source commits to most.
        """
        facts = list(facts)
        if not facts:
            return []
        rows = tuple(fact.row for fact in facts)
        if rows not in self._alike:
            self._alike[rows] = self._said_alike(facts)
        return self._alike[rows]

    def _said_alike(self, facts: list[FactRow]) -> list[Group]:
        same: dict[tuple[Any, ...], list[FactRow]] = defaultdict(list)
        shown = sorted(facts, key=_order) if self._all_ranks else best_facts(facts)
        for fact in shown:
            same[_says(fact)].append(fact)
        groups = [_most_certain_first(group) for group in same.values()]
        kept = _absorb_undated(groups)
        return [group for group in kept if self._is_supported(group)] if self._is_cited else kept

    def reference(self, entity_id: str | None) -> Json | None:
        """An entity as others name it: id, kind, name."""
        if entity_id is None:
            return None
        if entity_id not in self._references:
            found = self._evidence.references[entity_id]
            told = {"id": entity_id, "kind": found.kind, "name": found.name}
            self._references[entity_id] = told
        return self._references[entity_id]

    def event_reference(self, event_id: str) -> Json:
        """An event as a profile names it, with when and where it took place."""
        told: Json = self._evidence.references[event_id].told
        return (self.reference(event_id) or {}) | told

    def span(self, fact: FactRow) -> Timespan:
        """When a fact holds."""
        if fact.row not in self._spans:
            self._spans[fact.row] = span_of(fact, self._evidence)
        return self._spans[fact.row]

    def articles(self, groups: Iterable[Group]) -> list[Json]:
        """The articles of the citations shown of these facts, in the order of their ids."""
        if not self._is_cited:
            return []
        cited = (self._shown(self._citations_of(group)) for group in groups)
        shown = {each.article_id for citations in cited for each in citations}
        references = self._evidence.references
        return [{"id": article_id} | references[article_id].told for article_id in sorted(shown)]

    def merged(self, group: Sequence[FactRow]) -> Json:
        """Facts that say the same, written as the first of them with the citations of all."""
        if len(group) == 1:
            return self.fact(group[0])
        rows = tuple(fact.row for fact in group)
        if rows not in self._merged:
            names = name_json(group) if group[0].kind == FactKind.NAME else {}
            cited = self._cited(self._citations_of(group))
            self._merged[rows] = {**self.fact(group[0]), **names, **cited}
        return self._merged[rows]

    def datasets(self, groups: Iterable[Group]) -> list[Json]:
        """The datasets that these facts are from, each with its licence, in the order of ids."""
        shown = {fact.dataset_id for group in groups for fact in group}
        return [self._evidence.datasets[each] for each in sorted(shown)]

    def _citations_of(self, group: Sequence[FactRow]) -> list[CitationRow]:
        return [each for fact in group for each in self._evidence.citations.get(fact.row, ())]

    def _is_supported(self, group: Sequence[FactRow]) -> bool:
        stances = [each.stance for each in self._citations_of(group)]
        return not stances or Stance.SUPPORTS in stances

    def _shown(self, citations: Sequence[CitationRow]) -> Sequence[CitationRow]:
        return citations if self._all_citations else citations[:1]

    def _cited(self, citations: Sequence[CitationRow]) -> Json:
        if not citations:
            return {"citation_count": 0, "citations": []}
        shown = [citation_json(each) for each in self._shown(citations)]
        return {"citation_count": len(citations), "citations": shown}

    def _written(self, fact: FactRow, own: Json) -> Json:
        return {
            "id": fact.id,
            "kind": fact.kind,
            "property": fact.property,
            "subject": self.reference(fact.subject_id),
            **own,
            "start_date": fact.start_date,
            "start_date_bounds": bounds(fact.start_date),
            "start_date_written": fact.start_written,
            "end_date": fact.end_date,
            "end_date_bounds": bounds(fact.end_date),
            "end_date_written": fact.end_written,
            "holds": self._evidence.answers.get(fact.row),
            "rank": fact.rank,
            "rank_reason": fact.rank_reason,
            "certainty": fact.certainty,
            "disputed": None,
            "note": fact.note,
            "dataset": fact.dataset_id,
            **self._cited(self._evidence.citations.get(fact.row, ())),
        }


_SHAPES: Final[dict[FactKind, Callable[[Writer, FactRow], Json]]] = {
    FactKind.NAME: Writer.name,
    FactKind.MEMBERSHIP: Writer.membership,
    FactKind.PARTICIPATION: Writer.participation,
    FactKind.RELATION: Writer.relation,
}


def name_json(group: Sequence[FactRow]) -> Json:
    """What is told of a name beside it, by whichever of the facts that say it tells that first."""
    parts: Json = next((fact.name_parts for fact in group if fact.name_parts), {})
    return {
        "lang": next((fact.lang for fact in group if fact.lang), None),
        "script": script_code(str(group[0].value)),
        **{name: parts.get(name) for name in NAME_PARTS},
    }


def citation_json(citation: CitationRow) -> Json:
    """A citation as it goes over the wire."""
    return {
        "article_id": citation.article_id,
        "exact": citation.exact,
        "prefix": citation.prefix,
        "suffix": citation.suffix,
        "start": citation.start,
        "end": citation.end,
        "stance": citation.stance,
        "voice": citation.voice,
        "attribution": citation.attribution,
    }


@lru_cache(maxsize=8_192)
def bounds(text: str | None) -> Json | None:
    """The earliest and latest day of a partial date, null where that side is open.

    The answer is remembered: it is not to be changed.
    """
    if text is None:
        return None
    date = PartialDate.parse(text)
    return {
        "earliest": date.earliest and date.earliest.isoformat(),
        "latest": date.latest and date.latest.isoformat(),
    }


def has_kind(facts: Iterable[FactRow], *kinds: FactKind) -> list[FactRow]:
    """The facts of these kinds."""
    return [fact for fact in facts if fact.kind in kinds]


def _says(fact: FactRow) -> tuple[Any, ...]:
    # Who holds a post holds it, in whatever words an article puts it.
    said = None if fact.post_id else repr(fact.value)
    when = (fact.start_date, fact.end_date)
    return fact.kind, fact.property, fact.rank, said, *_holding(fact), *when


def _holding(fact: FactRow) -> tuple[str | None, ...]:
    bodies = (fact.organization_id, fact.post_id, fact.on_behalf_of_id)
    return fact.subject_id, fact.object_id, *bodies


def _absorb_undated(groups: list[Group]) -> list[Group]:
    """A membership without dates says no more than the one with dates in the same post.

    Where there are several with dates (two terms), it cannot be told which, so it stands alone.
    """
    if not any(group[0].kind == FactKind.MEMBERSHIP for group in groups):
        return groups
    dated: dict[tuple[str | None, ...], list[Group]] = defaultdict(list)
    kept: list[Group] = []
    for group in groups:
        if _is_dated(group[0]):
            dated[_holding(group[0])].append(group)
    for group in groups:
        undated_post = group[0].kind == FactKind.MEMBERSHIP and not _is_dated(group[0])
        hosts = dated[_holding(group[0])] if undated_post else []
        if len(hosts) == 1:
            hosts[0].extend(group)
        else:
            kept.append(group)
    return kept


def _is_dated(fact: FactRow) -> bool:
    return bool(fact.start_date or fact.end_date)


def _most_certain_first(group: Group) -> Group:
    return group if len(group) == 1 else sorted(group, key=_certainty_order)


def _certainty_order(fact: FactRow) -> int:
    return _CERTAINTIES[fact.certainty]


def _order(fact: FactRow) -> tuple[Any, ...]:
    """Names first, then attributes as the vocabulary has them; of memberships what goes on before
    what ended, the latest first, and those without any date last. By id in the end, which a
    correction does not change.
    """
    ended = fact.end_date is not None
    began = (fact.start_earliest if fact.start_date else fact.end_latest).toordinal()
    dated = _is_dated(fact)
    holding = (not dated, ended, -began) if fact.kind == FactKind.MEMBERSHIP else ()
    return _KINDS[fact.kind], _PLACES.get(fact.property, 0), *holding, fact.id


_KINDS: Final[dict[str, int]] = {kind: place for place, kind in enumerate(FactKind)}
_CERTAINTIES: Final[dict[str, int]] = {each: place for place, each in enumerate(Certainty)}
_PLACES: Final = {name: place for place, name in enumerate(PROPERTIES)}
