"""What is to happen: visits, meetings, summits that are due; kept as planned, never as facts."""

import re
from typing import Final

from app.drafting import subjects
from app.drafting.claims import Claim, Page
from app.drafting.events import event_name
from app.drafting.happenings import PLACED, STOP, WHAT, places, taking_part
from app.drafting.masks import DATE, Mask, grammar
from app.drafting.records import ClaimKind, Named, Status
from app.drafting.statements import entity
from app.drafting.tails import date_before, read_date, tail
from app.vocabulary import Certainty

_PLANNING: Final = (
    r"\b(?:will|is due to|are due to|is expected to|are expected to|is to|are to|plans"
    r" to|plan to|intends to"
    r"|is scheduled to|is set to|is planning to|are set to) (?:also )?"
)
_PLANNED: Final = (
    (
        "visit",
        grammar(
            rf"{_PLANNING}(?:travel to|fly to|visit|go to|leave for|pay (?:a|an) (?:[a-z-]+"
            rf" )*visit to|make (?:a|an) (?:[a-z-]+ )*visit to) (?:the )?{PLACED}"
        ),
    ),
    (
        "meeting",
        grammar(
            rf"{_PLANNING}(?:meet|hold talks with|receive|host) (?:with )?(?:the |<S> )?(?:<R>"
            r",? )*(?P<with><P>)"
        ),
    ),
    (
        "attendance",
        grammar(
            rf"{_PLANNING}(?:attend|address|host|chair|open|preside over|speak at|hold) (?:the "
            r"|a |<S> )?(?:[a-z-]+ )*(?P<named><E>)"
        ),
    ),
    ("signing", grammar(rf"{_PLANNING}sign {WHAT}{STOP}")),
    ("opening", grammar(rf"{_PLANNING}(?:open|inaugurate) {WHAT}{STOP}")),
)
_REFUSED: Final = re.compile(r"\b(?:not|never|if|unless)\b")
_NEAR: Final = 12
_WILL_HOST: Final = grammar(
    rf"(?P<host><L>|<O>) {_PLANNING}(?:host|hold) (?:the |a )?(?:\w+ )?(?P<named><E>)"
)


def find(page: Page, mask: Mask) -> None:
    """Add what a sentence says is planned."""
    for predicate, pattern in _PLANNED:
        for match in pattern.finditer(mask.text):
            _planned(page, mask, predicate, match)
    for match in _WILL_HOST.finditer(mask.text):
        _to_be_hosted(page, mask, match)


def _planned(page: Page, mask: Mask, predicate: str, match: re.Match[str]) -> None:
    """What is to happen: a claim that is planned, or none where it is negated or conditional."""
    who = subjects.subjects(mask, match.start())
    if not who:
        return
    behind = tail(page, mask, match.end(), ahead=True)
    quote = subjects.quote(mask, who[0].at, behind.last)
    if _REFUSED.search(mask.text[who[0].at : match.end()]):
        page.withhold(quote, "negated")
        return
    event = entity(mask, match, "named")
    with_them, where = taking_part(mask, match), places(mask, match)
    what = page.words(mask.span(*match.span("what"))) if match.groupdict().get("what") else ""
    people = [each.who for each in who]
    name = event_name(predicate, people, with_them, where, f"of {what}" if what else "")
    page.add(
        Claim(
            kind=ClaimKind.EVENT,
            predicate=predicate,
            subject=event or page.reading.entities.event(name, quote),
            object=who[0].who,
            quote=quote,
            rule=f"planned-{predicate}",
            participants=[
                *((each.who, "subject") for each in who),
                *((each, "with") for each in with_them),
            ],
            places=where,
            status=Status.FUTURE,
            certainty=Certainty.PLANNED,
            date=behind.on or date_before(page, mask, who[0].at, match.start(), ahead=True),
            sentence=mask.number,
        )
    )


def _to_be_hosted(page: Page, mask: Mask, match: re.Match[str]) -> None:
    """ "In June, when Y will host the summit"."""
    event, host = entity(mask, match, "named"), entity(mask, match, "host")
    if event is None or host is None:
        return
    before = [at for at in mask.at(DATE, 0, match.start()) if match.start() - at < _NEAR]
    behind = tail(page, mask, match.end(), ahead=True)
    first = before[-1] if before else match.start()
    on = behind.on or (read_date(page, mask, first, ahead=True) if before else None)
    page.add(
        Claim(
            kind=ClaimKind.EVENT,
            predicate="hosting",
            subject=event,
            quote=mask.span(first, max(match.end(), behind.last)),
            rule="to-be-hosted",
            participants=[(host, "host")] if host.kind is Named.ORGANIZATION else [],
            places=[host] if host.kind is Named.PLACE else [],
            status=Status.FUTURE,
            certainty=Certainty.PLANNED,
            date=on,
            sentence=mask.number,
        )
    )
