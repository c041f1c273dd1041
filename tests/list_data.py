"""A made-up set in which every filter, sort and facet of every list has something to tell apart.

Forty people with what they held, where and when, drawn by lot but always the same. The first change
records the first half of it, the second the rest; ``doubled`` was merged into ``person-00`` and
``person-39`` was withdrawn.
"""

from collections.abc import Iterator
from random import Random
from typing import Any, Final

from sqlalchemy import Engine

from app.dates import PartialDate
from app.db import write_session
from app.ledger import NewCitation, NewEntity, NewFact, OpenChange
from app.ledger.merging import merge
from app.ledger.undoing import withdraw
from app.vocabulary import Certainty, EntityKind, FactKind

PEOPLE: Final = 40
DATES: Final = [
    "1950",
    "1950-06",
    "1950-06-15",
    "1950~",
    "..1951",
    "1949..1952",
    "1951-12-31",
    "..",
]
STARTS: Final = ["1980", "1985-03", "1990-01-01", "1990?", "1995..1996", "2001-07-01", None]
ENDS: Final = ["1991", "1997-05", "2003-02-01", "..2005", None, None]
NAMES: Final = ["Zoë", "zoe", "Álvaro", "Ada", "ada", "Öner", "Bo", "Ćiro", "Čiro", "刘建超"]
ORGANIZATIONS: Final = ["senate", "court", "party", "league"]
POSTS: Final = ["speaker", "clerk", "judge", "usher", "envoy"]
EVENTS: Final = ["summit", "congress", "meeting", "talks"]
ARTICLES: Final = ["herald", "gazette", "tribune"]


def cite(article_id: str) -> tuple[NewCitation, ...]:
    return (NewCitation(article_id=article_id, exact="x", prefix="", suffix="", start=0, end=1),)


def say(kind: FactKind, subject: str, name: str, value: Any = None, **more: Any) -> NewFact:
    return NewFact(kind=kind, subject_id=subject, property=name, value=value, **more)


def attributes(subject: str, **values: Any) -> Iterator[NewFact]:
    for name, value in values.items():
        for each in value if isinstance(value, list) else [value]:
            if each is not None:
                yield say(FactKind.ATTRIBUTE, subject, name, each)


def date(text: str | None) -> PartialDate | None:
    return PartialDate.parse(text) if text else None


def person(number: int, random: Random) -> Iterator[NewFact]:
    """What is said of one person."""
    subject = f"person-{number:02d}"
    name = f"{random.choice(NAMES)} {random.choice(NAMES)}"
    yield say(FactKind.NAME, subject, "name", name, citations=cite(random.choice(ARTICLES)))
    words = {
        "gender": random.choice(["female", "male", None]),
        "birth_date": random.choice([*DATES, None]),
        "death_date": random.choice(["2000", "2010-05-05", None, None, None]),
        "nationality": random.sample(["Kessarian", "Deltan", "Moorish"], random.randint(0, 2)),
        "occupation": random.sample(["jurist", "baker"], random.randint(0, 1)),
        "language": random.sample(["Old Kessarian", "Delta"], random.randint(0, 2)),
        "image": random.choice([f"http://localhost/{number}.jpg", None]),
        "biography": random.choice(["Long ago.", None]),
        "summary": random.choice(["A person.", None]),
    }
    yield from attributes(subject, **words)
    if number % 3 == 0:
        yield say(FactKind.IDENTIFIER, subject, "register", str(number % 7))
    for event in random.sample(EVENTS, random.randint(0, 2)):
        yield say(FactKind.PARTICIPATION, subject, "participant", object_id=event)
    for _ in range(random.randint(0, 3)):
        yield membership(subject, random)


def membership(subject: str, random: Random) -> NewFact:
    certainty = random.choice([Certainty.ASSERTED, Certainty.REPORTED, Certainty.HEDGED])
    return NewFact(
        kind=FactKind.MEMBERSHIP,
        subject_id=subject,
        property="membership",
        organization_id=random.choice(ORGANIZATIONS),
        post_id=random.choice([*POSTS, None]),
        on_behalf_of_id=random.choice(["party", "league", None]),
        start_date=date(random.choice(STARTS)),
        end_date=date(random.choice(ENDS)),
        certainty=certainty,
        citations=cite(random.choice(ARTICLES)),
    )


