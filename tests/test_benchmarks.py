"""The benchmarks run, on a set that is the same each time. How fast we are is theirs to say."""

import json

import pytest
from sqlalchemy import Engine, inspect, select

from app.db import make_engine, read_session
from app.models import ArticleText, Citation, Document, Fact
from app.models.base import Base
from benchmarks import dataset, holders
from benchmarks.figures import Bar, percentile, print_bars, print_json
from benchmarks.raw_rows import is_measured, written_with
from benchmarks.sample import draw, page_of_people
from benchmarks.servers import Server
from tests.conftest import MakeDatabase, Serve

SET = dataset.Dataset(people=200)


@pytest.fixture(scope="module")
def built_url(make_database: MakeDatabase) -> str:
    return build(make_database)


def build(make_database: MakeDatabase) -> str:
    url = make_database("sqlite")
    engine = make_engine(url)
    dataset.build(engine, SET)
    engine.dispose()
    return url


def rows(engine: Engine, table: type[Base]) -> list[tuple[object, ...]]:
    statement = select(*table.__table__.c).order_by(*inspect(table).primary_key)
    with read_session(engine) as session:
        return [tuple(row) for row in session.execute(statement)]


def test_two_builds_give_the_same_ledger(make_database: MakeDatabase, built_url: str) -> None:
    one, other = make_engine(built_url), make_engine(build(make_database))
    for table in (Fact, Citation, ArticleText, Document):
        assert rows(one, table) == rows(other, table) != []
    one.dispose()
    other.dispose()


def test_a_build_goes_on_where_it_was_and_is_whole_in_the_end(built_url: str) -> None:
    engine = make_engine(built_url)
    before = dataset.counts(engine)
    assert dataset.is_whole(engine, SET)
    dataset.build(engine, SET)
    assert dataset.counts(engine) == before
    engine.dispose()


def test_quotes_stand_where_they_say(built_url: str) -> None:
    engine = make_engine(built_url)
    with read_session(engine) as session:
        texts = {each.article_id: each.text for each in session.scalars(select(ArticleText))}
        for each in session.scalars(select(Citation)):
            assert texts[each.article_id][each.start : each.end] == each.exact
    engine.dispose()


def test_the_time_benchmark_asks_and_tells(
    built_url: str, serve: Serve, capsys: pytest.CaptureFixture[str]
) -> None:
    engine = make_engine(built_url)
    sample = draw(engine, SET.people)
    engine.dispose()
    server = Server("incumbent", int(str(serve(built_url).base_url.port)), pid=0)
    measured = holders.measure(server, sample, requests=3, warm_up=1)
    figures = {"milliseconds": measured, "p95_ratios": holders.compare(measured)}
    holders.show("sqlite", figures | {"rows": {"tenures": 1}})
    print_bars([Bar("ratio", figures["p95_ratios"][holders.HOLDERS], 3.0, at_most=True)])
    print_json(figures)
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert told["milliseconds"].keys() == holders.QUESTIONS.keys()
    assert all(each["p95"] >= each["p50"] > 0 for each in told["milliseconds"].values())


def test_a_late_page_is_found_without_walking_there(built_url: str, serve: Serve) -> None:
    engine = make_engine(built_url)
    with read_session(engine) as session:
        late = page_of_people(session, number=5, limit=7)
    engine.dispose()
    client = serve(built_url)
    path = "/v1/people?limit=7"
    for _ in range(4):
        path = client.get(path).json()["page"]["next"]
    assert client.get(late).json()["data"] == client.get(path).json()["data"]


def test_percentiles_are_values_that_occurred() -> None:
    values = [float(each) for each in range(1, 101)]
    assert (percentile(values, 0.5), percentile(values, 0.95), percentile([7.0], 0.95)) == (
        50,
        95,
        7,
    )


def test_rows_of_every_table_are_written_with_a_change() -> None:
    for table in Base.metadata.sorted_tables:
        if is_measured(table):
            assert written_with(table)
