"""A small set of people who are easily taken for each other, to be matched and reconciled."""

from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import Engine

from app.dates import PartialDate
from app.db import write_session
from app.ledger import NewEntity, NewFact, OpenChange
from app.ledger.merging import merge
from app.ledger.undoing import withdraw
from app.vocabulary import EntityKind, FactKind
from tests.list_data import attributes, cite, say

# Of each: the name, other names, and attributes.
PEOPLE: Final[dict[str, tuple[str, list[str], dict[str, Any]]]] = {
    "olena-kovalenko": (
        "Olena Kovalenko",
        ["Олена Коваленко"],
        {"birth_date": "1970-05-05", "gender": "female", "nationality": "Ukrainian"},
    ),
    "ivan-petrovich-sidorov": ("Ivan Petrovich Sidorov", [], {"birth_date": "1960"}),
    "ivan-sergeyevich-sidorov": ("Ivan Sergeyevich Sidorov", [], {"birth_date": "1962-02-02"}),
    "john-smith-1": ("John Smith", [], {"birth_date": "1950-01-01", "gender": "male"}),
    "john-smith-2": ("John Smith", [], {"birth_date": "1971-07-07", "nationality": "Kessarian"}),
    "john-smith-3": ("John Smith", [], {"birth_date": "1990"}),
    "ada-moreau": ("Ada Moreau", ["A. Moreau"], {"birth_date": "1950-06", "gender": "female"}),
    "ada-m": ("Ada Morrow", [], {}),
    "gone": ("Gone Person", [], {}),
    "script-smith": ("<script>alert(1)</script> Smith", ['"onload="x'], {}),
}
_BODIES: Final = {
    "water-board": (EntityKind.ORGANIZATION, "Kessaria Water Board"),
    "league": (EntityKind.ORGANIZATION, "Delta League"),
    "chair": (EntityKind.POST, "Chair of the Water Board"),
    "clerk": (EntityKind.POST, "Clerk of the Water Board"),
    "congress": (EntityKind.EVENT, "Delta Congress"),
}


def fill_matches(engine: Engine) -> None:
    """Write the set; ``ada-m`` is merged into ``ada-moreau``, and ``gone`` is withdrawn."""
    with write_session(engine) as session:
        change = OpenChange(session, actor="Tester", action="load", reason="people alike")
        change.declare_dataset("curated", "Curated")
        kinds = {each: kind for each, (kind, _) in _BODIES.items()}
        kinds |= dict.fromkeys(PEOPLE, EntityKind.PERSON)
        change.declare(NewEntity(id=each, kind=kind) for each, kind in kinds.items())
        change.declare(NewEntity(id=each, kind=EntityKind.ARTICLE) for each in ("herald",))
        change.declare_article("herald", "x")
        change.record("all", "curated", list(_facts()))
        change.close()
    with write_session(engine) as session:
        merge(session, "ada-m", "ada-moreau", actor="Tester", reason="the same")
    with write_session(engine) as session:
        withdraw(session, "gone", actor="Tester", reason="wrong")


def _facts() -> Iterator[NewFact]:
    for each, (_, name) in _BODIES.items():
        yield say(FactKind.NAME, each, "name", name, citations=cite("herald"))
    for each, (name, others, known) in PEOPLE.items():
        yield say(FactKind.NAME, each, "name", name, citations=cite("herald"))
        for other in others:
            yield say(FactKind.NAME, each, "alias", other)
        yield from attributes(each, **known)
    yield from attributes("herald", title="Water in the Delta", publisher="Herald")
    yield say(FactKind.RELATION, "chair", "organization", object_id="water-board")
    yield say(FactKind.IDENTIFIER, "olena-kovalenko", "wikidata", "Q1001")
    yield say(FactKind.IDENTIFIER, "ada-moreau", "wikidata", "Q1002")
    yield say(FactKind.PARTICIPATION, "ada-moreau", "speaker", object_id="congress")
    yield _held("chair", "2001", "..2005")
    yield _held("clerk", "2006-03", None)


def _held(post_id: str, start: str, end: str | None) -> NewFact:
    return NewFact(
        kind=FactKind.MEMBERSHIP,
        subject_id="ada-moreau",
        property="membership",
        organization_id="water-board",
        post_id=post_id,
        on_behalf_of_id="league",
        start_date=PartialDate.parse(start),
        end_date=PartialDate.parse(end) if end else None,
        citations=cite("herald"),
    )
