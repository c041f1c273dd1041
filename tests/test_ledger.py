"""The ledger: its changes, replayed, give the present state, whatever was recorded when."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app.batches import BATCH
from app.dates import PartialDate
from app.db import make_engine, write_session
from app.ledger import LedgerError, NewCitation, NewEntity, NewFact, OpenChange
from app.models import (
    Change,
    ChangeEntity,
    Citation,
    Document,
    EntityValue,
    Fact,
    Organization,
    Person,
    Post,
    SearchName,
    holds,
)
from app.models.rows import CitationRow, FactRow
from app.profiles.evidence import gather
from app.profiles.facts import Writer
from app.profiles.ready import assemble, assemble_short
from app.profiles.spans import add_ancestors
from app.profiles.values import value_rows
from app.vocabulary import EntityKind, FactKind
from tests.conftest import DATABASES, MakeDatabase

PEOPLE = ["ada", "ben"]
POSTS = ["chair", "clerk"]
ENTITIES = [
    *(NewEntity(id=each, kind=EntityKind.PERSON) for each in PEOPLE),
    *(NewEntity(id=each, kind=EntityKind.POST) for each in POSTS),
    NewEntity(id="board", kind=EntityKind.ORGANIZATION),
]

names = st.builds(
    lambda subject, value, property_: NewFact(
        kind=FactKind.NAME, subject_id=subject, property=property_, value=value
    ),
    st.sampled_from([*PEOPLE, *POSTS, "board"]),
    st.sampled_from(["Ada", "Ben", "The Board", "刘建超"]),
    st.sampled_from(["name", "alias"]),
)
attributes = st.builds(
    lambda subject, value: NewFact(
        kind=FactKind.ATTRIBUTE, subject_id=subject, property="summary", value=value
    ),
    st.sampled_from(PEOPLE),
    st.sampled_from(["one", "two"]),
)
memberships = st.builds(
    lambda person, post, role: NewFact(
        kind=FactKind.MEMBERSHIP,
        subject_id=person,
        property="membership",
        value=role and {"role": role},
        post_id=post,
        organization_id="board",
    ),
    st.sampled_from(PEOPLE),
    st.sampled_from(POSTS),
    st.sampled_from([None, "chair", "clerk"]),
)
facts = st.lists(names | attributes | memberships, max_size=6)
# One step: an origin says these facts from now on.
steps = st.lists(st.tuples(st.sampled_from(["a", "b"]), facts), min_size=1, max_size=6)
State = Mapping[str, list[str]]


def record(engine: Engine, origin: str, said: list[NewFact]) -> int | None:
    with write_session(engine) as session:
        change = OpenChange(session, actor="Tester", action="load", reason=f"{origin} speaks")
        change.declare_dataset("curated", "Curated")
        change.declare(ENTITIES)
        change.record(origin, "curated", said)
        return change.close()


def replayed(session: Session, number: int) -> dict[str, list[str]]:
    """What each origin said after a change, told from the rows' change numbers alone."""
    known = (Fact.recorded_in <= number) & (
        Fact.retracted_in.is_(None) | (Fact.retracted_in > number)
    )
    state: dict[str, list[str]] = {}
    for fact in session.scalars(select(Fact).where(known)):
        state.setdefault(fact.origin, []).append(fact.digest)
    return {origin: sorted(digests) for origin, digests in state.items()}


@pytest.mark.parametrize("kind", DATABASES)
@settings(parent=settings.get_profile("quick"))
@given(history=steps)
def test_the_ledger_replayed_from_its_changes_gives_every_state(
    make_database: MakeDatabase, kind: str, history: list[tuple[str, list[NewFact]]]
) -> None:
    engine = make_engine(make_database(kind))
    said: dict[str, list[str]] = {}
    after: dict[int, State] = {}
    for origin, spoken in history:
        said[origin] = sorted(fact.digest("curated") for fact in spoken)
        number = record(engine, origin, spoken)
        if number is not None:
            after[number] = {name: digests for name, digests in said.items() if digests}
    with Session(engine) as session:
        numbers = list(session.scalars(select(Change.number).order_by(Change.number)))
        assert numbers == list(range(1, len(numbers) + 1))
        for number, state in after.items():
            assert replayed(session, number) == state
            check_view_at(session, number)
        check_view_at(session, None)
    engine.dispose()


