"""Committees of Congress with their subcommittees, and who sits on them."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from app.importers.cleaning import id_of
from app.importers.congress_seats import CHAMBERS, CONGRESS
from app.importers.records import Json, Notes, Piece, Place, Source
from app.importers.subject import Held, Subject, listed, without
from app.ledger import NewFact
from app.vocabulary import EntityKind

_IDS: Final = {
    "thomas_id": "thomas",
    "house_committee_id": "house_committee",
    "senate_committee_id": "senate_committee",
    "wikipedia": "wikipedia",
    "youtube_id": "youtube_id",
}
_LINKS: Final = {
    "url": "website",
    "minority_url": "minority_website",
    "rss_url": "feed",
    "minority_rss_url": "minority_feed",
    "jurisdiction_source": "source",
}
_MAPPED: Final = ("type", "name", "jurisdiction", "subcommittees", "names", *_IDS, *_LINKS)
_HELD: Final = ("bioguide", "title", "start_date", "end_date")


def committee_pieces(record: Json, place: Place, notes: Notes) -> Iterator[Piece]:
    """A committee, and each of its subcommittees by both ids together."""
    code = id_of(record["thomas_id"])
    if code is None:
        notes.note("no_id", place, "thomas_id", record, "left out")
        return
    whole = {**record, "subcommittees": []}
    yield _piece(code, whole, place)
    for each in listed(record, "subcommittees"):
        if own := id_of(each.get("thomas_id")):
            part = {"type": record.get("type"), **each, "parent": code}
            yield _piece(f"{code}{own}", part, place)


def member_pieces(record: Json, place: Place, notes: Notes) -> Iterator[Piece]:
    """The members of committees: for each person, and all of them for the committee."""
    for code, members in record.items():
        if not isinstance(members, list):
            notes.note("not_a_record", place, code, members, "left out")
            continue
        yield _piece(code, {"members": members}, place, part="members")
        for index, member in enumerate(listed(record, code)):
            if bioguide := id_of(member.get("bioguide")):
                yield Piece(
                    kind="person",
                    key=bioguide.lower(),
                    part="member",
                    data={"committee": code, **member},
                    place=Place(place.file, f"{place.position}, {code}[{index}]"),
                )


def _piece(code: str, data: Json, place: Place, part: str = "committee") -> Piece:
    key = code.lower()
    return Piece(kind="organization", key=key, part=part, data=data, place=place, near="committee")


def committee_facts(key: str, pieces: Sequence[Piece], source: Source) -> list[NewFact]:
    """What is said of a committee, of which the first record counts and later ones add to it.

    None where only its members are told.
    """
    told = [piece for piece in pieces if piece.part == "committee"]
    if not told:
        source.notes.note("dangling_reference", pieces[0].place, "committee", key, "left out")
        return []
    subject = Subject(EntityKind.ORGANIZATION, key, told[0].place, source)
    for piece in pieces:
        subject.at(piece.place)
        if piece.part == "members":
            _keep_unknown(subject, piece.data["members"])
        else:
            _committee(subject, piece.data, is_first=piece is told[0])
    return subject.facts()


def _committee(subject: Subject, record: Json, *, is_first: bool) -> None:
    subject.name("name", record.get("name"), "name" if is_first else "alias")
    names = record.get("names")
    for number, name in names.items() if isinstance(names, dict) else ():
        if name != record.get("name"):
            subject.name(f"names.{number}", name, "alias", left={"congress": number})
    for field, scheme in _IDS.items():
        subject.identifier(scheme, field, record.get(field))
    for field, kind in _LINKS.items():
        subject.link(kind, field, record.get(field))
    subject.keep(without(record, _MAPPED))
    if is_first:
        subject.attribute("summary", "jurisdiction", record.get("jurisdiction"))
        _place_in_congress(subject, record)


def _place_in_congress(subject: Subject, record: Json) -> None:
    parent = record.get("parent")
    classification = "subcommittee" if parent else "committee"
    subject.attribute("classification", "classification", classification)
    above = str(parent).lower() if parent else CHAMBERS.get(str(record.get("type")), CONGRESS)
    subject.relation("parent", subject.reference(EntityKind.ORGANIZATION, above, "parent"))


def _keep_unknown(subject: Subject, members: list[Any]) -> None:
    """Keep the members who are only named, or have no record."""
    for index, each in enumerate(members):
        if not (isinstance(each, dict) and id_of(each.get("bioguide"))):
            subject.clean.note("no_person_id", f"members[{index}]", each)
    unknown = [each for each in members if not _is_known(each, subject.source)]
    subject.keep({"members": unknown} if unknown else {})


def _is_known(member: Any, source: Source) -> bool:
    """Whether a member has a record; who has none is a member here all the same."""
    bioguide = id_of(member.get("bioguide")) if isinstance(member, dict) else None
    found = source.find("person", bioguide.lower()) if bioguide else None
    return found is not None and "committee" not in found


def seat_on_committee(subject: Subject, member: Json) -> None:
    """A person's place on a committee, with its title and its rank among the others."""
    key = str(member["committee"]).lower()
    committee = subject.source.find(EntityKind.ORGANIZATION, key) or {}
    if "thomas_id" not in committee:
        subject.clean.note("dangling_reference", "committee", member["committee"])
        subject.keep({"committees": [member]})
        return
    dates, odd = subject.span(member)
    title = subject.clean.text("title", member.get("title"))
    left = without(member, ("committee", *_HELD)) | odd
    held = Held(organization_id=subject.organization(key), role=title, dates=dates, left=left)
    subject.membership("committee", held)
