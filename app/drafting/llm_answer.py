"""What a language model is to answer, and the draft that it makes.

The model gives quotes as text, never positions: each is looked up in the article, and what stands
nowhere is dropped and counted. Nothing that the article says to the model changes that.
"""

from collections import Counter
from dataclasses import dataclass, field
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.dates import PartialDate, PartialDateError
from app.drafting.locating import Locator
from app.drafting.records import (
    ClaimKind,
    Draft,
    DraftClaim,
    DraftDate,
    DraftEntity,
    Named,
    Span,
    Status,
)
from app.vocabulary import Certainty, Voice
from app.written_dates import WrittenDateError, resolve_written

# A quote of fewer words that stands at several places may mean any of them.
_TELLING: Final = 3


class _Said(BaseModel):
    """A part of the answer: every key is there, and no other."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class SaidDate(_Said):
    """A date."""

    written: str = Field(description="The article's own words: in June last year.")
    date: str | None = Field(description="EDTF: 2022, 2022-06, 2022-06-01; null where unsure.")


class SaidEntity(_Said):
    """Somebody or something that the article names."""

    id: str = Field(description="A short id of yours, used by the claims.")
    kind: Named
    name: str = Field(description="The fullest name in the article, without titles.")
    quote: str = Field(description="The words of the article that name it in full, verbatim.")
    aliases: list[str] = Field(description="Its other names and abbreviations in the article.")
    organization: str | None = Field(description="Of posts: the id of the body it is in.")
    area: str | None = Field(description="Of posts: the id of the place it is for.")


class SaidPart(_Said):
    """Somebody's part in an event."""

    entity: str = Field(description="The id of a person or an organization.")
    role: str = Field(description="host, speaker, visitor, appointee …")


class SaidClaim(_Said):
    """What the article says of an entity."""

    kind: ClaimKind
    predicate: str = Field(
        description="membership: holds_post, held_post; party_membership: joined, left, member_of,"
        " expelled_from; event: appointment, meeting, visit, signing …; person: birth_date,"
        " occupation, language, nationality …; organization: founded, abbreviation, part_of …;"
        " relationship: spouse …; education: studied_at; quotation: said"
    )
    subject: str = Field(description="The id of an entity; of events, the event's.")
    object: str | None = Field(description="The id of the post, body or person that is claimed.")
    value: str | None = Field(description="What is claimed where it is no entity, in its words.")
    label: str | None = Field(description="Of memberships: the post as the article words it.")
    quote: str = Field(description="The words of the article that say so, verbatim.")
    status: Status | None
    certainty: Certainty | Literal["negated"]
    voice: Voice
    attribution: str | None = Field(description="Whose view it is, in the article's words.")
    start: SaidDate | None
    end: SaidDate | None
    date: SaidDate | None = Field(description="Of events and quotations.")
    participants: list[SaidPart]
    places: list[str] = Field(description="Ids of places.")


class SaidAnswer(_Said):
    """All that an article names and claims."""

    entities: list[SaidEntity]
    claims: list[SaidClaim]


@dataclass(slots=True)
class Reading:
    """Answers on the parts of one article, put together as one draft."""

    locator: Locator
    published: PartialDate | None
    rule: str
    confidence: float
    entities: dict[str, DraftEntity] = field(default_factory=dict)
    claims: list[DraftClaim] = field(default_factory=list)
    withheld: list[tuple[Span, str]] = field(default_factory=list)
    dropped: Counter[str] = field(default_factory=Counter)

    def add(self, answer: SaidAnswer, part: Span) -> None:
        """Take the answer on a part of the article: its quotes are looked for there."""
        ids: dict[str, str] = {}
        for entity in answer.entities:
            if (place := self._place(entity.quote, part, at_first=True)) is None:
                self.dropped[f"{entity.kind} (its quote does not stand in the text)"] += 1
            elif entity.id not in ids:
                ids[entity.id] = self._entity(entity, place)
        for entity in answer.entities:
            self._tie(entity, ids)
        for claim in answer.claims:
            self._add_claim(claim, part, ids)

    def draft(self) -> Draft:
        """The draft so far."""
        return Draft(
            entities=tuple(self.entities.values()),
            claims=tuple(self.claims),
            withheld=tuple(self.withheld),
            dropped=tuple(self.dropped.items()),
        )

    def _place(self, quote: str, part: Span, *, at_first: bool = False) -> Span | None:
        places = [
            place
            for place in self.locator.places(quote)
            if part.start <= place.start and place.end <= part.end
        ]
        if not places or (len(places) > 1 and not at_first and len(quote.split()) < _TELLING):
            return None
        return places[0]

    def _entity(self, said: SaidEntity, place: Span) -> str:
        """The id of the entity; one that another part named already is the same."""
        for known in self.entities.values():
            if known.kind is said.kind and said.name in (known.name, *known.aliases):
                return known.id
        entity_id = f"e{len(self.entities) + 1}"
        self.entities[entity_id] = DraftEntity(
            id=entity_id,
            kind=said.kind,
            name=said.name,
            mention=place,
            aliases=tuple(each for each in said.aliases if each != said.name),
        )
        return entity_id

    def _tie(self, said: SaidEntity, ids: dict[str, str]) -> None:
        """Say of which body and place a post is."""
        entity = self.entities.get(ids.get(said.id, ""))
        if entity and entity.kind is Named.POST:
            self.entities[entity.id] = DraftEntity(
                id=entity.id,
                kind=entity.kind,
                name=entity.name,
                mention=entity.mention,
                aliases=entity.aliases,
                organization=entity.organization or ids.get(said.organization or ""),
                area=entity.area or ids.get(said.area or ""),
            )

    def _add_claim(self, said: SaidClaim, part: Span, ids: dict[str, str]) -> None:
        place = self._place(said.quote, part)
        if place is None:
            self.dropped[f"{said.kind} (its quote does not stand in the text, or not once)"] += 1
        elif said.certainty == "negated":
            self.withheld.append((place, "negated"))
        else:
            self.claims.append(self._claim(said, place, said.certainty, ids))

    def _claim(
        self, said: SaidClaim, place: Span, certainty: Certainty, ids: dict[str, str]
    ) -> DraftClaim:
        return DraftClaim(
            kind=said.kind,
            predicate=said.predicate,
            subject=ids.get(said.subject, said.subject),
            object=ids.get(said.object, said.object) if said.object else None,
            value=said.value or None,
            label=said.label or None,
            quote=place,
            rule=self.rule,
            confidence=self.confidence,
            participants=tuple((ids.get(each.entity, ""), each.role) for each in said.participants),
            places=tuple(ids.get(each, "") for each in said.places),
            status=said.status,
            certainty=certainty,
            voice=said.voice,
            attribution=said.attribution or None,
            start=self._date(said.start),
            end=self._date(said.end),
            date=self._date(said.date),
        )

    def _date(self, said: SaidDate | None) -> DraftDate | None:
        """What our own grammar makes of the words; else what the model does."""
        if said is None:
            return None
        try:
            return DraftDate(said.written, None, resolve_written(said.written, self.published))
        except WrittenDateError:
            return DraftDate(said.written, None, _parsed(said.date))


def _parsed(text: str | None) -> PartialDate | None:
    try:
        return PartialDate.parse(text) if text else None
    except PartialDateError:
        return None
