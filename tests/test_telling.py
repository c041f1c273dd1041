"""Any fact of the API, and what differs between two readings of it, in a line of words."""

from typing import Any

import pytest

from app.pages.differences import differences
from app.pages.telling import plain_words, tell

LIN = {"id": "lin", "kind": "person", "name": "Lin Yuqing"}
PARTY = {"id": "party", "kind": "organization", "name": "Harbour Party"}
POST = {"id": "mayor", "kind": "post", "name": "mayor of Port Alder"}
SUMMIT = {
    "id": "s",
    "kind": "event",
    "name": "Summit",
    "start_date": "2016-09-09",
    "end_date": None,
}
HELD: dict[str, Any] = {
    "kind": "membership",
    "property": "membership",
    "post": None,
    "organization": PARTY,
    "on_behalf_of": None,
    "label": None,
    "role": None,
    "area": None,
}


def fact(kind: str, **said: Any) -> dict[str, Any]:
    plain = {"kind": kind, "property": kind, "subject": LIN, "start_date": None, "end_date": None}
    return plain | {"citations": []} | said


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (fact("name", property="former_name", value="林雨晴"), "former name 林雨晴"),
        (
            fact("attribute", property="birth_date", value="1961-05?"),
            "birth date May 1961 (uncertain)",
        ),
        (fact("identifier", property="bioguide", value="B1"), "identifier bioguide B1"),
        (fact("link", property="website", value="https://x.example"), "website https://x.example"),
        (fact("relation", property="parent", object=PARTY), "parent Harbour Party"),
        (fact("statement", property="opinion", value="Lin rises"), "opinion “Lin rises”"),
        (fact("participation", role="host", event=SUMMIT), "host, Summit, 9 September 2016"),
        (fact(**HELD), "member of Harbour Party"),
        (fact(**HELD, start_date="1988"), "member of Harbour Party, since 1988"),
        (fact(**HELD | {"label": "chair"}), "chair, Harbour Party"),
        (
            fact(**HELD | {"post": POST, "role": "the mayor of Port Alder", "on_behalf_of": PARTY}),
            "mayor of Port Alder, Harbour Party for Harbour Party",
        ),
        (
            fact(
                "attribute", property="boilerplate", value={"start": 0, "end": 4, "exact": "Menu"}
            ),
            "boilerplate Menu",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_fact_is_told_with_its_subject(told: dict[str, Any], words: str) -> None:
    assert plain_words(told) == f"Lin Yuqing: {words}"


def test_what_a_fact_names_is_linked_but_only_to_addresses_of_the_web() -> None:
    paths = [piece.path for piece in tell(fact(**HELD | {"post": POST}))]
    assert [path for path in paths if path] == ["/posts/mayor", "/organizations/party"]
    links = fact("link", property="website", value="javascript:alert(1)")
    assert not any(piece.path for piece in tell(links))


def test_what_differs_is_told_by_field_without_what_follows_from_it() -> None:
    quote = {"exact": "a lawyer", "stance": "supports"}
    denial = {"exact": "no lawyer", "stance": "disputes"}
    before = fact(**HELD, start_date="2001", organization_id="party", citations=[quote])
    after = before | {
        "start_date": "2001-06",
        "organization": PARTY | {"name": "Port Party"},
        "organization_id": "other",
        "start_date_bounds": {},
        "citations": [denial],
    }
    told = [(each.name, each.before, each.after) for each in differences(before, after)]
    assert told == [
        ("organization", "Harbour Party", "Port Party"),
        ("start", "2001", "June 2001"),
        ("quotes", "“a lawyer”", "“no lawyer” (disputes)"),
    ]
    assert differences(before, before) == []
