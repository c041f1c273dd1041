"""Lines of lists as cards: what tells namesakes apart, in words."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from app.pages.occasions import event_words
from app.pages.words import count_words, date_words, period_words, property_words
from app.vocabulary import EntityKind

Json = Mapping[str, Any]
_MOST: Final = 2  # values of one property


def card(line: Json) -> Json:
    """The line with what stands on its card: ``lead`` and ``fine``, parts of one line each."""
    lead, fine = _SAYS[line["kind"]](line)
    return {
        **line,
        "lead": [each for each in lead if each],
        "fine": [each for each in fine if each],
    }


_Told = tuple[Iterable[str | None], Iterable[str | None]]


def _person(line: Json) -> _Told:
    """The post held is drawn by the template, which links it."""
    others = len(line["memberships"]) - 1
    return (), (
        count_words(others, "more membership") if others > 0 else None,
        *line["occupation"][:_MOST],
        *line["nationality"][:_MOST],
        _dated("born", line["birth_date"]),
        _dated("died", line["death_date"]),
    )


def _organization(line: Json) -> _Told:
    return (property_words(line["classification"] or ""),), (
        count_words(line["member_count"], "member") if line["member_count"] else None,
        _dated("founded", line["founding_date"]),
        _dated("dissolved", line["dissolution_date"]),
    )


def _post(line: Json) -> _Told:
    held = count_words(line["holder_count"], "holder") if line["holder_count"] else None
    return (), (held, period_words(line))


def _event(line: Json) -> _Told:
    what = property_words(line["classification"] or "")
    return (what, *line["location"][:_MOST], event_words(line)), ()


def _article(line: Json) -> _Told:
    written = f"by {', '.join(line['author'][: _MOST + 1])}" if line["author"] else None
    proved = count_words(line["fact_count"], "fact rests on it", "facts rest on it")
    return (line["publisher"], date_words(line["publication_date"])), (written, proved)


def _dated(what: str, date: str | None) -> str | None:
    return f"{what} {date_words(date)}" if date else None


_SAYS: Final[dict[str, Callable[[Json], _Told]]] = {
    EntityKind.PERSON: _person,
    EntityKind.ORGANIZATION: _organization,
    EntityKind.POST: _post,
    EntityKind.EVENT: _event,
    EntityKind.ARTICLE: _article,
}
