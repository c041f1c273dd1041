"""Who leads, heads or chairs a body, as verbs say it."""

import re
from typing import Final

from app.drafting import subjects, tails
from app.drafting.certainty import judge
from app.drafting.claims import Page
from app.drafting.entities import Entity
from app.drafting.holding import Held, add_held, led_post
from app.drafting.masks import BODY, IT, Mask, grammar
from app.drafting.records import Named, Status
from app.drafting.statements import claimable, entity, persons
from app.drafting.subjects import ADVERBS
from app.drafting.tails import Tail, tail

_NOUNS: Final = {
    "head": "head",
    "led": "leader",
    "lead": "leader",
    "chair": "chair",
    "run": "head",
    "ran": "head",
    "rule": "ruler",
    "govern": "governor",
    "command": "commander",
    "direct": "director",
    "preside": "president",
    "edit": "editor",
}
_BODY: Final = (
    r"(?P<what>(?:the |its |<L>[’']s |the [a-z]+[’']s )?(?:(?!(?:into|against|to|from|for|in"
    r"|on|at|by"
    r"|with|over|about|of"
    r"|that|and|an?|the)\b)[a-z-]+ ){0,3}"
    r"(?:(?:board|council|committee|bureau|branch|wing|chapter|section|faction|department"
    r"|directorate|division) of (?:the )?)?"
    r"(?:[a-z-]+ (?:company|bank|agency|broadcaster|airline|firm|group), )?"
    r"(?P<body><O>|<L>|<I>))(?![’'])"
)
_HAS: Final = r"(?:(?:has|have|had|was|were) )?"
_LEADS: Final = grammar(
    r"\b(?P<verb>leads|heads|chairs|runs|governs|rules|commands|directs|presides over|edits)"
    rf" (?:now )?{_BODY}"
)
_LED: Final = grammar(
    rf"\b(?P<has>(?:has|have|had) {ADVERBS})?"
    r"(?P<verb>led|headed|chaired|run|ran|ruled|governed|commanded|directed|presided over|edited)"
    # "Has run the ministry as acting minister" tells the post itself.
    rf"(?:,? (?:ever )?since (?P<since><D>),?)? {_BODY}(?! (?:[a-z]+ ){{0,3}}as (?:the |an? )?<R>)"
)
_WENT_ON: Final = grammar(
    rf"\b{_HAS}(?:went on|rose|came|returned|gone on|risen|chosen|appointed|named|picked|tapped)"
    rf" to (?P<verb>lead|head|chair|run|govern|command|direct) {_BODY}"
)
_LED_BY: Final = grammar(
    r"(?P<body><O>)(?: \(<O>\))?, (?:which is )?(?:now |currently |then )?"
    r"(?P<verb>led|headed|chaired|run|commanded|directed) by (?:the )?(?:<R>,? )?(?P<who><P>)"
)
# "The movement, which President X leads".
_WHICH_LED: Final = grammar(
    r"(?P<body><O>)(?: \(<O>\))?,? (?:which|that) (?:<R> )?(?P<who><P>|<H>) (?:now |has |still )?"
    r"(?P<verb>leads|heads|chairs|runs|commands|directs)\b"
)
_IS_LED_BY: Final = grammar(
    r"\bis (?:now |currently )?(?P<verb>led|headed|chaired|run|commanded|directed)"
    r" by (?:the )?(?:<R>,? )?(?P<who><P>)"
)
_NEARER: Final = grammar(
    r"<O>[^<]*(?:<R>|\b(?:committee|council|commission|board|bureau|office|department|ministry|group))"
    r"[^<]*$".replace("[^<]", "[^<O>]")
)
_ACRONYM: Final = grammar(r" \(<O>\)")


def find(page: Page, mask: Mask) -> None:
    """Add what a sentence states of leading."""
    for match in _LEADS.finditer(mask.text):
        _leading(page, mask, match, Status.CURRENT)
    for match in _LED.finditer(mask.text):
        still = (match["has"] or "").startswith(("has", "have"))
        _leading(page, mask, match, Status.CURRENT if still else Status.FORMER)
    for match in _WENT_ON.finditer(mask.text):
        _leading(page, mask, match, Status.FORMER)
    for match in _LED_BY.finditer(mask.text):
        _led_by(page, mask, match, entity(mask, match, "body"))
    for match in _WHICH_LED.finditer(mask.text):
        _led_by(page, mask, match, entity(mask, match, "body"))
    for match in _IS_LED_BY.finditer(mask.text):
        bodies = [
            each.who
            for each in subjects.subjects(mask, match.start())
            if each.who.kind is Named.ORGANIZATION
        ]
        if bodies and not judge(mask, match.start(), match.start(), match.end()).reason:
            _led_by(page, mask, match, bodies[0])


def _leading(page: Page, mask: Mask, match: re.Match[str], status: Status) -> None:
    who, body = persons(mask, match.start()), entity(mask, match, "body")
    if not who or body is None:
        return
    if mask.text[match.start("body")] == IT and _NEARER.search(mask.text, 0, match.start()):
        # "Elected chair of the committee, following X, who had led it": no party is led.
        return
    judged = claimable(page, mask, who[0].at, match)
    if judged is None or _is_told_by_title(page, mask, match, who[0].who):
        return
    acronym = _ACRONYM.match(mask.text, match.end())
    behind = tail(page, mask, acronym.end() if acronym else match.end())
    tails.front(page, mask, who[0].at, behind)
    if behind.start is None and match.groupdict().get("since"):
        behind.start = tails.read_date(page, mask, match.start("since"))
    if behind.end:
        status = Status.FORMER
    elif status is Status.CURRENT:
        behind.start = behind.start or behind.on
    noun = _noun(match["verb"])
    words = page.words(mask.span(match.start("what"), match.end("what")))
    if mask.text[match.start("body")] != BODY and body.kind is Named.ORGANIZATION:
        words = ""
    post = led_post(page, noun, words, body, mask.span(match.start("verb"), match.end()))
    label = page.words(mask.span(match.start("verb"), match.end()))
    quote = subjects.quote(mask, who[0].at, behind.last)
    for each in who:
        held = Held(each.who, post, label, quote, status, f"verb-{noun}", mask.number)
        add_held(page, held, behind, judged)


def _is_told_by_title(page: Page, mask: Mask, match: re.Match[str], who: Entity) -> bool:
    """Whether "President X, who ruled the country" says by X's title what X was."""
    rules = match["verb"].startswith(("rule", "govern"))
    return rules and any(each.sentence == mask.number for each in page.memberships(who))


def _noun(verb: str) -> str:
    return next(noun for stem, noun in _NOUNS.items() if verb.startswith(stem))


def _led_by(page: Page, mask: Mask, match: re.Match[str], body: Entity | None) -> None:
    who = entity(mask, match, "who")
    if body is None or who is None:
        return
    place = mask.span(match.start(), match.end())
    post = led_post(page, _noun(match["verb"]), "", body, place)
    held = Held(who, post, page.words(place), place, Status.CURRENT, "led-by", mask.number)
    add_held(page, held, Tail(match.end()))
