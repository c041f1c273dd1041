"""``/docs``: the interactive API page, its assets from our own origin, so it needs no internet."""

import base64
import hashlib
import re
from functools import cache
from pathlib import Path
from typing import Final

import fastapi_offline
from fastapi import APIRouter, FastAPI
from fastapi.openapi.docs import get_swagger_ui_html
from starlette.responses import HTMLResponse, Response
from starlette.staticfiles import StaticFiles

from app.pages.rendering import SAFE_HEADERS
from app.routers.authorization import open_to_all

ASSETS: Final = "/docs/assets"
_FILES: Final = Path(fastapi_offline.__file__).parent / "static"

_SETTINGS: Final = {
    "validatorUrl": None,  # or it asks a service on the internet
    "tryItOutEnabled": True,
    "deepLinking": True,
    "docExpansion": "none",  # ninety operations are found sooner by what they are about
    "defaultModelsExpandDepth": 0,
    "syntaxHighlight": False,  # a profile takes seconds to colour
}

_INLINE: Final = re.compile(r"<script>(.*?)</script>", re.DOTALL)
# The page's own script asks the API of this server, and draws with styles and icons of its own.
_POLICY: Final = (
    "default-src 'none'; script-src 'self' {scripts}; connect-src 'self'; img-src 'self' data:;"
    " style-src 'self' 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

router = APIRouter(include_in_schema=False)


@router.get("/docs")
@open_to_all
def get_docs() -> Response:
    """Show the API page."""
    page, policy = _docs_page()
    return HTMLResponse(page, headers=SAFE_HEADERS | {"Content-Security-Policy": policy})


@cache
def _docs_page() -> tuple[bytes, str]:
    """The page, and a policy that lets in the one script that stands in it, by its digest."""
    page = get_swagger_ui_html(
        openapi_url="/openapi.json",
        title="Incumbent API",
        swagger_js_url=f"{ASSETS}/swagger-ui-bundle.js",
        swagger_css_url=f"{ASSETS}/swagger-ui.css",
        swagger_favicon_url=f"{ASSETS}/favicon.png",
        swagger_ui_parameters=_SETTINGS,
    )
    body = bytes(page.body)
    digests = [hashlib.sha256(each.encode()).digest() for each in _INLINE.findall(body.decode())]
    scripts = " ".join(f"'sha256-{base64.b64encode(each).decode()}'" for each in digests)
    return body, _POLICY.format(scripts=scripts)


def mount_assets(app: FastAPI) -> None:
    """Serve the page's script and style, which ship in the fastapi-offline package."""
    app.mount(ASSETS, StaticFiles(directory=_FILES), name="docs-assets")
