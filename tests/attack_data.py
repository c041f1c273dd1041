"""A world whose every text is an attack: what a page must show, and never do."""

import datetime as dt
import unicodedata
from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.dates import PartialDate
from app.db import write_session
from app.ledger import NewCitation, NewEntity, NewFact, OpenChange
from app.models import Proposal, ProposedArticle
from app.vocabulary import (
    NAME_KINDS,
    NAME_PARTS,
    STATEMENT_KINDS,
    Certainty,
    EntityKind,
    FactKind,
    Rank,
    ValueType,
    properties_of,
)

IDS: Final = {
    EntityKind.PERSON: ["eve", "mallory"],
    EntityKind.ORGANIZATION: ["board", "club"],
    EntityKind.POST: ["seat"],
    EntityKind.EVENT: ["meeting", "congress"],
    EntityKind.ARTICLE: ["paper", "gazette"],
}
# Each sets ``window.hurt`` where it runs, or asks another origin, or hides what stands around it.
ATTACKS: Final = (
    '"><script>window.hurt=1</script>',
    "</script><script>window.hurt=2</script><!--<script>",
    "' onmouseover='window.hurt=3' onfocus='window.hurt=3' autofocus x='",
    '" onmouseover="window.hurt=4" onfocus="window.hurt=4" autofocus x="',
    "<img src=x onerror=window.hurt=5><svg/onload=window.hurt=6>",
    "<base href=//evil.example/><meta http-equiv=refresh content='0;url=//evil.example/'>",
    "<style>*{display:none}</style><link rel=stylesheet href=//evil.example/><plaintext>",
    "{{7*7}}{% for %}${7*7}<%= 7*7 %>&lt;b&gt;&#60;i&#62;&quot;",
    "]]></title></textarea></style></a></main>\u202egnorw\u2066\u2028\u2029\\u003c",
)
ATTACK: Final = unicodedata.normalize("NFC", " ".join(ATTACKS))
PROPOSED: Final = " ".join(ATTACKS[:-2])  # what a proposal may have for a name
SHORT: Final = ATTACKS[0]  # where only a little fits: a scheme, a role
LONG_WORD: Final = "Donaudampfschifffahrt" * 60
ADDRESSES: Final = (
    "javascript:window.hurt=7//",
    " JaVaScRiPt:window.hurt=7//",
    "data:text/html,<script>window.hurt=8</script>",
    "//evil.example/",
    "vbscript:x",
    f"https://portrait.example/{SHORT}",
    "https://portrait.example/' onerror='window.hurt=9",
)
# Proposed, each with an attack in whatever it says: a name, a link, and that a fact is wrong, which
# was decided.
PROPOSALS: Final = tuple(f"attacked{each * 8}" for each in "abc")
TEXT: Final = f"{ATTACK} said Eve. Mallory sat on the board, {ATTACK} in the end. {LONG_WORD}"
_MOMENT: Final = dt.datetime(2026, 11, 23, 6, 5, tzinfo=dt.UTC)
_DATE: Final = PartialDate.parse("2001-02?")
_OBJECTS: Final = {EntityKind.ORGANIZATION: "club", EntityKind.EVENT: "congress"}


def fill(engine: Engine) -> None:
    """Write the world, in two changes; the second says some of it otherwise."""
    for number, article in enumerate(("paper", "gazette")):
        with write_session(engine) as session:
            change = OpenChange(
                session, actor=ATTACK, action="import", reason=ATTACK, origin="attack"
            )
            licence = dict.fromkeys(("licence", "attribution"), ATTACK)
            change.declare_dataset("attack", ATTACK, **licence, url=ADDRESSES[0])
            change.declare(
                [NewEntity(id=each, kind=kind) for kind, ids in IDS.items() for each in ids]
            )
            change.declare_article(article, TEXT)
            facts = [each for kind, ids in IDS.items() for each in _of(kind, ids[0])]
            others = [each for ids in IDS.values() for id_ in ids[1:] for each in _names(id_)]
            change.record("attack", "attack", [*facts, *others, *_ties()][number:])
            change.close()


def _said(
    kind: FactKind, subject_id: str, property_: str, value: Any = None, **more: Any
) -> NewFact:
    told: dict[str, Any] = {"note": ATTACK, "value_written": ATTACK, "source_data": {SHORT: ATTACK}}
    told |= {"citations": _citations()}
    return NewFact(kind=kind, subject_id=subject_id, property=property_, value=value, **told | more)


def _citations() -> tuple[NewCitation, ...]:
    """The first attack as a quote, and all of them at once."""
    return tuple(
        NewCitation(
            article_id=article,
            exact=exact,
            prefix=TEXT[max(0, at - 30) : at],
            suffix=TEXT[at + len(exact) :][:30],
            start=at,
            end=at + len(exact),
            attribution=ATTACK,
        )
        for article, exact in (("paper", ATTACKS[0]), ("paper", ATTACK))
        for at in (TEXT.index(exact),)
    )


