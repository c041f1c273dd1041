"""What pages of bodies show beside a document: who held and belonged, and the first of lists."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial
from typing import Annotated, Any, Final

import orjson
from fastapi import Depends, Query, Request
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.dates import PartialDate
from app.db import AnySelect
from app.pages.sources import source_titles
from app.profiles.display import displayed
from app.profiles.view import View
from app.queries import tenures
from app.queries.lists import ListSpec, listing
from app.queries.paging import PageRequest
from app.queries.shorts import short_forms
from app.routers.dependencies import get_on
from app.routers.pages.paging import paged
from app.routers.pages.shared import Json, Text
from app.routers.responses import languages_of, tenures_page
from app.timespans import Question
from app.vocabulary import EntityKind

MOST_RELATED: Final = 50
_TENURES_SHOWN: Final = 100


async def get_day(on: Text = None) -> PartialDate | None:
    """The day or period asked about; raises InvalidParameterError."""
    return await get_on(on or None)


Everyone = Annotated[str | None, Query(max_length=10)]  # of a large body, not of one day
DayDep = Annotated[PartialDate | None, Depends(get_day)]
TenuresDep = Annotated[PageRequest, paged(_TENURES_SHOWN)]


@dataclass(frozen=True, slots=True)
class TenuresOf:
    """Those of one post or organization (``column`` says which), as a view knows them.

    Nothing dates most members of some large bodies. They possibly belonged to it on any day, so
    they would stand before all others, and are left out where a day is asked.
    """

    session: Session
    column: InstrumentedAttribute[Any]
    entity_id: str
    known_at: int | None

    def page(self, wanted: PageRequest, on: PartialDate | None, *, dated: bool = False) -> Json:
        """One page as the API has it: ``data``, ``total`` and the cursor of the ``next`` one.

        A cursor is good for the same day, whether that was asked for or is the usual one.
        """
        found = partial(self._found, dated=dated or on is not None)
        bound_to = {"on": on and on.text, "known_at": self.known_at}
        wanted = replace(wanted, filters=bound_to)
        page, written = tenures_page(self.session, found, wanted, on)
        data = [orjson.loads(each) for each in written]
        told = {"total": page.total, "total_is_exact": page.total_is_exact}
        return {"data": data, "next": page.next_cursor, **told}

    def _found(self, asked: Question | None, *, dated: bool) -> AnySelect:
        of = partial(tenures.tenures, self.column, self.entity_id, known_at=self.known_at)
        found = of(asked=asked)
        return found.where(tenures.is_dated()) if dated else found

    def on_day(self, wanted: PageRequest, day: PartialDate) -> Json:
        """The first of those who held it that day, whatever page of the others is wanted."""
        return self.page(replace(wanted, cursor=None), day)


def titles_of(
    session: Session, document: Json, facts: Iterable[Json], known_at: int | None
) -> dict[str, str]:
    """The articles that a document and these facts cite, in a line each, by id."""
    known = {each["id"] for each in document["articles"]}
    cited = {each["article_id"] for fact in facts for each in fact["citations"]}
    shorts = short_forms(session, EntityKind.ARTICLE, cited - known, known_at).values()
    return source_titles(document, {"articles": [orjson.loads(each) for each in shorts]})


def related(request: Request, session: Session, spec: ListSpec, view: View, **of: str) -> Json:
    """The first of a list that is narrowed by ids: ``data``, and whether there are ``more``."""
    given = {name: [entity_id] for name, entity_id in of.items()}
    asked = listing(session, spec, given, view.known_at)
    found = asked.statement.order_by(*asked.order).limit(MOST_RELATED + 1)
    rows = session.execute(found).all()
    shown = shorts_shown(request, rows[:MOST_RELATED], view)
    return {"data": shown, "more": len(rows) > MOST_RELATED}


def shorts_shown(request: Request, rows: Iterable[Any], view: View) -> list[Json]:
    """The short forms of these rows, with the names of the reader's language."""
    languages = languages_of(request, view)
    shown = (displayed(row.short.encode(), row.display_names, languages)[0] for row in rows)
    return [orjson.loads(each) for each in shown]
