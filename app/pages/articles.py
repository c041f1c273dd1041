"""The page of an article: its text with every quote marked, and beside it what rests on them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from app.pages.frame import Frame
from app.pages.quotes import Quoted, is_of_profiles, mark_quotes
from app.pages.rendering import render
from app.pages.viewed import within
from app.pages.words import count_words, date_words, page_path
from app.vocabulary import FactKind, Stance

Json = Mapping[str, Any]
_VOICES: Final = {"headline": "in the headline", "quoted": "in somebody's words"}


@dataclass(frozen=True, slots=True)
class Supported:
    """What an article's page shows beside its text.

    ``facts``: those of this page of their list, as the API has them; ``quotes``: of all facts;
    ``led``: of a fact that profiles show under another, that other's id; ``total``: how many facts
    there are; ``next_path``: of the page with the next ones.
    """

    facts: Sequence[Json]
    quotes: Sequence[Json]
    led: Mapping[str, str]
    total: str
    next_path: str | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Facts that stand under one heading."""

    name: str
    title: str
    told: str
    facts: list[Json]


def article_page(frame: Frame, document: Json, supported: Supported) -> str:
    """The page. ``document`` is as the API has it, with the text."""
    facts = {fact["id"]: fact for fact in supported.facts}
    quoted = Quoted(supported.quotes, document["boilerplate"], facts, supported.led)
    entries = [_entry(fact, document["id"], supported.led, frame) for fact in supported.facts]
    return render(
        "articles.html",
        frame=frame,
        document=document,
        supported=supported,
        paragraphs=mark_quotes(document["text"], quoted),
        groups=_groups(entries),
        keys=list(_keys(supported.quotes)),
    )


def describe_article(document: Json) -> str:
    """An article in a line: who published it, when, and how much rests on it."""
    published = date_words(document["publication_date"])
    count = count_words(document["fact_count"], "fact")
    return ", ".join(filter(None, (document["publisher"], published, f"{count} rest on it")))


def _keys(quotes: Sequence[Json]) -> Iterator[tuple[str, str]]:
    """How marks look and what that means, of those that the text has."""
    supporting = [each for each in quotes if each["stance"] == Stance.SUPPORTS]
    if any(is_of_profiles(each) for each in supporting):
        yield "", "supports a fact"
    if not all(is_of_profiles(each) for each in supporting):
        yield "no-fact", "said, but no fact"
    if len(supporting) < len(quotes):
        yield "disputes", "disputes a fact"


def _entry(fact: Json, article_id: str, led: Mapping[str, str], frame: Frame) -> Json:
    """A fact with what its line shows beside it."""
    here = [each for each in fact["citations"] if each["article_id"] == article_id]
    profile = None
    if fact["id"] in led and fact["subject"]["id"] != article_id:
        profile = f"{within(frame, page_path(fact['subject']))}#fact-{led[fact['id']]}"
    return {
        "contradiction": None,
        **fact,
        "is_denied": all(each["stance"] == Stance.DISPUTES for each in here) if here else False,
        "remarks": list(dict.fromkeys(_remarks(fact, here))),
        "profile": profile,
    }


def _remarks(fact: Json, here: Iterable[Json]) -> Iterable[str]:
    """What the article says of when and of who speaks, in its words."""
    for name in ("value_written", "start_date_written", "end_date_written"):
        if fact.get(name):
            yield f"“{fact[name]}” in the article's words"
    for each in here:
        if each["attribution"]:
            yield f"attributed: “{each['attribution']}”"
        elif each["voice"] in _VOICES:
            yield _VOICES[each["voice"]]
    if fact["note"]:
        yield fact["note"]


def _groups(entries: Iterable[Json]) -> list[Group]:
    """The entries under their headings, each in the order given; empty ones are left out."""
    groups = [
        Group("facts", "Facts", "", []),
        Group("denied", "What it disputes", "The article says that this is not so.", []),
        Group(
            "claims",
            "Alleged or planned",
            "Kept with the article; never part of a profile.",
            [],
        ),
        Group(
            "statements",
            "Statements, which are no facts",
            "Characterisations, predictions, allegations and opinions: never part of a profile.",
            [],
        ),
    ]
    for entry in entries:
        groups[_place(entry)].facts.append(entry)
    return [group for group in groups if group.facts]


def _place(entry: Json) -> int:
    if entry["kind"] == FactKind.STATEMENT:
        return 3
    if not is_of_profiles(entry):
        return 2
    return 1 if entry["is_denied"] else 0
