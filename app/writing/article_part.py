"""An article's own facts as its part of a dossier."""

from collections.abc import Sequence
from typing import Any, Final

from app.ledger import NewFact
from app.vocabulary import Certainty, Rank
from app.writing.fact_parts import Json, Parts
from app.writing.quoting import cite

# The dossier's name of each particular that has no more to it than its value.
_PLAIN: Final = {"publisher": "publisher", "url": "url", "language_code": "language"}


def article_part(
    article_id: str, file: str, facts: Sequence[NewFact], parts: Parts
) -> dict[str, Any]:
    """The article's part; ``facts`` are those about it. What has more to it stands in its facts."""
    part: Json = {"id": article_id, "file": file}
    further: list[Json] = []
    for fact in facts:
        if not _add(part, fact, parts):
            value = {"property": fact.property, "value": parts.value(fact)}
            further.append(value | parts.stated(fact))
    return part | {"facts": further}


def _add(part: Json, fact: NewFact, parts: Parts) -> bool:
    """Put a fact among the particulars; False where it has more to it than they say."""
    name = _PLAIN.get(fact.property, fact.property)
    if fact.property == "boilerplate":
        place = fact.value
        part.setdefault(name, []).append(cite(parts.text, place["start"], place["end"]))
    elif fact.property == "author" and _is_bare(fact):
        part.setdefault(name, []).append(fact.value)
    elif fact.property == "title" and _is_bare(fact, cites=1) and name not in part:
        part |= {"title": fact.value, **_title_cite(fact, parts)}
    elif fact.property == "publication_date" and _is_dated(fact) and name not in part:
        part |= {name: fact.value, "publication_date_note": fact.note}
    elif fact.property in _PLAIN and _is_bare(fact) and name not in part:
        part[name] = fact.value
    else:
        return False
    return True


def _title_cite(fact: NewFact, parts: Parts) -> Json:
    return {"title_cite": parts.cite(fact.citations[0])} if fact.citations else {}


def _is_bare(fact: NewFact, *, cites: int = 0) -> bool:
    return fact.certainty is Certainty.ASSERTED and not fact.note and _is_plain(fact, cites)


def _is_dated(fact: NewFact) -> bool:
    """Whether its certainty is what goes with the date."""
    doubtful = any(mark in str(fact.value) for mark in "?~%")
    expected = Certainty.INFERRED if doubtful else Certainty.ASSERTED
    return fact.certainty is expected and _is_plain(fact, 0)


def _is_plain(fact: NewFact, cites: int) -> bool:
    dates = (fact.start_date, fact.end_date, fact.value_written)
    return fact.rank is Rank.NORMAL and not any(dates) and len(fact.citations) <= cites
