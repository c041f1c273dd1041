"""What is noted as wrong: claims, whoever makes them.

The note of a deprecation is a fact of its own origin. Its columns hold the entities that the claim
names, so a merge moves it as it moves the claim; its value holds all else.
"""

from typing import Any, Final

import orjson
from sqlalchemy.orm import Session

from app.ledger.facts import ID_COLUMNS, NewFact
from app.models import known
from app.models.facts import noted
from app.models.rows import FactRow, fact_rows
from app.vocabulary import DEPRECATED, FactKind

# The entities that a claim names, and what it says of them.
Claim = tuple[tuple[str | None, ...], bytes]
_SORTED: Final = orjson.OPT_SORT_KEYS


def claim_of(fact: NewFact) -> Claim:
    """What a fact claims: the same for all that say the same, whatever else they say with it."""
    return _named(fact), orjson.dumps(said_by(fact), option=_SORTED)


def said_by(fact: NewFact) -> dict[str, Any]:
    """What a fact claims beside the entities that it names, as its note has it.

    Who holds a post holds it, in whatever words a source puts it.
    """
    told = None if fact.kind == FactKind.MEMBERSHIP and fact.post_id else fact.value
    start, end = fact.start_date, fact.end_date
    return {
        "kind": fact.kind.value,
        "property": fact.property,
        "value": told,
        "start_date": start and start.text,
        "end_date": end and end.text,
    }


def deprecated_claims(session: Session) -> dict[Claim, str]:
    """The claims that are noted as wrong, each with the reason."""
    notes = fact_rows(session, noted(DEPRECATED), known(None))
    return {_claim_noted(note): str(note.note) for note in notes}


def _claim_noted(note: FactRow) -> Claim:
    return _named(note), orjson.dumps(note.value, option=_SORTED)


def _named(fact: NewFact | FactRow) -> tuple[str | None, ...]:
    return tuple(getattr(fact, name) for name in ID_COLUMNS)
