"""Every query of every endpoint is served by an index, on both databases."""

import re
from collections.abc import Iterator
from html import unescape
from itertools import product
from typing import Any

import httpx
import pytest
from sqlalchemy import Connection, Engine, event, select, text
from sqlalchemy.orm import Session

from app.curating.clashes import find_clashes
from app.curating.compiling import Compiled
from app.dates import FIRST_DAY, LAST_DAY, PartialDate
from app.db import make_engine, write_session
from app.ledger import NewCitation, NewEntity, NewFact, OpenChange
from app.models import Person
from app.profiles.connections import write_comparison
from app.profiles.overlaps import Shared, Strength
from app.profiles.repeating import members_below
from app.queries.filters import Dated, Holding
from app.queries.people import LIST
from app.queries.tenures import tenures_of
from app.timespans import Question, Timespan
from app.vocabulary import EntityKind, FactKind
from tests.conftest import DATABASES, MakeDatabase, running_app

PATHS = [
    "/v1/people?limit=5",
    "/v1/people?q=person&limit=5",
    "/v1/people?known_at=1&limit=5",
    "/v1/people/person-7",
    "/v1/people/person-7?known_at=1",
    "/v1/people/person-7?as_of=2020",
    "/v1/people/person-7?include=citations",
    "/v1/people/person-7/facts",
    "/v1/people/person-7/history",
    "/v1/people/person-7/connections?kind=post&kind=event&depth=2",
    "/v1/people/person-7/connections?kind=post&kind=event&depth=2&known_at=1",
    "/v1/people/person-7/connections?with=person-107",
    "/v1/memberships?post_id=post-3",
    "/v1/memberships?person_id=person-7",
    "/v1/posts/post-3/holders?on=2010",
    "/v1/posts/post-3/holders?on=2010&known_at=1",
    "/v1/posts/post-3/holders?limit=3",
    "/v1/organizations/senate/members?on=2010&limit=5",
    "/v1/events?participant_id=person-7",
    "/v1/people?held_post=post-3&organization=senate&on=2010",
    "/v1/people?held_post=post-3&sort=-birth_date&facets=organization",
    "/v1/people?gender=female&limit=5",
    "/v1/people?birth_date.gte=1950&birth_date.lt=1951&sort=birth_date&limit=5",
    "/v1/people?sort=-birth_date,name&limit=5",
    "/v1/people?sort=-name&limit=5",
    "/v1/people?article=article&gender=male&limit=5",
    "/v1/people?has=birth_date&has=memberships&limit=5",
    "/v1/people?changed_since=0&limit=5",
    "/v1/people?id=person-7&id=person-8&id=nobody",
    "/v1/people?nationality=n7&facets=gender,nationality",
    "/v1/people?gender=female&known_at=1&limit=5",
    "/v1/memberships?organization_id=senate&sort=-start_date&limit=5",
    "/v1/memberships?start_date.gte=1990&limit=5",
    "/v1/memberships?sort=start_date&limit=5",
    "/v1/memberships?sort=-start_date,name&limit=5",
    "/v1/memberships?sort=name&limit=5",
    "/v1/memberships?changed_since=0&limit=5",
    "/v1/posts?holder_id=person-7",
    "/v1/changes?after=1",
    "/v1/changes/2",
    "/v1/people/person-7/feed.atom",
    "/v1/feed.atom",
    "/v1/quality?limit=5",
    "/v1/quality?problem=one_source&limit=5",
    "/posts/post-3",
    "/organizations/senate",
    "/organizations/senate?on=2010",
    "/organizations/senate?everyone=yes",
]
PEOPLE = 3000
MEMBER = r'class="lane.*?href="/people/(person-[0-9]+)"'
NO_SPAN = Timespan(FIRST_DAY, LAST_DAY, None, None)
DAY = Question.of(PartialDate.parse("2010"))
HOLDING = next(each for each in LIST.filters if isinstance(each, Holding))
BORN = next(each for each in LIST.filters if isinstance(each, Dated))
# Tables that grow with the ledger; the planner may read small ones whole.
LARGE = (
    *("facts", "citations", "documents", "people", "tenures", "search_names", "entity_references"),
    *("entity_values", "name_keys", "name_words", "quality"),
)


CITED = NewCitation(article_id="article", exact="x", prefix="", suffix="", start=0, end=1)


