"""Pages: every item once, in order, whatever happens in between; cursors cannot be forged."""

from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, Text, literal, select, union_all
from sqlalchemy.orm import Session

from app.db import make_engine
from app.loading.load import load
from app.queries.paging import CursorError, PageRequest, cursor_signer, fetch_page
from tests.conftest import Serve
from tests.dossiers import numbered_dossier, write_dossier

KEY = (Text(), Text())
keys = st.lists(
    st.tuples(st.text("abé刘 ", max_size=3), st.integers(0, 99)), unique=True, max_size=30
)


def request(limit: int, cursor: str | None = None, **changed: Any) -> PageRequest:
    told: dict[str, Any] = {"list_name": "/v1/people", "filters": {}, "secret": "s"} | changed
    return PageRequest(**told, limit=limit, cursor=cursor)


@pytest.fixture
def session(seeded_engine: Engine) -> Any:
    with Session(seeded_engine) as session:
        yield session


@given(items=keys, limit=st.integers(1, 7))
@settings(parent=settings.get_profile("quick"))
def test_every_item_is_shown_once_and_in_order(
    seeded_url: str, items: list[tuple[str, int]], limit: int
) -> None:
    if not items:
        return
    engine = make_engine(seeded_url)
    rows = union_all(
        *(
            select(literal(name).label("name"), literal(number).label("number"))
            for name, number in items
        )
    ).subquery()
    collation = "C" if "postgres" in seeded_url else "BINARY"
    name, number = rows.c.name.collate(collation).label("key"), rows.c.number
    statement = select(name, number)
    shown: list[tuple[str, int]] = []
    cursor = None
    with Session(engine) as session:
        while True:
            page = fetch_page(session, statement, (name, number), request(limit, cursor))
            shown += [tuple(row) for row in page.rows]
            assert page.total == len(items)
            cursor = page.next_cursor
            if cursor is None:
                break
    engine.dispose()
    assert shown == sorted(items)


@given(st.text(max_size=60))
def test_what_is_no_cursor_is_refused(text: str) -> None:
    with pytest.raises(CursorError):
        request(5, text).after(KEY)


@given(st.data())
def test_an_altered_cursor_is_refused(data: st.DataObject) -> None:
    cursor = request(5).cursor_after(["liu", "liu-jianchao"])
    at = data.draw(st.integers(0, len(cursor) - 1))
    letter = data.draw(st.sampled_from("abcXYZ019._-"))
    altered = cursor[:at] + letter + cursor[at + 1 :]
    try:
        assert request(5, altered).after(KEY) == ["liu", "liu-jianchao"]
    except CursorError:
        assert altered != cursor


def test_a_cursor_belongs_to_its_list_its_filters_and_this_installation() -> None:
    cursor = request(5).cursor_after(["liu", "liu-jianchao"])
    assert request(99, cursor).after(KEY) == ["liu", "liu-jianchao"]
    for changed in ({"list_name": "/v1/posts"}, {"filters": {"q": ["x"]}}, {"secret": "t"}):
        with pytest.raises(CursorError):
            request(5, cursor, **changed).after(KEY)


@pytest.mark.parametrize(
    "key",
    [[], ["a"], ["a", "b", "c"], ["a", 1], ["a", None], "ab", {"a": 1, "b": 2}, 5,
     ["a", "\0"]],
)  # fmt: skip
def test_a_cursor_of_a_release_that_sorted_otherwise_is_refused(key: Any) -> None:
    signer = cursor_signer("s")
    bound_to, _ = signer.loads(request(5).cursor_after([]))
    with pytest.raises(CursorError, match="another version"):
        request(5, signer.dumps([bound_to, key])).after(KEY)


def test_nothing_is_skipped_or_shown_twice_when_people_come_in_between(
    engine: Engine, tmp_path: Path, serve: Serve, database_url: str
) -> None:
    for number in (1, 3, 5, 7):
        write_dossier(tmp_path, *numbered_dossier(number, facts=1), stem=f"d{number}")
    load(engine, tmp_path)
    api = serve(database_url)
    first = api.get("/v1/people", params={"limit": 2}).json()
    for number in (0, 4):
        write_dossier(tmp_path, *numbered_dossier(number, facts=1), stem=f"d{number}")
    load(engine, tmp_path)
    second = httpx.get(first["page"]["next"]).json()
    third = httpx.get(second["page"]["next"]).json()
    shown = [item["id"] for page in (first, second, third) for item in page["data"]]
    assert shown == [f"person-{number}" for number in (1, 3, 4, 5, 7)]
