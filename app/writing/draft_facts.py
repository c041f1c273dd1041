"""The claims of a draft as facts and statements of a dossier."""

from collections import Counter
from collections.abc import Callable
from typing import Any, Final

from app.dates import PartialDate
from app.drafting.records import ClaimKind, DraftClaim, DraftDate, Named, Span, Status
from app.drafting.sentences import sentence_at
from app.loading.dossier import Cite
from app.timespans import timespan
from app.vocabulary import Certainty, EntityKind, ValueType, Voice, properties_of
from app.writing.draft_entities import Declared, Json
from app.written_dates import WrittenDateError, resolve_written

_BODY_KINDS: Final = (Named.ORGANIZATION, Named.PLACE)
# What a claim's predicate is among the properties of organizations, where it is called otherwise.
_OF_BODIES: Final = {"founded": "founding_date", "dissolved": "dissolution_date"}
_PARENTS: Final = ("part_of", "parent")
_ENDED_BY: Final = ("left", "expelled_from")
_STATEMENTS: Final = {
    ClaimKind.QUOTATION: "opinion",
    ClaimKind.ALLEGATION: "allegation",
    ClaimKind.PREDICTION: "prediction",
}
_BEFORE: Final = "previously"
# What the grammar of a sentence calls a participant, in words for a part in an event.
_ROLES: Final = {"subject": "participant", "with": "participant", "by": "agent"}
_OF_SUBJECTS: Final = {"visit": "visitor", "appointment": "appointee", "opening": "opener"}


