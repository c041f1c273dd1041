"""Drafting by rules: what an article's wordings are read as, on people who do not exist."""

import os
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.config import ROOT
from app.dates import PartialDate
from app.drafting.records import ClaimKind, Draft, DraftDate, KnownEntity, Named, SourceText
from app.drafting.rules import RulesProvider
from app.vocabulary import Certainty
from benchmarks.draft import Score, add, bars_of, figures_of, measure
from tests.drafting_articles import ARTICLES
from tests.drafting_gold import TEXTS

# A sentence, and below it, set in, what it is read as; and sentences that state nothing yet.
STATED = [
    each.split("\n    ") for each in (TEXTS / "stated.txt").read_text("utf-8").strip().split("\n\n")
]
WITHHELD = (TEXTS / "withheld.txt").read_text("utf-8").splitlines()
DEVELOPMENT = ROOT.parent / "shared" / "drafting"
SEED = ROOT / "seed_data" / "articles" / "000_086b57c32b2f9de0.txt"


def draft(text: str, published: str = "2024-05-16") -> Draft:
    source = SourceText(text=text, published=PartialDate.parse(published))
    return RulesProvider().draft(source)


def article(sentence: str) -> str:
    return f"A day in the capital\n\n{sentence}\n\nNothing else was said"


def told(found: Draft) -> list[str]:
    """Each claim in one line: ``X: holds_post Y (2015-)``."""
    names = {each.id: each.name for each in found.entities}
    lines = []
    for claim in found.claims:
        what = claim.value or names.get(claim.object or "", "")
        with_ = "".join(f" + {names[who]}" for who, _ in claim.participants[1:])
        start, end, on = (_date(each) for each in (claim.start, claim.end, claim.date))
        when = f" ({start}-{end})" if start or end else f" ({on})" if on else ""
        subject = (
            names[claim.object or ""] if claim.kind is ClaimKind.EVENT else names[claim.subject]
        )
        what = "" if claim.kind is ClaimKind.EVENT else f" {what}"
        sure = "" if claim.certainty is Certainty.ASSERTED else f" [{claim.certainty}]"
        lines.append(f"{subject}: {claim.predicate}{what}{with_}{when}{sure}")
    return lines


def _date(date: DraftDate | None) -> str:
    return date.date.text if date and date.date else ""


@pytest.mark.parametrize("wording", STATED, ids=lambda each: each[0])
def test_what_news_states_is_claimed(wording: list[str]) -> None:
    sentence, *claims = wording
    found = told(draft(article(sentence)))
    assert [each for each in claims if each not in found] == [], found


@pytest.mark.parametrize("sentence", WITHHELD)
def test_what_is_negated_hedged_planned_or_conditional_is_never_asserted(sentence: str) -> None:
    found = draft(article(sentence))
    taken = (
        ClaimKind.MEMBERSHIP,
        ClaimKind.PARTY_MEMBERSHIP,
        ClaimKind.EVENT,
        ClaimKind.RELATIONSHIP,
    )
    titles = ("title-before-name", "title-behind-name")
    asserted = [
        each.rule
        for each in found.claims
        if each.kind in taken and each.certainty is Certainty.ASSERTED and each.rule not in titles
    ]
    assert asserted == []


def test_what_is_withheld_says_why() -> None:
    text = article("Ana Prado may become finance minister. She has never been mayor of Osk.")
    reasons = {text[place.start : place.end]: why for place, why in draft(text).withheld}
    assert reasons["Ana Prado may become finance minister"] == "hedged"
    assert reasons["She has never been mayor of Osk"] == "negated"


def test_what_a_page_prints_around_an_article_is_set_aside() -> None:
    headline = "Ana Prado named minister"
    tail = ["Share this article", "Related stories", "Ten rivers to see", "Read more: the river"]
    text = "\n\n".join([headline, headline, "Ana Prado is finance minister.", *tail])
    found = draft(text)
    assert found.title is not None
    assert text[found.title.start : found.title.end] == headline
    assert [text[each.place.start : each.place.end] for each in found.boilerplate] == [
        headline,
        *tail,
    ]


def test_who_is_on_record_is_known_again() -> None:
    known = KnownEntity(id="ana-prado", kind=Named.PERSON, names=("Ana Prado",))
    source = SourceText(text=article("Ana Prado is finance minister."), known=(known,))
    people = [each for each in RulesProvider().draft(source).entities if each.kind is Named.PERSON]
    assert [each.known_id for each in people] == ["ana-prado"]


def test_of_the_seed_nobody_but_liu_becomes_anything_in_zhejiang() -> None:
    text = SEED.read_text(encoding="utf-8")
    found = draft(text, "2023?")
    assert told(found) == told(draft(text, "2023?"))
    lines = told(found)
    assert [each.partition(":")[0] for each in lines if "Zhejiang" in each] == ["Liu Jianchao"]
    held = {each.partition(":")[0] for each in lines if "Secretary of State" in each}
    assert held == {"Antony Blinken"}
    assert {each.partition(":")[0] for each in lines if "President" in each} == {"Xi Jinping"}
    department = "Liu Jianchao: holds_post head of the International Liaison Department"
    assert any(each.startswith(department) and "2022-06?" in each for each in lines)


WORDS = st.sampled_from(
    [
        *(
            "President",
            "Ana",
            "Prado",
            "Council",
            "Party",
            "Mr",
            "NBV",
            "U.S.",
            "June",
            "2019",
            "52",
        ),
        *("the", "of", "and", "was", "named", "minister", "who", "said", "in", "on", "from", "to"),
        *("former", "his", "she", "it", "its", "resigned", "born", "according", "last", "year"),
        *(",", ".", ";", ":", "“", "”", '"', "'", "’", "(", ")", "-", "–", "\n", "\n\n", "\t", "%"),
        *("\u2028", "\ue000", "🙂", "é", "ʻ", "ﬁ", "e.g.", "is-was", "x’s"),
    ]
)


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.text(max_size=200), st.lists(WORDS, max_size=60).map(" ".join)))
def test_any_text_gives_places_within_it(text: str) -> None:
    found = draft(text)
    places = [each.mention for each in found.entities] + [each.quote for each in found.claims]
    places += [each.place for each in found.boilerplate] + [each for each, _ in found.withheld]
    assert all(0 <= each.start < each.end <= len(text) for each in places)
    ids = {each.id for each in found.entities}
    named = {id_ for each in found.claims for id_ in (each.subject, each.object) if id_}
    assert named <= ids
    for claim in found.claims:
        for date in (claim.start, claim.end, claim.date):
            if date and date.place:
                assert text[date.place.start : date.place.end] == date.written


def test_articles_of_other_styles_are_read_as_well() -> None:
    score = Score()
    for name, (text, gold) in ARTICLES.items():
        add(score, name, text, gold)
    assert [each.name for each in bars_of(figures_of(score)) if not each.reached] == []


def test_the_development_articles_reach_their_bars() -> None:
    if not DEVELOPMENT.exists():
        if os.environ.get("CI"):
            pytest.fail(f"{DEVELOPMENT} is missing")
        pytest.skip("the articles with gold claims are not beside the project (../shared)")
    figures = figures_of(measure(DEVELOPMENT))
    assert [each.name for each in bars_of(figures) if not each.reached] == []


def test_a_long_article_takes_seconds() -> None:
    text = (SEED.read_text(encoding="utf-8").replace("\n", " ") + "\n") * 45
    began = time.process_time()
    assert draft(text[:150_000], "2023").claims
    assert time.process_time() - began < 10
