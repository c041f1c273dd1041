"""Pages of lists: how many items each shows, and the way to the next."""

from typing import Annotated, Any

from fastapi import Depends, Query, Request

from app.queries.paging import Page, PageRequest
from app.routers.dependencies import get_page_request


def paged(limit: int) -> Any:
    """The part of a list that is wanted, in pages of so many items."""

    async def get_page(
        request: Request, cursor: Annotated[str | None, Query(max_length=1000)] = None
    ) -> PageRequest:
        return await get_page_request(request, limit, cursor or None)

    return Depends(get_page)


def path_after(request: Request, cursor: str | None) -> str | None:
    """The path of the page from this cursor on; None where there is none."""
    if cursor is None:
        return None
    url = request.url.include_query_params(cursor=cursor)
    return f"{url.path}?{url.query}"


def total_words(page: Page) -> str:
    """How many items a list has: "2,345", or "more than 10,000" where nobody counts on."""
    return f"{page.total:,}" if page.total_is_exact else f"more than {page.total:,}"
