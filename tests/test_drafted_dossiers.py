"""Whatever a provider finds, its dossier is one that ``incumbent check`` accepts."""

import datetime as dt
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from app.dates import PartialDate
from app.drafting.providers import rules
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
from app.loading.dossier import Dossier, DraftMatch
from app.loading.yaml_file import read_yaml
from app.slugs import slug_of
from app.vocabulary import Certainty, Voice
from app.writing.checking import compiled
from app.writing.draft_article import draft_article
from app.writing.drafted import draft_dossier
from app.writing.drafted_article import Drafted, Resolved
from app.writing.new_ids import NewIds
from app.writing.particulars import Particulars
from app.writing.post_bodies import with_bodies
from app.writing.yaml_text import yaml_text

TEXT = (
    "Ada Moreau meets Ada Moreau\n\nAda Moreau, mayor of Vaikolo,\tformer chair of the\nWater"
    " Board\u202e, met the Kessarian minister in May 1999 and in 2001. “No”: she said # - ’x’\x0b\n"
    "previously ~ null 2001-02-30 刘建超 \U0001f600 yes.\n"
)
places = st.builds(
    lambda start, length: Span(start, start + length),
    st.integers(0, len(TEXT)),
    st.integers(1, 60),
)
ids = st.sampled_from([f"e{number}" for number in range(6)])
dates = st.sampled_from(["1999-05", "2001", "..", "2020~", "1999..2001"]).map(PartialDate.parse)
words = places.map(lambda at: TEXT[at.start : at.end])
values = st.one_of(st.none(), words, st.sampled_from(["1999", "2001-02", "mayor", "NSC"]))
draft_dates = st.one_of(
    st.none(), st.builds(DraftDate, words, st.none(), st.one_of(st.none(), dates))
)
predicates = st.sampled_from(
    ["holds_post", "joined", "left", "birth_date", "occupation", "founded", "part_of", "visit"]
)
claims = st.builds(
    DraftClaim,
    kind=st.sampled_from(ClaimKind), predicate=predicates, subject=ids, quote=places,
    rule=st.just("r: x"), confidence=st.floats(0, 1), object=st.one_of(st.none(), ids),
    value=values, label=values, participants=st.lists(st.tuples(ids, st.just("with")), max_size=3)
    .map(tuple), places=st.lists(ids, max_size=2).map(tuple),
    status=st.one_of(st.none(), st.sampled_from(Status)), certainty=st.sampled_from(Certainty),
    voice=st.sampled_from(Voice), attribution=st.one_of(st.none(), words), start=draft_dates,
    end=draft_dates, date=draft_dates,
)  # fmt: skip


@st.composite
def drafts(draw: st.DrawFn) -> Draft:
    entities = []
    for number, kind in enumerate([*Named, Named.PERSON]):
        at = draw(places)
        entities.append(
            DraftEntity(
                id=f"e{number}", kind=kind, mention=at,
                name=draw(st.one_of(st.just(TEXT[at.start : at.end]), st.just("Ada Moreau"))),
                aliases=tuple(draw(st.lists(words, max_size=2))),
                organization=draw(st.one_of(st.none(), ids)), area=draw(st.one_of(st.none(), ids)),
            )
        )  # fmt: skip
    return Draft(
        entities=tuple(entities),
        claims=tuple(draw(st.lists(claims, max_size=8))),
        title=draw(st.one_of(st.none(), places)),
        boilerplate=tuple(Boilerplate(at, "tail") for at in draw(st.lists(places, max_size=2))),
        withheld=tuple((at, "negated") for at in draw(st.lists(places, max_size=2))),
    )


def dossier_of(draft: Draft, published: PartialDate | None, **known: Resolved) -> Dossier:
    source = SourceText(text=TEXT, published=published)
    found, inferred = with_bodies(verify(source, draft))
    particulars = Particulars(
        id="article-1", file="a.txt", title="\x0bAda\n Moreau ", curator="Ann", provider="test",
        drafted_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC), published=published, language="en",
    )  # fmt: skip
    taken = {"vaikolo", "ada-moreau"}
    return draft_dossier(
        TEXT, Drafted(found, inferred, known), particulars, NewIds(taken.__contains__)
    )


@settings(max_examples=20)
@given(drafts(), st.one_of(st.none(), dates))
def test_every_draft_makes_a_dossier_that_is_right_and_reads_back(
    draft: Draft, published: PartialDate | None
) -> None:
    matches = (DraftMatch(id="ada-m", name="Ada M.", score=0.9),)
    sure = Resolved("ada-m", matches)
    dossier = dossier_of(draft, published, e0=sure, e5=sure, e1=Resolved(None, matches))
    facts, problems = compiled(dossier, TEXT)
    assert not problems
    written = yaml_text(dossier)
    assert Dossier.model_validate(read_yaml(Path(), written).content) == dossier
    ids_given = [each.id for each in (*dossier.people, *dossier.organizations, *dossier.posts)]
    assert len(ids_given) == len(set(ids_given))
    assert "vaikolo" not in ids_given
    texts = {cited.exact for fact in facts for cited in fact.citations}
    assert all(text in TEXT for text in texts)


def test_ids_are_made_of_names_in_any_script() -> None:
    told: dict[str, Any] = {
        "Dragomira Vélenszky": "dragomira-velenszky",
        "Kessaria’s Fa‘atokoa": "kessarias-faatokoa",
        "刘建超": "liujianchao",
        "—": "",
    }
    assert {name: slug_of(name) for name in told} == told
    assert len(slug_of("word " * 40)) <= 80
    given = NewIds({"x"}.__contains__)
    assert [given.new("X"), given.new("—")] == ["x-2", "x-3"]


def test_a_draft_reads_as_a_curator_would_have_written_it() -> None:
    text = (
        "Ada Moreau, the secretary of the Harbour Office of Kessaria, met Bo Ek, an engineer, in"
        " Vaikolo in May.\nMoreau was named to the post in September last year. She had previously"
        " served as ambassador to Sundmark from 2016 to 2019, and as a senator for North Delta."
        " She is due to travel to Port Lund next week.\n"
    )
    published = PartialDate.parse("2021-06-04")
    drafted = draft_article(SourceText(text=text, published=published), rules(), rules(), None)
    particulars = Particulars(
        id="a", file="a.txt", title="A", curator="Ann", provider="rules",
        drafted_at=dt.datetime.now(dt.UTC), published=published,
    )  # fmt: skip
    dossier = draft_dossier(text, drafted, particulars, NewIds(lambda _: False))
    names = [each.name.value for each in dossier.events if each.name]
    assert "meeting of Ada Moreau and Bo Ek" in names
    assert not any("Port Lund" in name for name in names), "what is planned makes no event"
    (planned,) = dossier.statements
    assert (planned.kind, planned.certainty) == ("prediction", Certainty.PLANNED)
    secretary = dossier.people[0].memberships[0]
    assert "September last year" in "".join(each.exact for each in secretary.cite)
    organizations = [each.id for each in dossier.organizations]
    assert "sundmark" not in organizations, "an ambassador there is none of its own"
    assert "north-delta" not in organizations, "nor is who was elected there"