def fill(engine: Engine) -> None:
    """Three thousand people, each with a name, attributes and a term in one of a hundred posts.

    A tenth of them met, three at each of a hundred events. A second change has one fact.
    """
    with write_session(engine) as session:
        change = OpenChange(session, actor="Tester", action="load", reason="many")
        change.declare_dataset("curated", "Curated")
        posts = [f"post-{n}" for n in range(100)]
        people = [f"person-{n}" for n in range(PEOPLE)]
        change.declare([NewEntity(id="senate", kind=EntityKind.ORGANIZATION)])
        change.declare([NewEntity(id="article", kind=EntityKind.ARTICLE)])
        change.declare(NewEntity(id=each, kind=EntityKind.POST) for each in posts)
        change.declare(NewEntity(id=each, kind=EntityKind.PERSON) for each in people)
        change.declare(NewEntity(id=f"event-{n}", kind=EntityKind.EVENT) for n in range(100))
        names = [
            NewFact(
                kind=FactKind.NAME, subject_id=each, property="name", value=each, citations=(CITED,)
            )
            for each in ["senate", *posts, *people]
        ]
        held = [
            NewFact(
                kind=FactKind.MEMBERSHIP,
                subject_id=each,
                property="membership",
                post_id=posts[n % 100],
                organization_id="senate",
                start_date=PartialDate.parse(str(1970 + n % 50)),
            )
            for n, each in enumerate(people)
        ]
        met = [
            NewFact(
                kind=FactKind.PARTICIPATION,
                subject_id=each,
                property="guest",
                object_id=f"event-{n % 100}",
            )
            for n, each in enumerate(people[: PEOPLE // 10])
        ]
        told = [
            NewFact(kind=FactKind.ATTRIBUTE, subject_id=each, property=name, value=value)
            for n, each in enumerate(people)
            for name, value in (
                ("gender", "female" if n % 3 else "male"),
                ("nationality", f"n{n % 97}"),
                ("birth_date", str(1900 + n % 90)),
            )
        ]
        change.record("many", "curated", names + held + met + told)
        change.close()
    with write_session(engine) as session:
        change = OpenChange(session, actor="Tester", action="load", reason="one more")
        alias = NewFact(kind=FactKind.NAME, subject_id=people[0], property="alias", value="another")
        change.record("one", "curated", [alias])
        change.close()
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))


@pytest.fixture(scope="session", params=DATABASES)
def filled_url(request: pytest.FixtureRequest, make_database: MakeDatabase) -> str:
    url = make_database(request.param)
    engine = make_engine(url)
    fill(engine)
    engine.dispose()
    return url


def plan(connection: Connection, statement: str, parameters: object) -> str:
    prefix = "EXPLAIN QUERY PLAN " if connection.dialect.name == "sqlite" else "EXPLAIN "
    rows = connection.exec_driver_sql(prefix + statement, parameters)  # type: ignore[arg-type]
    return "\n".join(str(row[-1]) for row in rows)


def scans(told: str) -> list[str]:
    """The large tables that a plan reads whole, without an index."""
    found = []
    for line in told.splitlines():
        for table in LARGE:
            if f"SCAN {table}" in line and "INDEX" not in line:
                found.append(line.strip())
            if f"Seq Scan on {table}" in line:
                found.append(line.strip())
    return found


def test_no_endpoint_reads_a_large_table_whole(filled_url: str) -> None:
    with running_app(filled_url) as (app, client):
        asked: list[tuple[str, object]] = []

        def note(_c: object, _cursor: object, statement: str, given: object, *_: object) -> None:
            if statement.startswith("SELECT"):
                asked.append((statement, given))

        event.listen(app.state.engine, "before_cursor_execute", note)
        wrong: dict[str, list[str]] = {}
        engine = make_engine(filled_url)  # another one: its statements are not noted
        for path in PATHS:
            asked.clear()
            answer: httpx.Response = client.get(path)
            assert answer.status_code == 200, (path, answer.text)
            with engine.connect() as connection:
                for statement, parameters in asked:
                    if "count(*)" not in statement:
                        wrong.setdefault(path, []).extend(
                            scans(plan(connection, statement, parameters))
                        )
        engine.dispose()
        assert {path: found for path, found in wrong.items() if found} == {}


@pytest.fixture
def on_sqlite(make_database: MakeDatabase) -> Iterator[Connection]:
    """A database without statistics, as one is before its first ANALYZE."""
    engine = make_engine(make_database("sqlite"))
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def plan_on(connection: Connection, statement: Any) -> str:
    told = statement.compile(connection, compile_kwargs={"literal_binds": True})
    return plan(connection, str(told), ())


def test_a_probe_for_a_membership_of_a_large_body_is_led_by_the_person(
    on_sqlite: Connection,
) -> None:
    """Not by the days, which most of its members meet: that took minutes with 12,000 of them."""
    given = {"organization": ["senate"], "on": PartialDate.parse("2020")}
    (tie,) = HOLDING.conditions(given, None)
    told = plan_on(on_sqlite, select(Person.id).where(tie.probed()))
    assert re.search(r"tenures .*person_id=\?", told), told


