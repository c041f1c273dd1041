"""The persons of an article by their names: full names first, then surnames led back to them."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from app.drafting import lexicon
from app.drafting.entities import Entities, Entity
from app.drafting.names import Name
from app.drafting.records import Named, Span


class People:
    """Leads each printed name to its person."""

    def __init__(self, entities: Entities, found: Sequence[Name]) -> None:
        """``found`` are all names of the article, in order."""
        self._entities = entities
        self._by_part: dict[str, list[Entity]] = {}
        self._latest: dict[str, int] = {}
        self._alone: Counter[str] = Counter()
        full = [each for each in found if each.kind is Named.PERSON and _is_full(each)]
        for name in full:
            person = self._same_person(name.text) or entities.named(
                Named.PERSON, name.text, name.place
            )
            entities.same(name.text, person)
            _note_gender(person, name.address)
            for part in _parts(name.text):
                holders = self._by_part.setdefault(part, [])
                if person not in holders:
                    holders.append(person)
        self._by_middle = _middles({each.id: each for each in map(self._full, full) if each})

    def of(self, name: Name) -> Entity | None:
        """The person whom a name means here; None where it is no person's, or nobody's known."""
        if name.kind is not Named.PERSON:
            return None
        person = self._full(name) or self._by_surname(name)
        if person is None and (name.address or not name.is_surname):
            person = self._entities.named(Named.PERSON, name.text, name.place)
        if person is not None:
            _note_gender(person, name.address)
            self._latest[person.id] = name.place.start
        return person

    def _full(self, name: Name) -> Entity | None:
        if not _is_full(name):
            return None
        return self._entities.named(Named.PERSON, name.text, name.place)

    def _by_surname(self, name: Name) -> Entity | None:
        """The holder of the surname who was named last; of those with another gender none."""
        called = name.text.casefold()
        holders = self._by_part.get(called) or self._by_middle.get(called, [])
        gender = _gender(name.address)
        fitting = [each for each in holders if gender is None or each.is_female in (None, gender)]
        if not fitting:
            return None
        # Of two of one name, the one who is called by it alone is the first who was named.
        named = [each for each in fitting if each.id in self._latest] or fitting
        surname = name.text.casefold()
        person = max(
            named,
            key=lambda each: (
                self._alone[each.id],
                each.name.casefold().endswith(surname),
                self._latest.get(each.id, -1),
            ),
        )
        self._alone[person.id] += 1
        person.also(name.text)
        return person

    def _same_person(self, text: str) -> Entity | None:
        """A person already named whose names are these, with or without a middle one."""
        parts = text.casefold().split()
        for each in self._by_part.get(parts[-1], []):
            other = each.name.casefold().split()
            shorter, longer = sorted((parts, other), key=len)
            if len(shorter) > 1 and shorter == longer[-len(shorter) :]:
                return each
            if len(shorter) > 1 and shorter[0] == longer[0] and set(shorter) <= set(longer):
                return each
        return None


_SUFFIXES: Final = frozenset("jr sr ii iii iv".split())


def _is_full(name: Name) -> bool:
    words = name.text.split()
    return sum(word not in lexicon.PARTICLES for word in words) > 1


def _parts(text: str) -> list[str]:
    """What a person may be called alone: the last name with its particles, the last, the first."""
    words = text.casefold().split()
    parts = {words[-1]: None, words[0]: None}
    while len(words) > 2 and words[-1].rstrip(".") in _SUFFIXES:  # noqa: PLR2004 - a name of two
        words = words[:-1]
    parts[words[-1]] = None
    for at in range(1, len(words) - 1):
        parts[" ".join(words[at:])] = None
        # Of "Ana Luz y Roca" and "Ana Luz de Roca" Luz is the family's name, too.
        if words[at] not in lexicon.PARTICLES and words[at + 1] in lexicon.PARTICLES:
            parts[words[at]] = None
    return list(parts)


def _middles(people: dict[str, Entity]) -> dict[str, list[Entity]]:
    """Who is called by the one before the last of three names, as Ana Prado Luz is Prado."""
    found: dict[str, list[Entity]] = {}
    for person in people.values():
        for part in person.name.casefold().split()[1:-1]:
            if part not in lexicon.PARTICLES:
                found.setdefault(part, []).append(person)
    return found


_FEMALE: Final = lexicon.HONORIFICS_F
_MALE: Final = lexicon.HONORIFICS_M


def _gender(address: str) -> bool | None:
    words = address.replace(".", "").split()
    if any(each in _FEMALE for each in words):
        return True
    return False if any(each in _MALE for each in words) else None


def _note_gender(person: Entity, address: str) -> None:
    gender = _gender(address)
    if gender is not None:
        person.is_female = gender


def first_place(text: str, name: str, fallback: Span, cut: Sequence[Span]) -> Span:
    """Where a name first stands in the article, its title included and page furniture not."""
    at = text.find(name)
    while 0 <= at < fallback.start:
        place = Span(at, at + len(name))
        inside = any(each.start <= at < each.end for each in cut)
        if not inside and not text[at - 1 : at].isalnum() and not text[place.end :][:1].isalnum():
            return place
        at = text.find(name, at + 1)
    return fallback
