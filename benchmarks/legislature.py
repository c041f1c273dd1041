"""One made-up legislature: its parties, posts and people, drawn as in the real sets."""

import datetime as dt
from bisect import bisect
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate, count
from random import Random
from typing import Any, Final

from app.dates import PartialDate
from app.ledger import NewCitation, NewEntity, NewFact
from app.vocabulary import EntityKind, FactKind
from benchmarks.names import SCRIPTS, NameMaker

COUNTRIES: Final = 195
PEOPLE_AN_ARTICLE: Final = 500
_CONTEXT: Final = 32  # characters of prefix and suffix, as the loader keeps them
# How many of a thing a person has, by its share; what is left has MORE and up.
_MEMBERSHIPS: Final = (0.478, 0.210, 0.133, 0.077, 0.049, 0.022, 0.012, 0.007)
_NAMES: Final = (0.862, 0.101, 0.021, 0.005)
_IDENTIFIERS: Final = (0.640, 0.230, 0.060, 0.025, 0.015, 0.010)
_LINKS: Final = (0.300, 0.500, 0.120, 0.040, 0.015)  # the first share has none
_MOST_MEMBERSHIPS: Final = 40
_BIRTH_DATE_KNOWN: Final = 0.39
_SUBJECTS: Final = [
    "finance",
    "health",
    "defence",
    "education",
    "trade",
    "justice",
    "energy",
    "culture",
    "labour",
]
_SCHEMES: Final = ("wikidata", "parliament", "viaf", "isni", "register")


@dataclass(frozen=True, slots=True)
class Text:
    """An article and its text."""

    article_id: str
    text: str


@dataclass(slots=True)
class Legislature:
    """All facts of one legislature; the same for the same number, size and random numbers."""

    number: int
    first_person: int
    size: int
    random: Random
    entities: list[NewEntity] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)
    facts: list[NewFact] = field(default_factory=list)

    def fill(self) -> "Legislature":
        """Draw everything."""
        script = self.random.choices(list(SCRIPTS), list(SCRIPTS.values()))[0]
        maker = NameMaker(self.random, script)
        bodies = _Bodies(self, maker)
        for first in range(0, self.size, PEOPLE_AN_ARTICLE):
            people = range(first, min(first + PEOPLE_AN_ARTICLE, self.size))
            self._register(people, maker, bodies)
        return self

    def declare(self, entity_id: str, kind: EntityKind) -> str:
        """An id that the facts speak of."""
        self.entities.append(NewEntity(id=entity_id, kind=kind))
        return entity_id

    def say(self, kind: FactKind, subject: str, name: str, value: Any = None, **more: Any) -> None:
        """A fact with no citation, as imports bring most of them."""
        self.facts.append(
            NewFact(kind=kind, subject_id=subject, property=name, value=value, **more)
        )

    def _register(self, people: range, maker: NameMaker, bodies: "_Bodies") -> None:
        number = len(self.texts)
        article = self.declare(f"register-{self.number:05d}-{number}", EntityKind.ARTICLE)
        told = {
            "title": f"Register {number} of {bodies.name}",
            "publisher": "The Register",
            "language_code": "en",
            "publication_date": "2025-01-31",
        }
        for name, value in told.items():
            self.say(FactKind.ATTRIBUTE, article, name, value)
        register = _Register(article)
        for index in people:
            _Person(self, self.first_person + index, register, bodies).tell(maker)
        text = register.text()
        self.texts.append(Text(article, text))
        self.facts += register.cited_facts(text)


@dataclass(slots=True)
class _Register:
    """An article being written: a sentence for each membership, which its fact will quote."""

    article_id: str
    sentences: list[str] = field(default_factory=list)
    length: int = 0
    quoted: list[tuple[dict[str, Any], int, int]] = field(default_factory=list)

    def quote(self, sentence: str, **fact: Any) -> None:
        """Write a sentence, and a fact that quotes it without its full stop."""
        self.quoted.append((fact, self.length, self.length + len(sentence) - 1))
        self.sentences.append(sentence)
        self.length += len(sentence) + 1

    def text(self) -> str:
        """The article's text."""
        return "\n".join(self.sentences)

    def cited_facts(self, text: str) -> Iterator[NewFact]:
        """The facts with their quotes, which stand where they say."""
        for fact, start, end in self.quoted:
            citation = NewCitation(
                article_id=self.article_id,
                exact=text[start:end],
                prefix=text[max(0, start - _CONTEXT) : start],
                suffix=text[end : end + _CONTEXT],
                start=start,
                end=end,
            )
            yield NewFact(**fact, citations=(citation,))


