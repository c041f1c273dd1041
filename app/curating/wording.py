"""Facts in plain words: "Ada Moreau holds chair of the Kessaria Water Board, since 2020-06"."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from app.ledger import NewFact
from app.models.rows import FactRow
from app.vocabulary import Certainty, FactKind, ProposalAction

_SENTENCE_ENDS: Final = re.compile(r"[.!?]['\"”’)]*\s+|[。！？]|\n+")
_LONGEST: Final = 300  # characters on either side of a quote
_LEADS: Final = {
    ProposalAction.REPLACE: "Replace “{old}” by “{new}”",
    ProposalAction.DEPRECATE: "Deprecate “{old}”",
    ProposalAction.RETRACT: "Retract “{old}”",
}


@dataclass(frozen=True, slots=True)
class Context:
    """A quote in its sentence; ``start`` is None where the text is not at hand."""

    before: str
    exact: str
    after: str
    start: int | None = None
    end: int | None = None


def in_words(fact: NewFact | FactRow, names: Mapping[str, str]) -> str:
    """What a fact says, with the names of the entities that it speaks of."""
    subject = _name(fact.subject_id, names)
    told = f"{subject} {_says(fact, names)}{_when(fact)}"
    return told if fact.certainty == Certainty.ASSERTED else f"{told} ({fact.certainty})"


def wanted_in_words(action: str, old: str | None, new: str | None) -> str:
    """What a proposal wants, given the words of the fact that stands and of the one it brings."""
    if action == ProposalAction.ADD or old is None:
        return new or "What cannot be read"
    return _LEADS[ProposalAction(action)].format(old=old, new=new)


def around(text: str, start: int, end: int) -> Context:
    """The quote at this place, with the rest of its sentence."""
    ends = [match.end() for match in _SENTENCE_ENDS.finditer(text, 0, start)]
    first = max(ends[-1] if ends else 0, start - _LONGEST)
    # The quote may end with its sentence.
    following = _SENTENCE_ENDS.search(text, max(end - 1, start))
    last = min(following.end() if following else len(text), end + _LONGEST)
    return Context(text[first:start], text[start:end], text[end:last].rstrip(), start, end)


def _says(fact: NewFact | FactRow, names: Mapping[str, str]) -> str:
    if fact.kind == FactKind.MEMBERSHIP:
        return _holds(fact, names)
    other = _name(fact.object_id, names)
    told = {
        FactKind.NAME: f"is called {fact.value}",
        FactKind.PARTICIPATION: f"took part in {other} ({fact.property})",
        FactKind.RELATION: f"has {_plain(fact.property)} {other}",
        FactKind.STATEMENT: f"is spoken of ({fact.property}): “{fact.value}”",
    }
    usual = f"has {_plain(fact.property)} {fact.value}"
    is_other_name = fact.kind == FactKind.NAME and fact.property != "name"
    said = told.get(FactKind(fact.kind), usual)
    return f"{said} ({_plain(fact.property)})" if is_other_name else said


def _holds(fact: NewFact | FactRow, names: Mapping[str, str]) -> str:
    words: Mapping[str, Any] = fact.value or {}
    verb = ("holds", "belongs to") if fact.end_date is None else ("held", "belonged to")
    role = words.get("role")
    if fact.post_id is not None:
        post, body = _name(fact.post_id, names), _name(fact.organization_id, names)
        told = f"{verb[0]} {post}" + ("" if body.lower() in post.lower() else f" of {body}")
    else:
        told = f"{verb[1]} {_name(fact.organization_id, names)}"
    if role and role.lower() not in told.lower():
        told += f" as {role}"
    if fact.on_behalf_of_id is not None:
        told += f", on behalf of {_name(fact.on_behalf_of_id, names)}"
    return told


def _when(fact: NewFact | FactRow) -> str:
    start, end = fact.start_date, fact.end_date
    if start and end:
        return f", from {start} to {end}"
    return f", since {start}" if start else f", until {end}" if end else ""


def _plain(property_: str) -> str:
    return property_.replace("_", " ")


def _name(entity_id: str | None, names: Mapping[str, str]) -> str:
    return names.get(str(entity_id), str(entity_id))
