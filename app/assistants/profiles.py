"""An entity with its facts, as many as are wanted."""

from collections.abc import Iterator
from typing import Final

from app.assistants.answers import Held, Profile, Statement
from app.assistants.api import Api, Json
from app.assistants.reading import dataset, held, quoted_articles, source, statement
from app.assistants.wording import quoted
from app.vocabulary import PATHS, EntityKind

# What readers look for first; it is told where it is not on record.
_LOOKED_FOR: Final = {
    EntityKind.PERSON: ("birth_date", "nationality", "gender"),
    EntityKind.ORGANIZATION: ("classification", "founding_date", "parent"),
    EntityKind.POST: ("organization",),
    EntityKind.EVENT: ("start_date", "location"),
    EntityKind.ARTICLE: ("publisher", "publication_date", "author", "url"),
}
_SECTIONS: Final = ("facts", "other_names", "identifiers", "links")


async def read_profile(
    api: Api,
    kind: EntityKind,
    entity_id: str,
    *,
    as_of: str | None = None,
    known_at: str | None = None,
    limit: int,
) -> Profile:
    """The entity in this view; ``limit``: how many facts of each section. Raises RefusedError."""
    query = {"as_of": as_of, "known_at": known_at}
    answer = await api.get(f"{PATHS[kind]}/{entity_id}", query)
    document = answer.body
    memberships = [held(each) for each in document.get("memberships", ())]
    events = [statement(each) for each in document.get("events", ())]
    events += [statement(each, of_event=True) for each in document.get("participants", ())]
    facts = [statement(each) for each in _facts(document)]
    shown = [*memberships[:limit], *events[:limit], *facts[:limit]]
    cited, used = set(quoted_articles(shown)), {each.dataset for each in shown}
    change = document["cite"]["change"]
    return Profile(
        id=document["id"],
        kind=kind,
        name=document["name"],
        as_of=document["as_of"],
        permalink=api.link(document["cite"]["url"]),
        citation=document["cite"]["text"],
        known_at=change,
        merged_into=answer.survivor,
        memberships=memberships[:limit],
        events=events[:limit],
        facts=facts[:limit],
        more=_more(limit, memberships=memberships, events=events, facts=facts),
        not_known=list(_not_known(kind, document, memberships)),
        sources=[source(api, each, change) for each in _articles(document) if each["id"] in cited],
        datasets=[dataset(each) for each in document["datasets"] if each["id"] in used],
    )


def _facts(document: Json) -> Iterator[Json]:
    """What is neither a membership nor a part in an event, each once."""
    seen = set()
    for section in _SECTIONS:
        for each in document.get(section, ()):
            if each["id"] not in seen:
                seen.add(each["id"])
                yield each


def _articles(document: Json) -> list[Json]:
    """The articles that are quoted: those of an article are itself."""
    own = [document] if document["kind"] == EntityKind.ARTICLE else []
    return [*own, *document.get("articles", ())]


def _more(limit: int, **sections: list[Held] | list[Statement]) -> str | None:
    left = {name: len(each) - limit for name, each in sections.items() if len(each) > limit}
    if not left:
        return None
    told = ", ".join(f"{number} more of {name}" for name, number in left.items())
    return f"Left out: {told}. Ask again with a greater limit (at most 200)."


def _not_known(kind: EntityKind, document: Json, memberships: list[Held]) -> Iterator[str]:
    yield from (name for name in _LOOKED_FOR[kind] if not document.get(name))
    if kind is EntityKind.PERSON and not memberships:
        yield "any post or membership"
    for each in memberships:
        missing = [name for name in ("start", "end") if not getattr(each, f"{name}_date")]
        if missing:
            yield f"{' and '.join(missing)} of {quoted(each.label)}"
