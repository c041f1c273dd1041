"""Posts that stand as titles beside names: "President X", "X, the head of Y", "the minister, X"."""

import re
from dataclasses import replace
from typing import Final

from app.drafting import parties, people
from app.drafting.bodies import is_party
from app.drafting.claims import Claim, Page
from app.drafting.entities import Entity
from app.drafting.holding import Held, add_held, ended, post_entity
from app.drafting.masks import Mask, grammar
from app.drafting.posts import Post
from app.drafting.records import Span, Status
from app.drafting.statements import entity
from app.drafting.tails import tail

_A: Final = r"(?:the|The|a|A|an|An|its|his|her|their|Its|His|Her|Their|one of the) (?:[a-z-]+ )?"
_BEFORE_NAME: Final = grammar(r"(?P<post><R>)(?: and (?P<second><R>))? (?P<who><P>)")
_COMMA_NAME: Final = grammar(
    rf"(?:^|(?<=[\s(]))(?:{_A})?(?P<post><R>), (?:(?:retired|former|the"
    rf"|veteran) )?(?P<who><P>)(?=,|\.|;|:| who| and|$|\))"
)
_PLURAL: Final = grammar(r"(?P<post><RR>),? (?P<first><P>(?:, <P>)*),? and (?P<last><P>)")
_BEHIND_NAME: Final = grammar(
    r"(?P<who><P>)(?: \(<O>\))?(?:, (?:aged )?\d\d)?, "
    r"(?P<was>who is |formerly |currently |now |then |once |previously |hitherto "
    r"|<D> (?=the |an? )|nowadays |presently |at present |at the time |later |these days "
    r"|since then "
    r"|until (?:now|recently|then|<D>) |himself )?"
    r"(?:(?:the|a|an|its|their|<S>|(?:the )?(?:country|nation|party|city|region|state)[’']s)"
    r" (?:[a-z-]+ )?)?(?P<post><R>)(?! <P>)(?! and <R> <P>)"
)
_IS: Final = grammar(
    r"(?P<post><R>) (?:is|remains) (?:the |now |still )?(?:<R> )?(?P<who><P>)(?=[,.;]| who| and|$)"
)
# "Governor of Osk from 1990 to 1994, she …".
_FRONTED: Final = grammar(
    r"(?:^|[;:] |(?<=[,] ))(?:[Aa]n? |[Tt]he )?(?P<post><R>) (?=(?:from|since|between|until|for) )"
)
_THEN_NAME: Final = grammar(r", (?P<who><P>|<H>)")
_AND_ALSO: Final = grammar(r" and (?:the |a |its )?(?P<post><R>)(?!,? <P>)")
_ACRONYM: Final = grammar(r" \(<O>\)")
_OF_ANOTHER: Final = grammar(r"<R> (?:for|of|to) (?:the |its |<S> )?$")
_SAID_OF: Final = re.compile(r"\b(?:as|was|is|were|been|become|became)\s$")
_SEATS: Final = people.LAWMAKERS | frozenset(
    "senator deputy mp mep congressman congresswoman councillor councilor representative".split()
)
_INVERTED: Final = (
    *("Among", "With", "Also", "Present", "Shown the door", "Fired", "Sacked", "Dismissed", "Out "),
    *("Ousted", "Removed", "Dropped", "Gone"),
)
# "Judge Lungu" is how one is addressed.
_COURTESIES: Final = frozenset(["judge", "justice"])


def find(page: Page, mask: Mask) -> None:
    """Add the posts that a sentence gives as titles."""
    behind = {match.start("post") for match in _BEHIND_NAME.finditer(mask.text)}
    for match in _BEHIND_NAME.finditer(mask.text):
        _behind_name(page, mask, match)
    for match in _BEFORE_NAME.finditer(mask.text):
        for name in ("post", "second"):
            if match[name]:
                start = match.start(name)
                _before_name(page, mask, match, name, mask.span(start, match.end("who")))
    for match in _COMMA_NAME.finditer(mask.text):
        # Of "A, the minister, B" the title is A's; of "a spokesman for the minister, B" either's.
        if match.start("post") not in behind and not _is_anothers(mask, match):
            _before_name(page, mask, match, "post", mask.span(match.start(), match.end("who")))
    for match in _IS.finditer(mask.text):
        _before_name(page, mask, match, "post", mask.span(match.start(), match.end("who")))
    for match in _FRONTED.finditer(mask.text):
        _fronted(page, mask, match)
    for match in _PLURAL.finditer(mask.text):
        _of_several(page, mask, match)