def check_view_at(session: Session, known_at: int | None) -> None:
    """Every kept document, list row, value and search key is what the facts gave at that change."""
    kept = session.scalars(select(Document).where(holds(Document, known_at)))
    documents = {row.id: row.body for row in kept}
    evidence = gather(session, list(documents), known_at)
    add_ancestors(session, evidence)
    for entity_id, body in documents.items():
        if evidence.about[entity_id]:
            assert json.loads(str(body)) == assemble(evidence, entity_id)
        else:
            assert body is None
    present = {entity_id for entity_id, body in documents.items() if body}
    for table in (Person, Post, Organization):
        rows = session.execute(select(table.id, table.short).where(holds(table, known_at)))
        for row in rows:
            assert json.loads(row.short) == assemble_short(evidence, row.id)
            present.remove(row.id)
    assert present == set()
    search = select(SearchName.entity_id, SearchName.name).where(holds(SearchName, known_at))
    found: dict[str, set[str]] = {}
    for row in session.execute(search):
        found.setdefault(row.entity_id, set()).add(row.name)
    for entity_id in documents:
        names = [str(fact.value) for fact in evidence.about[entity_id] if fact.kind == "name"]
        assert found.get(entity_id, set()) == set(names)
    columns = (EntityValue.entity_id, EntityValue.property, EntityValue.value)
    kept_values = session.execute(select(*columns).where(holds(EntityValue, known_at)))
    writer = Writer(evidence)
    due = [each for one in documents for each in value_rows(one, evidence, writer)]
    assert set(map(tuple, kept_values)) == {
        (each["entity_id"], each["property"], each["value"]) for each in due
    }


def test_a_fact_said_again_is_not_recorded_again(engine: Engine) -> None:
    fact = NewFact(kind=FactKind.NAME, subject_id="ada", property="name", value="Ada")
    assert record(engine, "a", [fact]) == 1
    assert record(engine, "a", [fact]) is None
    assert record(engine, "a", []) == 2
    assert record(engine, "a", [fact]) == 3
    with Session(engine) as session:
        rows = session.execute(select(Fact.id, Fact.recorded_in, Fact.retracted_in)).all()
    assert len({row.id for row in rows}) == 1
    assert [(row.recorded_in, row.retracted_in) for row in rows] == [(1, 2), (3, None)]


def test_a_change_tells_which_entities_it_touched(engine: Engine) -> None:
    held = NewFact(
        kind=FactKind.MEMBERSHIP,
        subject_id="ada",
        property="membership",
        post_id="chair",
        organization_id="board",
    )
    record(engine, "a", [held])
    with Session(engine) as session:
        touched = set(session.scalars(select(ChangeEntity.entity_id)))
    assert touched == {"ada", "chair", "board"}


def test_an_id_keeps_its_kind(engine: Engine) -> None:
    record(engine, "a", [NewFact(kind=FactKind.NAME, subject_id="ada", property="name", value="A")])
    with (
        pytest.raises(LedgerError, match="known person, not of a post"),
        write_session(engine) as session,
    ):
        change = OpenChange(session, actor="Tester", action="load", reason="test")
        change.declare([NewEntity(id="ada", kind=EntityKind.POST)])


def test_a_text_that_is_not_nfc_is_refused(engine: Engine) -> None:
    with pytest.raises(LedgerError, match="NFC"), write_session(engine) as session:
        change = OpenChange(session, actor="Tester", action="load", reason="test")
        change.declare_article("x", "e\u0301")


