"""People of Congress and the executive: their names, ids and terms as facts."""

from collections.abc import Sequence
from typing import Any, Final

from app.dates import PartialDate
from app.importers.congress_committees import seat_on_committee
from app.importers.congress_seats import CHAMBERS, CONGRESS, seat_of
from app.importers.records import Json, Piece, Source
from app.importers.subject import Held, Subject, listed, without
from app.importers.us_states import party_key, party_name
from app.ledger import NewFact
from app.vocabulary import EntityKind

_PARTS: Final = {
    "first": "given_name",
    "middle": "additional_name",
    "last": "family_name",
    "suffix": "honorific_suffix",
}
_BIO: Final = {"birthday": "birth_date", "gender": "gender"}
_RECORD: Final = ("id", "name", "bio", "terms", "leadership_roles", "other_names", "social")
_SPAN: Final = ("start", "end")
# Of a legislator of the past, of whose last term the CSV file tells no dates.
_OVER: Final = PartialDate.parse("..")


def person_facts(key: str, pieces: Sequence[Piece], source: Source) -> list[NewFact]:
    """All that is said of a person; none where only committees name it."""
    told = sorted((each for each in pieces if each.part != "member"), key=_rank)
    if not any(each.part in ("record", "row") for each in told):
        for piece in pieces:
            source.notes.note("dangling_reference", piece.place, "bioguide", key, "left out")
        return []
    subject = Subject(EntityKind.PERSON, key, told[0].place, source)
    in_full = any(_tells_of_congress(each) for each in told)
    files: set[str] = set()
    for piece in told:
        subject.at(piece.place)
        if piece.part == "record" and piece.place.file in files:
            done = "the first counts, and the other adds to it"
            subject.clean.note("duplicate_id", "id", piece.data["id"], done)
        if piece.part == "record":
            files.add(piece.place.file)
        if piece.part == "row" and in_full:
            subject.keep({"historical_row": piece.data})
        else:
            _record(subject, piece, told[0].data)
    for piece in pieces:
        if piece.part == "member":
            subject.at(piece.place)
            seat_on_committee(subject, piece.data)
    return subject.facts()


def _rank(piece: Piece) -> int:
    return {"record": 0, "row": 1}.get(piece.part, 2)


def _tells_of_congress(piece: Piece) -> bool:
    """Whether this is a record with terms in Congress, of which a row tells the last."""
    types = {str(term.get("type")) for term in listed(piece.data, "terms")}
    return piece.part == "record" and bool(types & {"rep", "sen"})


def _record(subject: Subject, piece: Piece, first: Json) -> None:
    record = piece.data
    _names(subject, record, first)
    _identifiers(subject, record)
    bio = subject.object(record, "bio")
    for field, property_ in _BIO.items():
        subject.attribute(property_, f"bio.{field}", bio.get(field))
    subject.keep(without({"bio": without(bio, tuple(_BIO))}, ()))
    subject.keep(without(record, _RECORD))
    over = _OVER if piece.part == "row" else None
    terms = subject.objects(record, "terms")
    for index, term in enumerate(terms):
        _term(subject, term, f"terms[{index}]", over)
    if website := next((term["url"] for term in reversed(terms) if term.get("url")), None):
        subject.link("website", "url", website)
    for index, role in enumerate(subject.objects(record, "leadership_roles")):
        _leadership(subject, role, f"leadership_roles[{index}]")


def _names(subject: Subject, record: Json, first: Json) -> None:
    name = subject.object(record, "name")
    if not name or (record is not first and name == first.get("name")):
        return
    parts = {part: name.get(field) for field, part in _PARTS.items()}
    whole = name.get("official_full") or _joined(name)
    left = without(name, (*_PARTS, "official_full", "nickname"))
    known = "name" if record is first else "alias"
    subject.name("name", whole, known, parts=parts, left=left or None)
    if is_text(name.get("nickname")):
        goes_by = _joined({"first": name["nickname"], "last": name.get("last")})
        subject.name("name.nickname", goes_by, "alias", left={"nickname": name["nickname"]})
    for index, other in enumerate(subject.objects(record, "other_names")):
        _other_name(subject, name, other, f"other_names[{index}]")


def _other_name(subject: Subject, name: Json, other: Json, field: str) -> None:
    """A name borne before, of which only what differs from the present one is told."""
    dates, odd = subject.span(other, _SPAN)
    whole = {each: name.get(each) for each in _PARTS} | other
    parts = {part: other.get(each) for each, part in _PARTS.items()}
    known = "former_name" if dates[1] else "alias"
    left = {"other_name": without(other, _SPAN)} | odd
    subject.name(field, _joined(whole), known, parts=parts, dates=dates, left=left)


def _joined(name: Json) -> str | None:
    words = [name[part].strip() for part in _PARTS if is_text(name.get(part))]
    return " ".join(words) or None


def is_text(value: Any) -> bool:
    """Whether this is a text with something in it."""
    return isinstance(value, str) and bool(value.strip())


def _identifiers(subject: Subject, record: Json) -> None:
    for field in ("id", "social"):
        for scheme, value in subject.object(record, field).items():
            for each in value if isinstance(value, list) else [value]:
                subject.identifier(scheme, f"{field}.{scheme}", each)


def _term(subject: Subject, term: Json, field: str, over: PartialDate | None) -> None:
    """A term in Congress or in an office, and the parties of which it tells the dates."""
    seat = seat_of(term)
    if seat is None:
        subject.clean.note("unknown_term", field, term)
        subject.keep({field: term})
        return
    (start, end), odd = subject.span(term, _SPAN)
    party = party_name(term.get("party"))
    held = Held(
        organization_id=subject.organization(seat.organization),
        post_id=subject.post(seat.post),
        on_behalf_of_id=subject.organization(party_key(party)) if party else None,
        label=seat.label,
        role=seat.role,
        area=seat.area,
        dates=(start, end or over),
        left=without(term, _SPAN) | odd,
    )
    subject.membership(field, held)
    for index, affiliation in enumerate(listed(term, "party_affiliations")):
        _affiliation(subject, affiliation, f"{field}.party_affiliations[{index}]")


def _affiliation(subject: Subject, affiliation: Json, field: str) -> None:
    party = party_name(affiliation.get("party"))
    if party is None:
        return
    dates, odd = subject.span(affiliation, _SPAN)
    left = without(affiliation, (*_SPAN, "party")) | odd
    body = subject.organization(party_key(party))
    subject.membership(field, Held(organization_id=body, dates=dates, left=left))


def _leadership(subject: Subject, role: Json, field: str) -> None:
    """A post in a chamber, such as that of its Speaker."""
    title = subject.clean.text(f"{field}.title", role.get("title"))
    if title is None or not is_text(role["title"]):
        subject.keep({field: role})
        return
    dates, odd = subject.span(role, _SPAN)
    held = Held(
        organization_id=subject.organization(leading_body(role)),
        post_id=subject.post(leadership_key(role)),
        label=title,
        role=title,
        dates=dates,
        left=without(role, ("title", "chamber", *_SPAN)) | odd,
    )
    subject.membership(field, held)


def leading_body(role: Json) -> str:
    """The chamber in which someone leads."""
    return CHAMBERS.get(str(role.get("chamber")), CONGRESS)


def leadership_key(role: Json) -> str:
    """The key of the post of a leader."""
    return f"leadership-{leading_body(role)}-{role['title']}".strip().lower().replace(" ", "-")
