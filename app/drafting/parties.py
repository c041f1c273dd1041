"""Joining, leaving and belonging to parties."""

import re
from dataclasses import dataclass
from typing import Final

from app.drafting import subjects
from app.drafting.bodies import is_party
from app.drafting.certainty import Judgement, judge
from app.drafting.claims import Claim, Page
from app.drafting.entities import Entity
from app.drafting.masks import Mask, grammar
from app.drafting.records import ClaimKind, DraftDate, Named, Span, Status
from app.drafting.statements import entity
from app.drafting.subjects import ADVERBS
from app.drafting.tails import date_before, read_date, tail

_THE: Final = r"(?:the |<L>[’']s |its |a )?(?:[a-z-]+ )?(?P<party><O>|<I>)(?![’'])"
_HAS: Final = rf"(?:(?:has|have|had) {ADVERBS})?"


@dataclass(frozen=True, slots=True)
class _Rule:
    predicate: str
    pattern: re.Pattern[str]
    status: Status
    party_only: bool = True


_RULES: Final = (
    _Rule(
        "joined",
        grammar(
            rf"\b{_HAS}(?:joined|joining|rejoined|entered|enlisted in"
            r"|defected to|became a member of|switched to"
            r"|signed (?:up|on) with|went over to|moved over to|enrolled in"
            r"|crossed the floor to join"
            r"|jumped ship to|threw in <S> lot with|(?:took|taken) (?:a|<S>) (?:seat|place)"
            r" (?:among|with|alongside|on the benches of)|(?:was|were) admitted to"
            rf"|crossed (?:over )?to|(?:left|quit|crossed|defected|switched|broke"
            r"|deserted|abandoned)(?: (?:the|from|with|<O>|<D>|[a-z]+)){1,6},? to (?:join|sit with)"
            r"|(?:left|quit|abandoned|deserted|dumped|ditched) (?:the )?<O>(?: \(<O>\))?"
            r"(?: <D>)? for)"
            rf" {_THE}"
        ),
        Status.CURRENT,
    ),
    _Rule(
        "left",
        grammar(
            rf"\b{_HAS}(?:left|leaving|quit|resigned from|defected from|broke with|broke away"
            r" from|split from|abandoned|parted (?:ways|company) with|walked out of|stormed out of"
            r"|withdrew from|deserted|ditched|dumped"
            r"|(?:cut|severed) (?:<S> )?ties with|turned <S> back on"
            r"|(?:resigned|gave up|renounced) <S> membership (?:of|in)|tore up <S> membership of"
            rf"|fell out with) {_THE}"
        ),
        Status.FORMER,
    ),
    _Rule(
        "expelled_from",
        grammar(
            rf"(?:\b(?:was|were|has been|had been)|\band) {ADVERBS}(?:expelled|ejected|thrown"
            r" out|kicked"
            rf" out|suspended|excluded)(?: <D>)? (?:from|of) {_THE}"
        ),
        Status.FORMER,
    ),
    _Rule("member_of", grammar(rf"\b(?:belongs to) {_THE}"), Status.CURRENT),
    _Rule("member_of", grammar(rf"\b(?:belonged to) {_THE}"), Status.FORMER),
)
# "The party, which she had joined in 2011", "X, whose Reform Party she left in 2016".
_WHICH: Final = grammar(
    r"(?:(?P<party><O>)(?: \(<O>\))?,? (?:which|that)|\bwhose (?P<whose><O>)) (?P<who><WHO>)"
    r" (?:(?:had|has) )?(?P<how>joined|left|quit|abandoned|deserted)(?:,? (?:only )?(?P<on><D>))?"
)
# "The party, which expelled her in 2009".
_WHICH_EXPELLED: Final = grammar(
    r"(?P<party><O>)(?: \(<O>\))?,? (?:which|that) (?:had |has |then |later )*(?:expelled|ejected"
    r"|threw out|excluded) (?P<who><WHO>)(?:,? (?P<on><D>))?"
)
_GROUPS: Final = ("party", "plain", "bracket", "whose")
# "Prime Minister X, of the Reform Party, said", "Senator X, whose Labour Party …".
_OF_PARTY: Final = grammar(
    r"(?P<who><P>)(?:, (?:who is )?of (?:the )?(?:[a-z-]+ )?(?P<party><O>)(?: party)?(?=,|\."
    r"|;|$| \()"
    r"| of (?:the )?(?:[a-z-]+ )?(?P<plain><O>)(?![’'])| \((?P<bracket><O>)\)"
    r"|, whose (?:[a-z-]+ )?(?P<whose><O>)(?![’']))"
)
# "Walked out of the party on Monday and joined …": on the same day.
_JOINED_TO: Final = grammar(r"(?P<on><D>),? and $")
_NO_PARTY: Final = grammar(
    r"\b(?:does|do|did|has|have) (?:not|never) (?:belong|belonged) to (?:any|a) "
    r"(?:political )?party"
    r"|\bbelongs to no (?:political )?party"
)


