"""The verifier: nothing comes out of any provider that the article does not hold."""

from dataclasses import replace
from typing import Any

import pytest

from app.dates import PartialDate
from app.drafting.locating import Locator
from app.drafting.records import (
    Boilerplate,
    ClaimKind,
    Draft,
    DraftClaim,
    DraftDate,
    DraftEntity,
    Named,
    SourceText,
    Span,
    Status,
)
from app.drafting.verifying import verify
from app.vocabulary import Certainty

TEXT = """Ada Moreau, a hydrologist, was named chair of the Water Board in June last year.
Bea Lind never held the post of mayor. “She’s tipped to become minister,” analysts say.
Otmar Brezhanyi was reportedly mayor of Hövgöl. He will visit Vaikolo in May.
"""
SOURCE = SourceText(text=TEXT, published=PartialDate.parse("2021-03-04"))


def at(words: str) -> Span:
    start = TEXT.index(words)
    return Span(start, start + len(words))


def entity(name: str, kind: Named, **more: Any) -> DraftEntity:
    return DraftEntity(id=name, kind=kind, name=name, mention=at(name), **more)


ADA, BEA, OTMAR = (entity(n, Named.PERSON) for n in ("Ada Moreau", "Bea Lind", "Otmar Brezhanyi"))
BOARD = entity("Water Board", Named.ORGANIZATION)
CHAIR = entity("chair", Named.POST, organization="Water Board")
MAYOR, MINISTER = (entity(n, Named.POST) for n in ("mayor", "minister"))
VISIT = DraftEntity(id="visit", kind=Named.EVENT, name="visit to Vaikolo", mention=at("will visit"))
ENTITIES = (ADA, BEA, OTMAR, BOARD, CHAIR, MAYOR, MINISTER, VISIT)
HELD = DraftClaim(
    kind=ClaimKind.MEMBERSHIP,
    predicate="holds_post",
    subject="Ada Moreau",
    object="chair",
    label="chair of the Water Board",
    quote=at("was named chair of the Water Board in June last year"),
    rule="test",
    confidence=0.9,
    start=DraftDate("June last year", None, PartialDate.parse("2020-06")),
)
OCCUPATION = replace(
    HELD,
    kind=ClaimKind.PERSON,
    predicate="occupation",
    object=None,
    label=None,
    value="hydrologist",
    quote=at("a hydrologist"),
    start=None,
)


def claims(claim: DraftClaim, **more: Any) -> Draft:
    return verify(SOURCE, Draft(entities=ENTITIES, claims=(replace(claim, **more),)))


def test_what_stands_in_the_text_is_kept() -> None:
    draft = Draft(
        entities=ENTITIES,
        claims=(HELD, OCCUPATION),
        title=at("Ada Moreau"),
        boilerplate=(Boilerplate(at("analysts say"), "tail"), Boilerplate(Span(5, 5), "none")),
    )
    kept = verify(SOURCE, draft)
    assert [each.predicate for each in kept.claims] == ["holds_post", "occupation"]
    assert kept.claims[0].start == replace(HELD.start, place=at("June last year"))  # type: ignore[type-var]
    assert len(kept.boilerplate) == 1
    assert kept.entities == ENTITIES
    assert not kept.dropped
    assert verify(SOURCE, kept) == kept


@pytest.mark.parametrize(
    ("claim", "more", "reason"),
    [
        (HELD, {"quote": Span(10, 10)}, "membership (its quote is outside the text)"),
        (HELD, {"quote": Span(0, 9_999)}, "membership (its quote is outside the text)"),
        (HELD, {"subject": "nobody"}, "membership (it speaks of an entity that the draft does"),
        (HELD, {"subject": "Water Board"}, "membership (its subject is of the kind organization)"),
        (HELD, {"object": "Bea Lind"}, "membership (its object is of the kind person)"),
        (HELD, {"label": "chair of the Harbour"}, "membership (its label does not stand"),
        (OCCUPATION, {"value": "mayor"}, "person (its value does not stand at its quote)"),
        (OCCUPATION, {"value": None}, "person (it does not say what)"),
        (OCCUPATION, {"value": "1961", "predicate": "birth_date"}, "person (its value does not"),
        (OCCUPATION, {"confidence": float("nan")}, "person (nobody says how it was made)"),
    ],
)
def test_what_cannot_be_anchored_is_dropped_and_counted(
    claim: DraftClaim, more: dict[str, Any], reason: str
) -> None:
    kept = claims(claim, **more)
    assert not kept.claims
    ((told, number),) = kept.dropped
    assert told.startswith(reason)
    assert number == 1


