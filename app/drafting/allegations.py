"""What unnamed people say somebody did or suffered: kept as an allegation, never as a fact."""

import re
from typing import Final

from app.drafting.certainty import UNNAMED
from app.drafting.claims import Claim, Page
from app.drafting.entities import Entity
from app.drafting.masks import Mask, grammar
from app.drafting.records import ClaimKind
from app.drafting.subjects import ADVERBS
from app.vocabulary import Certainty, Voice

_DEED: Final = grammar(
    rf",? (?:that )?(?:the )?(?:<R> )?(?P<who><P>|<H>),? (?:was|were|had been|has been) {ADVERBS}"
    r"(?P<verb>(?!<R>)[a-z]+(?:ed|en|wn|ught)\b)(?: and [a-z]+ed)?(?P<rest>[^.;]*?"
    r"(?:by|for|of|in|from) (?:the )?(?P<what><O>|<P>))?"
)
_ACCUSED: Final = grammar(
    r"\b(?P<verb>accuse[sd]?|accusing) (?P<who><P>|<H>) of (?P<what>[^.;]{3,120})"
)


def find(page: Page, mask: Mask) -> None:
    """Add what a sentence has unnamed people allege."""
    for source in UNNAMED.finditer(mask.text):
        match = _DEED.match(mask.text, source.end())
        if match:
            _alleged(page, mask, source, match)


def _alleged(page: Page, mask: Mask, source: re.Match[str], match: re.Match[str]) -> None:
    who = mask.items[match.start("who")].what
    if not isinstance(who, Entity):
        return
    what = mask.items[match.start("what")].what if match["what"] else None
    words = page.words(mask.span(source.start("words"), source.end("words")))
    quote = mask.span(source.start("words"), match.end())
    page.add(
        Claim(
            kind=ClaimKind.ALLEGATION,
            predicate=f"{match['verb']}_by" if what else match["verb"],
            subject=who,
            object=what if isinstance(what, Entity) else None,
            value=None if what else page.words(mask.span(match.start("verb"), match.end())),
            quote=quote,
            rule="unnamed-sources-say",
            confidence=0.8,
            certainty=Certainty.ALLEGED,
            voice=Voice.UNNAMED,
            attribution=re.sub(r",? (?:say|says|said|believe|claim|allege)\w*$", "", words),
            sentence=mask.number,
        )
    )
