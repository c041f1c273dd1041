"""Where sources disagree, or one was set aside: all readings, to stand side by side."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, Final

from app.models.rows import FactRow
from app.profiles.disputes import at_once, disputed_rows, question
from app.profiles.evidence import Evidence
from app.profiles.facts import Group, Json, Writer, best_facts
from app.vocabulary import FactKind, Rank

_Key = tuple[Any, ...]
_RANKS: Final = {rank: place for place, rank in enumerate(Rank)}


def readings_of(evidence: Evidence, subject_id: str) -> list[Json]:
    """The questions about an entity that have several answers, each with the facts that answer it.

    Those are the values of a property that has but one, the memberships in one post that may be one
    tenure, and what another rank or a citation against it sets aside. Facts of every rank are among
    them, each with all its citations; ``disputed`` is told as in a profile.
    """
    facts = evidence.about[subject_id]
    writer = Writer(evidence, all_citations=True, all_ranks=True)
    groups = writer.said_alike(facts)
    best = {fact.row for fact in best_facts(facts)}
    standing = [group for group in groups if group[0].row in best]
    disputed = disputed_rows(standing, evidence.citations)
    contested = disputed | {group[0].row for group in groups if group[0].row not in best}
    return [
        {
            "kind": answers[0][0].kind,
            "property": answers[0][0].property,
            "facts": [
                {**writer.merged(group), "disputed": group[0].row in disputed}
                for group in sorted(answers, key=lambda group: _RANKS[Rank(group[0].rank)])
            ],
            "articles": writer.articles(answers),
        }
        for answers in _questions(groups, contested)
    ]


def _questions(groups: Iterable[Group], contested: set[int]) -> list[list[Group]]:
    """The groups that answer the same, where there is anything to compare."""
    asked: dict[_Key, list[Group]] = defaultdict(list)
    for group in groups:
        asked[_question(group[0])].append(group)
    several = [each for same in asked.values() for each in _comparable(same)]
    return [
        answers
        for answers in several
        if any(group[0].row in contested for group in answers)
        or (len(answers) > 1 and answers[0][0].kind == FactKind.MEMBERSHIP)
    ]


def _question(fact: FactRow) -> _Key:
    """What a fact answers; where there may be many answers, and in no post, it is about itself."""
    asked = question(fact)
    if asked is None:
        return fact.kind, fact.row
    in_words = fact.kind == FactKind.MEMBERSHIP and not fact.post_id
    return (*asked, repr(fact.value) if in_words else None)


def _comparable(same: list[Group]) -> list[list[Group]]:
    return _tenures(same) if same[0][0].kind == FactKind.MEMBERSHIP else [same]


def _tenures(groups: Sequence[Group]) -> list[list[Group]]:
    """Memberships in one post, those together that may be one tenure.

    They were so at once; or a source tells only an end, which is taken to be that of the tenure
    that began last before it.
    """
    begun = sorted((each for each in groups if each[0].start_date), key=_began)
    tenures: list[list[Group]] = []
    for group in begun:
        same = (each for each in tenures if any(at_once(group[0], one[0]) for one in each))
        _join(next(same, None), group, tenures)
    ending: list[list[Group]] = []
    for group in (each for each in groups if each[0].start_date is None):
        earlier = [each for each in tenures if _may_end(each, group[0])]
        alike = [each for each in ending if group[0].end_date and each[0][0].end_date]
        _join(next(iter(earlier[-1:] + alike), None), group, ending)
    return tenures + ending


def _join(home: list[Group] | None, group: Group, homes: list[list[Group]]) -> None:
    if home is None:
        homes.append([group])
    else:
        home.append(group)


def _began(group: Group) -> Any:
    return group[0].start_earliest


def _may_end(tenure: list[Group], ended: FactRow) -> bool:
    return ended.end_date is not None and tenure[0][0].start_earliest <= ended.end_latest
