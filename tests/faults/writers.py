"""Curators who write over HTTP for as long as a server answers, and note what was acknowledged."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Final

import httpx
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app.models import (
    ArticleText,
    Change,
    Citation,
    Document,
    Fact,
    NameWord,
    Person,
    SearchName,
    known,
)
from app.vocabulary import Scope
from tests.keys import make_key, with_key

_LINES: Final = 30  # of which each value stands in one
_PEOPLE: Final = count(1)


@dataclass
class Acknowledged:
    """A write whose answer was read. ``is_replaced``: whether another was sent since."""

    change: int
    what: str
    person: str
    value: str | None  # a language that it says the person speaks
    is_replaced: bool = False


class RefusedError(Exception):
    """The server asks to come again later (503)."""


@dataclass
class Writer:
    """One curator, with people of their own, and all that was acknowledged."""

    headers: dict[str, str]
    acknowledged: list[Acknowledged] = field(default_factory=list)
    refused: int = 0
    _turn: int = 0
    _person: str = ""
    _line: int = 0

    def write(self, api: httpx.Client) -> None:
        """Send one write, of another sort each time."""
        ways = (self._begin, self._correct, self._propose, self._batch, self._add)
        way = ways[self._turn % len(ways)]
        self._turn += 1
        if not self._person and way not in (self._begin, self._batch):
            self._begin(api)
        way(api)

    def write_until(self, api: httpx.Client, is_over: Callable[[], bool]) -> None:
        """Write until it is over, which breaks the connection, too; then begin anew."""
        while not is_over():
            try:
                self.write(api)
            except httpx.TransportError:
                if not is_over():
                    raise
                self._person = ""
            except RefusedError:
                self.refused += 1
                self._person = ""

    def _begin(self, api: httpx.Client) -> None:
        """A new article, then a person whom it speaks of."""
        self._person, self._line = f"number-{next(_PEOPLE)}", 0
        article = {"id": f"about-{self._person}", "title": self._name, "text": self._text()}
        made = api.post("/v1/articles", json=article | {"reason": "New"})
        self._note(made, "article", None)
        self._line = 1
        name = {"value": self._name, "cite": self._line_of(1)}
        body: dict[str, Any] = {"id": self._person, "name": name}
        body |= {"facts": [self._fact(1)], "article_id": f"about-{self._person}", "reason": "New"}
        self._note(api.post("/v1/people", json=body), "person", self._value(1))

    def _correct(self, api: httpx.Client) -> None:
        """Something else in the place of what was said."""
        before = self._of_person(self._value(self._line))
        profile = api.get(self._path)
        self._require(profile)
        (old,) = (f["id"] for f in profile.json()["facts"] if f["value"] == before.value)
        self._line += 1
        before.is_replaced = True
        body = {"reason": "Misread", "replace": {old: self._fact(self._line)}}
        seen = {"If-Match": profile.headers["ETag"]}
        changed = api.patch(self._path, json=body, headers=self.headers | seen)
        self._note(changed, "correction", self._value(self._line))

    def _propose(self, api: httpx.Client) -> None:
        """A proposal, accepted."""
        self._line += 1
        body: dict[str, Any] = {"subject_id": self._person, "article_id": f"about-{self._person}"}
        body |= {"part": {"facts": self._fact(self._line)}}
        proposal = api.post("/v1/proposals", json=body, headers=self.headers)
        self._require(proposal)
        path = f"/v1/proposals/{proposal.json()['id']}/accept"
        accepted = api.post(path, json={"reason": "So it says"}, headers=self.headers)
        self._require(accepted)
        self._append(accepted.json()["change"], "proposal", self._value(self._line))

    def _batch(self, api: httpx.Client) -> None:
        """A new article and what it says, as one change."""
        self._person, self._line = f"number-{next(_PEOPLE)}", 1
        article = {"id": f"about-{self._person}", "title": self._name, "text": self._text()}
        person = {"id": self._person, "name": {"value": self._name, "cite": self._line_of(1)}}
        addition = {"article_id": article["id"], "people": [person | {"facts": [self._fact(1)]}]}
        body = {"reason": "New", "articles": [article], "additions": [addition]}
        made = api.post("/v1/changes", json=body)
        self._note(made, "batch", self._value(1))

    def _add(self, api: httpx.Client) -> None:
        """A fact more."""
        self._line += 1
        body: dict[str, Any] = {"reason": "It says so, too", "article_id": f"about-{self._person}"}
        body |= {"add": {"facts": [self._fact(self._line)]}}
        any_version = self.headers | {"If-Match": "*"}
        added = api.patch(self._path, json=body, headers=any_version)
        self._note(added, "addition", self._value(self._line))

    @property
    def _name(self) -> str:
        return f"Person {self._person.title()}"

    @property
    def _path(self) -> str:
        return f"/v1/people/{self._person}"

    def _value(self, line: int) -> str:
        return f"tongue {line} of {self._person}"

    def _line_of(self, line: int) -> str:
        return f"{self._name} speaks {self._value(line)} well."

    def _text(self) -> str:
        return "\n".join(map(self._line_of, range(1, _LINES)))

    def _fact(self, line: int) -> dict[str, str]:
        return {"property": "language", "value": self._value(line), "cite": self._line_of(line)}

    def _of_person(self, value: str) -> Acknowledged:
        return next(each for each in reversed(self.acknowledged) if each.value == value)

    def _note(self, answer: httpx.Response, what: str, value: str | None) -> None:
        self._require(answer)
        self._append(int(answer.headers["Incumbent-Change"]), what, value)

    def _require(self, answer: httpx.Response) -> None:
        if answer.status_code == 503 and "Retry-After" in answer.headers:
            raise RefusedError
        assert answer.is_success, answer.text

    def _append(self, change: int, what: str, value: str | None) -> None:
        self.acknowledged.append(Acknowledged(change, what, self._person, value))


def curator(engine: Engine) -> Writer:
    """A curator with a key of their own."""
    return Writer(with_key(make_key(engine, "Ada", Scope.CURATE)))


def missing(engine: Engine, acknowledged: Iterable[Acknowledged]) -> list[str]:
    """What was acknowledged and is not there: as a sentence each."""
    with Session(engine) as session:
        return [lack for each in acknowledged for lack in _lacks(session, each)]


def _lacks(session: Session, each: Acknowledged) -> list[str]:
    about = f"{each.what} of {each.person} with change {each.change}"
    if session.get(Change, each.change) is None:
        return [f"{about}: no such change"]
    if each.value is None:
        kept = session.get(ArticleText, f"about-{each.person}")
        return [] if kept else [f"{about}: no text"]
    found = select(Fact).where(Fact.recorded_in == each.change, Fact.subject_id == each.person)
    facts = [fact for fact in session.scalars(found) if fact.value == each.value]
    lacks = {"no fact": not facts}
    if facts:
        cited = select(Citation.exact).where(Citation.fact_row == facts[0].row)
        lacks["no citation"] = not any(each.value in exact for exact in session.scalars(cited))
    if not each.is_replaced:
        lacks |= _not_ready(session, each)
    return [f"{about}: {lack}" for lack, is_so in lacks.items() if is_so]


def _not_ready(session: Session, each: Acknowledged) -> dict[str, bool]:
    """What is not kept ready of a person: the document, the row of the list, the search key."""
    document = select(Document.body).where(Document.id == each.person, Document.until.is_(None))
    row = select(Person.id).where(Person.id == each.person, Person.until.is_(None))
    word = select(NameWord.text).join(SearchName, SearchName.number == NameWord.number)
    word = word.where(SearchName.entity_id == each.person, SearchName.until.is_(None))
    live = select(Fact.row).where(Fact.subject_id == each.person, known(None))
    return {
        "not in the document": f'"{each.value}"' not in (session.scalar(document) or ""),
        "no row in the list": session.scalar(row) is None,
        "no search key": session.scalars(word).first() is None,
        "no live fact": session.scalars(live).first() is None,
    }


def all_acknowledged(writers: Iterable[Writer]) -> list[Any]:
    """What was acknowledged to any of them."""
    return [each for writer in writers for each in writer.acknowledged]