def test_a_name_stands_at_its_mention_or_the_entity_is_dropped_with_its_claims() -> None:
    moved = replace(ADA, mention=at("Bea Lind"))
    kept = verify(SOURCE, Draft(entities=(moved, CHAIR, BOARD), claims=(HELD,)))
    assert kept.entities == (CHAIR, BOARD)
    assert dict(kept.dropped) == {
        "person (its name does not stand at its mention)": 1,
        "membership (it speaks of an entity that the draft does not have)": 1,
    }
    aliased = replace(ADA, aliases=("Moreau", "Morau"))
    kept = verify(SOURCE, Draft(entities=(aliased, replace(CHAIR, organization="gone"))))
    assert kept.entities == (replace(ADA, aliases=("Moreau",)), replace(CHAIR, organization=None))


def test_a_date_in_other_words_than_the_articles_goes_and_the_claim_stays() -> None:
    wrong = DraftDate("July last year", at("Ada Moreau"), PartialDate.parse("2020-07"))
    kept = claims(HELD, start=wrong)
    assert kept.claims[0].start is None
    assert dict(kept.dropped) == {"date (its words do not stand in the text)": 1}


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"subject": "Bea Lind", "object": "mayor", "quote": "the post of mayor"}, "negated"),
        ({"subject": "Bea Lind", "object": "minister", "quote": "become minister"}, "planned"),
        ({"subject": "Otmar Brezhanyi", "object": "mayor", "quote": "mayor of Hövgöl"}, "hedged"),
        ({"certainty": Certainty.HEDGED, "quote": "named chair of the Water Board"}, "hedged"),
    ],
)
def test_what_the_article_does_not_stand_behind_is_withheld(
    more: dict[str, Any], reason: str
) -> None:
    quote = at(more["quote"])
    kept = claims(HELD, **more | {"quote": quote, "label": None, "start": None})
    assert not kept.claims
    assert kept.withheld == ((quote, reason),)


def test_plans_and_what_is_alleged_are_kept_as_such_and_never_asserted() -> None:
    visit = replace(
        HELD, kind=ClaimKind.EVENT, subject="visit", object="Otmar Brezhanyi", label=None,
        quote=at("He will visit Vaikolo"), start=None,
    )  # fmt: skip
    assert claims(visit, status=Status.FUTURE).claims
    assert claims(visit).withheld == ((at("He will visit Vaikolo"), "planned"),)
    (alleged,) = claims(visit, kind=ClaimKind.ALLEGATION, subject="Bea Lind", object=None).claims
    assert alleged.certainty is Certainty.ALLEGED
    (predicted,) = claims(visit, kind=ClaimKind.PREDICTION, subject="Bea Lind", object=None).claims
    assert predicted.certainty is Certainty.PLANNED


def test_typed_quotes_and_spaces_find_their_place_and_the_articles_own_stay() -> None:
    found = Locator(TEXT).places("post of mayor.  \"She's tipped")
    assert [TEXT[each.start : each.end] for each in found] == ["post of mayor. “She’s tipped"]
    assert Locator(TEXT).places("mayor of Ho\u0308vgo\u0308l") == [at("mayor of Hövgöl")]
    assert not Locator(TEXT).places("Ada Morau")
    assert not Locator("the harbours").has("harbour")
    assert Locator("the Harbour’s").has("harbour's")


def test_a_month_and_a_name_are_no_verbs() -> None:
    text = "Will Marsh was appointed chair of the Reef Office in May 2021."
    named = [("Will Marsh", Named.PERSON), ("Reef Office", Named.ORGANIZATION)]
    found = [
        DraftEntity(id=n, kind=k, name=n, mention=Span(text.index(n), text.index(n) + len(n)))
        for n, k in (*named, ("chair of the Reef Office", Named.POST))
    ]
    held = replace(
        HELD,
        subject="Will Marsh",
        object="chair of the Reef Office",
        label="chair of the Reef Office",
        quote=Span(0, len(text) - 1),
        start=None,
    )
    draft = Draft(entities=tuple(found), claims=(held,))
    assert verify(SourceText(text=text), draft).claims == (held,)
