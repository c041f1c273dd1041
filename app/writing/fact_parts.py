"""Facts of the ledger as the parts of a dossier that would record them."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from app.dates import PartialDate
from app.ledger import NewCitation, NewFact
from app.loading.dossier import Cite
from app.vocabulary import PROPERTIES, FactKind, ValueType
from app.writing.quoting import cite
from app.written_dates import WrittenDateError, resolve_written

Json = dict[str, Any]

_LISTS: Final = {
    FactKind.NAME: "other_names",
    FactKind.ATTRIBUTE: "facts",
    FactKind.RELATION: "facts",
    FactKind.IDENTIFIER: "identifiers",
    FactKind.LINK: "links",
    FactKind.MEMBERSHIP: "memberships",
    FactKind.PARTICIPATION: "events",
}


def declaration(
    entity_id: str, facts: Iterable[NewFact], parts: "Parts", *, is_post: bool = False
) -> Json:
    """An entity with all that is said of it.

    ``on_record`` where others have named it, or have said whose post it is.
    """
    entity: Json = {"id": entity_id}
    for fact in facts:
        if fact.subject_id != entity_id or fact.kind is FactKind.STATEMENT:
            continue
        part = parts.part(fact)
        if fact.kind is FactKind.NAME and fact.property == "name" and "name" not in entity:
            entity["name"] = part
        else:
            entity.setdefault(_LISTS[fact.kind], []).append(part)
    is_whole = "name" in entity and (not is_post or parts.says_organization_of(entity_id))
    return entity if is_whole else entity | {"on_record": True}


class Parts:
    """Turns facts into parts, for the text of an article."""

    def __init__(self, text: str, published: PartialDate | None, facts: Sequence[NewFact]) -> None:
        """``facts``: all that the dossier says of entities."""
        self.text = text
        self._published = published
        self._post_organizations = {
            fact.subject_id: fact.object_id
            for fact in facts
            if fact.kind is FactKind.RELATION and fact.property == "organization"
        }

    def says_organization_of(self, post_id: str) -> bool:
        """Whether the dossier says whose a post is."""
        return post_id in self._post_organizations

    def part(self, fact: NewFact) -> Json:
        """What is said, with what every fact carries."""
        return self._said(fact) | self.stated(fact)

    def statement(self, fact: NewFact) -> Json:
        """What is no fact."""
        marks = {"certainty", "rank", "rank_reason", "note", "cite"}
        stated = {name: value for name, value in self.stated(fact).items() if name in marks}
        return {"about": fact.subject_id, "kind": fact.property, **stated}

    def stated(self, fact: NewFact) -> Json:
        """What every fact carries."""
        return _given(
            start_date=self._date(fact.start_date, fact.start_written),
            end_date=self._date(fact.end_date, fact.end_written),
            certainty=fact.certainty,
            rank=fact.rank,
            rank_reason=fact.rank_reason,
            note=fact.note,
            cite=[self.cite(each) for each in fact.citations] or None,
        )

    def cite(self, citation: NewCitation) -> Cite:
        """A quote in its shortest form."""
        return cite(
            self.text,
            citation.start,
            citation.end,
            stance=citation.stance,
            voice=citation.voice,
            attribution=citation.attribution,
        )

    def value(self, fact: NewFact) -> Any:
        """An attribute's value."""
        known = PROPERTIES.get(fact.property)
        if known is None or known.value is not ValueType.DATE or fact.value_written is None:
            return fact.value
        date = PartialDate.parse(fact.value) if fact.value else None
        return self._date(date, fact.value_written)

    def _said(self, fact: NewFact) -> Json:
        match fact.kind:
            case FactKind.NAME:
                named = _given(value=fact.value, kind=fact.property, lang=fact.lang)
                said = named | (fact.name_parts or {})
            case FactKind.ATTRIBUTE:
                said = {"property": fact.property, "value": self.value(fact)}
            case FactKind.RELATION:
                said = {"property": fact.property, "object": fact.object_id}
            case FactKind.IDENTIFIER:
                said = {"scheme": fact.property, "value": fact.value}
            case FactKind.LINK:
                said = {"url": fact.value, "kind": fact.property}
            case FactKind.PARTICIPATION:
                said = {"event": fact.object_id, "role": fact.property}
            case _:
                said = self._membership(fact)
        return said

    def _membership(self, fact: NewFact) -> Json:
        of_post = self._post_organizations.get(fact.post_id or "")
        goes_without_saying = of_post is not None and of_post == fact.organization_id
        return _given(
            post=fact.post_id,
            organization=None if goes_without_saying else fact.organization_id,
            on_behalf_of=fact.on_behalf_of_id,
            **(fact.value or {}),
        )

    def _date(self, date: PartialDate | None, written: str | None) -> Json | None:
        """The article's words alone where they mean that date."""
        if written is not None and self._means(written) == date:
            return {"written": written}
        return _given(written=written, date=date) or None

    def _means(self, written: str) -> PartialDate | None:
        try:
            return resolve_written(written, self._published)
        except WrittenDateError:
            return None


def _given(**said: Any) -> Json:
    return {name: value for name, value in said.items() if value is not None}
