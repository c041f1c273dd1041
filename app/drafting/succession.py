"""Who came before and after whom in a post."""

import re
from dataclasses import replace
from typing import Final

from app.drafting import subjects
from app.drafting.bodies import is_party
from app.drafting.claims import Claim, Page
from app.drafting.entities import Entity
from app.drafting.holding import Held, add_held, ended, post_entity
from app.drafting.masks import OFFICE, Mask, grammar
from app.drafting.records import ClaimKind, DraftDate, Named, Span, Status
from app.drafting.statements import claimable, entity, persons, when
from app.drafting.subjects import ADVERBS
from app.drafting.tails import Tail, read_date, tail

_NAME: Final = r"(?:the )?(?:<R>,? )?"
_FORMERLY: Final = grammar(
    r"(?P<hers><S>|<P>[’']s) (?:immediate )?predecessor(?: as <R>)?(?:,| was| is)"
    rf" {_NAME}(?P<who><P>)"
)
_NEXT: Final = grammar(
    r"(?P<hers><S>|<P>[’']s) (?:successor|replacement)(?: as <R>)?(?:,| was| is)"
    rf" {_NAME}(?P<who><P>)"
)
_TO_COME: Final = grammar(
    r"(?:,[^,]{0,60},)?,? (?:is|are|was|were)"
    r" (?:yet |still |due |expected |set |likely |tipped |scheduled )?to\b"
    r"|,? (?:will|would|may|might|could|has yet|has not|is not|was not)\b"
)
_SUCCEEDED: Final = grammar(
    rf"\b(?:(?:has|had) {ADVERBS})?(?:succeeded|replaced|succeeds|replaces|succeeding|replacing"
    r"|(?:took|taken|takes|taking) over from|(?:took|takes|taking|taken) the place of"
    r"|(?:takes|took|taking) up the reins from|follows|followed into office)"
    rf" {_NAME}(?P<other><P>|<H>)(?! with\b)"
    r"(?:(?:, [^,]{1,80},)?(?: <D>)? as (?:the )?(?P<post><R>)| <D>)?"
)
_IN_PLACE: Final = grammar(
    rf"\b(?:in (?:the )?place of|in succession to|in the stead of|at the expense of) {_NAME}"
    r"(?P<other><P>)"
)
_IN_HIS_PLACE: Final = grammar(
    rf"\b(?:in|into|to take|to fill) <S> (?:place|stead|post|job"
    rf"|seat)(?: with)?,? {_NAME}(?P<who><P>)"
    rf"|\b(?:putting|installing|naming|appointing|promoting|bringing in) {_NAME}(?P<named><P>)"
    r" in <S> (?:place|stead)"
)
_WHO: Final = re.compile(r",? (?:who|whose)\b")
# "X, who resigned on 2 May", "X, whose term ended in June": when those before left.
_WENT: Final = grammar(
    r", (?:who|whose) (?:[a-z]+ ){0,5}?(?:resigned|quit|retired|died|left|stepped (?:down|aside)"
    r"|stood down|bowed out|expired|ended|ran out|lapsed|(?:was|were|had been"
    r"|has been) (?:[a-z]+ )?"
    r"(?:sacked|dismissed|fired|removed|ousted|killed|arrested|toppled|deposed|voted out|impeached"
    r"|forced out|assassinated|recalled|moved))(?: [a-z]+){0,4}? ?,?(?P<until><D>)"
)
_SUCCEEDED_BY: Final = grammar(
    rf"(?:\b(?:was|were|has been|had been)|, (?:only )?to be) {ADVERBS}(?:succeeded"
    rf"|replaced)(?: <D>)?"
    rf"(?: as (?:the )?(?P<post><R>))? by (?:<S> )?{_NAME}(?P<who><P>)"
)
_REPLACED_WITH: Final = grammar(
    r"\breplaced (?:the |<S> )?(?:<R>,? )?(?P<other><P>|<H>) with (?:the |<S> )?(?:<R>"
    r",? )?(?P<who><P>)"
)
# "Her Norlandish counterpart, X", who has the same post elsewhere.
_COUNTERPART: Final = grammar(
    r"(?P<hers><S>|<P>[’']s) (?P<words>(?P<demonym>[A-Z][\w’'-]+ )?counterpart),? (?:the"
    r" )?(?P<who><P>)"
)
_BEATEN: Final = grammar(
    r"\b(?:beating|defeating|ousting|unseating|beat|defeated|unseated) the "
    r"(?:incumbent|sitting <R>)"
    r",? (?P<who><P>)"
)
# Rules that tell of a post just taken up, in which somebody may follow another.
_BEGINNINGS: Final = frozenset(
    ["appointed", "became-post", "named", "took-office-as", "took-office-of", "becoming", "is-post"]
)


_FAR: Final = 40
_AFTERWARDS: Final = frozenset(["sent-as", "became-post", "becoming", "appointed"])