def _of(kind: EntityKind, entity_id: str) -> Iterator[NewFact]:
    """Everything that can be said of an entity of this kind."""
    for name, known in properties_of(kind).items():
        if known.value is ValueType.DATE:
            yield _said(FactKind.ATTRIBUTE, entity_id, name, "2001-02-03")
        elif known.value is ValueType.URL:
            yield from (_said(FactKind.ATTRIBUTE, entity_id, name, each) for each in ADDRESSES)
        elif known.value is ValueType.TEXT and name != "boilerplate":
            yield _said(FactKind.ATTRIBUTE, entity_id, name, ATTACK)
        elif known.target in _OBJECTS and entity_id != _OBJECTS[known.target]:
            yield _said(FactKind.RELATION, entity_id, name, object_id=_OBJECTS[known.target])
    if kind is not EntityKind.ARTICLE:
        yield from _names(entity_id)
        yield from _beside(entity_id)


def _names(entity_id: str) -> Iterator[NewFact]:
    parts = dict.fromkeys(NAME_PARTS, ATTACK)
    for name in NAME_KINDS:
        yield _said(FactKind.NAME, entity_id, name, ATTACK, name_parts=parts, lang=SHORT)
    yield _said(FactKind.NAME, entity_id, "alias", LONG_WORD, lang="zh")
    wrong = {"rank": Rank.DEPRECATED, "rank_reason": ATTACK}
    yield _said(FactKind.NAME, entity_id, "alias", f"Wrong {ATTACK}", **wrong)


def _beside(entity_id: str) -> Iterator[NewFact]:
    """Identifiers, links and statements."""
    yield _said(FactKind.IDENTIFIER, entity_id, SHORT, ATTACK)
    yield _said(FactKind.IDENTIFIER, entity_id, "wikidata", ATTACK)
    for address in ADDRESSES:
        yield _said(FactKind.LINK, entity_id, SHORT, address)
    for statement in STATEMENT_KINDS:
        yield _said(FactKind.STATEMENT, entity_id, statement, ATTACK)


def _ties() -> Iterator[NewFact]:
    """Posts held and parts taken, each written as an attack."""
    dates = {"start_date": _DATE, "start_written": ATTACK, "end_written": ATTACK}
    held = {"organization_id": "board", "post_id": "seat", "on_behalf_of_id": "club"}
    for person in IDS[EntityKind.PERSON]:
        told = {"label": ATTACK, "role": ATTACK}
        yield _said(FactKind.MEMBERSHIP, person, "membership", told, **held, **dates)
        yield _said(
            *(FactKind.MEMBERSHIP, person, "membership", told),
            organization_id="club",
            certainty=Certainty.HEDGED,
        )
        yield _said(FactKind.PARTICIPATION, person, SHORT, object_id="meeting")


def propose(engine: Engine, fact_id: str) -> None:
    """Propose attacks, and say in one that a fact on record is wrong."""
    quotes = [{"exact": ATTACKS[0], "start": 0, "attribution": ATTACK}]
    said = {"cite": quotes, "note": ATTACK, "rank_reason": ATTACK}
    given = [
        ("name", {"value": PROPOSED, "lang": "en"} | said),
        ("links", {"url": ADDRESSES[0], "kind": PROPOSED} | said),
        ("facts", {"property": "occupation", "value": ATTACK} | said),
    ]
    source = {"title": ATTACK, "publisher": ATTACK, "url": ADDRESSES[0], "exact": ATTACK}
    article = {"id": "pamphlet", "file": "a.txt", "title": PROPOSED, "publisher": PROPOSED}
    particulars = article | {"url": ADDRESSES[5], "publication_date": "2001"}
    wrong = {"action": "deprecate", "fact_id": fact_id, "source": source}
    decided = {"article_id": None, "status": "rejected", "decided_by": ATTACK}
    others: list[dict[str, Any]] = [{}, {}, wrong | decided]
    with Session(engine) as session, session.begin():
        told = {"dataset_id": "attack", "text": TEXT, "proposer": ATTACK, "updated_at": _MOMENT}
        session.add(ProposedArticle(id="pamphlet", particulars=particulars, **told))
        for number, ((section, part), more) in enumerate(zip(given, others, strict=True)):
            told = {"section": section, "part": part, "article_id": "pamphlet"} | more
            session.add(_proposal(PROPOSALS[number], number + 1, told))


def _proposal(proposal_id: str, number: int, told: dict[str, Any]) -> Proposal:
    texts = dict.fromkeys(("note", "proposer", "rule", "reason"), ATTACK)
    times = dict.fromkeys(("created_at", "updated_at", "decided_at"), _MOMENT)
    about = {"action": "add", "subject_id": "eve-anew", "subject_kind": "person", "status": "open"}
    own = {"id": proposal_id, "number": number, "digest": proposal_id, "revision": 1}
    return Proposal(**texts | times | about | own | {"confidence": 0.5} | told)
