"""What drafting takes and gives: an article in; entities and claims out, each at its place.

Positions are half-open, in code points of the NFC text. Nothing here knows a database or a file.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from app.dates import PartialDate
from app.vocabulary import Certainty, Voice


class Named(StrEnum):
    """What an article names."""

    PERSON = "person"
    ORGANIZATION = "organization"
    POST = "post"
    EVENT = "event"
    PLACE = "place"


class ClaimKind(StrEnum):
    """What an article claims; ``predicate`` of a claim says it closer."""

    MEMBERSHIP = "membership"  # holds_post, held_post
    PARTY_MEMBERSHIP = "party_membership"  # joined, left, expelled_from, member_of
    EVENT = "event"  # appointment, resignation, meeting, visit, signing …
    PERSON = "person"  # birth_date, birth_place, age, occupation, language …
    ORGANIZATION = "organization"  # founded, abbreviation, part_of, reports_to …
    RELATIONSHIP = "relationship"  # spouse …
    EDUCATION = "education"  # studied_at
    QUOTATION = "quotation"  # said
    ALLEGATION = "allegation"
    PREDICTION = "prediction"  # kept as what was said, never as a fact


class Status(StrEnum):
    """When a claim holds, as the article has it, seen from its publication."""

    CURRENT = "current"
    FORMER = "former"
    FUTURE = "future"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A place in the text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownEntity:
    """An entity that is on record, with every name it is known by."""

    id: str
    kind: Named
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceText:
    """An article as drafting takes it: its NFC text, when it was published, who is on record."""

    text: str
    published: PartialDate | None = None
    title: str | None = None
    known: tuple[KnownEntity, ...] = ()


@dataclass(frozen=True, slots=True)
class DraftDate:
    """A date: the article's words and their place, and what they mean (None: not understood)."""

    written: str
    place: Span | None
    date: PartialDate | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftEntity:
    """Somebody or something that the article names.

    ``id`` holds within the draft only. ``mention`` is where it is first named in full.
    ``organization`` and ``area``: of posts, the ids of the body and of the place that it is of.
    ``known_id``: the entity on record that it surely is, where the provider can tell.
    """

    id: str
    kind: Named
    name: str
    mention: Span
    aliases: tuple[str, ...] = ()
    organization: str | None = None
    area: str | None = None
    known_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftClaim:
    """What the article says of an entity, in the words at ``quote``.

    ``subject`` and ``object`` are ids of entities of the draft; ``value`` is the text of what is no
    entity (an occupation, a birth date as EDTF, an abbreviation, the words said). Of events the
    subject is the event and ``participants`` are those who took part, with their roles. ``rule``
    names the rule that made it, ``confidence`` (0 to 1) is how often that rule is right.
    """

    kind: ClaimKind
    predicate: str
    subject: str
    quote: Span
    rule: str
    confidence: float
    object: str | None = None
    value: str | None = None
    label: str | None = None  # of memberships: the post as the article words it
    participants: tuple[tuple[str, str], ...] = ()  # (entity id, role)
    places: tuple[str, ...] = ()
    status: Status | None = None
    certainty: Certainty = Certainty.ASSERTED
    voice: Voice = Voice.ARTICLE
    attribution: str | None = None
    start: DraftDate | None = None
    end: DraftDate | None = None
    date: DraftDate | None = None  # of events and quotations


@dataclass(frozen=True, slots=True)
class Boilerplate:
    """A part of the text that is not the article's."""

    place: Span
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """All that a provider finds in an article.

    ``title``: where the headline is printed. ``withheld``: statements that a rule understood and
    kept from becoming claims, since they are negated, hedged, planned or conditional, with why.
    ``dropped``: how many claims or entities could not be anchored, by reason.
    """

    entities: tuple[DraftEntity, ...] = ()
    claims: tuple[DraftClaim, ...] = ()
    title: Span | None = None
    boilerplate: tuple[Boilerplate, ...] = ()
    withheld: tuple[tuple[Span, str], ...] = ()
    dropped: tuple[tuple[str, int], ...] = ()


class Provider(Protocol):
    """A way to draft: by rules, with a model of spaCy, with a language model."""

    name: str

    def draft(self, source: SourceText) -> Draft:
        """What the article names and claims; its quotes are verified by whoever asks."""
        ...
