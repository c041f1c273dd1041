"""What kind of body a name is of."""

import re
from typing import Final

from app.drafting import lexicon
from app.drafting.entities import Entity

_OF_FOR: Final = re.compile(r" (?:of|for) ")


def is_party(body: Entity) -> bool:
    """Whether a body is called as parties are."""
    words = _OF_FOR.split(body.name.casefold())[0].split() or [""]
    if words[-1] in lexicon.PARTIES | lexicon.PARTY_NAMES or body.name.casefold().startswith(
        ("party of ", "party for ")
    ):
        return True
    return words[0] in ("movement", "front") and "for" in words
