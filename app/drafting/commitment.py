"""Whether an article stands behind what a quote seems to say, or it is negated, hedged, planned.

This is the last look at every provider's claims, by a few words that turn a clause; a provider may
know better ways, and withholds more.
"""

import re
from typing import Final

from app.drafting.records import ClaimKind, DraftClaim, Span, Status
from app.vocabulary import Certainty

_NEGATED: Final = (
    r"never|not|cannot|\w+n't|nor|neither|no one|nobody|den(?:y|ies|ied)|declin(?:es?|ed) to"
    r"|refus(?:es?|ed) to|fail(?:s|ed) to|turned down|rather than|instead of|was blocked from"
)
_PLANNED: Final = (
    r"will|shall|would|plan(?:s|ned)? to|intend(?:s|ed)? to|hop(?:es|ed|ing) to|aims? to|tipped"
    r"|expect(?:s|ed)?|poised|slated|set to|about to|in line to|likely to|in the running|contender"
    r"|candidates?|favou?rite to|frontrunner|front-runner|could become|may become|might become"
    r"|rumou?red|speculat\w+|if|unless|whether|(?:is|are|was|were) due to"
    r"|(?:is|are) to (?:be|become|take|succeed|replace|head|lead|serve|join|visit|meet)"
)
_HEDGED: Final = (
    r"may|might|could|reportedly|allegedly|apparently|possibly|perhaps|probably|supposedly"
    r"|believed to|thought to|said to (?:be|have)|seen as|appears? to|seems? to"
)
_ENDS_CLAUSE: Final = re.compile(
    r"[.;:!?\n,—–()“”\"]|\b(?:but|while|although|though|whereas|because)\b", re.IGNORECASE
)
_FACTS: Final = frozenset(ClaimKind) - {
    ClaimKind.QUOTATION,
    ClaimKind.ALLEGATION,
    ClaimKind.PREDICTION,
}
_UNCOMMITTED: Final = (Certainty.HEDGED, Certainty.PLANNED)


def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w'])(?:{words})(?![\w'])", re.IGNORECASE)


_CUES: Final = (
    ("negated", _pattern(_NEGATED)),
    ("planned", _pattern(_PLANNED)),
    ("hedged", _pattern(_HEDGED)),
)
# The month, and people of that name: what may or will be is written small within a sentence.
_NO_VERB: Final = re.compile(r"\b(?:May|Will)\b")
# What is over was so, and "not only" denies nothing.
_NO_DENIAL: Final = re.compile(r"\b(?:no longer|not only)\b", re.IGNORECASE)


def withholding(
    text: str, claim: DraftClaim, subject: tuple[str, ...], said: tuple[str, ...]
) -> str | None:
    """Why a claim must not become a fact, or None.

    ``subject``: the subject's names; ``said``: the words that may stand for what is claimed of it.
    """
    if claim.kind not in _FACTS or claim.certainty is Certainty.ALLEGED:
        return None
    is_planned_event = claim.kind is ClaimKind.EVENT and claim.certainty is Certainty.PLANNED
    if claim.certainty in _UNCOMMITTED and not is_planned_event:
        return claim.certainty.value
    clauses = _clauses(text, claim.quote, subject, said)
    for reason, pattern in _CUES:
        if reason == "planned" and (is_planned_event or claim.status is Status.FUTURE):
            continue  # and so it is kept as planned
        if reason == "hedged" and claim.certainty is Certainty.REPORTED:
            continue
        if any(pattern.search(_NO_VERB.sub(" ", clause)) for clause in clauses):
            return reason
    return None


def _clauses(text: str, quote: Span, subject: tuple[str, ...], said: tuple[str, ...]) -> list[str]:
    """The clauses of a quote that speak of what is claimed; all, where none does.

    Where the quote does not name the subject, its first clause begins before it: the verb may.
    """
    start = quote.start
    if not _naming([text[quote.start : quote.end]], subject):
        line = text.rfind("\n", 0, start) + 1
        start = max((m.end() for m in _ENDS_CLAUSE.finditer(text, line, start)), default=line)
    whole = text[start : quote.end].replace("’", "'")
    clauses = [_NO_DENIAL.sub("", clause) for clause in _ENDS_CLAUSE.split(whole)]
    return _naming(clauses, said) or clauses


def _naming(clauses: list[str], names: tuple[str, ...]) -> list[str]:
    folded = [name.casefold().replace("’", "'") for name in names if name]
    return [each for each in clauses if any(name in each.casefold() for name in folded)]
