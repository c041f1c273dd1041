"""Atom feeds: valid by RFC 4287 whatever the ledger says, paged, with ids that never change."""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree as ET

import feedparser
import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.db import make_engine, write_session
from app.ledger.replaying import replay
from app.ledger.undoing import withdraw
from app.loading.load import load
from app.profiles.atom import FeedHead, write_atom
from tests.conftest import DATABASES, MakeDatabase, running_server
from tests.dossiers import KESSARIA, edited, write_dossier
from tests.test_errors_api import check_shape

ATOM = "{http://www.w3.org/2005/Atom}"
RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
URN = re.compile(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
ATTACK = "Ed ]]> <script>alert(1)</script> &amp; \"' \x00\x08\x1f \ufffe 刘"


def once(element: ET.Element, name: str) -> ET.Element:
    """The one child of this name."""
    (found,) = element.findall(ATOM + name)
    return found


def links(element: ET.Element) -> dict[str, str]:
    return {each.attrib["rel"]: each.attrib["href"] for each in element.findall(ATOM + "link")}


def check_atom(body: bytes) -> ET.Element:
    """Check what RFC 4287 asks of a feed, and give it."""
    feed = ET.fromstring(body)  # noqa: S314 (our own server's)
    entries = feed.findall(ATOM + "entry")
    assert feed.tag == ATOM + "feed"
    for element in (feed, *entries):
        assert URN.fullmatch(str(once(element, "id").text))
        assert once(element, "title").text
        assert RFC_3339.fullmatch(str(once(element, "updated").text))
        rels = [each.attrib["rel"] for each in element.findall(ATOM + "link")]
        assert len(rels) == len(set(rels))
        assert all(url.startswith("http") for url in links(element).values())
    assert {"self", "alternate"} <= links(feed).keys()
    for entry in entries:
        assert once(once(entry, "author"), "name").text
        assert once(entry, "summary").text
        assert "alternate" in links(entry)  # an entry without content has to have one
    ids = [once(entry, "id").text for entry in entries]
    assert len(set(ids)) == len(ids)
    dates = [dt.datetime.fromisoformat(str(once(entry, "updated").text)) for entry in entries]
    assert dates == sorted(dates, reverse=True)
    if dates:
        assert dt.datetime.fromisoformat(str(once(feed, "updated").text)) == dates[0]
    assert feedparser.parse(body).bozo is False
    return feed


def get(api: httpx.Client, path: str, **query: Any) -> ET.Element:
    answer = api.get(f"/v1/{path}feed.atom", params=query)
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"] == "application/atom+xml"
    return check_atom(answer.content)


def texts(feed: ET.Element, name: str) -> list[str | None]:
    return [once(entry, name).text for entry in feed.findall(ATOM + "entry")]


@pytest.fixture(scope="module", params=DATABASES)
def changed_url(
    request: pytest.FixtureRequest,
    make_database: MakeDatabase,
    tmp_path_factory: pytest.TempPathFactory,
) -> str:
    """Three changes: loaded, a role corrected, all withdrawn for a reason that is an attack."""
    folder, url = tmp_path_factory.mktemp("changed"), make_database(request.param)
    engine = make_engine(url)
    for role in ("chair", "chairwoman"):
        changed = edited(KESSARIA, ("people", 0, "memberships", 0, "role"), role)
        write_dossier(folder, changed)
        load(engine, folder)
    with write_session(engine) as session:
        reason = ATTACK.replace("\x00", "")  # which PostgreSQL itself refuses
        withdraw(session, "kessaria-water-board", actor=reason, reason=reason)
    engine.dispose()
    return url


@pytest.fixture(scope="module")
def changed_api(changed_url: str) -> Iterator[httpx.Client]:
    with running_server(changed_url) as client:
        yield client


def test_a_feed_tells_what_became_of_an_entity(changed_api: httpx.Client) -> None:
    feed = get(changed_api, "people/ada-moreau/")
    withdrawn, corrected, loaded = texts(feed, "title")
    # Of what rested on the withdrawn article nothing is told, not even what it was about.
    assert loaded == corrected == "ada-moreau (person): mentioned by others"
    assert withdrawn == "ada-moreau (person): withdrawn"
    assert "<script>alert(1)</script> &amp;" in str(texts(feed, "summary")[0])
    told = links(feed.findall(ATOM + "entry")[1])
    assert changed_api.get(told["alternate"]).json()["diff"] == []
    assert changed_api.get(told["related"]).json()["number"] == 2


@pytest.mark.parametrize(
    "path",
    [
        "organizations/water-board/",
        "posts/chair-of-the-water-board/",
        "events/delta-congress/",
    ],
)
def test_every_kind_of_entity_has_its_feed(changed_api: httpx.Client, path: str) -> None:
    feed = get(changed_api, path)
    assert str(texts(feed, "title")[0]).endswith("withdrawn")
    assert links(feed)["alternate"].endswith(f"/v1/{path.rstrip('/')}")


def test_the_article_itself_has_no_feed_any_more(changed_api: httpx.Client) -> None:
    answer = changed_api.get("/v1/articles/kessaria-water-board/feed.atom")
    assert (answer.status_code, answer.json()["change"]) == (410, 3)


def test_the_feed_of_all_changes_says_what_each_touched(changed_api: httpx.Client) -> None:
    feed = get(changed_api, "")
    titles, summaries = texts(feed, "title"), texts(feed, "summary")
    assert [str(title)[:9] for title in titles] == ["Change 3:", "Change 2:", "Change 1:"]
    assert "water-board (organization): withdrawn" in str(summaries[0])
    assert "ada-moreau (person): mentioned by others" in str(summaries[1])
    assert texts(feed, "updated") == [
        change["at"] for change in changed_api.get("/v1/changes").json()["data"][::-1]
    ]


def test_older_entries_are_on_the_next_page(changed_api: httpx.Client) -> None:
    for path in ("", "people/ada-moreau/"):
        whole = texts(get(changed_api, path), "id")
        page = get(changed_api, path, limit=2)
        shown = texts(page, "id")
        following = check_atom(httpx.get(links(page)["next"]).content)
        assert shown + texts(following, "id") == whole
        assert "next" not in links(following)
        assert once(following, "id").text == once(page, "id").text


def test_an_unchanged_feed_is_not_sent_again(changed_api: httpx.Client) -> None:
    etag = changed_api.get("/v1/feed.atom").headers["ETag"]
    again = changed_api.get("/v1/feed.atom", headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")


def test_errors_are_problems_here_too(changed_api: httpx.Client) -> None:
    check_shape(changed_api.get("/v1/people/nobody/feed.atom"), "not-found")
    check_shape(changed_api.get("/v1/posts/ada-moreau/feed.atom"), "gone")
    check_shape(changed_api.get("/v1/feed.atom?cursor=x"), "invalid-cursor")
    check_shape(changed_api.get("/v1/feed.atom?limit=501"), "invalid-parameter")


def test_a_replica_gives_the_same_ids(
    changed_api: httpx.Client, make_database: MakeDatabase
) -> None:
    url = make_database("sqlite")
    engine = make_engine(url)
    for entry in changed_api.get("/v1/changes", params={"include": "facts"}).json()["data"]:
        with write_session(engine) as session:
            replay(session, entry)
    engine.dispose()
    with running_server(url) as copy:
        for path in ("", "people/ada-moreau/"):
            mine, theirs = get(copy, path), get(changed_api, path)
            assert texts(mine, "id") == texts(theirs, "id")
            assert once(mine, "id").text == once(theirs, "id").text


def test_a_ledger_without_changes_has_an_empty_feed(database_url: str) -> None:
    with running_server(database_url) as api:
        assert get(api, "").findall(ATOM + "entry") == []


@settings(max_examples=30)
@given(st.lists(st.text(max_size=30), min_size=3, max_size=3))
def test_whatever_is_written_the_feed_is_well_formed(said: list[str]) -> None:
    reason, actor, name = (text + ATTACK for text in said)
    entity = {
        "id": "ada",
        "kind": "person",
        "fields": ["name"],
        "is_gone": False,
        "merged_into": None,
    }
    at = "2026-11-23T06:05:00+00:00"
    change = {"number": 7, "at": at, "actor": actor, "reason": reason}
    change |= {"entities": [entity], "entity_count": 1}
    url = "http://example.org/v1/people/ada"
    for entity_id in ("ada", None):
        head = FeedHead(name, entity_id, at, "http://example.org", url, url + "/feed.atom", None)
        feed = check_atom(write_atom(head, [change], {"ada": name}))
        assert len(list(feed.iter())) == 14 + (entity_id is not None)  # no element of theirs
