"""What stands above and below an organization, on both databases."""

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.db import write_session
from app.ledger import NewEntity, NewFact, OpenChange
from app.queries.trees import MOST_BELOW, organizations_above, organizations_below
from app.vocabulary import EntityKind, FactKind

# A chain that is longer than a tree is deep, beside more than are shown below one, and a cycle.
CHAIN = [f"level-{n}" for n in range(1, 7)]
WIDE = [f"office-{n:03}" for n in range(MOST_BELOW + 20)]
PARENTS = {
    **dict(zip(CHAIN, ["state", *CHAIN], strict=False)),
    **dict.fromkeys(WIDE, "ministry"),
    "ministry": "state",
    "hen": "egg",
    "egg": "hen",
}


@pytest.fixture
def state(engine: Engine) -> Engine:
    everyone = ["state", *PARENTS]
    with write_session(engine) as session:
        change = OpenChange(session, actor="Tester", action="load", reason="a state")
        change.declare_dataset("curated", "Curated")
        change.declare(NewEntity(id=each, kind=EntityKind.ORGANIZATION) for each in everyone)
        named = [
            NewFact(kind=FactKind.NAME, subject_id=each, property="name", value=each)
            for each in everyone
        ]
        placed = [_below(each, parent) for each, parent in PARENTS.items()]
        change.record("state", "curated", named + placed)
        change.close()
    with write_session(engine) as session:
        change = OpenChange(session, actor="Tester", action="load", reason="a late one")
        change.declare([NewEntity(id="annex", kind=EntityKind.ORGANIZATION)])
        change.record("annex", "curated", [_below("annex", "state")])
        change.close()
    return engine


def _below(organization: str, parent: str) -> NewFact:
    return NewFact(
        kind=FactKind.RELATION, subject_id=organization, property="parent", object_id=parent
    )


def test_a_tree_is_read_level_by_level_in_the_order_of_names(state: Engine) -> None:
    with Session(state) as session:
        below = [row.id for row in organizations_below(session, "state", None)]
        then = [row.id for row in organizations_below(session, "state", 1)]
        wide = [row.id for row in organizations_below(session, "ministry", None)]
        cycle = [row.id for row in organizations_below(session, "hen", None)]
    assert below == ["annex", "level-1", "ministry", "level-2", *WIDE, "level-3", "level-4"]
    assert then == [each for each in below if each != "annex"]
    assert wide == WIDE[: MOST_BELOW + 1]
    assert cycle == ["egg", "hen", "egg", "hen"]


def test_what_stands_above_comes_highest_first(state: Engine) -> None:
    with Session(state) as session:
        above = [row.id for row in organizations_above(session, "level-6", None)]
        then = [row.id for row in organizations_above(session, "level-2", 1)]
        cycle = {row.id for row in organizations_above(session, "hen", None)}
        assert organizations_above(session, None, None) == []
    assert above == ["state", *CHAIN]
    assert then == ["state", "level-1", "level-2"]
    assert cycle == {"hen", "egg"}
