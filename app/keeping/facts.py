"""Whether each fact says what it was recorded with, and each text and quote is as it was."""

import hashlib
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, Final

from sqlalchemy import Select, exists, func, or_, select
from sqlalchemy.orm import Session

from app.keeping.problems import Problem, Progress
from app.ledger.facts import NewFact, read_facts
from app.models import ArticleText, Citation, Fact
from app.models.rows import CitationRow, FactRow, fact_rows

_FACTS_AT_ONCE: Final = 500
_TEXTS_AT_ONCE: Final = 20
_BEFORE_ALL: Final = -(2**62)  # the number of no row
_BOUNDS: Final = ("start_earliest", "start_latest", "end_earliest", "end_latest")


def check_facts(session: Session, since: int, progress: Progress) -> Iterator[Problem]:
    """Whether facts have the digest of what they and their citations say, and the right bounds."""
    last = session.scalar(select(func.max(Fact.row))) or 0
    numbers = select(Fact.row).order_by(Fact.row).limit(_FACTS_AT_ONCE)
    if since > 1:
        numbers = numbers.where(or_(Fact.recorded_in >= since, Fact.retracted_in >= since))
    row = _BEFORE_ALL
    while rows := list(session.scalars(numbers.where(Fact.row > row))):
        yield from _wrong_facts(session, rows)
        row = rows[-1]
        progress("facts", row, last)


def _wrong_facts(session: Session, rows: Sequence[int]) -> Iterator[Problem]:
    """What is wrong with these rows; where one cannot be read, they are read one by one."""
    try:
        facts = fact_rows(session, Fact.row.in_(rows), order_by=Fact.row)
        said = read_facts(session, facts)
    except (ValueError, TypeError, KeyError) as error:
        if len(rows) > 1:
            for row in rows:
                yield from _wrong_facts(session, [row])
            return
        change = session.scalar(select(Fact.recorded_in).where(Fact.row == rows[0]))
        where = f"fact row {rows[0]}, recorded by change {change}"
        yield Problem("facts", where, f"cannot be read: {error}", change=change)
        return
    for fact, told in zip(facts, said, strict=True):
        yield from _wrong_fact(fact, told)


def _wrong_fact(fact: FactRow, told: NewFact) -> Iterator[Problem]:
    where = f"fact {fact.id} (row {fact.row}, recorded by change {fact.recorded_in})"
    wrong = []
    if told.digest(fact.dataset_id) != fact.digest:
        wrong.append("it or one of its citations says something else than its digest is over")
    columns = told.columns()
    bounds = ", ".join(name for name in _BOUNDS if columns[name] != getattr(fact, name))
    if bounds:
        wrong.append(f"{bounds}: no bound of {fact.start_date} or {fact.end_date}")
    for what in wrong:
        yield Problem("facts", where, what, change=fact.recorded_in)


def check_texts(session: Session, since: int, progress: Progress) -> Iterator[Problem]:
    """Whether texts are in NFC and have their sha256, and each quote stands at its place."""
    yield from _quotes_of_nothing(session)
    yield from _misnumbered(session)
    total = session.scalar(select(func.count()).select_from(ArticleText)) or 0
    found = select(ArticleText).order_by(ArticleText.article_id).limit(_TEXTS_AT_ONCE)
    last, done = "", 0
    while texts := session.scalars(found.where(ArticleText.article_id > last)).all():
        citations = _citations(session, [each.article_id for each in texts], since)
        for each in texts:
            if each.declared_in >= since:
                yield from _wrong_text(each)
            for citation in citations[each.article_id]:
                yield from _wrong_quote(citation, each.text)
        last, done = texts[-1].article_id, done + len(texts)
        session.expunge_all()
        progress("texts", done, total)


def _wrong_text(text: ArticleText) -> Iterator[Problem]:
    where, change = f"the text of {text.article_id}", text.declared_in
    if hashlib.sha256(text.text.encode()).hexdigest() != text.sha256:
        what = f"is not the one that change {change} declared: its sha256 is another"
        yield Problem("texts", where, what, change=change)
    if not unicodedata.is_normalized("NFC", text.text):
        yield Problem("texts", where, "is not in NFC", change=change)


def _citations(
    session: Session, article_ids: Sequence[str], since: int
) -> defaultdict[str, list[CitationRow]]:
    by_article: defaultdict[str, list[CitationRow]] = defaultdict(list)
    for row in session.execute(_quoting().where(Citation.article_id.in_(article_ids))):
        if row.recorded_in >= since:
            by_article[row.article_id].append(CitationRow(*row[:-1]))
    return by_article


def _quoting() -> Select[*tuple[Any, ...]]:
    columns = (*Citation.__table__.columns, Fact.recorded_in)
    found = select(*columns).join(Fact, Fact.row == Citation.fact_row)
    return found.order_by(Citation.article_id, Citation.start)


def _wrong_quote(cited: CitationRow, text: str) -> Iterator[Problem]:
    start, end = cited.start, cited.end
    wrong = [
        name
        for name, holds in (
            ("exact", text[start:end] == cited.exact),
            ("prefix", text[:start].endswith(cited.prefix)),
            ("suffix", text[end:].startswith(cited.suffix)),
        )
        if not holds
    ]
    if wrong:
        stands = f"not what stands in {cited.article_id} from {start} to {end}"
        yield Problem("texts", _place(cited), f"{', '.join(wrong)}: {stands}")


def _quotes_of_nothing(session: Session) -> Iterator[Problem]:
    text = exists().where(ArticleText.article_id == Citation.article_id)
    for row in session.execute(_quoting().where(~text).limit(_FACTS_AT_ONCE)):
        what = f"quotes {row.article_id}, of which there is no text"
        yield Problem("texts", _place(row), what, change=row.recorded_in)


def _misnumbered(session: Session) -> Iterator[Problem]:
    """Citations of a fact are numbered from 0 on, without gaps."""
    ordinals = (func.min(Citation.ordinal), func.max(Citation.ordinal), func.count())
    found = select(Citation.fact_row, Fact.recorded_in).join(Fact, Fact.row == Citation.fact_row)
    grouped = found.group_by(Citation.fact_row, Fact.recorded_in)
    wrong = grouped.having(or_(ordinals[0] != 0, ordinals[1] != ordinals[2] - 1))
    for row in session.execute(wrong):
        where = f"the citations of fact row {row.fact_row}"
        what = "are not numbered from 0 on"
        yield Problem("texts", where, what, change=row.recorded_in)


def _place(cited: Any) -> str:
    return f"citation {cited.ordinal} of fact row {cited.fact_row}"
