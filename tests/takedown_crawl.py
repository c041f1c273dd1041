"""Every output there is, asked for and searched: what takedowns are tested with."""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import httpx
from fastapi import FastAPI
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from app.db import write_session
from app.models import Change, Fact
from app.vocabulary import PATHS
from app.webhooks.messages import message_body
from tests.openapi_requests import Request, reading_requests
from tests.page_requests import page_requests
from tests.reviews import Visitor
from tests.takedown_data import CANARIES, IDS

PAST = (1, 3)
BROWSER = {"Accept": "text/html", "Accept-Encoding": "gzip"}
NAMES = ("zqname", "zqclub", "zqtext", "bo", "wrongly")
POSTS: list[tuple[str, Any]] = [
    ("/v1/match", {"queries": {"q": {"name": name, "birth_date": "1951-02-03"}}}) for name in NAMES
] + [("/v1/reconcile", {"queries": {"q": {"query": name}}}) for name in NAMES]


@dataclass
class World:
    engine: Engine
    app: FastAPI
    api: httpx.Client
    curator: dict[str, str]
    visitor: Visitor

    def do(self, act: Any, *what: Any) -> int:
        with write_session(self.engine) as session:
            change = act(session, *what, actor="Ed", reason="By request")
        return change if isinstance(change, int) else int(change.number)

    def crawl(self, *, only_past: bool = False) -> dict[str, tuple[int, bytes]]:
        """Every answer there is, by what was asked; ``only_past``: those of past views.

        Pages are drawn from what the API answers, so they are asked for on one database.
        """
        answers = {}
        for path, query in self.requests():
            if only_past and "known_at" not in query:
                continue
            answer = self.api.get(path, params=query)
            answers[f"{path} {query}"] = (answer.status_code, unpacked(answer.content))
        for path, query in self.pages():
            if only_past and "known_at" not in query:
                self.api.get(path, params=query, headers=BROWSER)  # so that it may be kept
                continue
            answer = self.api.get(path, params=query, headers=BROWSER)
            answers[f"{path} {query}"] = (answer.status_code, answer.content)
        for path, body in [] if only_past else POSTS:
            answer = self.api.post(path, json=body)
            answers[f"{path} {body}"] = (answer.status_code, answer.content)
        with Session(self.engine) as session:
            for number in [] if only_past else session.scalars(select(Change.number)):
                answers[f"webhook {number}"] = (200, message_body(session, number))
        return answers

    def proposed(self) -> dict[str, tuple[int, bytes]]:
        """What a curator is shown of proposals."""
        listed = self.api.get("/v1/proposals", headers=self.curator)
        paths = [f"/v1/proposals/{each['id']}" for each in listed.json()["data"]]
        ones = {path: self.api.get(path, headers=self.curator) for path in paths}
        answers = {"/v1/proposals": listed} | ones
        return {path: (each.status_code, each.content) for path, each in answers.items()}

    def reviewed(self) -> dict[str, tuple[int, bytes]]:
        """The pages on which a curator reviews them, each led to from the one before."""
        listed = self.api.get("/v1/proposals", headers=self.curator).json()["data"]
        paths = ["", *(f"/proposals/{each['id']}" for each in listed)]
        done = ["", *(each["id"] for each in listed)]
        asked = [
            f"/review{path}?done={before}" for path, before in zip(paths, done[::-1], strict=True)
        ]
        return {path: (200, self.visitor.web.get(path).content) for path in asked}

    def requests(self) -> Iterator[Request]:
        """Each reading request; formats, which are made of the same answer, on one database."""
        document = self.api.get("/openapi.json").json()
        for path, query in reading_requests(document, self.values(), PAST):
            if self.engine.dialect.name == "sqlite" or "format" not in query:
                yield path, query

    def pages(self) -> Iterator[Request]:
        """Each page, as browsers ask for it."""
        if self.engine.dialect.name != "sqlite":
            return iter(())
        told = {name: ids for name, ids in self.values().items() if "/" not in name}
        told |= {PATHS[kind].removeprefix("/v1/"): ids for kind, ids in IDS.items()}
        told |= {"name": ["explorer.0.css"], "sitemap": ["people"], "proposal_id": ["a" * 16]}
        told |= {"with": ["bo"], "from": ["1"], "known_at": ["3"]}
        return page_requests(self.app, told)

    def values(self) -> dict[str, list[str]]:
        """Values of the parameters of paths and queries."""
        with Session(self.engine) as session:
            memberships = session.scalars(select(Fact.id).where(Fact.kind == "membership"))
            one_of_each = select(func.min(Fact.id)).group_by(Fact.kind, Fact.subject_id)
            values: dict[str, list[str]] = {
                "fact_id": sorted(session.scalars(one_of_each)),
                "membership_id": sorted(set(memberships)),
                "number": [str(each) for each in session.scalars(select(Change.number))],
                "dataset_id": ["curated"],
                "slug": ["gone"],
                "q": list(NAMES),
                "prefix": [name[:4] for name in NAMES],
                "queries": ["{}"],
                "extend": ["{}"],
                "id": [each for ids in IDS.values() for each in ids],
            }
        for kind, ids in IDS.items():
            room = PATHS[kind].removeprefix("/v1/")
            values |= {f"{room}/{kind}_id": ids, f"{room}/entity_id": ids}
        return values


def unpacked(content: bytes) -> bytes:
    """All bytes of an answer: of an archive those of its members, of a database its rows, too."""
    if zipfile.is_zipfile(io.BytesIO(content)):
        archive = zipfile.ZipFile(io.BytesIO(content))
        return b"\n".join(archive.read(name) for name in archive.namelist())
    return content


def leaks(answers: dict[str, tuple[int, bytes]], canaries: Iterable[str] = CANARIES) -> list[str]:
    """Which of these words stands in which of these answers."""
    words = re.compile("|".join(canaries))
    return [
        f"{word} in {asked}"
        for asked, (_, content) in answers.items()
        for word in set(words.findall(content.decode("utf-8", "replace").lower()))
    ]
