"""A small world in which each text that may go out has a word of its own, by which it is found."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Engine

from app.dates import PartialDate
from app.db import write_session
from app.ledger import NewCitation, NewEntity, NewFact, OpenChange
from app.vocabulary import EntityKind, FactKind

IDS: Final = {
    EntityKind.PERSON: ["ada", "bo"],
    EntityKind.ORGANIZATION: ["board", "club"],
    EntityKind.POST: ["seat"],
    EntityKind.EVENT: ["meeting"],
    EntityKind.ARTICLE: ["gazette", "paper"],
}
WITHDRAWN: Final = ("ada", "club", "paper")
PAPER: Final = "Zqtext. Zqquote said Bo of the board, Zqbefore Bo Zqexact met Zqafter them."
GAZETTE: Final = "Bo sits on the board. Bo met others, and once more."
# What has to be gone with each of these; the words as they stand in answers.
OF_ADA: Final = (
    *("zqname", "zqformer", "zqalias", "zqfamily", "zqsummary", "zqidentifier", "zqlink"),
    *("zqstatement", "zqlabel", "zqnote", "zqrole", "zqsource", "zqwritten", "1951-02-03"),
)
OF_CLUB: Final = ("zqclub", "zqold", "zqbelonging")
OF_PAPER: Final = (
    *("zqtext", "zqquote", "zqbefore", "zqexact", "zqafter", "zqattribution", "zqtitle"),
    *("zqpublisher", "zqauthor", "zqoccupation", "zqurl"),
)
OF_BO: Final = ("zqbiography", "zqsecond", "1961-07-13", "zqnumber")
CANARIES: Final = (*OF_ADA, *OF_CLUB, *OF_PAPER, *OF_BO)


def said(
    kind: FactKind, subject_id: str, property_: str, value: Any = None, **more: Any
) -> NewFact:
    return NewFact(kind=kind, subject_id=subject_id, property=property_, value=value, **more)


def cited(exact: str, article_id: str = "gazette", **more: Any) -> tuple[NewCitation, ...]:
    text = PAPER if article_id == "paper" else GAZETTE
    start = text.index(exact)
    end = start + len(exact)
    more |= {"start": start, "end": end, "prefix": text[:start], "suffix": text[end:]}
    return (NewCitation(article_id=article_id, exact=exact, **more),)


NAME, ATTRIBUTE = FactKind.NAME, FactKind.ATTRIBUTE
_SEAT: Final = {"organization_id": "board", "post_id": "seat"}


def gazette(name: str, biography: str, club: str) -> list[NewFact]:
    """What the gazette says, and goes on saying; some of it otherwise from one day to another."""
    return [
        said(ATTRIBUTE, "gazette", "title", "The Gazette"),
        said(NAME, "ada", "name", name, citations=cited("Bo met others")),
        said(NAME, "ada", "alias", "Zqalias A", name_parts={"family_name": "Zqfamily"}),
        said(ATTRIBUTE, "ada", "summary", "A zqsummary of hers", note="Zqnote"),
        said(ATTRIBUTE, "ada", "birth_date", "1951-02-03", value_written="zqwritten"),
        said(FactKind.IDENTIFIER, "ada", "wikidata", "Zqidentifier"),
        said(FactKind.LINK, "ada", "website", "https://zqlink.example"),
        said(FactKind.STATEMENT, "ada", "opinion", "Zqstatement", citations=cited("Bo sits")),
        said(FactKind.MEMBERSHIP, "ada", "membership", {"label": "Zqlabel", "role": "x"}, **_SEAT),
        said(FactKind.PARTICIPATION, "ada", "zqrole", object_id="meeting"),
        said(ATTRIBUTE, "ada", "gender", "female", source_data={"beside": "Zqsource"}),
        said(NAME, "bo", "name", "Bo Li", source_data={"born": "1961-07-13", "name": "Bo"}),
        said(NAME, "bo", "alias", "Wrongly So"),
        said(ATTRIBUTE, "bo", "biography", biography),
        said(ATTRIBUTE, "bo", "birth_date", "1961-07-13"),
        said(FactKind.IDENTIFIER, "bo", "zqscheme", "Zqnumber"),
        said(
            FactKind.MEMBERSHIP,
            "bo",
            "membership",
            start_date=PartialDate.parse("2001"),
            citations=cited("Bo sits on the board"),
            **_SEAT,
        ),
        said(
            FactKind.MEMBERSHIP,
            "bo",
            "membership",
            {"label": "Zqbelonging"},
            organization_id="club",
        ),
        said(FactKind.PARTICIPATION, "bo", "guest", object_id="meeting"),
        said(NAME, "board", "name", "The Board"),
        said(FactKind.RELATION, "board", "parent", object_id="club"),
        said(NAME, "club", "name", club),
        said(NAME, "seat", "name", "Seat of the Board"),
        said(FactKind.RELATION, "seat", "organization", object_id="board"),
        said(NAME, "meeting", "name", "The Meeting"),
        said(ATTRIBUTE, "meeting", "start_date", "2002-03-04"),
    ]


def paper() -> list[NewFact]:
    """What the paper says of itself and of others."""
    bo = cited("Bo Zqexact met", "paper", attribution="Zqattribution")
    return [
        said(ATTRIBUTE, "paper", "title", "Zqtitle"),
        said(ATTRIBUTE, "paper", "publisher", "Zqpublisher"),
        said(ATTRIBUTE, "paper", "author", "Zqauthor"),
        said(ATTRIBUTE, "paper", "url", "https://zqurl.example"),
        said(ATTRIBUTE, "bo", "occupation", "Zqoccupation", citations=bo),
        said(FactKind.PARTICIPATION, "bo", "guest", object_id="meeting", citations=bo),
    ]


def record(engine: Engine, origin: str, facts: Sequence[NewFact]) -> None:
    with write_session(engine) as session:
        change = OpenChange(session, actor="T", action="load", reason="said", origin=origin)
        change.declare_dataset("curated", "Curated")
        change.declare([NewEntity(id=each, kind=kind) for kind, ids in IDS.items() for each in ids])
        for article_id, text in (("paper", PAPER), ("gazette", GAZETTE)):
            change.declare_article(article_id, text)
        change.record(origin, "curated", facts)
        change.close()


def fill(engine: Engine) -> None:
    """Three changes; the third corrects names and the biography."""
    record(engine, "gazette", gazette("Zqname A", "Zqbiography", "Zqclub"))
    record(engine, "paper", paper())
    record(engine, "gazette", gazette("Zqformer A", "Zqsecond", "Zqold Club"))


def proposals(fact_of_ada: str) -> list[dict[str, Any]]:
    """What was proposed: each speaks of something that is taken down."""

    def of(subject_id: str, part: Any, article_id: str = "gazette", **more: Any) -> dict[str, Any]:
        return {"subject_id": subject_id, "article_id": article_id, "part": part} | more

    def fact(property_: str, value: str, cite: str) -> dict[str, Any]:
        return {"facts": {"property": property_, "value": value, "cite": cite}}

    # It does not go with the date of birth, which is hidden.
    early = of("bo", fact("death_date", "1950", "Bo met others"))
    url = {"url": "https://zqurl.example", "exact": "Bo Zqexact met"}
    return [
        of("ada", fact("occupation", "cook", "Bo met others"), note="Zqnote"),
        of("bo", fact("occupation", "smith", "Zqquote said Bo"), "paper"),
        of("bo", fact("biography", "Zqsecond", "Bo met others")),
        of("bo", {"memberships": {"organization": "club", "cite": "Bo met others"}}, note="Zqclub"),
        {"fact_id": fact_of_ada, "article_id": "gazette", "note": "Zqsource"},
        {"subject_id": "bo", "part": {"facts": {"property": "occupation", "value": "pilot"}}}
        | {"source": url},
        early,
    ]


def probes(hidden_fact: str) -> list[dict[str, Any]]:
    """What asks, as a proposal, for what is hidden: the answer tells what is on record."""
    source = {"url": "https://example.org/probe", "exact": "Bo was born in 1999"}
    born = {"property": "birth_date", "value": "1999"}
    return [
        {"subject_id": "bo", "part": {"facts": born}, "source": source},
        {"fact_id": hidden_fact, "action": "deprecate", "source": source, "note": "Is it?"},
    ]