def test_every_check_of_the_models_stands_in_the_database(engine: Engine) -> None:
    record(engine, "a", [NewFact(kind=FactKind.NAME, subject_id="ada", property="name", value="A")])
    good: dict[str, Any] = {
        "row": 9, "id": "x", "digest": "x", "kind": "name", "subject_id": "ada", "property": "name",
        "rank": "normal", "certainty": "asserted", "dataset_id": "curated", "origin": "a",
        "recorded_in": 1,
    }  # fmt: skip
    wrong: list[dict[str, Any]] = [
        {"kind": "rumour"},
        {"rank": "best"},
        {"rank": "deprecated"},
        {"certainty": "sure"},
        {"retracted_in": 1},
        {"kind": "membership"},
        {"kind": "relation"},
        {"subject_id": "nobody"},
        {"recorded_in": 77},
    ]
    for part in wrong:
        with pytest.raises(Exception, match=r"(?i)constraint"), Session(engine) as session:
            session.add(Fact(**(good | part)))
            session.commit()
    with Session(engine) as session:
        session.add(Fact(**good))
        session.commit()


def term(start: str, role: str = "chair") -> NewFact:
    return NewFact(
        kind=FactKind.MEMBERSHIP,
        subject_id="ada",
        property="membership",
        value={"role": role},
        post_id="chair",
        organization_id="board",
        start_date=PartialDate.parse(start),
    )


def ids_by_start(engine: Engine) -> dict[str | None, str]:
    with Session(engine) as session:
        found = select(Fact.start_date, Fact.id).where(Fact.retracted_in.is_(None))
        return {row.start_date: row.id for row in session.execute(found)}


def test_two_readings_of_one_fact_said_together_are_two_facts(engine: Engine) -> None:
    record(engine, "a", [term("2001")])
    record(engine, "a", [term("2001", "chairwoman")])
    record(engine, "a", [])
    record(engine, "a", [term("2001"), term("2001", "chairwoman")])
    with Session(engine) as session:
        standing = list(session.scalars(select(Fact.id).where(Fact.retracted_in.is_(None))))
    assert len(set(standing)) == len(standing) == 2


def test_two_terms_in_one_post_keep_their_ids(engine: Engine) -> None:
    record(engine, "a", [term("2001"), term("2010")])
    first = ids_by_start(engine)
    record(engine, "a", [term("2010")])
    assert ids_by_start(engine) == {"2010": first["2010"]}
    record(engine, "a", [term("2010", "chairwoman"), term("1990")])
    later = ids_by_start(engine)
    assert later["2010"] == first["2010"]
    assert later["1990"] not in first.values()
    record(engine, "a", [term("2001"), term("2010", "chairwoman"), term("1990")])
    assert ids_by_start(engine)["2001"] == first["2001"]


def test_plain_rows_have_the_columns_of_their_tables() -> None:
    for plain, model in ((FactRow, Fact), (CitationRow, Citation)):
        columns = [column.key for column in model.__table__.columns]
        assert list(plain.__dataclass_fields__) == columns


def test_the_citation_of_a_part_in_an_event_is_read_once(engine: Engine) -> None:
    """Though it stands with the person and with the event, and there are many facts between."""
    kinds = {"ada": EntityKind.PERSON, "opening": EntityKind.EVENT, "paper": EntityKind.ARTICLE}
    cited = NewCitation(article_id="paper", exact="A", prefix="", suffix="", start=0, end=1)
    part = NewFact(
        kind=FactKind.PARTICIPATION,
        subject_id="ada",
        property="opened",
        object_id="opening",
        citations=(cited,),
    )
    about: dict[str, Any] = {"kind": FactKind.NAME, "subject_id": "ada", "property": "alias"}
    names = [NewFact(value=f"Ada {n}", **about) for n in range(BATCH)]
    with write_session(engine) as session:
        change = OpenChange(session, actor="Ada", action="load", reason="test")
        change.declare_dataset("curated", "Curated")
        change.declare(NewEntity(id=each, kind=kind) for each, kind in kinds.items())
        change.declare_article("paper", "A")
        change.record("paper", "curated", [part, *names])
        change.close()
    with Session(engine) as session:
        read = gather(session, list(kinds)).citations
    assert [len(each) for each in read.values()] == [1]
