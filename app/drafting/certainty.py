"""How far an article commits itself to what a clause says, and whom it names for it."""

from dataclasses import dataclass
from typing import Final

from app.drafting.masks import Mask, grammar
from app.vocabulary import Certainty, Voice

_NEGATED: Final = grammar(
    r"\b(?:not|never|nor|neither|no longer|hardly|without|failed to|refus\w+ to|declin\w+ to|cannot"
    r"|stopped short of|ruled out)\b|n[’']t\b",
    ignore_case=True,
)
_DENIED: Final = grammar(
    r"\b(?:den(?:y|ies|ied|ying)|reject(?:s|ed|ing)?|refut\w+|dispute[sd]?|untrue"
    r"|false|wrong|baseless|groundless|unfounded|fabricated|nonsense|absurd|fanciful"
    r"|(?:dismiss|brush|shrug|wav)(?:es|s|ed|e|ing)? (?:off|aside|away|as)|laugh(?:s|ed) off"
    r"|scotch(?:es|ed)|quash(?:es|ed)|rubbish(?:es|ed)|play(?:s|ed) down|pour(?:s|ed) cold water"
    r"|no truth)\b[^;]*$",
    ignore_case=True,
)
_CONDITIONAL: Final = grammar(
    r"\b(?:if|unless|whether|in case|provided that|assuming|supposing|should)\b[^,;]*$",
    ignore_case=True,
)
_PLANNED: Final = grammar(
    r"\b(?:will|would|shall|is to|are to|was to|due to|plans? to|planned to|intends?"
    r" to|wants? to|hopes? to"
    r"|wanted to|hoped to|agreed to|set to|about to|going to|expected to|expects? to"
    r"|likely to|tipped to"
    r"|scheduled to|poised to|vowed to|promised to|pledged to|offered to|asked to|urged to|able to"
    r"|tried to|seeks? to|sought to|ready to|prepared to|proposed|slated to|bound to|favourite to)"
    r" (?:[a-z]+ ){0,2}$",
    ignore_case=True,
)
_HEDGED: Final = grammar(
    r"\b(?:may|might|could|perhaps|possibly|probably|presumably|seem(?:s|ed)?|appear"
    r"(?:s|ed)?(?: to)?"
    r"|apparently|likely|rumou?red|rumou?rs?|speculat\w+|tipped|believed to|thought to|considered"
    r"|widely seen|supposedly|touted)\b",
    ignore_case=True,
)
_ALLEGED: Final = grammar(
    r"\b(?:alleg\w+|accus\w+|claim(?:s|ed|ing)?|suspect\w*|purported\w*|reputedly|implicated)\b",
    ignore_case=True,
)
_SOURCES: Final = (
    r"(?:critics|opponents|rivals|detractors|diplomats|officials|analysts|observers"
    r"|experts|insiders"
    r"|residents|sources|colleagues|aides|allies|friends|supporters|activists|lawyers|prosecutors"
    r"|investigators|historians|witnesses|some|many|people|those|media|newspapers|reports|lawmakers"
    r"|campaigners|neighbours|relatives|members|scholars|businessmen|police|groups"
    r"|organisations|organizations|workers|politicians|villagers|traders|prisoners"
    r"|families|leaks|exiles|dissidents|defectors|commentators|bloggers|backbenchers|loyalists|foes"
    r"|enemies|whistleblowers|victims|advocates|pundits|websites|website|leaflets|pamphlets"
    r"|emigrés|émigrés|monitors|unionists|strikers|farmers|students|teachers|clerics)"
)
UNNAMED: Final = grammar(
    rf"\b(?P<words>(?:[a-z’-]+ ){{0,4}}{_SOURCES}(?: (?:in|at|from|close to|familiar"
    r" with|of|within|on)"
    r" [^,;]{1,40}?)?(?:, <L>,)?(?:, who[^,;]{1,60},)? (?:say|says|said|believe"
    r"|believes|believed|claim|claimed"
    r"|suspect|suspected|allege|alleged|reported|report|think|suggest|suggested|argue"
    r"|argued|(?:have|has) (?:long |always |repeatedly )?(?:said|claimed|alleged|maintained"
    r"|insisted|argued|suggested|believed|suspected)|maintain|maintained|insist|insisted|contend"
    r"|recall|recalled|add|added))\b",
    ignore_case=True,
)
_REPORTED: Final = grammar(
    r"\b(?P<words>according to [^,;.]{2,80}|(?:state|local|official|government"
    r"|national|foreign|the|an?|<S>)"
    r" (?:[a-z’'-]+ ){1,4}(?:reported|said|says|announced|reports|confirmed)\b|(?:<P>|<O>|<H>|<R>)"
    r" (?:has |have )?(?:said|says|reported|announced|claimed|insisted|told <[A-Z]>)"
    r"|it (?:is|was|has been) (?:reported|said|understood)|reportedly|is said to|are said to"
    r"|was said to|is reported to|reports said)",
    ignore_case=True,
)
_RELATIVE: Final = grammar(r"\b(?:who|which) (?:[a-z]+ ){0,3}$")
# The source of a whole sentence, told at its end: ", the official news agency reported on Tuesday."
_AT_THE_END: Final = grammar(
    r", (?P<words>(?!who\b|which\b)(?:(?:the|an?|<S>|state|local|official) )?[^,;“”]{2"
    r",60}? (?:reported|said|says|announced|reports"
    r"|confirmed))(?: in [^,;]{3,40})?(?: late| early)?(?: <D>)?\.?$"
)
_ACCUSERS: Final = grammar(
    r"\b(?:critics|opponents|rivals|detractors|accusers)\b", ignore_case=True
)