def _is_anothers(mask: Mask, match: re.Match[str]) -> bool:
    """Whether an office before a name may be somebody else's."""
    of_another = _OF_ANOTHER.search(mask.text[: match.start("post")])
    return bool(of_another) or _is_predicate(mask, match.start())


def _is_predicate(mask: Mask, at: int) -> bool:
    """Whether the office is said of somebody before it: "was minister, X"."""
    return not mask.text.startswith(_INVERTED) and bool(_SAID_OF.search(mask.text[:at]))


def _behind_name(page: Page, mask: Mask, match: re.Match[str]) -> None:
    who = entity(mask, match, "who")
    if who is None:
        return
    acronym = _ACRONYM.match(mask.text, match.end("post"))
    last = acronym.end() if acronym else match.end("post")
    past = (match["was"] or "").startswith(
        ("formerly", "then", "once", "until", "previously", "hitherto", "at the time")
    )
    place = mask.span(match.start("who"), last)
    held = _titled(page, mask, match.start("post"), who, place, "title-behind-name", past=past)
    if held is None:
        return
    _since(page, mask, match.end("post"), held)
    also = _AND_ALSO.match(mask.text, match.end("post"))
    if also:
        place = mask.span(match.start("who"), also.end())
        _titled(page, mask, also.start("post"), who, place, "title-behind-name")


def _fronted(page: Page, mask: Mask, match: re.Match[str]) -> None:
    behind = tail(page, mask, match.end("post"))
    name = _THEN_NAME.match(mask.text, behind.last) if behind.start or behind.end else None
    who = entity(mask, name, "who") if name else None
    if who is None or name is None:
        return
    place = mask.span(match.start("post"), name.end())
    past = behind.end is not None
    held = _titled(page, mask, match.start("post"), who, place, "title-fronted", past=past)
    if held is not None:
        held.start, held.end = held.start or behind.start, held.end or behind.end


def _since(page: Page, mask: Mask, at: int, held: Claim) -> None:
    """Take in "since 2004" and "from 2004 to 2010" behind a title."""
    behind = tail(page, mask, at)
    if behind.on is not None or not (behind.start or behind.end):
        return
    held.start = held.start or behind.start
    held.quote = Span(held.quote.start, max(held.quote.end, mask.end(behind.last)))
    if behind.end:
        ended(held, behind.end)


def _before_name(page: Page, mask: Mask, match: re.Match[str], name: str, place: Span) -> None:
    who = entity(mask, match, "who")
    post: Post = mask.items[match.start(name)].what
    if who is not None and not (post.name.casefold() in _COURTESIES and post.is_bare):
        _titled(page, mask, match.start(name), who, place, "title-before-name")


def _of_several(page: Page, mask: Mask, match: re.Match[str]) -> None:
    """ "The ministers X and Y": each is a minister."""
    post = _singular(mask.items[match.start("post")].what)
    place = mask.span(match.start(), match.end())
    for at in range(match.start("first"), match.end()):
        item = mask.items.get(at)
        if item and isinstance(item.what, Entity):
            _add(page, mask, post, item.what, place, "plural-title")


def _singular(post: Post) -> Post:
    plural = rf"\b(?:{post.head[:-1]}ies|{post.head}s)\b"
    words = re.sub(plural, post.head, post.name, flags=re.IGNORECASE)
    return replace(post, name=words, label=words)


def _titled(
    page: Page, mask: Mask, at: int, who: Entity, place: Span, rule: str, *, past: bool = False
) -> Claim | None:
    return _add(page, mask, mask.items[at].what, who, place, rule, past=past)


def _add(
    page: Page, mask: Mask, post: Post, who: Entity, place: Span, rule: str, *, past: bool = False
) -> Claim | None:
    former = past or post.is_past or post.is_then
    if people.by_trade(page, mask, post, who, place, past=former):
        return None
    if post.head == "member" and post.organization and is_party(post.organization):
        return parties.by_title(page, who, post.organization, place, mask.number, past=former)
    if post.head in _SEATS and post.organization and is_party(post.organization):
        # "A Green Party senator" tells the party, and a seat in no party.
        parties.by_title(page, who, post.organization, place, mask.number, past=former)
        if post.head in people.LAWMAKERS:
            return None
        post = replace(post, organization=None, name=post.plain, label=post.plain)
    status = Status.FORMER if former else Status.CURRENT
    given = post_entity(page, post)
    return add_held(page, Held(who, given, post.label, place, status, rule, mask.number))