def neighbours(page: Page, mask: Mask) -> None:
    """Add those whom a sentence calls somebody's predecessor or successor."""
    for pattern, status in (
        (_FORMERLY, Status.FORMER),
        (_BEATEN, Status.FORMER),
        (_NEXT, Status.CURRENT),
    ):
        for match in pattern.finditer(mask.text):
            _neighbour(page, mask, match, status)


def find(page: Page, mask: Mask) -> None:
    """Add who succeeded or replaced whom in a sentence."""
    for match in _COUNTERPART.finditer(mask.text):
        _counterpart(page, mask, match)
    for match in _SUCCEEDED.finditer(mask.text):
        _succeeded(page, mask, match)
    for match in _SUCCEEDED_BY.finditer(mask.text):
        _succeeded_by(page, mask, match)
    for match in _IN_PLACE.finditer(mask.text):
        _in_place(page, mask, match)
    for match in _IN_HIS_PLACE.finditer(mask.text):
        _in_his_place(page, mask, match)
    for match in _REPLACED_WITH.finditer(mask.text):
        _replaced_with(page, mask, match)


def _neighbour(page: Page, mask: Mask, match: re.Match[str], status: Status) -> None:
    """A predecessor or successor in the post that somebody holds, or won from them."""
    owner, who = entity(mask, match, "hers"), entity(mask, match, "who")
    if match.re is _BEATEN:
        victors = persons(mask, match.start())
        owner = victors[0].who if victors else None
    if owner is None or who is None or owner.kind is not Named.PERSON:
        return
    held = page.memberships(owner)
    wanted = Status.CURRENT if status is Status.FORMER else Status.FORMER
    post = next((each.object for each in held if each.status is wanted and each.object), None)
    post = post or next((each.object for each in held if each.object), None)
    if post is None:
        return
    place = mask.span(match.start(), match.end())
    if _TO_COME.match(mask.text, match.end()) and status is Status.CURRENT:
        page.withhold(place, "planned")
        return
    rule = "predecessor" if status is Status.FORMER else "successor"
    add_held(page, Held(who, post, post.name, place, status, rule, mask.number))


def _counterpart(page: Page, mask: Mask, match: re.Match[str]) -> None:
    owner, who = entity(mask, match, "hers"), entity(mask, match, "who")
    if owner is None or who is None or owner.kind is not Named.PERSON or not match["demonym"]:
        return
    held = [each for each in page.memberships(owner) if each.status is Status.CURRENT]
    if not held or held[-1].object is None:
        return
    above = held[-1].object.organization
    if above is not None and is_party(above):
        return
    place = mask.span(match.start("words"), match.end("words"))
    base = re.split(r" (?:of|for) [A-ZÀ-Þ]", held[-1].object.name)[0]
    post = page.reading.entities.post(f"{match['demonym']}{base}", place, None, None)
    quote = mask.span(match.start(), match.end())
    label = page.words(place)
    add_held(page, Held(who, post, label, quote, Status.CURRENT, "counterpart", mask.number))


def _succeeded(page: Page, mask: Mask, match: re.Match[str]) -> None:
    people, other = persons(mask, match.start()), entity(mask, match, "other")
    judged = claimable(page, mask, people[0].at, match) if people else None
    if other is None or judged is None:
        return
    who = people[0]
    post, label = _named_post(page, mask, match)
    if post is None:
        post, label = _post_of(page, other, who.who, mask.number)
    if post is None:
        return
    went = _WENT.match(mask.text, match.end("other"))
    behind = tail(page, mask, match.end())
    on = when(page, mask, who.at, match, behind)
    quote = subjects.quote(mask, who.at, behind.last)
    after = Held(who.who, post, label, quote, Status.CURRENT, "succeeded", mask.number)
    begun = add_held(page, after, replace(behind, start=on), judged).start
    last = max(behind.last, went.end() if went else 0)
    quote = subjects.quote(mask, _near(mask, who.at, match.start()), last)
    before = Held(other, post, label, quote, Status.FORMER, "succeeded-by", mask.number)
    left = read_date(page, mask, went.start("until")) if went else on
    if left is None and not _WHO.match(mask.text, match.end("other")):
        left = begun
    ended(add_held(page, before, None, judged), left)


def _near(mask: Mask, subject: int, verb: int) -> int:
    """From where to quote: the subject, or the clause with the post where that is far."""
    offices = mask.at(OFFICE, subject, verb)
    comma = mask.text.rfind(", ", subject, offices[-1]) if offices else -1
    return comma + 2 if verb - subject > _FAR and comma > 0 else subject


