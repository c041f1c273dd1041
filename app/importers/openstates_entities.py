"""People and committees of Open States as facts."""

from collections.abc import Sequence
from functools import partial
from typing import Any, Final

from app.importers.ancestors import is_own_ancestor
from app.importers.cleaning import link_kind
from app.importers.openstates_seats import CHAMBERS, chamber, government, seat_of
from app.importers.records import Json, Piece, Source
from app.importers.subject import Held, Subject, without
from app.importers.us_states import party_key, party_name
from app.ledger import NewFact
from app.vocabulary import EntityKind

_PARTS: Final = {
    "given_name": "given_name",
    "family_name": "family_name",
    "middle_name": "additional_name",
    "suffix": "honorific_suffix",
}
_ATTRIBUTES: Final = ("gender", "birth_date", "death_date", "biography", "image")
_SHARED: Final = ("id", "name", "links", "sources", "other_names", "other_identifiers")
_PERSON: Final = (*_SHARED, *_PARTS, *_ATTRIBUTES, "ids", "party", "roles")
_COMMITTEE: Final = (*_SHARED, "classification", "members", "parent")
_SPAN: Final = ("start_date", "end_date")


def person_facts(key: str, pieces: Sequence[Piece], source: Source) -> list[NewFact]:
    """All that is said of a person; none where only committees name it."""
    told = [piece for piece in pieces if piece.part == "person"]
    if not told:
        for piece in pieces:
            source.notes.note("dangling_reference", piece.place, "person_id", key, "left out")
        return []
    subject = Subject(EntityKind.PERSON, key, told[0].place, source)
    _person(subject, told[0].data)
    for piece in told[1:]:
        subject.at(piece.place)
        subject.clean.note("duplicate_id", "id", piece.data["id"])
        subject.keep({"duplicate": piece.data})
    for piece in pieces:
        if piece.part == "member":
            subject.at(piece.place)
            _seat_on_committee(subject, piece.data)
    return subject.facts()


def _person(subject: Subject, record: Json) -> None:
    parts = {part: record.get(field) for field, part in _PARTS.items()}
    subject.name("name", record.get("name"), parts=parts)
    _shared(subject, record)
    for scheme, value in subject.object(record, "ids").items():
        subject.identifier(scheme, f"ids.{scheme}", value)
    for name in _ATTRIBUTES:
        subject.attribute(name, name, record.get(name))
    for index, role in enumerate(subject.objects(record, "roles")):
        _role(subject, role, f"roles[{index}]")
    for index, party in enumerate(subject.objects(record, "party")):
        _party(subject, party, f"party[{index}]")
    subject.keep(without(record, _PERSON))


def _shared(subject: Subject, record: Json) -> None:
    """What people and committees have alike."""
    subject.identifier("openstates", "id", record["id"])
    for index, name in enumerate(subject.objects(record, "other_names")):
        dates, odd = subject.span(name)
        left = without(name, ("name", *_SPAN)) | odd
        field = f"other_names[{index}].name"
        subject.name(field, name.get("name"), "alias", dates=dates, left=left)
    for index, each in enumerate(subject.objects(record, "other_identifiers")):
        dates, odd = subject.span(each)
        left = without(each, ("scheme", "identifier", *_SPAN)) | odd
        field = f"other_identifiers[{index}].identifier"
        subject.identifier(
            str(each.get("scheme") or "other"), field, each.get("identifier"), dates, left
        )
    for field in ("links", "sources"):
        for index, link in enumerate(subject.objects(record, field)):
            note = link.get("note")
            kind = "source" if field == "sources" else _link_kind(note)
            subject.link(kind, f"{field}[{index}].url", link.get("url"), note)


def _link_kind(note: Any) -> str:
    return link_kind(note if isinstance(note, str) else None)


def _role(subject: Subject, role: Json, field: str) -> None:
    """A seat in a chamber, or an office of a government."""
    seat = seat_of(role, subject.source)
    if seat is None:
        subject.clean.note("unknown_term", field, role)
        subject.keep({field: role})
        return
    dates, odd = subject.span(role)
    held = Held(
        organization_id=subject.organization(seat.body.key),
        post_id=subject.post(seat.post),
        label=seat.label,
        role=seat.role,
        area=seat.area,
        dates=dates,
        left=without(role, _SPAN) | odd,
    )
    subject.membership(field, held)


def _party(subject: Subject, party: Json, field: str) -> None:
    name = party_name(party.get("name"))
    if name is None:
        subject.keep({field: party})
        return
    dates, odd = subject.span(party)
    left = without(party, ("name", *_SPAN)) | odd
    body = subject.organization(party_key(name))
    subject.membership(field, Held(organization_id=body, dates=dates, left=left))


def _seat_on_committee(subject: Subject, data: Json) -> None:
    member = data["member"]
    dates, odd = subject.span(member)
    held = Held(
        organization_id=subject.organization(data["committee"]),
        role=subject.clean.text("role", member.get("role")),
        dates=dates,
        left=without(member, ("role", *_SPAN)) | odd,
    )
    subject.membership("committee", held)


def committee_facts(key: str, pieces: Sequence[Piece], source: Source) -> list[NewFact]:
    """A committee; of its members, those who are only named, or are not in the input."""
    first = pieces[0]
    subject = Subject(EntityKind.ORGANIZATION, key, first.place, source)
    for piece in pieces[1:]:
        subject.at(piece.place)
        subject.clean.note("duplicate_id", "id", piece.data["id"])
        subject.keep({"duplicate": piece.data})
    subject.at(first.place)
    _committee(subject, first.data)
    return subject.facts()


def _committee(subject: Subject, record: Json) -> None:
    subject.name("name", record.get("name"))
    _shared(subject, record)
    subject.attribute("classification", "classification", record.get("classification"))
    subject.relation("parent", _above(subject, record))
    members = subject.objects(record, "members")
    for index, member in enumerate(members):
        if not (member.get("person_id") or member.get("id")):
            subject.clean.note("no_person_id", f"members[{index}]", member)
    unknown = [each for each in members if not _is_known(each, subject.source)]
    subject.keep({"members": unknown} if unknown else {})
    subject.keep(without(record, _COMMITTEE))


def _above(subject: Subject, record: Json) -> str | None:
    """The committee that it is part of, else its chamber."""
    parent = record.get("parent")
    if isinstance(parent, str) and parent:
        key = parent.partition("/")[2]
        own = str(record["id"]).partition("/")[2]
        if is_own_ancestor(own, key, partial(_key_above, subject.source)):
            subject.clean.note("cycle", "parent", parent)
            found = None
        else:
            found = subject.reference(EntityKind.ORGANIZATION, key, "parent")
        if found is None:
            subject.keep({"parent": parent})
        return found
    jurisdiction, kind = record.get("jurisdiction"), str(record.get("chamber"))
    if not isinstance(jurisdiction, str):
        return None
    source = subject.source
    is_chamber = kind in CHAMBERS
    body = chamber(jurisdiction, kind, source) if is_chamber else government(jurisdiction, source)
    return subject.organization(body.key)


def _key_above(source: Source, key: str) -> str | None:
    record = source.find(EntityKind.ORGANIZATION, key) or {}
    parent = record.get("parent")
    return parent.partition("/")[2] if isinstance(parent, str) else None


def _is_known(member: Json, source: Source) -> bool:
    person_id = member.get("person_id") or member.get("id")
    if not isinstance(person_id, str):
        return False
    found = source.find(EntityKind.PERSON, person_id.partition("/")[2])
    return found is not None and "member" not in found
