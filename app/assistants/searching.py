"""What a search finds."""

from app.assistants.answers import Found
from app.assistants.api import Api
from app.assistants.reading import following, hit
from app.vocabulary import EntityKind


async def find(
    api: Api, query: str, kind: EntityKind | None, *, limit: int, cursor: str | None
) -> Found:
    """A page of what is found, the likeliest first; raises RefusedError."""
    asked = {"q": query, "kind": kind and kind.value, "limit": limit, "cursor": cursor}
    body = (await api.get("/v1/search", asked)).body
    return Found(
        hits=[hit(each) for each in body["data"]],
        total=body["page"]["total"],
        total_is_exact=body["page"]["total_is_exact"],
        more=following(body["page"]),
    )
