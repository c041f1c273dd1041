"""How many SQL statements an endpoint runs: few, and no more for a long page than for a short."""

from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import Engine, event

from tests.conftest import running_app
from tests.test_profiles_api import ARTICLE
from tests.test_short_way import LONG_WAY

# A document is one lookup, and the change to cite it by; a page is the rows and the count; facts
# add their document, rows, citations and the references of the entities they mention, and of those
# above them. A filter by id asks first whether that was merged, one that another table answers how
# many it leaves, and a history which ids were merged into its own. What is written out on request
# names the newest change, and each kind of entity that is included adds a statement.
EXPECTED = {
    "/v1/people/liu-jianchao": 2,
    "/v1/organizations/china": 2,
    "/v1/people/liu-jianchao?known_at=1": 2,
    "/v1/articles/" + ARTICLE: 3,
    "/v1/people/nobody": 2,
    "/v1/people?limit={}": 2,
    "/v1/people?q=liu&limit={}": 3,
    "/v1/organizations?limit={}": 2,
    "/v1/posts?limit={}": 2,
    "/v1/events?limit={}&participant_id=liu-jianchao": 4,
    "/v1/articles?limit={}": 2,
    "/v1/memberships?limit={}": 2,
    "/v1/people/liu-jianchao/facts?limit={}": 7,
    "/v1/articles/" + ARTICLE + "/facts?limit={}": 6,
    "/v1/people/liu-jianchao?include=citations": 9,
    "/v1/posts/us-secretary-of-state/holders?on=2023&limit={}": 3,
    "/v1/organizations/china/members?limit={}": 3,
    "/v1/people/liu-jianchao/history?limit={}": 9,
    "/v1/people/liu-jianchao/timeline": 6,
    "/v1/people/liu-jianchao/connections?limit={}": 11,
    "/v1/people/antony-blinken/connections?depth=2&limit={}": 16,
    "/v1/people/liu-jianchao/feed.atom?limit={}": 9,
    "/v1/feed.atom?limit={}": 8,
    "/v1/changes?limit={}": 6,
    "/v1/people?limit={}&format=csv&fields=name": 2,
    "/v1/people?limit={}&include=memberships.organization,memberships.post": 4,
    "/v1/people?limit={}&include=citations": 8,
    "/v1/organizations?limit={}&include=parent": 3,
    "/v1/memberships?limit={}&include=person,organization,post,on_behalf_of": 5,
    "/v1/memberships?limit={}&include=citations": 8,
    "/v1/people?limit={}&as_of=2023&include=memberships.post": 15,
    "/v1/search?q=liu&kind=person&limit={}": 6,
    "/v1/suggest?prefix=liu&limit={}": 3,
    "/v1/reconcile": 1,
    "/v1/reconcile/preview?id=liu-jianchao": 4,
    "/": 3,
    "/people": 6,
    "/people?organization=china": 10,
    "/search?q=liu": 16,
    "/sitemap-person.xml": 2,
    "/healthz": 0,
    # A person: the document and its change, the facts with what they mention and who is above, the
    # newest changes of all ids that are the person's, the newest of all.
    "/people/liu-jianchao": 9,
    # A post: its document, the bodies above, the succession, the day, titles of articles cited.
    "/posts/us-secretary-of-state": 8,
    # An organization: its document, a statement a level below, members, titles, posts, events.
    "/organizations/communist-party-of-china": 10,
    # Where an event has a day, its participants' tenures are one more.
    "/events/world-political-parties-summit": 4,
    "/events/appointment-of-liu-jianchao": 5,
    "/datasets": 9,
    "/datasets/curated": 9,
}


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_conn: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield statements
    event.remove(engine, "before_cursor_execute", note)


@pytest.fixture(scope="module")
def served(seeded_url: str) -> Iterator[tuple[FastAPI, httpx.Client]]:
    # The worker of webhooks has statements of its own.
    with running_app(seeded_url, webhooks=False) as (app, client):
        # Once are read: the secret that signs cursors, and what pages tell of the whole database.
        for path in ("/v1/people", "/", "/people"):
            client.get(path, headers=LONG_WAY)
        yield app, client


@pytest.mark.parametrize("path", EXPECTED)
def test_statements_are_counted(served: tuple[FastAPI, httpx.Client], path: str) -> None:
    app, client = served
    for limit in (2, 100):
        with counted(app.state.engine) as statements:
            answer = client.get(path.format(limit), headers=LONG_WAY)
        assert answer.status_code in (200, 404)
        told = [text for text in statements if not text.startswith(("BEGIN", "PRAGMA"))]
        assert len(told) <= EXPECTED[path], "\n".join(told)
    assert len(told) == EXPECTED[path], "\n".join(told)
