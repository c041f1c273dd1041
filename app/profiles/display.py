"""The name that an entity is shown by in the reader's language.

``name`` is what an entity is cited by, and never depends on who asks. ``display_name`` beside it is
the same where a document is kept ready, and is replaced when it is served (docs/decisions/0013).
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Final

import orjson

from app.languages import lookup
from app.models.rows import FactRow
from app.profiles.best import Facts, display_name, most_printed, names_now
from app.search.script_codes import script_code
from app.vocabulary import FactKind

# Quotes within a value are escaped, so the first match is the document's own field.
_FIELD: Final = re.compile(rb'"display_name":"(?:[^"\\]|\\.)*"')
_STANDING_IN: Final = ("alias", "transliteration")


def display_names(entity_id: str, facts: Facts) -> str | None:
    """The name to show for each language, as JSON; None where none is other than the primary one.

    Former names and names at birth are not shown for present ones. Aliases and transliterations
    stand in where there is no name of the language, unless they may only be short for the primary
    name: one that does not tell its language, in the same script.
    """
    if not any(fact.lang for fact in facts):
        return None
    primary = display_name(entity_id, facts)
    names = _by_language(facts, "name")
    told = any(fact.lang for fact in facts if fact.kind == FactKind.NAME and fact.value == primary)
    for kind in _STANDING_IN:
        for lang, name in _by_language(facts, kind).items():
            if told or script_code(name) != script_code(primary):
                names.setdefault(lang, name)
    if all(name == primary for name in names.values()):
        return None
    return orjson.dumps(dict(sorted(names.items()))).decode()


def displayed(
    item: bytes, names: str | None, languages: tuple[str, ...]
) -> tuple[bytes, str | None]:
    """A document or a line of a list (JSON) for a reader of these languages.

    With the language of its ``display_name``; None where that is the primary name, and the item is
    left as it is. ``names``: what is kept of ``display_names``.
    """
    chosen = _chosen(names, languages) if names and languages else None
    if chosen is None:
        return item, None
    field, language = chosen
    return _FIELD.sub(lambda _: field, item, count=1), language


@lru_cache(maxsize=10_000)
def _chosen(names: str, languages: tuple[str, ...]) -> tuple[bytes, str] | None:
    known = orjson.loads(names)
    language = lookup(languages, tuple(known))
    if language is None:
        return None
    return b'"display_name":' + orjson.dumps(known[language]), language


def _by_language(facts: Sequence[FactRow], property_: str) -> dict[str, str]:
    same: dict[str, list[FactRow]] = defaultdict(list)
    for fact in names_now(_of_kind(facts, property_)):
        if fact.lang and fact.end_date is None:
            same[fact.lang].append(fact)
    return {lang: most_printed(group) for lang, group in same.items()}


def _of_kind(facts: Iterable[FactRow], property_: str) -> Iterator[FactRow]:
    return (fact for fact in facts if fact.kind == FactKind.NAME and fact.property == property_)
