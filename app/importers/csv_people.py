"""Which rows of people without an id are one person.

Rows with one identifier of those that somebody gives out with care are one person, whatever they
are called, and rows with different ones are several. A row without any is whom its name and date of
birth mean, as far as others have them.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from app.importers.cleaning import Cleaner, identifier
from app.importers.records import Json
from app.importers.written_text import clean_text
from app.vocabulary import EntityKind

# Each is given to one person only; the first that a row has counts.
_GIVEN_WITH_CARE: Final = (
    *("wikidata", "viaf", "isni", "gnd", "lcauth", "bnf", "orcid", "bioguide"),
)


def by_name(kind: EntityKind, *names: str) -> str:
    """The key of what is named and not keyed."""
    return "|".join([kind, *(clean_text(name)[0].casefold() for name in names)])


def names_of(said: Json) -> tuple[str, ...]:
    """What tells a person without any identifier from others."""
    return (said["name"], said["birth_date"]) if said.get("birth_date") else (said["name"],)


class People:
    """The people of a table that have no ids.

    Remembers the names of those with an identifier, since it may stand in one row of several.
    """

    def __init__(self) -> None:
        self._identified: dict[str, set[str]] = defaultdict(set)

    def look_over(self, rows: Iterable[Json]) -> None:
        """Go through the table once before it is read, so that the order of its rows is nothing."""
        for said in rows:
            if said.get("name") and not said.get("id") and (key := _by_identifier(said)):
                self._identified[by_name(EntityKind.PERSON, *names_of(said))].add(key)

    def key(self, said: Json, clean: Cleaner) -> str:
        """The key of who a row without an id tells of; what rests on the name alone is noted."""
        if own := _by_identifier(said):
            return own
        plain = by_name(EntityKind.PERSON, *names_of(said))
        found = self._identified.get(plain, set())
        if len(found) != 1:
            return plain
        if "birth_date" not in said:
            clean.note("homonyms", "name", said["name"], "taken for the one with an identifier")
        return next(iter(found))

    def tell(self, said: Json, key: str, known: str | None, clean: Cleaner) -> None:
        """Note where a row meets another of the same name; ``known``: its key, None of several."""
        if known != key:
            done = "told apart from another person of this name"
            clean.note("homonyms", "name", said["name"], done)
        elif key == by_name(EntityKind.PERSON, said["name"]):
            done = "taken for one person with another row of this name"
            clean.note("homonyms", "name", said["name"], done)


def has_identifiers(fields: Iterable[str]) -> bool:
    """Whether any of these columns may tell people apart."""
    return any(f"identifiers.{scheme}" in fields for scheme in _GIVEN_WITH_CARE)


def _by_identifier(said: Json) -> str | None:
    """The key by an identifier; no name is empty, so it meets no key of ``by_name``."""
    for scheme in _GIVEN_WITH_CARE:
        if values := said.get(f"identifiers.{scheme}"):
            _, value = identifier(scheme, clean_text(values[0])[0])
            return by_name(EntityKind.PERSON, "", scheme, value)
    return None
