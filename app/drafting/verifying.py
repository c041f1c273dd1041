"""The verifier that every provider's draft passes: what does not stand in the text is dropped.

It checks what can be checked without understanding: that spans lie in the text, that names stand at
their mentions and values, labels and dates in the words of the article, that claims point to
entities of the right kinds, and that nothing negated, hedged or planned is asserted. What fails is
counted by reason in ``Draft.dropped``, or moves to ``Draft.withheld``.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from app.dates import PartialDate, PartialDateError
from app.drafting.commitment import withholding
from app.drafting.locating import Locator
from app.drafting.records import (
    ClaimKind,
    Draft,
    DraftClaim,
    DraftDate,
    DraftEntity,
    Named,
    SourceText,
    Span,
)
from app.vocabulary import Certainty

_ANY: Final = frozenset(Named)
_BODY: Final = frozenset({Named.ORGANIZATION, Named.PLACE})
# Of which kinds the subject and the object of a claim may be.
_KINDS: Final[dict[ClaimKind, tuple[frozenset[Named], frozenset[Named]]]] = {
    ClaimKind.MEMBERSHIP: (frozenset({Named.PERSON}), _BODY | {Named.POST}),
    ClaimKind.PARTY_MEMBERSHIP: (frozenset({Named.PERSON}), frozenset({Named.ORGANIZATION})),
    ClaimKind.EVENT: (frozenset({Named.EVENT}), _ANY),
    ClaimKind.PERSON: (frozenset({Named.PERSON}), _ANY),
    ClaimKind.ORGANIZATION: (_BODY, _ANY),
    ClaimKind.RELATIONSHIP: (frozenset({Named.PERSON}), frozenset({Named.PERSON})),
    ClaimKind.EDUCATION: (frozenset({Named.PERSON}), _BODY),
    ClaimKind.QUOTATION: (frozenset({Named.PERSON, Named.ORGANIZATION}), _ANY),
    ClaimKind.ALLEGATION: (_ANY, _ANY),
    ClaimKind.PREDICTION: (_ANY, _ANY),
}
# Kinds that say nothing without an object or a value.
_NEED_OBJECT: Final = frozenset(
    {ClaimKind.PARTY_MEMBERSHIP, ClaimKind.RELATIONSHIP, ClaimKind.EDUCATION}
)
_NEED_VALUE: Final = frozenset({ClaimKind.PERSON, ClaimKind.ORGANIZATION, ClaimKind.QUOTATION})
_AT_MOST: Final = {ClaimKind.ALLEGATION: Certainty.ALLEGED, ClaimKind.PREDICTION: Certainty.PLANNED}
_YEAR: Final = re.compile(r"\d{4}")


class _DropError(Exception):
    """Why something cannot be kept."""


def verify(source: SourceText, draft: Draft) -> Draft:
    """The draft without what the text does not hold, and with how much that was."""
    return _Verifier(source, draft).verified()


class _Verifier:
    def __init__(self, source: SourceText, draft: Draft) -> None:
        self._locator = Locator(source.text)
        self._draft = draft
        self._dropped: Counter[str] = Counter(dict(draft.dropped))
        self._withheld = [each for each in draft.withheld if self._is_span(each[0])]
        self._entities: dict[str, DraftEntity] = {}

    def verified(self) -> Draft:
        for entity in self._draft.entities:
            self._keep_entity(entity)
        self._entities = {each.id: self._tied(each) for each in self._entities.values()}
        claims = [kept for claim in self._draft.claims if (kept := self._kept_claim(claim))]
        title = self._draft.title
        return replace(
            self._draft,
            entities=tuple(self._entities.values()),
            claims=tuple(dict.fromkeys(claims)),
            title=title if title and self._is_span(title) else None,
            boilerplate=tuple(
                each for each in self._draft.boilerplate if self._is_span(each.place)
            ),
            withheld=tuple(dict.fromkeys(self._withheld)),
            dropped=tuple(sorted((+self._dropped).items())),
        )

    def _is_span(self, span: Span) -> bool:
        text = self._locator.text
        return 0 <= span.start < span.end <= len(text) and not text[span.start : span.end].isspace()

    def _keep_entity(self, entity: DraftEntity) -> None:
        try:
            self._check_mention(entity)
        except _DropError as error:
            self._dropped[f"{entity.kind} ({error})"] += 1
            return
        aliases = tuple(each for each in entity.aliases if self._locator.has(each))
        self._dropped["alias (it does not stand in the text)"] += len(entity.aliases) - len(aliases)
        self._entities[entity.id] = replace(entity, aliases=aliases)

    def _check_mention(self, entity: DraftEntity) -> None:
        if entity.id in self._entities:
            raise _DropError("its id is another one's")
        if not self._is_span(entity.mention):
            raise _DropError("its mention is outside the text")
        if not any(letter.isalnum() for letter in entity.name):
            raise _DropError("it has no name")
        where = self._locator.paragraph(entity.mention)
        # Names of events are put together: meeting of Ada Moreau and Otmar Brezhanyi.
        if entity.kind is Named.POST:
            stands = self._has_proper_words(entity.name, where)
        else:
            stands = entity.kind is Named.EVENT or self._has_words(entity.name, where)
        if not stands:
            raise _DropError("its name does not stand at its mention")

    def _has_words(self, words: str, within: Span | None) -> bool:
        """Whether they stand there as they are, or each of them does."""
        if self._locator.has(words, within):
            return True
        parts = [each for each in words.split() if any(letter.isalnum() for letter in each)]
        return bool(parts) and all(self._locator.has(each, within) for each in parts)

    def _has_proper_words(self, words: str, within: Span | None) -> bool:
        """Whether the capitalised words stand there: who heads a body is the head of it."""
        proper = [each for each in words.split() if each[0].isupper()]
        return self._has_words(" ".join(proper), within) if proper else True

    def _tied(self, entity: DraftEntity) -> DraftEntity:
        """Without a body or a place that was dropped, or is none."""
        body = self._entities.get(entity.organization or "")
        area = self._entities.get(entity.area or "")
        return replace(
            entity,
            organization=body.id if body and body.kind in _BODY else None,
            area=area.id if area and area.kind is Named.PLACE else None,
        )

    def _kept_claim(self, claim: DraftClaim) -> DraftClaim | None:
        try:
            self._check_claim(claim)
        except _DropError as error:
            self._dropped[f"{claim.kind} ({error})"] += 1
            return None
        claim = self._lowered(self._with_known_ids(claim))
        subject, said = self._names(claim.subject), self._said(claim)
        if reason := withholding(self._locator.text, claim, subject, said):
            self._withheld.append((claim.quote, reason))
            return None
        return replace(
            claim,
            confidence=min(1.0, max(0.0, claim.confidence)),
            attribution=self._attributed(claim.attribution),
            start=self._dated(claim.start, claim.quote),
            end=self._dated(claim.end, claim.quote),
            date=self._dated(claim.date, claim.quote),
        )

    def _check_claim(self, claim: DraftClaim) -> None:
        if not self._is_span(claim.quote):
            raise _DropError("its quote is outside the text")
        if claim.confidence != claim.confidence or not claim.rule:
            raise _DropError("nobody says how it was made")
        self._check_ends(claim)
        paragraph = self._locator.paragraph(claim.quote)
        if claim.value is not None and not self._holds_value(claim, paragraph):
            raise _DropError("its value does not stand at its quote")
        if claim.label is not None and not self._has_proper_words(claim.label, None):
            raise _DropError("its label does not stand in the text")

    def _check_ends(self, claim: DraftClaim) -> None:
        subjects, objects = _KINDS[claim.kind]
        subject = self._entities.get(claim.subject)
        if subject is None or (claim.object and claim.object not in self._entities):
            raise _DropError("it speaks of an entity that the draft does not have")
        if subject.kind not in subjects:
            raise _DropError(f"its subject is of the kind {subject.kind}")
        if claim.object and self._entities[claim.object].kind not in objects:
            raise _DropError(f"its object is of the kind {self._entities[claim.object].kind}")
        if claim.object is None and (
            claim.kind in _NEED_OBJECT
            or (claim.kind in _NEED_VALUE and not claim.value)
            or (claim.kind is ClaimKind.MEMBERSHIP and not claim.label)
        ):
            raise _DropError("it does not say what")

    def _holds_value(self, claim: DraftClaim, paragraph: Span) -> bool:
        value = claim.value or ""
        if _as_date(value) is None:
            return self._has_words(value, paragraph)
        if claim.date and self._locator.has(claim.date.written):
            return True
        return all(self._locator.has(year, paragraph) for year in _YEAR.findall(value))

    def _with_known_ids(self, claim: DraftClaim) -> DraftClaim:
        participants = tuple(each for each in claim.participants if each[0] in self._entities)
        places = tuple(each for each in claim.places if each in self._entities)
        missing = len(claim.participants) + len(claim.places) - len(participants) - len(places)
        self._dropped["participant or place (the draft does not have it)"] += missing
        return replace(claim, participants=participants, places=places)

    def _lowered(self, claim: DraftClaim) -> DraftClaim:
        """Allegations and predictions are not asserted, whatever the provider says."""
        lowered = _AT_MOST.get(claim.kind)
        if lowered and claim.certainty in (Certainty.ASSERTED, Certainty.INFERRED):
            return replace(claim, certainty=lowered)
        return claim

    def _attributed(self, words: str | None) -> str | None:
        """Whose view it is, as far as the article says so."""
        return words if words and self._has_words(words, None) else None

    def _dated(self, date: DraftDate | None, quote: Span) -> DraftDate | None:
        """The date in the article's own words, or None where they do not stand in the text.

        Of several places the one in the quote is meant, else the nearest.
        """
        if date is None:
            return None
        if date.place and self._is_span(date.place):
            text = self._locator.text[date.place.start : date.place.end]
            if text == date.written:
                return date
        found = self._locator.places(date.written)
        if not found:
            self._dropped["date (its words do not stand in the text)"] += 1
            return None
        place = min(found, key=lambda at: max(quote.start - at.start, at.end - quote.end, 0))
        words = self._locator.text[place.start : place.end]
        return replace(date, written=words, place=place)

    def _names(self, *ids: str | None) -> tuple[str, ...]:
        named = (self._entities[each] for each in ids if each)
        return tuple(name for each in named for name in (each.name, *each.aliases))

    def _said(self, claim: DraftClaim) -> tuple[str, ...]:
        others = (each for each, _ in claim.participants)
        words: Iterable[str] = (claim.value or "", claim.label or "")
        return (*self._names(claim.object, *others), *words)


def _as_date(value: str) -> PartialDate | None:
    try:
        return PartialDate.parse(value)
    except PartialDateError:
        return None
