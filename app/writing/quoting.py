"""Quotes in the shortest form that says where they stand."""

import re
from typing import Any

from app.loading.dossier import Cite


def cite(text: str, start: int, end: int, **more: Any) -> Cite:
    """The quote ``text[start:end]``: its words alone where they stand once, else with the start.

    ``more``: stance, voice, attribution.
    """
    exact = text[start:end]
    several = len(re.findall(f"(?={re.escape(exact)})", text)) > 1
    return Cite(exact=exact, start=start if several else None, **more)
