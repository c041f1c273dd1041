"""How many SQL statements an endpoint runs: few, and no more for a long page than for a short."""

from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
from sqlalchemy import Engine, event

from tests.conftest import running_app
from tests.test_profiles_api import ARTICLE

# An entity's document is one lookup; a page is the secret, the rows and the count; facts add
# their rows, citations, kinds and what is told of the entities they mention.
EXPECTED = {
    "/v1/people/liu-jianchao": 1,
    "/v1/organizations/china": 1,
    "/v1/articles/" + ARTICLE: 2,
    "/v1/people/nobody": 1,
    "/v1/people?limit={}": 3,
    "/v1/people?q=liu&limit={}": 3,
    "/v1/organizations?limit={}": 3,
    "/v1/posts?limit={}": 3,
    "/v1/events?limit={}&participant_id=liu-jianchao": 3,
    "/v1/articles?limit={}": 3,
    "/v1/memberships?limit={}": 7,
    "/v1/people/liu-jianchao/facts?limit={}": 8,
    "/v1/articles/" + ARTICLE + "/facts?limit={}": 8,
    "/v1/people/liu-jianchao?include=citations": 6,
    "/healthz": 0,
}


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_conn: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield statements
    event.remove(engine, "before_cursor_execute", note)


@pytest.mark.parametrize("path", EXPECTED)
def test_statements_are_counted(seeded_url: str, path: str) -> None:
    with running_app(seeded_url) as (app, client):
        for limit in (2, 100):
            with counted(app.state.engine) as statements:
                answer: httpx.Response = client.get(path.format(limit))
            assert answer.status_code in (200, 404)
            told = [text for text in statements if not text.startswith(("BEGIN", "PRAGMA"))]
            assert len(told) == EXPECTED[path], "\n".join(told)
