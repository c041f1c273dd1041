"""Curators in a browser's place: signed in, sending the forms of the pages."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from app.db import make_engine
from tests.conftest import MakeDatabase
from tests.keys import CURATOR_KEY
from tests.proposed import propose

TOKEN = re.compile(r'name="token" value="(\w+)"')
REVISION = re.compile(r'name="revision" value="(\d+)"')


def review_database(make_database: MakeDatabase, seeded_file: str, folder: Path) -> str:
    """The seed with the draft of Kessaria proposed, for a test of its own."""
    url = make_database("sqlite", seeded_file)
    engine = make_engine(url)
    propose(engine, folder)
    engine.dispose()
    return url


@contextmanager
def visiting(api: httpx.Client) -> Iterator["Visitor"]:
    """Somebody with a browser of their own on the server of this client."""
    with httpx.Client(base_url=api.base_url, follow_redirects=True, timeout=30) as web:
        yield Visitor(web)


@dataclass
class Visitor:
    """Somebody with a browser of their own: cookies are kept, redirections followed."""

    web: httpx.Client
    token: str = ""

    def sign_in(self, key: str = CURATOR_KEY, path: str = "/review") -> httpx.Response:
        """Send the form for a key; the page that it leads to."""
        page = self.web.post("/review/session", params={"next": path}, data={"key": key})
        self.token = next(iter(TOKEN.findall(page.text)), "")
        return page

    def see(self, proposal_id: str) -> str:
        """The page of a proposal."""
        return self.web.get(f"/review/proposals/{proposal_id}").text

    def send(
        self, proposal_id: str, what: str, seen: str | None = None, **fields: str
    ) -> httpx.Response:
        """Send a form of a proposal, as it stands on the page that was ``seen``, else now."""
        page = seen or self.see(proposal_id)
        own = page[page.find(f"/review/proposals/{proposal_id}/") :]
        revision = next(iter(REVISION.findall(own)), "")
        told = {"token": self.token, "revision": revision} | fields
        return self.web.post(f"/review/proposals/{proposal_id}/{what}", data=told)
