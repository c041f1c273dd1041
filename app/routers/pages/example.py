"""A question put to the API, with the command that asks it and what it answers here and now."""

import re
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import orjson
from fastapi import Request
from sqlalchemy.orm import Session

from app import timespans
from app.dates import PartialDate
from app.models import Tenure
from app.profiles.succession import read_tenures, write_holders
from app.queries.paging import PageRequest
from app.queries.tenures import tenures
from app.routers.organizations import list_members
from app.routers.pages.finding import Json
from app.routers.pages.keeping import kept
from app.routers.pages.shared import origin_of
from app.routers.posts import list_holders
from app.routers.representation import Representation
from app.schemas.facts import TenuresPage
from app.schemas.includes import implied_by, includes_of
from app.vocabulary import PATHS, EntityKind

_FIELDS: Final = ("person.name", "label", "start_date", "end_date", "holds", "citations.exact")
_YEAR: Final = re.compile(r"\d{4}")
_LIMIT: Final = 50
_MOST_TRIED: Final = 20  # questions that are looked at for one with a plain answer
_MOST_ANSWERS: Final = 5  # that are looked at: more are not plain
_ANSWERS: Final = {EntityKind.POST: "holders", EntityKind.ORGANIZATION: "members"}
_WANTED: Final = Representation(
    TenuresPage,
    fields=_FIELDS,
    includes=tuple(implied_by(_FIELDS, includes_of(TenuresPage))),
    pretty=True,
)


@dataclass(frozen=True, slots=True)
class Question:
    """Who held a post, or belonged to an organization (``of``), in a year, where one is told."""

    of: Json
    year: str | None

    @property
    def path(self) -> str:
        """Where the API answers it."""
        kind = EntityKind(self.of["kind"])
        return f"{PATHS[kind]}/{self.of['id']}/{_ANSWERS[kind]}"


def choose_question(session: Session, memberships: Sequence[Json]) -> Question | None:
    """One that these memberships give rise to, with the plainest answer; None where there are none.

    Of several alike it is that of the first.
    """
    asked = [Question(each["post"] or each["organization"], _year(each)) for each in memberships]
    of_years = {(each.path, each.year): each for each in asked if each.year}
    tried = list(of_years.values())[:_MOST_TRIED] or asked[:1]
    return min(tried, key=lambda each: _puzzles(session, each), default=None)


def _puzzles(session: Session, question: Question) -> int:
    """How much the answer would puzzle: 0 where it is one membership, which surely held."""
    if not question.year:
        return 3
    column = Tenure.post_id if question.of["kind"] == EntityKind.POST else Tenure.organization_id
    asked = timespans.Question.of(PartialDate.parse(question.year))
    found = tenures(column, question.of["id"], asked=asked, known_at=None).limit(_MOST_ANSWERS)
    answers = list(map(orjson.loads, write_holders(read_tenures(session.execute(found)), asked)))
    if not any(each["holds"] == timespans.Answer.DEFINITELY for each in answers):
        return 3
    if len(answers) == 1:
        return 0
    return 1 if len({each["person_id"] for each in answers}) == 1 else 2


def worked_example(
    request: Request, session: Session, question: Question | None, secret: str
) -> Json | None:
    """The question with its command and its answer; None where there is none."""
    if question is None:
        return None
    asked = {"on": question.year} if question.year else {}
    given = {**asked, "fields": ",".join(_FIELDS)}
    told = "".join(f" -d {name}={value}" for name, value in given.items())
    address = shlex.quote(origin_of(request) + question.path)
    return {
        "of": question.of,
        "year": question.year,
        "command": f"curl -s --get {address} \\\n {told} -d pretty",
        # What tells of the host, the address of the next page, stands behind fifty items: it is
        # in no part that is shown.
        "answer": kept(
            request,
            session,
            "example",
            lambda: _answer(request, session, question.path, asked, secret),
        ),
    }


def _year(held: Json) -> str | None:
    """A year of the membership: one in its middle, where it surely held."""
    start, end = (_YEAR.match(held[each] or "") for each in ("start_date", "end_date"))
    if start and end:
        return f"{(int(start[0]) + int(end[0])) // 2:04}"
    known = start or end
    return known[0] if known else None


def _answer(
    request: Request, session: Session, path: str, asked: dict[str, str], secret: str
) -> str:
    """What the endpoint itself answers."""
    own = Request({**request.scope, "path": path, "headers": [], "state": {}})
    own.state.representation = _WANTED
    page = PageRequest(path, {name: [value] for name, value in asked.items()}, _LIMIT, None, secret)
    on = PartialDate.parse(asked["on"]) if asked else None
    endpoint = list_holders if path.startswith("/v1/posts") else list_members
    return bytes(endpoint(own, session, page, on, None, path.split("/")[3]).body).decode()