def _in_place(page: Page, mask: Mask, match: re.Match[str]) -> None:
    """ "Named X as minister in place of Y": Y had the post that X was just given."""
    other = entity(mask, match, "other")
    given = [
        each
        for each in page.claims
        if each.kind is ClaimKind.MEMBERSHIP
        and each.sentence == mask.number
        and each.rule in _BEGINNINGS
    ]
    if other is None or not given or given[-1].object is None:
        return
    went = _WENT.match(mask.text, match.end())
    offices = mask.at(OFFICE, 0, match.start())
    first = offices[-1] if offices else match.start()
    quote = mask.span(first, max(match.end(), went.end() if went else 0))
    label = given[-1].label or given[-1].object.name
    held = Held(other, given[-1].object, label, quote, Status.FORMER, "in-place-of", mask.number)
    left = read_date(page, mask, went.start("until")) if went else given[-1].start
    ended(add_held(page, held), left)


def _in_his_place(page: Page, mask: Mask, match: re.Match[str]) -> None:
    """ "Sacked X, putting in his place Y": Y has the post that X had."""
    who = entity(mask, match, "who") or entity(mask, match, "named")
    gone = [
        each.object
        for each in page.claims
        if each.predicate == "dismissal" and each.sentence == mask.number and each.object
    ]
    held = page.memberships(gone[-1]) if gone else []
    if who is None or who in gone or not held or held[-1].object is None:
        return
    quote = mask.span(subjects.opening(mask, match.start()), match.end())
    after = Held(
        who,
        held[-1].object,
        held[-1].label or "",
        quote,
        Status.CURRENT,
        "in-his-place",
        mask.number,
    )
    add_held(page, after, Tail(match.end(), start=held[-1].end))


def _named_post(page: Page, mask: Mask, match: re.Match[str]) -> tuple[Entity | None, str]:
    if not match["post"]:
        return None, ""
    post = mask.items[match.start("post")].what
    return post_entity(page, post), post.label


def _post_of(page: Page, other: Entity, who: Entity, now: int) -> tuple[Entity | None, str]:
    """The post in which somebody follows another: the other's last, or one just taken up."""
    just = [each for each in page.memberships(who) if each.rule in _BEGINNINGS]
    fuller = _fuller(page.memberships(other), just)
    if fuller is not None and fuller.object:
        return fuller.object, fuller.label or fuller.object.name
    titles = [each for each in page.memberships(who) if each.status is Status.CURRENT]
    only = titles if len(titles) == 1 and titles[0].rule.startswith("title") else []
    for held in (
        [
            each
            for each in page.memberships(other)
            # What somebody became after he left is not what another follows him in.
            if each.sentence != now or each.rule not in _AFTERWARDS
        ],
        [each for each in just if each.status is Status.CURRENT],
        only,
    ):
        if held and held[-1].object:
            return held[-1].object, held[-1].label or held[-1].object.name
    return None, ""


def _fuller(bare: list[Claim], just: list[Claim]) -> Claim | None:
    """Whose post just taken up is told in full where the other's is the office alone."""
    for claim in bare[-1:]:
        post = claim.object
        if post is None or post.organization or post.area:
            continue
        for each in just:
            if each.object and each.object.name.casefold().startswith(
                (f"{post.name} of ".casefold(), f"{post.name} for ".casefold())
            ):
                claim.object = each.object
                return each
    return None


def _succeeded_by(page: Page, mask: Mask, match: re.Match[str]) -> None:
    # "He gave up the post, to be succeeded by X": of him who gave it up.
    verb = match.start() + 2 * match[0].startswith(",")
    people, who = persons(mask, verb), entity(mask, match, "who")
    judged = claimable(page, mask, people[0].at, match) if people else None
    if who is None or judged is None:
        return
    post, label = _named_post(page, mask, match)
    held = page.memberships(people[0].who) or page.memberships(who)
    if match[0].startswith(","):
        # What he took up since is not what he gave up.
        held = [each for each in held if each.sentence < mask.number] or held
    if post is None and held:
        post, label = held[-1].object, held[-1].label or ""
    if post is None:
        return
    behind = tail(page, mask, match.end())
    on = when(page, mask, people[0].at, match, behind)
    quote = subjects.quote(mask, people[0].at, behind.last)
    former = Held(people[0].who, post, label, quote, Status.FORMER, "succeeded-by", mask.number)
    ended(add_held(page, former, None, judged), on)
    after = Held(who, post, label, quote, Status.CURRENT, "succeeded", mask.number)
    add_held(page, after, replace(behind, start=on), judged)


def _replaced_with(page: Page, mask: Mask, match: re.Match[str]) -> None:
    """ "Dismissed X and replaced him with Y": Y has the post that X had."""
    other, who = entity(mask, match, "other"), entity(mask, match, "who")
    held: list[Claim] = page.memberships(other) if other else []
    if who is None or not held or held[-1].object is None:
        return
    judged = claimable(page, mask, match.start(), match)
    if judged is None:
        return
    behind = tail(page, mask, match.end())
    on: DraftDate | None = behind.on
    quote: Span = mask.span(match.start(), match.end())
    post, label = held[-1].object, held[-1].label or ""
    ended(held[-1], on)
    after = Held(who, post, label, quote, Status.CURRENT, "replaced-with", mask.number)
    add_held(page, after, Tail(match.end(), start=on), judged)
