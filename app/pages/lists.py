"""The lists of people, organizations, posts, events and articles: one page for all of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from app.pages.addresses import Address
from app.pages.cards import card
from app.pages.facets import chosen_of, facet_label, facets_of
from app.pages.frame import Frame
from app.pages.rendering import render
from app.pages.viewed import VIEW
from app.vocabulary import EntityKind

Json = Mapping[str, Any]
Errors = Sequence[Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class ListWords:
    """What a list shows of what its query takes.

    ``facets``: what is counted and chosen by links; ``dates``: what the form asks for, with what it
    means; ``sorts``: what it may be sorted by beside the name.
    """

    title: str
    one: str
    lead: str
    facets: tuple[str, ...]
    dates: Mapping[str, str]
    sorts: Mapping[str, str]


LISTS: Final = {
    EntityKind.PERSON: ListWords(
        "People",
        "person",
        "Who holds or held a post, by name in any script and spelling.",
        ("organization", "nationality", "occupation", "gender", "dataset"),
        {"on": "In office on", "birth_date": "Born"},
        {"birth_date": "oldest first", "-birth_date": "youngest first"},
    ),
    EntityKind.ORGANIZATION: ListWords(
        "Organizations",
        "organization",
        "Parties, parliaments, departments, countries: whatever people belong to.",
        ("classification", "parent_id", "area", "location", "dataset"),
        {"founding_date": "Founded"},
        {"founding_date": "founded first", "-founding_date": "founded last"},
    ),
    EntityKind.POST: ListWords(
        "Posts",
        "post",
        "Offices and seats, each with those who held it in succession.",
        ("organization_id", "role", "area", "dataset"),
        {"on": "Held on"},
        {},
    ),
    EntityKind.EVENT: ListWords(
        "Events",
        "event",
        "Meetings, visits, terms of parliaments: what people took part in.",
        ("classification", "organization_id", "location", "dataset"),
        {"start_date": "Took place"},
        {"-start_date": "newest first", "start_date": "oldest first"},
    ),
    EntityKind.ARTICLE: ListWords(
        "Articles",
        "article",
        "The sources. Each opens with every sentence marked that proves a fact.",
        ("publisher", "author", "language_code"),
        {"publication_date": "Published"},
        {"-publication_date": "newest first", "publication_date": "oldest first"},
    ),
}


def list_page(
    frame: Frame, kind: EntityKind, address: Address, answer: Json, errors: Errors
) -> str:
    """The page. ``answer`` is as the API has it; ``errors``: what was filled in and is wrong."""
    words = LISTS[kind]
    counted = {name: answer["facets"][name] for name in words.facets if name in answer["facets"]}
    in_form = ("q", "sort", *words.dates)
    return render(
        "lists.html",
        frame=frame,
        kind=kind,
        words=words,
        address=address,
        answer=answer,
        lines=[card(each) for each in answer["data"]],
        view=address.only(*VIEW).text,
        errors=errors,
        facets=facets_of(counted, address),
        chosen=chosen_of(answer["names"], address, in_form),
        hidden=[each for each in address.query if each[0] not in in_form],
        sorts=_sorts(words, address),
        csv_path=_csv_path(address),
    )


def describe_list(
    kind: EntityKind, address: Address, names: Mapping[tuple[str, str], str | None]
) -> str:
    """A list in a line: what it has, and what it is narrowed to."""
    narrowed = [
        f"{facet_label(name)} {names.get((name, value)) or value}" for name, value in address.query
    ]
    lead = LISTS[kind].lead
    return f"{lead} Narrowed to: {', '.join(narrowed)}." if narrowed else lead


def _sorts(words: ListWords, address: Address) -> dict[str, str]:
    usual = "best match first" if address.value("q") else "by name"
    named = {"name": "by name"} if address.value("q") else {}
    return {"": usual, **named, "-name": "by name, from the end", **words.sorts}


def _csv_path(address: Address) -> str:
    """All of the list as CSV; a file has one order."""
    rest = address.without("sort")
    return Address(f"/v1/exports{rest.path}.csv", rest.query).text
