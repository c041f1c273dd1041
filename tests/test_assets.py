"""Styles and scripts: served for good under names that tell their bytes, and in no other's way."""

import re
from collections import defaultdict

import httpx

from app.config import ROOT
from app.pages.assets import assets
from tests.conftest import SEEDED_ON_SQLITE

# What prints says over again how everything looks.
STYLES = sorted((ROOT / "app/pages/static/css").glob("[!9]*.css"))


@SEEDED_ON_SQLITE
def test_an_asset_is_kept_for_good_and_found_under_the_name_of_another_release(
    api: httpx.Client,
) -> None:
    for asset in assets().values():
        answer = api.get(asset.path)
        assert (answer.status_code, answer.content) == (200, asset.body)
        assert "immutable" in answer.headers["Cache-Control"]
        stem, _, ending = asset.path.split(".")
        other = api.get(f"{stem}.0123456789ab.{ending}")
        assert other.content == asset.body
        assert other.headers["Cache-Control"] == "no-cache"
    assert api.get("/assets/nothing.0123456789ab.css").status_code == 404


def test_no_two_style_sheets_say_how_one_class_looks() -> None:
    """All of them are one file in the end: what one says of a class, another must not undo."""
    styled = defaultdict(set)
    for path in STYLES:
        text = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)
        for selectors in re.findall(r"([^{}]+)\{", text):
            for selector in selectors.split(","):
                if alone := re.fullmatch(r"\s*\.([a-z][\w-]*)\s*", selector):
                    styled[alone[1]].add(path.name)
    assert {name: files for name, files in styled.items() if len(files) > 1} == {}
