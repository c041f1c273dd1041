"""``/assets``: styles, scripts and icons of the pages."""

from typing import Annotated, Final

from fastapi import APIRouter, Path, Response

from app.errors import NotFoundError
from app.pages.assets import find_asset
from app.routers.authorization import open_to_all

router = APIRouter(include_in_schema=False)
_FOR_GOOD: Final = "public, max-age=31536000, immutable"


@router.get("/assets/{name}")
@open_to_all
async def get_asset(name: Annotated[str, Path(max_length=100)]) -> Response:
    """Get a file that pages load. Its name tells its bytes, so it is kept for good."""
    asset = find_asset(name)
    if asset is None:
        raise NotFoundError(f"There is no asset {name!r}.")
    is_current = asset.path == f"/assets/{name}"
    kept = _FOR_GOOD if is_current else "no-cache"
    headers = {"Cache-Control": kept, "X-Content-Type-Options": "nosniff"}
    return Response(asset.body, media_type=asset.media_type, headers=headers)