class Claims:
    """Puts each claim where it belongs; ``left_out`` counts what a dossier has no place for."""

    def __init__(self, declared: Declared, text: str, published: PartialDate | None) -> None:
        """``declared``: the entities that the claims are about."""
        self._declared = declared
        self._text = text
        self._published = published
        self.statements: list[Json] = []
        self.left_out: Counter[str] = Counter()
        self._ways: dict[ClaimKind, Callable[[DraftClaim], bool]] = {
            ClaimKind.MEMBERSHIP: self._membership,
            ClaimKind.PARTY_MEMBERSHIP: self._party_membership,
            ClaimKind.EDUCATION: self._education,
            ClaimKind.EVENT: self._event,
            ClaimKind.PERSON: self._person,
            ClaimKind.ORGANIZATION: self._organization,
            ClaimKind.RELATIONSHIP: lambda _: False,
        }

    def add(self, claim: DraftClaim) -> None:
        """Put a claim among what is said of its subject, or among the statements."""
        if not self._ways.get(claim.kind, self._statement)(claim):
            self.left_out[f"{claim.kind} {claim.predicate}"] += 1

    def _membership(self, claim: DraftClaim) -> bool:
        if claim.object is None:
            return False
        held = self._declared.entity(claim.object)
        is_post = self._declared.kind(claim.object) is Named.POST
        role = claim.label or (self._declared.named(claim.object) if is_post else None)
        said = {"post" if is_post else "organization": held["id"], "role": role}
        self._add(claim, "memberships", said | self._span(claim))
        return True

    def _party_membership(self, claim: DraftClaim) -> bool:
        if claim.object is None:
            return False
        said: Json = {"organization": self._declared.entity(claim.object)["id"], "role": "member"}
        at = claim.date
        span = {
            "start_date": self._date(claim.start or (at if claim.predicate == "joined" else None)),
            "end_date": self._date(claim.end or (at if claim.predicate in _ENDED_BY else None)),
        }
        is_over = claim.status is Status.FORMER or claim.predicate in _ENDED_BY
        if is_over and span["end_date"] is None:
            span["end_date"] = self._by_then(claim)
        if claim.predicate == "expelled_from":
            said["note"] = "Expelled."
        self._add(claim, "memberships", said | span)
        return True

    def _education(self, claim: DraftClaim) -> bool:
        if claim.object is None:
            return False
        body = self._declared.entity(claim.object)
        said = {"organization": body["id"], "role": claim.label or "student"}
        self._add(claim, "memberships", said | self._span(claim))
        return True

    def _planned_event(self, claim: DraftClaim) -> bool:
        """What is only planned makes no event: it is said of the first who is to take part."""
        for entity_id in dict.fromkeys([claim.object, *(each for each, _ in claim.participants)]):
            if entity_id and self._declared.kind(entity_id) in (Named.PERSON, Named.ORGANIZATION):
                about = self._declared.entity(entity_id)["id"]
                said = {"about": about, "kind": "prediction", "certainty": claim.certainty}
                cited = {"cite": [self._cite(claim)], "draft": _mark(claim)}
                self.statements.append(said | cited)
                return True
        return False

    def _event(self, claim: DraftClaim) -> bool:
        if claim.certainty is Certainty.PLANNED:
            return self._planned_event(claim)
        self._attribute(claim, "classification", claim.predicate.replace("_", " "))
        for name, date in (("start_date", claim.date or claim.start), ("end_date", claim.end)):
            if (value := self._date(date)) is not None:
                self._attribute(claim, name, value)
        roles = dict(claim.participants)
        if claim.object and claim.object not in roles:
            roles[claim.object] = "participant"
        for place in claim.places:
            self._attribute(claim, "location", self._declared.named(place))
        for entity_id, role in roles.items():
            self._take_part(claim, entity_id, role)
        return True

    def _take_part(self, claim: DraftClaim, entity_id: str, role: str) -> None:
        kind = self._declared.kind(entity_id)
        if kind is Named.PLACE and entity_id not in claim.places:
            self._attribute(claim, "location", self._declared.named(entity_id))
        elif kind in (Named.PERSON, Named.ORGANIZATION):
            event = self._declared.entity(claim.subject)
            role = _OF_SUBJECTS.get(claim.predicate, role) if role == "subject" else role
            said = {"event": event["id"], "role": _ROLES.get(role, role)}
            self._add_to(entity_id, claim, "events", said)

    def _person(self, claim: DraftClaim) -> bool:
        return self._property(claim, claim.predicate, EntityKind.PERSON)

    def _organization(self, claim: DraftClaim) -> bool:
        if claim.predicate == "abbreviation" and claim.value:
            names = self._declared.entity(claim.subject)["other_names"]
            if claim.value not in (name["value"] for name in names):
                self._add(claim, "other_names", {"value": claim.value, "kind": "alias"})
            return True
        if claim.predicate in _PARENTS and claim.object:
            if self._declared.kind(claim.object) not in _BODY_KINDS:
                return False
            parent = self._declared.entity(claim.object)["id"]
            self._add(claim, "facts", {"property": "parent", "object": parent})
            return True
        name = _OF_BODIES.get(claim.predicate, claim.predicate)
        return self._property(claim, name, EntityKind.ORGANIZATION)

    def _property(self, claim: DraftClaim, name: str, kind: EntityKind) -> bool:
        """An attribute, where such things are said of such entities."""
        known = properties_of(kind).get(name)
        if known is None or known.value not in (ValueType.TEXT, ValueType.DATE):
            return False
        value: Any = claim.value or (claim.object and self._declared.named(claim.object))
        if known.value is ValueType.DATE:
            value = self._date(claim.date) or _as_date(value)
        if value is None:
            return False
        self._attribute(claim, name, value)
        return True

    def _attribute(self, claim: DraftClaim, name: str, value: Any) -> None:
        self._add(claim, "facts", {"property": name, "value": value})

    def _statement(self, claim: DraftClaim) -> bool:
        about = self._declared.entity(claim.subject)["id"]
        quoted = self._cite(claim)
        if claim.kind is ClaimKind.QUOTATION:
            speaker = claim.attribution or self._declared.named(claim.subject)
            quoted = quoted.model_copy(update={"voice": Voice.QUOTED, "attribution": speaker})
        said = {"about": about, "kind": _STATEMENTS[claim.kind], "certainty": claim.certainty}
        if claim.certainty is Certainty.ASSERTED:
            said["certainty"] = Certainty.REPORTED
        self.statements.append(said | {"cite": [quoted], "draft": _mark(claim)})
        return True

    def _span(self, claim: DraftClaim) -> Json:
        """Since when and until when; a former holder's time is over, whenever that was."""
        start, end = self._date(claim.start), self._date(claim.end)
        if end is None and claim.status is Status.FORMER:
            end = self._by_then(claim)
        return {"start_date": start, "end_date": end}

    def _by_then(self, claim: DraftClaim) -> Json:
        quote = self._text[claim.quote.start : claim.quote.end]
        if _BEFORE in quote.casefold() and self._published:
            return {"written": _BEFORE}
        published = self._published.text.rpartition("..")[2] if self._published else ""
        return {"date": f"..{published}"}

    def _date(self, date: DraftDate | None) -> Json | None:
        """The article's words and what they mean; None where nobody knows that."""
        if date is None:
            return None
        meant = date.date or self._resolved(date.written)
        return {"written": date.written, "date": meant.text} if meant else None

    def _resolved(self, written: str) -> PartialDate | None:
        try:
            return resolve_written(written, self._published)
        except WrittenDateError:
            return None

    def _cite(self, claim: DraftClaim) -> Cite:
        return self._declared.cite(claim.quote, voice=claim.voice, attribution=claim.attribution)

    def _add(self, claim: DraftClaim, where: str, said: Json) -> None:
        self._add_to(claim.subject, claim, where, said)

    def _add_to(self, entity_id: str, claim: DraftClaim, where: str, said: Json) -> None:
        """Add a fact; one that says the same has one quote more."""
        certainty = claim.certainty
        if claim.status is Status.FUTURE and certainty is Certainty.ASSERTED:
            certainty = Certainty.PLANNED
        said = {name: value for name, value in said.items() if value is not None}
        said["certainty"] = certainty
        if _contradicts(said):
            del said["start_date"]  # what is over stays over
            self.left_out["beginning that comes after the end"] += 1
        facts = self._declared.entity(entity_id)[where]
        quotes = self._quotes(claim, said)
        for known in facts:
            if _joined(known, said):
                known["cite"] += [each for each in quotes if each not in known["cite"]]
                return
        facts.append(said | {"cite": quotes, "draft": _mark(claim)})

    def _quotes(self, claim: DraftClaim, said: Json) -> list[Cite]:
        """The claim's quote, and the sentences that say the fact's dates where it does not."""
        quoted, further = claim.quote, []
        written = {
            each["written"]
            for name in ("start_date", "end_date", "value")
            if isinstance(each := said.get(name), dict) and "written" in each
        }
        for date in (claim.start, claim.end, claim.date):
            if date is None or date.place is None or date.written not in written:
                continue
            if date.written in self._text[quoted.start : quoted.end]:
                continue
            around = sentence_at(self._text, date.place)
            if around.start <= quoted.start and quoted.end <= around.end:
                start, end = min(quoted.start, date.place.start), max(quoted.end, date.place.end)
                quoted = Span(start, end)
            else:
                further.append(self._declared.cite(around))
        whole = self._declared.cite(quoted, voice=claim.voice, attribution=claim.attribution)
        return list(dict.fromkeys((whole, *further)))


