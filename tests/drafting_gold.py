"""Three articles on people and countries that do not exist, with what they claim.

A wire report, a profile and an obituary; their texts stand in ``tests/drafting/``. The gold is
written as tuples and brought into the form of the articles that ``make bench-draft`` reads:
entities by their names, claims by their quotes.
"""

from pathlib import Path
from typing import Any

Claim = tuple[str, str, str | None, str, dict[str, Any]]

TEXTS = Path(__file__).parent / "drafting"
WIRE, PROFILE, OBITUARY = (
    (TEXTS / f"{name}.txt").read_text(encoding="utf-8") for name in ("wire", "profile", "obituary")
)


def gold(
    text: str,
    published: str,
    people: dict[str, list[str]],
    bodies: dict[str, list[str]],
    posts: list[str],
    claims: list[Claim],
    boilerplate: list[str],
) -> dict[str, Any]:
    entities = [
        {"id": name, "type": kind, "name": name, "aliases": aliases}
        for kind, named in (("person", people), ("organization", bodies))
        for name, aliases in named.items()
    ]
    entities += [{"id": name, "type": "post", "name": name} for name in posts]
    return {
        "source": {"published": {"edtf": published}},
        "boilerplate": [
            {"start": text.index(each), "end": text.index(each) + len(each)} for each in boilerplate
        ],
        "entities": entities,
        "claims": [_claim(text, at, *claim) for at, claim in enumerate(claims)],
    }


def _claim(
    text: str, at: int, kind: str, subject: str, value: str | None, quote: str, told: dict[str, Any]
) -> dict[str, Any]:
    start = text.index(quote)
    place = {"quote": quote, "start": start, "end": start + len(quote)}
    return {
        "id": f"{kind}-{at}",
        "kind": kind,
        "subject": subject,
        "object": value,
        "qualifiers": told,
    } | place


def member(who: str, post: str, quote: str, **told: Any) -> Claim:
    return ("membership", who, post, quote, {"certainty": "asserted"} | told)


def event(who: str, quote: str, **told: Any) -> Claim:
    return ("event", who, who, quote, {"certainty": "asserted"} | told)
