"""Conditions on the search keys: how a query asks for names."""

from sqlalchemy import ColumnElement, false

from app.models import SearchKey, holds
from app.search.keys import MOST_WORDS, words
from app.vocabulary import EntityKind

# Behind every key that starts with a given word: keys are made of a-z and 0-9.
_AFTER_LETTERS = "{"
Conditions = tuple[ColumnElement[bool], ...]


def keys_matching(kind: EntityKind, query: str, known_at: int | None) -> list[Conditions]:
    """For each word of the query, which search keys it means: an entity needs one for each.

    A word matches the words of names that start with it, whatever the case, accents or script.
    ``known_at``: as of which change; None for now.
    """
    wanted = [word[:100] for word in words(query)[:MOST_WORDS]]
    if not wanted:
        return [(false(),)]
    of_kind = (holds(SearchKey, known_at), SearchKey.kind == kind)
    return [
        (*of_kind, SearchKey.key >= word, SearchKey.key < word + _AFTER_LETTERS) for word in wanted
    ]
