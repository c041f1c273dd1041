"""Styles, scripts and icons of the explorer, each under a name that changes with its bytes."""

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

_STATIC: Final = Path(__file__).with_name("static")
# What a page loads as one file is written in several: the folder's files in the order of names.
_MADE_OF: Final = {
    "explorer.css": "css/*.css",
    "explorer.js": "js/*.js",
    "embed.css": "embed.css",
    "icon.svg": "icon.svg",
    "icon.png": "icon.png",
}
_MEDIA_TYPES: Final = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
}


@dataclass(frozen=True, slots=True)
class Asset:
    """A file that pages load. ``path`` names its bytes, so it may be kept for good."""

    path: str
    media_type: str
    body: bytes


def asset_path(name: str) -> str:
    """The path under which an asset is served, such as ``/assets/explorer.0f3a9c12.css``."""
    return assets()[name].path


def find_asset(file_name: str) -> Asset | None:
    """The asset of a file name, whatever digest stands in it; None where there is none.

    While servers of two releases stand side by side, a page of one may ask the other.
    """
    stem, _, rest = file_name.partition(".")
    return assets().get(f"{stem}.{rest.rpartition('.')[2]}")


@cache
def assets() -> dict[str, Asset]:
    """Every asset by its plain name, read once."""
    return {name: _read(name, pattern) for name, pattern in _MADE_OF.items()}


def _read(name: str, pattern: str) -> Asset:
    body = b"\n".join(path.read_bytes() for path in sorted(_STATIC.glob(pattern)))
    stem, _, ending = name.partition(".")
    digest = hashlib.sha256(body).hexdigest()[:12]
    return Asset(f"/assets/{stem}.{digest}.{ending}", _MEDIA_TYPES[f".{ending}"], body)
