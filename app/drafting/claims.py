"""Claims while they are gathered, and how two that say the same become one."""

from dataclasses import dataclass, field
from typing import Final

from app.drafting.confidence import confidence_of
from app.drafting.entities import Entity
from app.drafting.masks import Mask
from app.drafting.reading import Reading
from app.drafting.records import ClaimKind, DraftClaim, DraftDate, Span, Status
from app.vocabulary import Certainty, Voice

# Of a kind whose claims say one thing once, however often the article repeats it.
_ONCE: Final = {
    ClaimKind.MEMBERSHIP,
    ClaimKind.PARTY_MEMBERSHIP,
    ClaimKind.PERSON,
    ClaimKind.ORGANIZATION,
    ClaimKind.RELATIONSHIP,
    ClaimKind.EDUCATION,
}


# What the article itself says, or passes on without doubt.
_FIRM: Final = (Certainty.ASSERTED, Certainty.REPORTED)


@dataclass(slots=True, eq=False)
class Claim:
    """A claim while the article is read; fields as in DraftClaim, with entities for their ids."""

    kind: ClaimKind
    predicate: str
    subject: Entity
    quote: Span
    rule: str
    object: Entity | None = None
    value: str | None = None
    label: str | None = None
    participants: list[tuple[Entity, str]] = field(default_factory=list)
    places: list[Entity] = field(default_factory=list)
    status: Status | None = None
    certainty: Certainty = Certainty.ASSERTED
    voice: Voice = Voice.ARTICLE
    attribution: str | None = None
    start: DraftDate | None = None
    end: DraftDate | None = None
    date: DraftDate | None = None
    sentence: int = -1

    def drafted(self) -> DraftClaim:
        """The claim as a record."""
        return DraftClaim(
            kind=self.kind,
            predicate=self.predicate,
            subject=self.subject.id,
            quote=self.quote,
            rule=self.rule,
            confidence=confidence_of(self.rule),
            object=self.object.id if self.object else None,
            value=self.value,
            label=self.label,
            participants=tuple((each.id, role) for each, role in self.participants),
            places=tuple(each.id for each in self.places),
            status=self.status,
            certainty=self.certainty,
            voice=self.voice,
            attribution=self.attribution,
            start=self.start,
            end=self.end,
            date=self.date,
        )

    @property
    def mentioned(self) -> set[str]:
        """The ids of all entities that it needs."""
        needed = [self.subject, self.object, *self.places, *(who for who, _ in self.participants)]
        return {each.id for each in needed if each is not None}


class Page:
    """What rules work on: the article read, its sentences masked, and what was found so far."""

    def __init__(self, reading: Reading, masks: list[Mask]) -> None:
        """``masks`` are the sentences with offices and pronouns in them."""
        self.reading = reading
        self.masks = masks
        # Without offices, so that bodies within them are seen ("director of the X of the Y").
        self.plain = reading.masks()
        self.claims: list[Claim] = []
        self.withheld: dict[Span, str] = {}

    @property
    def text(self) -> str:
        """The article's text."""
        return self.reading.source.text

    def words(self, place: Span) -> str:
        """What the article prints at a place."""
        return " ".join(self.text[place.start : place.end].split())

    def withhold(self, place: Span, reason: str) -> None:
        """Keep a statement from becoming a claim, and say why."""
        self.withheld.setdefault(place, reason)

    def add(self, claim: Claim) -> Claim:
        """Take up a claim, or let one that says the same learn from it; the one that stays."""
        for other in self.claims:
            if _same(other, claim):
                _learn(other, claim)
                return other
        self.claims.append(claim)
        return claim

    def memberships(self, person: Entity) -> list[Claim]:
        """The posts that somebody is said to hold or to have held, in the order of the text."""
        return [
            each
            for each in self.claims
            if each.kind is ClaimKind.MEMBERSHIP and each.subject is person
        ]


def _same(one: Claim, two: Claim) -> bool:
    return (
        one.kind is two.kind
        and one.kind in _ONCE
        and one.subject is two.subject
        and one.object is two.object
        and one.value == two.value
        and (one.certainty in _FIRM) is (two.certainty in _FIRM)
        and (one.kind is not ClaimKind.PERSON or one.predicate == two.predicate)
        and (one.kind is not ClaimKind.PARTY_MEMBERSHIP or one.predicate == two.predicate)
    )


def _learn(one: Claim, two: Claim) -> None:
    """Fill in what the first leaves open; where both speak in one sentence, quote both."""
    if not (one.start or one.end) and (two.start or two.end):
        # What is quoted shows the dates, too.
        one.quote, one.label = two.quote, two.label
    one.start = one.start or two.start
    one.end = one.end or two.end
    if two.end and two.status is Status.FORMER:
        one.status, one.predicate = two.status, two.predicate
    if one.sentence == two.sentence and two.rule == "left-post":
        one.quote = Span(min(one.quote.start, two.quote.start), max(one.quote.end, two.quote.end))