def _mark(claim: DraftClaim) -> Json:
    return {"rule": claim.rule, "confidence": round(claim.confidence, 2)}


def _as_date(value: str | None) -> str | None:
    try:
        return PartialDate.parse(value).text if value else None
    except ValueError:
        return None


def _joined(known: Json, said: Json) -> bool:
    """Whether a fact says the same as another, or adds the one date that it lacks.

    What has ended is not the same as what goes on: only a beginning is added to an end.
    """
    dates = ("start_date", "end_date")
    # A post is the same whatever words the article has for the role.
    beside = ("cite", "draft", *dates, *(("role",) if "post" in said else ()))
    same = {name: value for name, value in known.items() if name not in beside}
    if same != {name: value for name, value in said.items() if name not in beside}:
        return False
    if any(name in known and name in said and known[name] != said[name] for name in dates):
        return False
    is_party = same.get("role") == "member" and "post" not in same
    if not is_party and ("end_date" in known) != ("end_date" in said):
        return False
    both = {name: known.get(name, said.get(name)) for name in dates}
    both = {name: value for name, value in both.items() if value is not None}
    if _contradicts(both):
        return False
    known |= both
    return True


def _contradicts(said: Json) -> bool:
    dates = [said.get(name) for name in ("start_date", "end_date")]
    start, end = (
        PartialDate.parse(each["date"]) if each and "date" in each else None for each in dates
    )
    return timespan(start, end).contradiction is not None
