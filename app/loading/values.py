"""Checking the parts of a dossier that need the article or the rest of the dossier."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from app.dates import PartialDate, PartialDateError
from app.ledger import NewCitation
from app.loading.anchors import AnchorError, anchor
from app.loading.dossier import Cite, Stated, WrittenDate
from app.loading.problems import Field, Places, Problem
from app.model_errors import URL_PATTERN
from app.timespans import timespan
from app.vocabulary import EntityKind, Property, ValueType, properties_of
from app.written_dates import WrittenDateError, resolve_written

Dated = tuple[PartialDate | None, str | None]


@dataclass(slots=True)
class Checker:
    """Turns a dossier's quotes, dates and references into the ledger's, and collects problems."""

    places: Places
    article_id: str
    text: str
    published: PartialDate | None
    kinds: dict[str, EntityKind]
    problems: list[Problem]
    here: str = " in this dossier"  # as messages have it

    def citations(self, cites: Iterable[Cite], field: Field) -> tuple[NewCitation, ...]:
        """The quotes at their places; one without a place is a problem."""
        found = (self.citation(cite, (*field, "cite", index)) for index, cite in enumerate(cites))
        return tuple(citation for citation in found if citation)

    def citation(self, cite: Cite, field: Field) -> NewCitation | None:
        """One quote at its place."""
        context = {"prefix": cite.prefix or "", "suffix": cite.suffix or ""}
        try:
            at = anchor(self.text, cite.exact, start=cite.start, **context)
        except AnchorError as error:
            self.refuse(field, str(error))
            return None
        return NewCitation(
            article_id=self.article_id,
            exact=at.exact,
            prefix=at.prefix,
            suffix=at.suffix,
            start=at.start,
            end=at.end,
            stance=cite.stance,
            voice=cite.voice,
            attribution=cite.attribution,
        )

    def name_parts(self, kind: EntityKind, parts: Mapping[str, str], field: Field) -> None:
        """Refuse parts of what is no person's name, and parts that the article does not print."""
        for name, part in parts.items():
            if kind is not EntityKind.PERSON:
                self.refuse((*field, name), f"names of {kind}s have no parts")
            elif part.casefold() not in self.text.casefold():
                self.refuse((*field, name), f"{part!r} does not stand in the article")

    def date(self, value: WrittenDate | None, field: Field) -> Dated:
        """The date, and the words it was written in; words of ours are resolved."""
        if value is None:
            return None, None
        if value.written and value.written.casefold() not in self.text.casefold():
            self.refuse(
                field, f"{value.written!r} does not stand in the article: give its own words"
            )
        if value.date is not None or value.written is None:
            return value.date, value.written
        try:
            return resolve_written(value.written, self.published), value.written
        except WrittenDateError as error:
            self.refuse(field, str(error))
            return None, value.written

    def dates(self, stated: Stated, field: Field) -> tuple[Dated, Dated]:
        """Start and end of a fact, which must not be the wrong way round."""
        start = self.date(stated.start_date, (*field, "start_date"))
        end = self.date(stated.end_date, (*field, "end_date"))
        if contradiction := timespan(start[0], end[0]).contradiction:
            self.refuse((*field, "end_date"), contradiction)
        return start, end

    def date_value(self, value: object, field: Field) -> Dated:
        """A date given as an attribute's value."""
        if isinstance(value, WrittenDate):
            return self.date(value, field)
        try:
            return PartialDate.parse(str(value)), None
        except PartialDateError as error:
            self.refuse(field, str(error))
            return None, None

    def reference(self, entity_id: str | None, kind: EntityKind, field: Field) -> str | None:
        """The id, which must be declared in this dossier as one of that kind."""
        if entity_id is None:
            return None
        known = self.kinds.get(entity_id)
        if known is None:
            near = get_close_matches(entity_id, self.kinds, n=1)
            hint = f"did you mean {near[0]!r}? " if near else ""
            self.refuse(
                field,
                f"{entity_id!r} is not declared{self.here}: {hint}each entity that a fact"
                " names stands here with its name and a quote",
            )
        elif known is not kind:
            self.refuse(field, f"{entity_id!r} is declared as {known}, not as {kind}")
        return entity_id

    def property_of(self, kind: EntityKind, name: str, field: Field) -> Property | None:
        """What may be said of this kind of entity under that name."""
        known = properties_of(kind)
        if name not in known:
            near = get_close_matches(name, known, n=1)
            hint = f"did you mean {near[0]!r}? " if near else ""
            listed = ", ".join(sorted(known))
            self.refuse(field, f"{name!r} is not said of {kind}s: {hint}known are {listed}")
        return known.get(name)

    def fits(self, known: Property, value: Any, object_id: str | None, field: Field) -> bool:
        """Whether the property takes what was given: an id for a relation, else a value."""
        wants_object = known.value is ValueType.ENTITY
        if wants_object and object_id is None:
            self.refuse(
                field, f"this property names another entity: give object, an id of {known.target}"
            )
        elif not wants_object and object_id is not None:
            self.refuse(field, f"this property has a {known.value}: give value")
        elif isinstance(value, WrittenDate) and known.value is not ValueType.DATE:
            self.refuse((*field, "value"), f"give {known.value}, not a date")
        elif known.value is ValueType.URL and not re.match(URL_PATTERN, str(value)):
            self.refuse((*field, "value"), "a web address starts with http:// or https://")
        else:
            return True
        return False

    def refuse(self, field: Field, message: str) -> None:
        """Note a problem with this field."""
        self.problems.append(self.places.problem(field, message))
