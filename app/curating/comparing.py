"""Whether two facts say the same, or cannot both be so."""

from collections.abc import Sequence
from typing import Any, Final, TypeVar

from app.dates import FIRST_DAY, PartialDate
from app.ledger import NewFact
from app.models.rows import FactRow
from app.search.folding import plain
from app.timespans import Answer, Closing, Timespan, met, overlap, timespan
from app.vocabulary import NOT_IN_PROFILES, PROPERTIES, FactKind, Rank, ValueType

Said = NewFact | FactRow
AnySaid = TypeVar("AnySaid", NewFact, FactRow)

_ONE_VALUED: Final = (FactKind.ATTRIBUTE, FactKind.RELATION)
# What comes before what, of one entity.
_BEGINNINGS: Final = {
    "birth_date": "death_date",
    "founding_date": "dissolution_date",
    "start_date": "end_date",
}
_ENDINGS: Final = {
    "death_date": "the person's death",
    "dissolution_date": "the dissolution",
    "end_date": "the end of the post",
}


def says_the_same(one: Said, other: Said) -> bool:
    """Whether two facts say the same of the same, with dates that go together."""
    alike = all(getattr(one, name) == getattr(other, name) for name in _ABOUT)
    return alike and _same_value(one, other) and _dates_agree(one, other)


def contradiction(one: Said, other: Said) -> str | None:
    """Why two facts of one entity, or of what it holds, cannot both be so; None where they can."""
    if not (_counts(one) and _counts(other)):
        return None
    return (
        _other_value(one, other)
        or _wrong_order(one, other)
        or _wrong_order(other, one)
        or _outside(one, other)
        or _outside(other, one)
        or _other_dates(one, other)
    )


def rivals(held: Said, terms: Sequence[AnySaid]) -> list[AnySaid]:
    """Of all terms in a post those of others at the same time, where it has one holder at a time.

    That it has is taken for granted unless two others held it on one day.
    """
    others = [
        each
        for each in terms
        if each.post_id == held.post_id and each.subject_id != held.subject_id and _counts(each)
    ]
    if held.kind != FactKind.MEMBERSHIP or held.post_id is None or not _counts(held):
        return []
    return [] if _shared(others) else [each for each in others if _at_once(held, each)]


_ABOUT: Final = (
    *("kind", "subject_id", "property", "object_id", "organization_id", "post_id"),
    "on_behalf_of_id",
)


def _counts(fact: Said) -> bool:
    """Whether a fact may stand in a profile, where nobody has said that it is wrong."""
    stated = fact.kind != FactKind.STATEMENT and fact.certainty not in NOT_IN_PROFILES
    return stated and fact.rank != Rank.DEPRECATED


def _same_value(one: Said, other: Said) -> bool:
    if one.kind == FactKind.MEMBERSHIP:
        roles = [plain(str((each.value or {}).get("role", ""))) for each in (one, other)]
        return one.post_id is not None or "" in roles or roles[0] == roles[1]
    if _is_date(one):
        return _meets(_value_date(one), _value_date(other))
    return plain(str(one.value)) == plain(str(other.value))


def _is_date(fact: Said) -> bool:
    known = PROPERTIES.get(fact.property)
    return fact.kind == FactKind.ATTRIBUTE and known is not None and known.value is ValueType.DATE


def _dates_agree(one: Said, other: Said) -> bool:
    starts = _meets(_date(one.start_date), _date(other.start_date))
    return starts and _meets(_date(one.end_date), _date(other.end_date))


def _meets(one: PartialDate | None, other: PartialDate | None) -> bool:
    """Whether two dates may be one; what is not stated may be anything."""
    if one is None or other is None:
        return True
    return one.first_day <= other.last_day and other.first_day <= one.last_day


def _other_value(one: Said, other: Said) -> str | None:
    known = PROPERTIES.get(one.property)
    is_one = one.kind in _ONE_VALUED and known is not None and not known.many
    about = (one.kind, one.subject_id, one.property) == (
        other.kind,
        other.subject_id,
        other.property,
    )
    if not (is_one and about) or met(_span(one), _span(other)) is Answer.NO:
        return None
    same = one.object_id == other.object_id and _same_value(one, other)
    return None if same else f"another {one.property}"


def _wrong_order(one: Said, other: Said) -> str | None:
    """A birth after a death, and the like."""
    last = _BEGINNINGS.get(one.property)
    if last is None or other.property != last or one.subject_id != other.subject_id:
        return None
    begun, over = _value_date(one), _value_date(other)
    if begun is None or over is None or begun.first_day <= over.last_day:
        return None
    return f"{one.property} ({begun}) after {last} ({over})"


def _outside(held: Said, life: Said) -> str | None:
    """A term that begins after its holder's death, before the birth, or after its body's end."""
    bodies = (held.subject_id, held.post_id, held.organization_id)
    if held.kind != FactKind.MEMBERSHIP or life.subject_id not in bodies:
        return None
    day = _value_date(life) if life.kind == FactKind.ATTRIBUTE and _is_date(life) else None
    if day is None:
        return None
    start, end = _date(held.start_date), _date(held.end_date)
    if life.property in _ENDINGS:
        closing = Closing(day, _ENDINGS[life.property])
        return timespan(start, None, [closing]).contradiction
    if life.property in _BEGINNINGS and _last_start(start, end) < day.first_day:
        return f"starts ({start or end}) before {life.property} ({day})"
    return None


def _last_start(start: PartialDate | None, end: PartialDate | None) -> Any:
    return timespan(start, end).begun_by or (start or PartialDate.parse("..")).last_day


def _other_dates(one: Said, other: Said) -> str | None:
    """One term, told with other dates."""
    alike = all(getattr(one, name) == getattr(other, name) for name in _ABOUT)
    if one.kind != FactKind.MEMBERSHIP or not alike or not _same_value(one, other):
        return None
    if _dates_agree(one, other) or met(_span(one), _span(other)) is Answer.NO:
        return None
    return "the same with other dates"


def _at_once(one: Said, other: Said) -> bool:
    """Whether both surely were so on more than one day: on one, an office changes hands."""
    both = overlap(_span(one), _span(other))
    surely = both and both.surely
    return bool(surely and surely[0] < surely[1])


def _shared(terms: Sequence[Said]) -> bool:
    """Whether two held a post at once, for more than a day."""
    surely = ((_span(each).surely, each.subject_id) for each in terms)
    periods = sorted((period, holder) for period, holder in surely if period)
    last_day, last_holder = FIRST_DAY, ""
    for (first, last), holder in periods:
        if first < last_day and holder != last_holder:
            return True
        if last > last_day:
            last_day, last_holder = last, holder
    return False


def _span(fact: Said) -> Timespan:
    return timespan(_date(fact.start_date), _date(fact.end_date))


def _value_date(fact: Said) -> PartialDate | None:
    return _date(fact.value) if fact.value else None


def _date(date: object) -> PartialDate | None:
    return PartialDate.parse(str(date)) if date else None