@pytest.mark.parametrize(
    "given", [{"": ["1960", "1961"]}, {".gte": "1960", ".lt": "1970"}, {".gt": "1960"}]
)
def test_who_was_born_then_is_found_without_looking_at_all_born_before(
    on_sqlite: Connection, given: dict[str, Any]
) -> None:
    """Only periods are looked through that begin long before, and no other date lasts so long."""
    dates = {
        f"birth_date{name}": [*map(PartialDate.parse, told)]
        if isinstance(told, list)
        else PartialDate.parse(told)
        for name, told in given.items()
    }
    (tie,) = BORN.conditions(dates, None)
    near, wide = (line for line in plan_on(on_sqlite, tie.rows()).splitlines() if "SEARCH" in line)
    assert "ix_entity_values_days (kind=? AND property=? AND first_day>?" in near
    assert "ix_entity_values_periods (kind=? AND property=? AND last_day>?" in wide


def test_nobody_born_in_the_first_year_of_the_calendar_is_left_out() -> None:
    (tie,) = BORN.conditions({"birth_date": [PartialDate.parse("0001-12-31")]}, None)
    assert tie.parts == ()


def test_what_is_said_of_some_entities_is_led_by_them_not_by_their_kind(
    make_database: MakeDatabase,
) -> None:
    """Before ANALYZE, SQLite takes any kind for rare: it read all memberships for each change."""
    people, posts, events = ("ada", "bo"), ("post-1", "post-2"), ("event-1", "event-2")
    kinds = {people: EntityKind.PERSON, posts: EntityKind.POST, events: EntityKind.EVENT}
    named: dict[str, Any] = {"kind": FactKind.NAME, "property": "name"}
    seat: dict[str, Any] = {"kind": FactKind.MEMBERSHIP, "property": "membership"}
    part: dict[str, Any] = {"kind": FactKind.PARTICIPATION, "property": "guest"}
    held = [
        NewFact(subject_id=one, post_id=post, organization_id="senate", **seat)
        for one, post in product(people, posts)
    ]
    attended = [
        NewFact(subject_id=one, object_id=to, **part) for one, to in product(people, events)
    ]
    met = [Shared(EntityKind.EVENT, each, NO_SPAN) for each in events]
    engine = make_engine(make_database("sqlite"))
    asked: list[tuple[str, object]] = []

    def note(_c: object, _cursor: object, statement: str, given: object, *_: object) -> None:
        if statement.startswith("SELECT"):
            asked.append((statement, given))

    event.listen(engine, "before_cursor_execute", note)
    with write_session(engine) as session:
        change = OpenChange(session, actor="Tester", action="load", reason="two of each")
        change.declare_dataset("curated", "Curated")
        change.declare([NewEntity(id="senate", kind=EntityKind.ORGANIZATION)])
        for ids, kind in kinds.items():
            change.declare(NewEntity(id=each, kind=kind) for each in ids)
        names = [NewFact(subject_id=each, value=each, **named) for ids in kinds for each in ids]
        change.record("two", "curated", names + held + attended)
        change.close()
        find_clashes(session, [], Compiled(dict(zip("abcd", held, strict=True))), matching=False)
        write_comparison(session, *people, met, Strength(0, None, 2), None)
        assert list(members_below(session, posts)) == []
        event.remove(engine, "before_cursor_execute", note)
        plans = [plan(session.connection(), *each) for each in asked]
    engine.dispose()
    assert len(plans) > 20
    assert [each for each in plans if "ix_facts_live_kind_row" in each] == []


def test_what_people_held_on_a_day_is_led_by_the_people(filled_url: str) -> None:
    engine = make_engine(filled_url)
    asked: list[tuple[str, object]] = []

    def note(_c: object, _cursor: object, statement: str, given: object, *_: object) -> None:
        asked.append((statement, given))

    with Session(engine) as session:
        event.listen(engine, "before_cursor_execute", note)
        found = tenures_of(session, {"person-7", "person-9"}, DAY, None)
        event.remove(engine, "before_cursor_execute", note)
        told = [plan(session.connection(), *each) for each in asked if "SELECT" in each[0]]
    engine.dispose()
    assert len(found) == 2
    assert [scans(each) for each in told] == [[]]
    assert "ix_tenures_person_id" in told[0]


def test_a_large_body_leads_on_from_page_to_page(filled_url: str) -> None:
    with running_app(filled_url, webhooks=False) as (_, client):
        for first in ("/organizations/senate", "/organizations/senate?everyone=yes"):
            page = client.get(first, headers={"Accept": "text/html"}).text
            (following,) = re.findall(r'href="([^"]*cursor=[^"]*)"', unescape(page))
            answer = client.get(following, headers={"Accept": "text/html"})
            assert answer.status_code == 200, answer.text
            one, other = (set(re.findall(MEMBER, each, re.DOTALL)) for each in (page, answer.text))
            assert (len(one), len(other), len(one & other)) == (50, 50, 0)
