"""``/posts``: who held a post, one after the other."""

from typing import Annotated

from fastapi import APIRouter, Request, Response

from app.dates import PartialDate
from app.models import Tenure
from app.pages.posts import describe_post, post_page
from app.queries.trees import organizations_above
from app.routers.authorization import open_to_all
from app.routers.dependencies import SessionDep, id_path
from app.routers.pages.related import (
    DayDep,
    TenuresDep,
    TenuresOf,
    shorts_shown,
    titles_of,
)
from app.routers.pages.shared import (
    PageViewDep,
    day_shown,
    document_frame,
    page_document,
    page_response,
)
from app.vocabulary import EntityKind

router = APIRouter(prefix="/posts", include_in_schema=False)


@router.get("/{post_id}")
@open_to_all
def show_post(
    request: Request,
    session: SessionDep,
    view: PageViewDep,
    on: DayDep,
    wanted: TenuresDep,
    post_id: Annotated[str, id_path("us-secretary-of-state")],
) -> Response:
    """Show a post: who held it, drawn over time, and who held it on the day asked."""
    document = page_document(request, session, EntityKind.POST, post_id, view)
    today = day_shown(request, session)
    day = on or view.as_of or PartialDate.of_day(today)
    of_post = TenuresOf(session, Tenure.post_id, post_id, view.known_at)
    above = organizations_above(session, document["organization_id"], view.known_at)
    held, on_day = of_post.page(wanted, None), of_post.on_day(wanted, day)
    beside = {
        "above": shorts_shown(request, above, view),
        "held": held,
        "on_day": on_day,
        "day": day.text,
        "titles": titles_of(session, document, held["data"] + on_day["data"], view.known_at),
    }
    frame = document_frame(request, document, describe_post(document))
    return page_response(request, session, post_page(frame, document, beside, today))
