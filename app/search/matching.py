"""Lists narrowed to the entities whose names match a query."""

from sqlalchemy import false, select
from sqlalchemy.orm import InstrumentedAttribute

from app.db import AnySelect
from app.models import SearchKey, holds
from app.search.keys import MOST_WORDS, words
from app.vocabulary import EntityKind

# Behind every key that starts with a given word: keys are made of a-z and 0-9.
_AFTER_LETTERS = "{"


def matching(
    statement: AnySelect,
    entity_id: InstrumentedAttribute[str],
    kind: EntityKind,
    query: str | None,
    known_at: int | None,
) -> AnySelect:
    """The statement, with only the entities of which a name has each word of ``query``.

    A word matches the words of names that start with it, whatever the case, accents or script.
    ``known_at``: as of which change; None for now.
    """
    if query is None:
        return statement
    wanted = [word[:100] for word in words(query)[:MOST_WORDS]]
    if not wanted:
        return statement.where(false())
    for word in wanted:
        found = select(SearchKey.entity_id).where(
            holds(SearchKey, known_at),
            SearchKey.kind == kind,
            SearchKey.key >= word,
            SearchKey.key < word + _AFTER_LETTERS,
        )
        statement = statement.where(entity_id.in_(found))
    return statement
