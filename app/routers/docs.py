"""``/docs``: the interactive API page, its assets from our own origin, so it needs no internet."""

from pathlib import Path
from typing import Final

import fastapi_offline
from fastapi import APIRouter, FastAPI
from fastapi.openapi.docs import get_swagger_ui_html
from starlette.responses import HTMLResponse
from starlette.staticfiles import StaticFiles

ASSETS: Final = "/docs/assets"
_FILES: Final = Path(fastapi_offline.__file__).parent / "static"

_SETTINGS: Final = {
    "validatorUrl": None,  # or it asks a service on the internet
    "tryItOutEnabled": True,
    "deepLinking": True,
    "defaultModelsExpandDepth": 0,
}

router = APIRouter(include_in_schema=False)


@router.get("/docs")
def get_docs() -> HTMLResponse:
    """Show the API page."""
    return get_swagger_ui_html(
        openapi_url="/openapi.json",
        title="Incumbent API",
        swagger_js_url=f"{ASSETS}/swagger-ui-bundle.js",
        swagger_css_url=f"{ASSETS}/swagger-ui.css",
        swagger_favicon_url=f"{ASSETS}/favicon.png",
        swagger_ui_parameters=_SETTINGS,
    )


def mount_assets(app: FastAPI) -> None:
    """Serve the page's script and style, which ship in the fastapi-offline package."""
    app.mount(ASSETS, StaticFiles(directory=_FILES), name="docs-assets")