class _Bodies:
    """The legislature itself, its parties, and the posts in it."""

    def __init__(self, of: Legislature, maker: NameMaker) -> None:
        self._of = of
        number, random = of.number, of.random
        self.name = f"Assembly {number} of {maker.name()}"
        self.assembly = self._organization(f"assembly-{number:05d}", self.name, "legislature")
        country = f"country-{number % COUNTRIES:03d}"
        of.say(FactKind.RELATION, self.assembly, "parent", object_id=country)
        parties = max(2, min(60, round(random.lognormvariate(1.95, 0.89))))
        self.parties = [
            self._organization(f"party-{number:05d}-{n}", f"{maker.name()} Party", "party")
            for n in range(parties)
        ]
        # Few are large and most are small: the n-th has an n-th of the first one's share.
        self._shares = list(accumulate(1 / rank**1.5 for rank in range(1, parties + 1)))
        # Some fill seats of their own, some one long list.
        seats = 1 if random.random() < 0.3 else max(1, of.size // 4)
        self.seats = [
            self._post(f"seat-{number:05d}-{n}", f"Member for {maker.name()}") for n in range(seats)
        ]
        self.offices = [
            self._post(f"office-{number:05d}-{n}", f"Chair {n}, {_SUBJECTS[n % len(_SUBJECTS)]}")
            for n in range(max(3, of.size // 15))
        ]

    def party(self) -> str:
        """A party, the large ones more often."""
        drawn = self._of.random.random() * self._shares[-1]
        return self.parties[bisect(self._shares, drawn)]

    def _organization(self, entity_id: str, name: str, classification: str) -> str:
        self._of.declare(entity_id, EntityKind.ORGANIZATION)
        self._of.say(FactKind.NAME, entity_id, "name", name)
        self._of.say(FactKind.ATTRIBUTE, entity_id, "classification", classification)
        return entity_id

    def _post(self, entity_id: str, name: str) -> str:
        self._of.declare(entity_id, EntityKind.POST)
        self._of.say(FactKind.NAME, entity_id, "name", name)
        self._of.say(FactKind.RELATION, entity_id, "organization", object_id=self.assembly)
        return entity_id


class _Person:
    """One person's facts."""

    def __init__(self, of: Legislature, number: int, register: _Register, bodies: _Bodies) -> None:
        self._of, self._register, self._bodies = of, register, bodies
        self._random = of.random
        self.id = of.declare(person_id(number), EntityKind.PERSON)

    def tell(self, maker: NameMaker) -> None:
        """Draw what is said of the person."""
        random, say = self._random, self._of.say
        name = maker.name()
        self._register.quote(
            f"{name} is entered in the register.",
            kind=FactKind.NAME,
            subject_id=self.id,
            property="name",
            value=name,
        )
        for _ in range(_how_many(random, _NAMES, first=0, most=11)):
            say(FactKind.NAME, self.id, "alias", maker.name())
        if random.random() < 0.8:
            say(FactKind.ATTRIBUTE, self.id, "gender", random.choice(("female", "male", "male")))
        born = dt.date(random.randint(1925, 1985), 1, 1) + dt.timedelta(random.randrange(365))
        if random.random() < _BIRTH_DATE_KNOWN:
            known = str(born) if random.random() < 0.97 else str(born.year)
            say(FactKind.ATTRIBUTE, self.id, "birth_date", known)
            if born.year < 1950 and random.random() < 0.4:
                say(FactKind.ATTRIBUTE, self.id, "death_date", f"{born.year + 70}-06-30")
        for n in range(_how_many(random, _IDENTIFIERS, first=1, most=20)):
            say(
                FactKind.IDENTIFIER,
                self.id,
                _SCHEMES[n % len(_SCHEMES)],
                f"Q{random.randrange(10**8)}",
            )
        for n in range(_how_many(random, _LINKS, first=0, most=20)):
            say(FactKind.LINK, self.id, "website", f"https://{self.id}.example/{n}")
        self._career(name, born)

    def _career(self, name: str, born: dt.date) -> None:
        """Terms one after the other: mostly the seat won first, sometimes an office or a party."""
        random, bodies = self._random, self._bodies
        seat, party = random.choice(bodies.seats), bodies.party()
        year = min(2024, born.year + random.randint(25, 60))
        for nth in range(_how_many(random, _MEMBERSHIPS, first=1, most=_MOST_MEMBERSHIPS)):
            drawn = random.random() if nth else 0.0
            post = seat if drawn < 0.65 else random.choice(bodies.offices) if drawn < 0.9 else None
            started = dt.date(year, random.randint(1, 12), random.randint(1, 28))
            year += random.choice((2, 4, 4, 4, 5))
            ended = dt.date(year, random.randint(1, 12), random.randint(1, 28))
            start = _as_stated(random, started)
            end = _as_stated(random, ended) if year < 2026 else None
            where = post or party
            self._register.quote(
                f"{name} held {where} from {start or 'an unknown day'} until {end or 'now'}.",
                kind=FactKind.MEMBERSHIP,
                subject_id=self.id,
                property="membership",
                post_id=post,
                organization_id=bodies.assembly if post else party,
                on_behalf_of_id=party if post else None,
                start_date=start,
                end_date=end,
            )
            year = min(year, 2024)


def person_id(number: int) -> str:
    """The id of a person, by number from 0 on; the load generator makes ids the same way."""
    return f"person-{number:07d}"


def world() -> tuple[list[NewEntity], list[NewFact]]:
    """The countries that the legislatures belong to."""
    ids = [f"country-{n:03d}" for n in range(COUNTRIES)]
    entities = [NewEntity(id=each, kind=EntityKind.ORGANIZATION) for each in ids]
    about: dict[str, Any] = {"kind": FactKind.NAME, "property": "name"}
    facts = [NewFact(subject_id=each, value=f"Country {each[-3:]}", **about) for each in ids]
    return entities, facts


def _how_many(random: Random, shares: tuple[float, ...], *, first: int, most: int) -> int:
    drawn = random.random()
    for number, share in zip(count(first), shares, strict=False):
        if drawn < share:
            return number
        drawn -= share
    more = first + len(shares)
    while more < most and random.random() < 0.65:
        more += 1
    return more


def _as_stated(random: Random, day: dt.date) -> PartialDate | None:
    """A day as far as a source states it."""
    drawn = random.random()
    if drawn < 0.10:
        return None
    if drawn < 0.25:
        return PartialDate.parse(str(day.year))
    if drawn < 0.30:
        return PartialDate.parse(f"{day:%Y-%m}")
    return PartialDate.of_day(day)
