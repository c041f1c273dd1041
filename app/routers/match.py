"""``/v1/match``: whom a description may be of."""

from collections.abc import Sequence

from fastapi import APIRouter

from app.matching.candidates import Asked, Candidate, find_candidates
from app.matching.description import Description, gender_key
from app.routers.authorization import open_to_all
from app.routers.dependencies import SessionDep
from app.routers.openapi import SENT, answers
from app.schemas.match import (
    MatchAnswer,
    MatchCandidate,
    MatchFeature,
    MatchQuery,
    MatchRequest,
    MatchResult,
)
from app.vocabulary import PATHS

router = APIRouter(prefix="/match", tags=["match"])


@router.post("", responses=answers(MatchAnswer, SENT))
@open_to_all
def match_descriptions(session: SessionDep, wanted: MatchRequest) -> MatchAnswer:
    """Find whom each description may be of: candidates with a score, and what made it.

    The score is a probability: of the candidates with 0.8, four of five are the one that is meant.
    What differs counts against a candidate: a birth year, a gender, a country, a middle name or
    patronymic. Candidates of one description count against each other.
    """
    found = find_candidates(session, {key: _asked(each) for key, each in wanted.queries.items()})
    return MatchAnswer(
        results={key: _result(each, wanted.limit, wanted.threshold) for key, each in found.items()}
    )


def description_in(query: MatchQuery) -> Description:
    """What a query describes."""
    return Description(
        names=tuple(dict.fromkeys(query.names)),
        family_names=tuple(query.family_name),
        began=(query.birth_date,) if query.birth_date else (),
        ended=(query.death_date,) if query.death_date else (),
        genders=(gender_key(query.gender),) if query.gender else (),
        countries=tuple(query.nationality),
        posts=tuple(query.posts),
        organizations=tuple(query.organizations),
        identifiers=frozenset((each.scheme, each.value) for each in query.identifiers),
    )


def _asked(query: MatchQuery) -> Asked:
    return Asked(
        description_in(query),
        kinds=(query.kind,),
        entity_ids=tuple(query.ids),
        only=bool(query.ids),
    )


def _result(candidates: Sequence[Candidate], limit: int, threshold: float) -> MatchResult:
    shown = [each for each in candidates if each.score >= threshold][:limit]
    return MatchResult(candidates=[_candidate(each) for each in shown], considered=len(candidates))


def _candidate(found: Candidate) -> MatchCandidate:
    effects = found.effects
    return MatchCandidate(
        id=found.id,
        kind=found.kind,
        name=found.name,
        matched_name=found.matched_name,
        score=round(found.score, 4),
        match=found.is_match,
        features=[
            MatchFeature(id=name, value=value, effect=round(effects[name], 3))
            for name, value in found.features.items()
        ],
        api_url=f"{PATHS[found.kind]}/{found.id}",
    )
