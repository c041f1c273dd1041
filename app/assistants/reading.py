"""What the API answers, as parts of our answers."""

from collections.abc import Iterable, Sequence
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from app.assistants.answers import DatasetUsed, Held, Hit, Named, Quote, Source, Stated, Statement
from app.assistants.api import Api, Json
from app.vocabulary import PATHS, EntityKind

_DATED: Final = ("start_date", "start_date_written", "end_date", "end_date_written")
_PLAIN: Final = (*_DATED, "certainty", "note", "dataset", "citation_count")
_MOST: Final = 500  # articles asked for at once


def named(told: Json | None) -> Named | None:
    """An entity as others name it."""
    return Named(id=told["id"], kind=told["kind"], name=told["name"]) if told else None


def quotes(told: Sequence[Json], sentences: Sequence[str | None] = ()) -> list[Quote]:
    """Citations; with ``sentences``, each with the one that it stands in."""
    return [
        Quote(
            article_id=each["article_id"],
            quote=each["exact"],
            sentence=sentence if sentence != each["exact"] else None,
            stance=each["stance"],
            voice=each["voice"],
            attribution=each["attribution"],
        )
        for each, sentence in zip(told, sentences or [None] * len(told), strict=True)
    ]


def value_of(told: Json) -> str:
    """What a fact says, in a few words."""
    other = told.get("event") or told.get("object")
    return str(other["name"] if other else told.get("label") or told.get("value"))


def held(told: Json, cited: list[Quote] | None = None) -> Held:
    """A membership, or a tenure."""
    span = told.get("timespan") or {}
    return Held(
        **_stated(told, cited),
        label=told["label"] or told["role"] or "member",
        person=Named(**told["subject"]),
        post=named(told["post"]),
        organization=named(told["organization"]),
        on_behalf_of=named(told["on_behalf_of"]),
        holds=told.get("holds"),
        contradiction=told.get("contradiction"),
        **span,
    )


def statement(told: Json, cited: list[Quote] | None = None, *, of_event: bool = False) -> Statement:
    """A fact that is no membership; ``of_event``: who took part is what it says."""
    other: Json | None = told.get("event") or told.get("object")
    if of_event:
        other = told["subject"]
    return Statement(
        **_stated(told, cited),
        property=told["property"],
        value=told["subject"]["name"] if of_event else value_of(told),
        entity_id=other["id"] if other else None,
    )


def hit(told: Json) -> Hit:
    """Something that a search found, with the first reason why."""
    why = next(iter(told["matches"]), None)
    matched = why["text"] if why and why["text"] != told["name"] else None
    return Hit(
        **{name: told[name] for name in ("id", "kind", "name", "description", "score")},
        matched=matched,
    )


def _stated(told: Json, cited: list[Quote] | None) -> dict[str, Any]:
    return {
        "fact_id": told["id"],
        "disputed": bool(told.get("disputed")),
        "citations": quotes(told["citations"]) if cited is None else cited,
        **{name: told.get(name) for name in _PLAIN},
    }


def quoted_articles(facts: Iterable[Stated]) -> list[str]:
    """The ids of the articles that these facts quote, in the order of their first quote."""
    return list(dict.fromkeys(each.article_id for fact in facts for each in fact.citations))


async def read_sources(api: Api, facts: Iterable[Stated], known_at: str | None) -> list[Source]:
    """The articles that these facts quote."""
    ids = quoted_articles(facts)[:_MOST]
    if not ids:
        return []
    asked = {"id": ids, "known_at": known_at, "limit": _MOST}
    found = {each["id"]: each for each in (await api.get("/v1/articles", asked)).body["data"]}
    return [source(api, found[each], known_at) for each in ids if each in found]


def source(api: Api, told: Json, known_at: str | int | None) -> Source:
    """An article as a reader of a quote needs it."""
    then = f"?known_at={known_at}" if known_at else ""
    return Source(
        article_id=told["id"],
        permalink=api.link(f"{PATHS[EntityKind.ARTICLE]}/{told['id']}{then}"),
        **{name: told[name] for name in ("title", "publisher", "publication_date", "url")},
    )


async def read_datasets(api: Api, facts: Iterable[Stated]) -> list[DatasetUsed]:
    """The datasets that these facts are from."""
    used = sorted({fact.dataset for fact in facts})
    return [dataset((await api.get(f"/v1/datasets/{each}")).body) for each in used]


def dataset(told: Json) -> DatasetUsed:
    """A dataset with its licence."""
    return DatasetUsed(
        **{name: told[name] for name in ("id", "title", "licence", "attribution", "url")}
    )


def following(page: Json) -> str | None:
    """How to get what is behind this page."""
    if not page["next"]:
        return None
    cursor = parse_qs(urlsplit(page["next"]).query)["cursor"][0]
    return f"There is more: ask the same again with cursor={cursor}"