def bodies() -> Iterator[NewFact]:
    """Organizations, posts, events and articles."""
    relation, name, identifier = FactKind.RELATION, FactKind.NAME, FactKind.IDENTIFIER
    for n, each in enumerate([*ORGANIZATIONS, *POSTS, *EVENTS, "vigil"]):
        yield say(name, each, "name", f"The {each}", citations=cite(ARTICLES[n % 2]))
    for n, each in enumerate(ORGANIZATIONS):
        kind, founded = (
            ["chamber", "court", "party", "party"][n],
            ["1900", "1900-05", None, "1850"][n],
        )
        yield from attributes(each, classification=kind, founding_date=founded)
    yield from attributes(
        "league", dissolution_date="2015", area="Delta", location=["Port", "Hill"]
    )
    yield from attributes(
        "court", image="http://localhost/c.jpg", summary="A court.", location="Hill"
    )
    yield from attributes("court", dissolution_date="2020-01-01", area="Kessaria")
    yield say(identifier, "senate", "register", "s1")
    yield say(identifier, "summit", "register", "e1")
    yield say(relation, "court", "parent", object_id="senate")
    yield say(relation, "league", "parent", object_id="party")
    for n, each in enumerate(POSTS[:4]):
        yield say(relation, each, "organization", object_id=ORGANIZATIONS[n % 3])
    yield from attributes(
        "speaker", role="chair", area="Delta", start_date="1901", summary="Chair."
    )
    yield from attributes("clerk", role="clerk", start_date="1950-02", end_date="2010")
    yield from attributes("judge", role="judge", area="Kessaria", end_date="2019-12-31")
    for n, each in enumerate(EVENTS):
        yield from attributes(each, classification=["meeting", "summit", "meeting", None][n])
    yield from attributes("summit", start_date="1999-01", end_date="1999-02", location="Port")
    yield from attributes(
        "congress", start_date="2001-05-05", location=["Hill", "Port"], summary="Big."
    )
    yield from attributes("talks", start_date="1999-01-15", end_date="2001", location="Hill")
    yield say(relation, "meeting", "part_of", object_id="summit")
    yield say(relation, "talks", "part_of", object_id="congress")
    yield say(relation, "summit", "organization", object_id="party")
    yield say(relation, "talks", "organization", object_id="senate")
    told = (("Herald", "2001", "en", ["Ada", "Bo"]), ("Gazette", "2001-05", "de", ["Bo"]))
    for each, (publisher, published, language, authors) in zip(ARTICLES, told, strict=False):
        yield from attributes(each, publisher=publisher, publication_date=published, author=authors)
        yield from attributes(each, language_code=language, title=f"The {each} says")
    yield from attributes("tribune", title="Nothing", url="http://localhost/tribune")


def declare(change: OpenChange) -> None:
    change.declare_dataset("curated", "Curated")
    change.declare_dataset("register", "A register")
    kinds = {
        EntityKind.ORGANIZATION: ORGANIZATIONS,
        EntityKind.POST: POSTS,
        EntityKind.EVENT: [*EVENTS, "vigil"],  # to which nobody came
        EntityKind.ARTICLE: ARTICLES,
        EntityKind.PERSON: ["doubled", *(f"person-{n:02d}" for n in range(PEOPLE))],
    }
    for kind, ids in kinds.items():
        change.declare(NewEntity(id=each, kind=kind) for each in ids)
    for each in ARTICLES:
        change.declare_article(each, "x")


def registered() -> Iterator[NewFact]:
    """What the register says of others than people."""
    yield say(FactKind.PARTICIPATION, "person-39", "guest", object_id="talks")
    yield say(FactKind.IDENTIFIER, "usher", "register", "u1")
    yield say(FactKind.IDENTIFIER, "court", "register", "c1")
    yield say(FactKind.ATTRIBUTE, "gazette", "url", "http://localhost/gazette")


def fill_lists(engine: Engine) -> None:
    """Write the set, in four changes."""
    random = Random(7)  # noqa: S311 (to repeat, not to hide)
    people = [list(person(number, random)) for number in range(PEOPLE)]
    people[0].append(say(FactKind.NAME, "doubled", "name", "Zoe Double"))
    early, late = ([fact for each in half for fact in each] for half in (people[:20], people[20:]))
    with write_session(engine) as session:
        change = OpenChange(session, actor="Tester", action="load", reason="the first half")
        declare(change)
        change.record("bodies", "curated", list(bodies()))
        change.record("early", "curated", early)
        change.close()
    with write_session(engine) as session:
        change = OpenChange(session, actor="Tester", action="load", reason="the second half")
        change.record("late", "register", [*late, *registered()])
        change.close()
    with write_session(engine) as session:
        merge(session, "doubled", "person-00", actor="Tester", reason="the same")
    with write_session(engine) as session:
        withdraw(session, "person-39", actor="Tester", reason="wrong")
