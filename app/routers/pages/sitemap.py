"""``/sitemap.xml`` and ``/robots.txt``, for search engines; icons that browsers ask for unasked."""

import datetime as dt
from collections.abc import Iterable
from typing import Annotated, Any, Final
from xml.sax.saxutils import escape

from fastapi import APIRouter, Path, Query, Request, Response
from sqlalchemy.orm import Session

from app.pages.assets import assets
from app.queries.sitemap import sitemap_part, sitemap_parts
from app.routers.authorization import open_to_all
from app.routers.dependencies import SessionDep
from app.routers.pages.keeping import kept
from app.routers.pages.shared import origin_of
from app.routers.responses import feed_response, last_change_shown
from app.vocabulary import ID_PATTERN, PATHS, EntityKind

router = APIRouter(include_in_schema=False)
_XML: Final = "application/xml"
_OPENING: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
_XMLNS: Final = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_DAY: Final = {"Cache-Control": "public, max-age=86400"}
_ROBOTS: Final = """User-agent: *
Allow: /
Disallow: /review
Disallow: /search
Disallow: /v1/exports
Disallow: /*?*as_of=
Disallow: /*?*known_at=
Disallow: /*?*cursor=

Sitemap: {origin}/sitemap.xml
"""


@router.get("/robots.txt")
@open_to_all
async def get_robots(request: Request) -> Response:
    """Tell robots what is of use to them: pages as they are now, not what people ask of them."""
    text = _ROBOTS.format(origin=origin_of(request))
    return Response(text, media_type="text/plain", headers=_DAY)


@router.get("/sitemap.xml")
@open_to_all
def get_sitemap(request: Request, session: SessionDep) -> Response:
    """List the parts of the sitemap, by kind and range of ids."""
    parts = kept(request, session, "sitemap", lambda: sitemap_parts(session))
    address = escape(origin_of(request))
    paths = (
        f"sitemap-{kind}.xml?start={start}" if start else f"sitemap-{kind}.xml"
        for kind, start in parts
    )
    told = "".join(f"<sitemap><loc>{address}/{path}</loc></sitemap>\n" for path in paths)
    return _xml(request, session, f"<sitemapindex {_XMLNS}>\n{told}</sitemapindex>\n")


@router.get("/sitemap-{kind}.xml")
@open_to_all
def get_sitemap_part(
    request: Request,
    session: SessionDep,
    kind: Annotated[EntityKind, Path()],
    start: Annotated[str, Query(pattern=ID_PATTERN, max_length=128)] = "",
) -> Response:
    """List the pages of one part, each with the day of the change that last touched it."""
    address = escape(origin_of(request)) + PATHS[kind].removeprefix("/v1")
    told = _pages(address, sitemap_part(session, kind, start))
    return _xml(request, session, f"<urlset {_XMLNS}>\n{told}</urlset>\n")


@router.get("/favicon.ico")
@router.get("/apple-touch-icon.png")
@router.get("/apple-touch-icon-precomposed.png")
@open_to_all
async def get_icon() -> Response:
    """Get the icon under the names that browsers ask for whatever a page says."""
    icon = assets()["icon.png"]
    return Response(icon.body, media_type=icon.media_type, headers=_DAY)


def _pages(address: str, rows: Iterable[Any]) -> str:
    """The lines of a part. Ids need no escaping."""
    return "".join(
        f"<url><loc>{address}/{entity_id}</loc><lastmod>{_moment(at)}</lastmod></url>\n"
        for entity_id, at in rows
    )


def _moment(at: dt.datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"


def _xml(request: Request, session: Session, told: str) -> Response:
    changed_at = last_change_shown(request, session)
    return feed_response(request, (_OPENING + told).encode(), _XML, changed_at)
