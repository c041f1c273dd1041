"""An entity in one line: what tells it from others of the same name."""

from collections.abc import Iterator
from typing import Any, Final

from app.vocabulary import EntityKind

Json = dict[str, Any]
_MOST_POSTS: Final = 2
_LONGEST: Final = 200  # characters


def tell(document: Json) -> str:
    """A short description of an entity, from its ready document."""
    parts = [part for part in _TOLD[EntityKind(document["kind"])](document) if part]
    text = "; ".join(dict.fromkeys(parts))
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _of_person(document: Json) -> Iterator[str | None]:
    yield _years(document["birth_date"], document["death_date"])
    yield ", ".join(document["nationality"])
    held = sorted(document["memberships"], key=lambda each: each["end_date"] is not None)
    yield from (each["label"] or each["organization"]["name"] for each in held[:_MOST_POSTS])
    if not held:
        yield ", ".join(document["occupation"])


def _of_organization(document: Json) -> Iterator[str | None]:
    yield document["classification"]
    yield _years(document["founding_date"], document["dissolution_date"])
    yield document["parent"] and f"part of {document['parent']['name']}"
    yield document["area"]


def _of_post(document: Json) -> Iterator[str | None]:
    yield document["organization"] and document["organization"]["name"]
    yield document["area"]
    yield _years(document["start_date"], document["end_date"])


def _of_event(document: Json) -> Iterator[str | None]:
    yield document["classification"]
    yield _years(document["start_date"], document["end_date"])
    yield ", ".join(document["location"])


def _of_article(document: Json) -> Iterator[str | None]:
    yield document["publisher"]
    yield document["publication_date"]


def _years(start: str | None, end: str | None) -> str | None:
    return f"{start or ''}–{end or ''}" if start or end else None


_TOLD: Final = {
    EntityKind.PERSON: _of_person,
    EntityKind.ORGANIZATION: _of_organization,
    EntityKind.POST: _of_post,
    EntityKind.EVENT: _of_event,
    EntityKind.ARTICLE: _of_article,
}
