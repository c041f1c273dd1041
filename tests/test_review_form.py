"""The form of a fact says what the fact says: sent as it is, nothing changes."""

from collections.abc import Iterator
from typing import Any

import pytest

from app.curating.parts import SECTIONS, ProposedPart
from app.loading.reading import read_dossier
from app.pages.review_form import edit_form, part_of
from tests.conftest import SEED

QUOTE = {"exact": "said", "start": 9, "stance": "disputes", "voice": "quoted", "attribution": "x"}
MORE: list[tuple[str, dict[str, Any]]] = [
    ("person", {"name": {"value": "Ada", "family_name": "A", "lang": "fr", "cite": [QUOTE, "b"]}}),
    ("post", {"other_names": {"value": "Chair", "kind": "former_name", "cite": "Chair"}}),
    (
        "person",
        {"facts": {"property": "birth_date", "value": {"date": "1970"}, "cite": "in\n1970"}},
    ),
    ("person", {"identifiers": {"scheme": "x", "value": "1", "note": "n", "cite": "1"}}),
    ("person", {"links": {"url": "https://a.example", "kind": "blog", "cite": "a"}}),
    (
        "organization",
        {"facts": {"property": "parent", "object": "b", "certainty": "hedged", "cite": "b"}},
    ),
    (
        "person",
        {
            "statements": {
                "kind": "opinion",
                "rank": "deprecated",
                "rank_reason": "It was withdrawn",
                "cite": [QUOTE],
            }
        },
    ),
]


def parts() -> Iterator[tuple[str, dict[str, Any]]]:
    """All parts of the seed's dossier, and some that it has none of."""
    yield from MORE
    dossier = read_dossier(next((SEED / "articles").glob("*.yaml"))).parts
    kinds = {"people": "person", "organizations": "organization"}
    kinds |= {"posts": "post", "events": "event"}
    for group, kind in kinds.items():
        for entity in getattr(dossier, group):
            said = entity.model_dump(mode="json", exclude_unset=True)
            for section in SECTIONS:
                found = said.get(section, [])
                for part in found if isinstance(found, list) else [found]:
                    yield kind, {section: part}


def sent(kind: str, part: dict[str, Any]) -> dict[str, Any]:
    """What a browser sends where nothing of the form is changed."""
    read = ProposedPart.model_validate(part)
    form = edit_form({"part": {read.section: read.stated()}, "subject_kind": kind}, None, ())
    fields = [field for _, fields in form.groups for field in fields]
    fields += [field for quote in form.quotes for field in quote]
    return part_of(read.section, {each.name: each.value for each in fields})


def as_read(part: dict[str, Any]) -> dict[str, Any]:
    """A part with what it means where it says nothing."""
    return ProposedPart.model_validate(part).model_dump(mode="json")


def test_a_form_that_is_sent_as_it_is_changes_nothing() -> None:
    for kind, part in parts():
        assert as_read(sent(kind, part)) == as_read(part)


@pytest.mark.parametrize(
    "fields",
    [
        {"start_date": "2020", "start_date.date": "2021"},
        {"value": "a", "value.date": "2021", "property": "birth_date"},
        {"cite.0.exact": "a", "cite.0.start": "9" * 5000, "cite.99.exact": "b", "cite.x.y": "c"},
    ],
)
def test_what_no_form_of_ours_sends_does_no_harm(fields: dict[str, str]) -> None:
    told = [part_of(section, fields)[section] for section in SECTIONS]
    assert all("x" not in each and len(each.get("cite", ())) <= 1 for each in told)
