"""Candidates for descriptions: found by name and by identifier, compared, and scored."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import orjson
from sqlalchemy.orm import Session

from app.matching.description import Description, Json, description_of
from app.matching.features import Features, compare
from app.matching.model import effect, log_odds, probabilities
from app.matching.names import Alignment
from app.models import Document
from app.queries.match import present_documents, survivors, with_identifiers
from app.search.finding import Found, find
from app.vocabulary import EntityKind

# How many a name is looked up for. Those behind do not reach a score that says anything.
CONSIDERED: Final = 20
# A candidate is taken for the one that is meant where it is this likely and all others are not.
SURE: Final = 0.85
_UNLIKELY: Final = 0.5
# What makes up for a name that could be many people's.
_SETTLES: Final = ("id_given", "identifier_agrees", "birth_date_agrees")
_ALIKE_ENOUGH, _ALIKE_ENOUGH_ACROSS = (
    0.9,
    0.75,
)  # of the least alike words, within and across scripts
# What is never overruled by a likely name.
_FORBIDS_MATCH: Final = ("identifier_differs", "birth_year_differs", "gender_differs")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for: a description, and the kinds of entities that it may be of.

    ``preferred``: the kinds that are likelier than the others, where only some of them are.
    ``entity_ids``: these are meant, however they are called; ``only``: these are to be scored, and
    no others. ``further``: features that a document has beyond those of the description.
    ``among``: tells of a document whether it may be meant at all; else it may.
    """

    description: Description
    kinds: tuple[EntityKind, ...] = (EntityKind.PERSON,)
    preferred: tuple[EntityKind, ...] = ()
    entity_ids: tuple[str, ...] = ()
    only: bool = False
    further: Callable[[Json], Features] | None = None
    among: Callable[[Json], bool] | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entity that may be meant. ``matched_name``: the one of its names that is nearest."""

    id: str
    kind: EntityKind
    name: str
    document: Json
    score: float
    features: Features
    matched_name: str | None
    is_match: bool

    @property
    def effects(self) -> Features:
        """How much each feature adds to the log odds, or takes away."""
        return {name: effect(name, value) for name, value in self.features.items()}


def find_candidates(session: Session, asked: Mapping[str, Asked]) -> dict[str, list[Candidate]]:
    """For each of the things asked for, all that were considered, the likeliest first.

    Each name is looked up by a search of its own; ids, identifiers and documents are read for all
    at once.
    """
    named = {key: _found(session, each) for key, each in asked.items()}
    identified = _identified(session, asked.values())
    leads = _leads(session, asked.values())
    ids = {
        key: {
            *named[key],
            *(leads[one] for one in each.entity_ids if one in leads),
            *(at for one in each.description.identifiers for at in identified.get(one, ())),
        }
        for key, each in asked.items()
    }
    documents = present_documents(session, {each for known in ids.values() for each in known})
    described = {each: _described(document) for each, document in documents.items()}
    return {
        key: _scored(
            each,
            [described[at] for at in sorted(ids[key]) if at in described],
            named[key],
            frozenset(leads.get(one, one) for one in each.entity_ids if not each.only),
        )
        for key, each in asked.items()
    }


def _found(session: Session, asked: Asked) -> dict[str, Found]:
    """Whom the names find, by id."""
    if asked.only or not asked.kinds:
        return {}
    found: dict[str, Found] = {}
    for name in asked.description.names:
        for each in find(session, name, kinds=asked.kinds, limit=CONSIDERED):
            known = found.setdefault(each.entity_id, each)
            found[each.entity_id] = max(known, each, key=lambda one: one.score)
    return found


def _identified(session: Session, asked: Collection[Asked]) -> dict[tuple[str, str], list[str]]:
    wanted = {one for each in asked if not each.only for one in each.description.identifiers}
    kinds = {kind for each in asked for kind in each.kinds}
    return with_identifiers(session, wanted, kinds) if wanted else {}


def _leads(session: Session, asked: Collection[Asked]) -> dict[str, str]:
    """Where the ids lead that are given: a merged one to its survivor."""
    wanted = {one for each in asked for one in each.entity_ids}
    return survivors(session, wanted) if wanted else {}


_Described = tuple[Document, Json, Description]


def _described(document: Document) -> _Described:
    body = orjson.loads(str(document.body))
    return document, body, description_of(body)


def _scored(
    asked: Asked,
    described: Sequence[_Described],
    found: Mapping[str, Found],
    meant: frozenset[str],
) -> list[Candidate]:
    """``meant``: the ids that were given for what is asked for."""
    among = asked.among or (lambda _: True)
    known = [each for each in described if each[0].kind in asked.kinds and among(each[1])]
    compared = [_compared(asked, each, found.get(each[0].id), meant) for each in known]
    scores = probabilities([log_odds(features) for features, _ in compared])
    safe = _safe(scores)
    candidates = [
        Candidate(
            id=row.id,
            kind=EntityKind(row.kind),
            name=body["name"],
            document=body,
            score=score,
            features=features,
            matched_name=aligned.other if aligned else None,
            is_match=score == safe
            and not _is_forbidden(features)
            and _is_named(EntityKind(row.kind), features, aligned),
        )
        for (row, body, _), (features, aligned), score in zip(known, compared, scores, strict=True)
    ]
    return sorted(candidates, key=lambda each: (-each.score, each.id))


def _compared(
    asked: Asked, described: _Described, found: Found | None, meant: frozenset[str]
) -> tuple[Features, Alignment | None]:
    row, body, description = described
    features, aligned = compare(asked.description, description, found.name if found else None)
    if asked.preferred and row.kind not in asked.preferred:
        features["type_differs"] = 1.0
    if asked.further:
        features |= asked.further(body)
    if row.id in meant:
        features["id_given"] = 1.0
    return features, aligned


def _is_named(kind: EntityKind, features: Features, aligned: Alignment | None) -> bool:
    """Whether the name alone says who is meant, or something else does.

    A surname, or one with an initial, may be many people's; a word more or another one, or a letter
    in a short word, may be all that tells two apart.
    """
    if any(each in features for each in _SETTLES):
        return True
    if aligned is None or aligned.initials or aligned.missing or aligned.contradicted:
        return False
    least = _ALIKE_ENOUGH_ACROSS if aligned.across_scripts else _ALIKE_ENOUGH
    return aligned.weakest >= least and (kind is not EntityKind.PERSON or aligned.words > 1)


def _is_forbidden(features: Features) -> bool:
    return "id_given" not in features and any(each in features for each in _FORBIDS_MATCH)


def _safe(scores: Sequence[float]) -> float | None:
    """The score of the candidate that can be taken without looking; None where there is none."""
    first, second, *_ = [*sorted(scores, reverse=True), 0.0, 0.0]
    return first if first >= SURE and second < _UNLIKELY else None
