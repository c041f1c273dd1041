"""Articles made up of few words, drawn by lot but always the same, with what each of them has."""

from random import Random
from typing import Any, Final

from sqlalchemy import Engine

from app.db import write_session
from app.ledger import NewEntity, NewFact, OpenChange
from app.vocabulary import EntityKind, FactKind

# Each with the words that it is, as they are folded.
UNITS: Final = {
    "river": ["river"],
    "Delta,": ["delta"],
    "Škoda": ["skoda"],
    "party-to-party": ["party", "to", "party"],
    "O’Neill": ["o", "neill"],
    "река": ["reka"],
    "نهر": ["nhr"],
    "刘建超": ["刘", "建", "超"],
    "建设。": ["建", "设"],
    "ＷＡＴＥＲ": ["water"],
    "(board)": ["board"],
}
ARTICLES: Final = 60


def texts() -> dict[str, list[str]]:
    """The units of each article, by its id."""
    random = Random(4)  # noqa: S311 (a lot, not a secret)
    return {
        f"article-{number:02d}": random.choices(list(UNITS), k=random.randint(1, 12))
        for number in range(ARTICLES)
    }


def words_of(units: list[str]) -> list[str]:
    """The words of a text, in its order."""
    return [word for unit in units for word in UNITS[unit]]


def fill_texts(engine: Engine) -> None:
    """Record the articles."""
    with write_session(engine) as session:
        change = OpenChange(session, actor="Ed", action="load", reason="made up", origin="made-up")
        change.declare(NewEntity(id=each, kind=EntityKind.ARTICLE) for each in texts())
        change.declare_dataset("made-up", "Made up")
        for article_id, units in texts().items():
            change.declare_article(article_id, " ".join(units))
        said = [_title(article_id) for article_id in texts()]
        change.record("made-up", "made-up", said)
        change.close()


def _title(article_id: str) -> NewFact:
    title = article_id.replace("article-", "Zzyzx ")
    about: dict[str, Any] = {"subject_id": article_id, "property": "title"}
    return NewFact(kind=FactKind.ATTRIBUTE, value=title, **about)