@dataclass(frozen=True, slots=True)
class Judgement:
    """How certain; ``reason``: why it must not become a claim, if it must not."""

    certainty: Certainty = Certainty.ASSERTED
    voice: Voice = Voice.ARTICLE
    attribution: str | None = None
    reason: str | None = None


def judge(  # noqa: PLR0911 - one return for each reason to withhold
    mask: Mask, subject: int, verb: int, last: int
) -> Judgement:
    """How far the article commits itself to a clause from its subject over its verb to its end."""
    text = mask.text
    near = text[max(subject, verb - 40) : last]
    if _RELATIVE.search(text[subject:verb]):
        # What a clause with "who" tells in passing is the article's own, whoever speaks around it.
        return _in_passing(near, text[max(subject, verb - 40) : verb])
    ahead = text[max(0, subject - 300) : subject]
    group = text[max(subject, verb - 40) : verb]
    if _NEGATED.search(near):
        return Judgement(reason="negated")
    if _PLANNED.search(group) or _PLANNED.search(text[max(0, subject - 30) : subject]):
        return Judgement(reason="planned")
    if _CONDITIONAL.search(ahead):
        return Judgement(reason="conditional")
    if _DENIED.search(ahead):
        return Judgement(reason="denied")
    if _HEDGED.search(group) or _HEDGED.search(ahead.rpartition(", ")[2]):
        return Judgement(reason="hedged")
    return _attributed(mask, subject, verb, last)


def _in_passing(near: str, group: str) -> Judgement:
    if _NEGATED.search(near):
        return Judgement(reason="negated")
    if _PLANNED.search(group):
        return Judgement(reason="planned")
    if _HEDGED.search(group):
        return Judgement(reason="hedged")
    return Judgement(Certainty.ALLEGED) if _ALLEGED.search(group) else Judgement()


def _attributed(mask: Mask, subject: int, verb: int, last: int) -> Judgement:
    before, behind = mask.text[:subject], mask.text[last:]
    # What somebody said of himself lies behind his verb; a clause before it is the article's.
    unnamed = UNNAMED.search(before) or UNNAMED.match(behind.lstrip(", "))
    named = _REPORTED.search(before) or _REPORTED.search(mask.text[subject:verb])
    named = named or _REPORTED.match(behind.lstrip(", ")) or _AT_THE_END.search(behind)
    alleged = _ALLEGED.search(before) or _ALLEGED.search(mask.text[subject:verb])
    match = unnamed or named
    words = _spelled(mask, match["words"]) if match else None
    voice = Voice.UNNAMED if unnamed else Voice.ARTICLE
    if alleged or (unnamed and _ACCUSERS.search(unnamed["words"])):
        return Judgement(Certainty.ALLEGED, voice, words)
    if match:
        return Judgement(Certainty.REPORTED, voice, words)
    return Judgement()


def _spelled(mask: Mask, words: str) -> str | None:
    """Masked words as the article prints them."""
    at = mask.text.find(words)
    place = mask.span(at, at + len(words))
    return " ".join(mask.printed(place).split()) or None
