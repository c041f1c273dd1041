"""What kind of body a name is of."""

import re
from typing import Final

from app.drafting import lexicon
from app.drafting.entities import Entity

# "Conservative Centre", "Liberal Accord".
_BELIEFS: Final = frozenset(
    "conservative liberal socialist democratic national people’s people's republican green radical"
    " progressive christian labour labor workers’ workers' agrarian civic patriotic popular unity"
    " social centre center left right reform justice freedom".split()
)
_GATHERINGS: Final = frozenset(
    "centre center left right accord compact pact initiative convergence platform force forces"
    " convention list unity future renewal alternative choice call way path".split()
)
_OF_FOR: Final = re.compile(r" (?:of|for) ")


def is_party(body: Entity) -> bool:
    """Whether a body is called as parties are."""
    words = _OF_FOR.split(body.name.casefold())[0].split() or [""]
    if words[-1] in lexicon.PARTIES | lexicon.PARTY_NAMES or body.name.casefold().startswith(
        ("party of ", "party for ")
    ):
        return True
    if body.is_party or (words[0] in ("movement", "front") and "for" in words):
        return True
    return words[0] in _BELIEFS and words[-1] in _GATHERINGS