def find(page: Page, mask: Mask) -> None:
    """Add what a sentence states of parties."""
    for rule in _RULES:
        for match in rule.pattern.finditer(mask.text):
            _stated(page, mask, rule, match)
    # The party may stand within an office: "chair of the Reef Party, which she joined in 2011".
    plain = page.plain[mask.number]
    for pattern in (_WHICH, _WHICH_EXPELLED):
        for match in pattern.finditer(plain.text):
            _which(page, plain, match)
    for match in _OF_PARTY.finditer(mask.text):
        _of_party(page, mask, match)
    for match in _NO_PARTY.finditer(mask.text):
        page.withhold(mask.span(match.start(), match.end()), "negated")


def _stated(page: Page, mask: Mask, rule: _Rule, match: re.Match[str]) -> None:
    party = mask.items[match.start("party")].what
    who = [each for each in subjects.subjects(mask, match.start()) if each.who.kind is Named.PERSON]
    if not who or not isinstance(party, Entity) or not is_party(party):
        return
    bracket = grammar(r" \(<O>\)").match(mask.text, match.end())
    last = bracket.end() if bracket else match.end()
    behind = tail(page, mask, last)
    judged = judge(mask, who[0].at, match.start(), match.end())
    quote = subjects.quote(mask, who[0].at, behind.last)
    if judged.reason:
        page.withhold(quote, judged.reason)
        return
    inner = mask.at(_D, match.start(), match.end())
    on = behind.on or (tail(page, mask, inner[0] - 1).on if inner else None)
    on = on or date_before(page, mask, who[0].at, match.start())
    if on is None and (joined := _JOINED_TO.search(mask.text, 0, match.start())):
        on = read_date(page, mask, joined.start("on"))
    for each in who:
        claim = Claim(
            kind=ClaimKind.PARTY_MEMBERSHIP,
            predicate=rule.predicate,
            subject=each.who,
            object=party,
            quote=quote,
            rule=f"party-{rule.predicate}",
            status=rule.status,
            certainty=judged.certainty,
            voice=judged.voice,
            attribution=judged.attribution,
            start=behind.start,
            end=behind.end,
            sentence=mask.number,
        )
        _place_date(claim, rule, on)
        page.add(claim)


def _which(page: Page, mask: Mask, match: re.Match[str]) -> None:
    """A party that somebody joined or left, told behind its name."""
    party = entity(mask, match, "party") or entity(mask, match, "whose")
    who = entity(mask, match, "who")
    if party is None or who is None or not is_party(party):
        return
    verb = match.start("how") if match.re is _WHICH else match.start("who")
    judged = judge(mask, match.start("who"), verb, match.end())
    quote = mask.span(match.start(), match.end())
    if judged.reason:
        page.withhold(quote, judged.reason)
        return
    joined = match.re is _WHICH and match["how"] == "joined"
    rule = _RULES[0] if joined else _RULES[1] if match.re is _WHICH else _RULES[2]
    on = read_date(page, mask, match.start("on")) if match["on"] else None
    claim = Claim(
        kind=ClaimKind.PARTY_MEMBERSHIP,
        predicate=rule.predicate,
        subject=who,
        object=party,
        quote=quote,
        rule=f"party-which-{rule.predicate}",
        status=rule.status,
        certainty=judged.certainty,
        voice=judged.voice,
        attribution=judged.attribution,
        sentence=mask.number,
    )
    _place_date(claim, rule, on)
    page.add(claim)


def _of_party(page: Page, mask: Mask, match: re.Match[str]) -> None:
    party = next(filter(None, (entity(mask, match, name) for name in _GROUPS)), None)
    who = entity(mask, match, "who")
    if party is not None and who is not None and is_party(party):
        by_title(page, who, party, subjects.quote(mask, match.start(), match.end()), mask.number)


def by_title(
    page: Page, who: Entity, party: Entity, quote: Span, sentence: int, *, past: bool = False
) -> Claim:
    """Add what "X, a member of the party" says."""
    return page.add(
        Claim(
            kind=ClaimKind.PARTY_MEMBERSHIP,
            predicate="member_of",
            subject=who,
            object=party,
            quote=quote,
            rule="party-member-title",
            status=Status.FORMER if past else Status.CURRENT,
            sentence=sentence,
        )
    )


def expelled(
    page: Page, mask: Mask, who: Entity, quote: Span, on: DraftDate | None, judged: Judgement
) -> None:
    """Add what "the congress expelled X" says: from the party that was last spoken of."""
    party = _party_spoken_of(page, mask.number)
    if party is None:
        return
    page.add(
        Claim(
            kind=ClaimKind.PARTY_MEMBERSHIP,
            predicate="expelled_from",
            subject=who,
            object=party,
            quote=quote,
            rule="party-expelled",
            status=Status.FORMER,
            certainty=judged.certainty,
            voice=judged.voice,
            attribution=judged.attribution,
            end=on,
            sentence=mask.number,
        )
    )


def _party_spoken_of(page: Page, number: int) -> Entity | None:
    for at in range(number, -1, -1):
        for _, item in sorted(page.masks[at].items.items()):
            body = item.what
            if isinstance(body, Entity) and body.kind is Named.ORGANIZATION and is_party(body):
                return body
    return None


def _place_date(claim: Claim, rule: _Rule, on: DraftDate | None) -> None:
    if rule.predicate == "joined":
        claim.start = claim.start or on
    elif rule.predicate in ("left", "expelled_from"):
        claim.end = claim.end or on


_D: Final = grammar("<D>").pattern
