"""Slugs: names as ids of ours have them. Ids of imports are made apart, since they never change."""

import re
from typing import Final

from anyascii import anyascii

_LONGEST: Final = 80  # characters, of the 128 that an id may have
_APART: Final = re.compile(r"[^a-z0-9]+")
_APOSTROPHES: Final = str.maketrans("", "", "'’ʻʼ‘`")


def slug_of(name: str) -> str:
    """A name in lower-case letters, digits and hyphens; empty where it has none of them."""
    plain = anyascii(name.translate(_APOSTROPHES)).translate(_APOSTROPHES).lower()
    words = _APART.sub("-", plain).strip("-")
    if len(words) > _LONGEST:
        words = words[: _LONGEST + 1].rpartition("-")[0] or words[:_LONGEST]
    return words
