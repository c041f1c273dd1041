"""An article's own particulars, corrected: its title, its date, who published it."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import or_
from sqlalchemy.orm import Session

from app.curating.bodies import ArticleEdit
from app.curating.errors import Fault
from app.curating.gathering import Gathered, Written
from app.dates import PartialDate
from app.ledger import NewFact
from app.ledger.facts import read_facts
from app.loading.added_articles import AddedArticle, compile_article
from app.loading.adding import SourceArticle, article_on_record
from app.loading.problems import DossierError
from app.models import Fact, known
from app.models.rows import FactRow, fact_rows
from app.timespans import timespan
from app.vocabulary import Rank
from app.written_dates import WrittenDateError, resolve_written

_PROPERTIES: Final = {
    "title": "title",
    "author": "author",
    "publisher": "publisher",
    "url": "url",
    "language": "language_code",
    "publication_date": "publication_date",
    "boilerplate": "boilerplate",
}
_GOES_WITH: Final = {"title_cite": "title", "publication_date_note": "publication_date"}


def edit_article(session: Session, article_id: str, wanted: ArticleEdit, *, actor: str) -> Written:
    """Put what is given in the place of what stands; raises BodyError and StateError.

    Where the date of publication is another one, the dates that facts have in the article's words
    are resolved anew.
    """
    gathered = Gathered(session)
    article = article_on_record(session, article_id)
    given = [name for name in _PROPERTIES if name in wanted.model_fields_set]
    gathered.faults += _faults(wanted, given)
    if article is not None and not gathered.faults:
        facts = _compiled(gathered, article, wanted)
        properties = [_PROPERTIES[name] for name in given]
        _put(gathered, article_id, properties, facts, wanted.reason)
        if "publication_date" in given:
            _date_anew(gathered, article, wanted.publication_date)
    return gathered.write(actor=actor, reason=wanted.reason)


def _faults(wanted: ArticleEdit, given: Collection[str]) -> Iterator[Fault]:
    for name, other in _GOES_WITH.items():
        if getattr(wanted, name) is not None and getattr(wanted, other) is None:
            yield (name,), f"goes with {other}: give both"
    if "title" in given and wanted.title is None:
        yield ("title",), "an article has a title: give another one"
    if not given and not any(getattr(wanted, name) for name in _GOES_WITH):
        yield (), f"say what is to be otherwise: {', '.join(_PROPERTIES)}"


def _compiled(gathered: Gathered, article: SourceArticle, wanted: ArticleEdit) -> list[NewFact]:
    """The particulars as facts; what is wrong with them is noted."""
    names = wanted.model_fields_set & (_PROPERTIES.keys() | _GOES_WITH.keys())
    told: dict[str, Any] = {name: getattr(wanted, name) for name in names}
    told = {name: value for name, value in told.items() if value is not None}
    whole: dict[str, Any] = {"title": article.id, "text": article.text}  # the title has to be told
    try:
        return compile_article(AddedArticle.model_construct(**whole | told), article.id).facts
    except DossierError as error:
        gathered.faults += [(each.field[1:], each.message) for each in error.problems]
        return []


def _put(
    gathered: Gathered,
    article_id: str,
    properties: Sequence[str],
    facts: Sequence[NewFact],
    reason: str,
) -> None:
    """Let the article have these particulars; those that are deprecated stay so beside."""
    own = (Fact.origin == article_id, Fact.subject_id == article_id, known(None))
    there = (Fact.property.in_(properties), Fact.rank != Rank.DEPRECATED)
    standing = fact_rows(gathered.session, *own, *there, order_by=Fact.row)
    for name in properties:
        rows = [row for row in standing if row.property == name]
        _put_one(gathered, rows, [fact for fact in facts if fact.property == name], reason)


def _put_one(
    gathered: Gathered, rows: Sequence[FactRow], facts: Sequence[NewFact], reason: str
) -> None:
    """Correct what stands of one particular, in the order of both; what stands already stays."""
    said = {fact.digest(row.dataset_id) for row in rows for fact in facts}
    left = [row for row in rows if row.digest not in said]
    fresh = [
        fact for fact in facts if all(fact.digest(row.dataset_id) != row.digest for row in rows)
    ]
    for row, fact in zip(left, fresh, strict=False):
        gathered.replaced[row.origin][row.id] = fact
    for row in left[len(fresh) :]:
        gathered.dropped[row.origin][row.id] = reason
    for fact in fresh[len(left) :]:
        gathered.added[fact.subject_id].append(fact)


def _date_anew(gathered: Gathered, article: SourceArticle, after: PartialDate | None) -> None:
    """Resolve anew what was resolved against the date of publication so far."""
    written = or_(
        *(column.is_not(None) for column in (Fact.start_written, Fact.end_written)),
        Fact.value_written.is_not(None),
    )
    rows = fact_rows(gathered.session, Fact.origin == article.id, known(None), written)
    for row, fact in zip(rows, read_facts(gathered.session, rows), strict=True):
        try:
            dated = _dated_anew(fact.as_said(), article.published, after)
        except WrittenDateError as error:
            gathered.faults.append((("publication_date",), f"of {row.id}: {error}"))
            continue
        if contradiction := timespan(dated.start_date, dated.end_date).contradiction:
            gathered.faults.append((("publication_date",), f"{row.id} then {contradiction}"))
        elif dated != fact.as_said():
            gathered.replaced[article.id][row.id] = dated


def _dated_anew(fact: NewFact, before: PartialDate | None, after: PartialDate | None) -> NewFact:
    """The fact with its dates in words resolved anew, but for those that a curator stated."""
    told: dict[str, Any] = {}
    for name in ("start", "end"):
        date, words = getattr(fact, f"{name}_date"), getattr(fact, f"{name}_written")
        if words and date == _meant(words, before):
            told[f"{name}_date"] = resolve_written(words, after)
    meant = fact.value_written and _meant(fact.value_written, before)
    if fact.value_written and meant and fact.value == meant.text:
        told["value"] = resolve_written(fact.value_written, after).text
    return replace(fact, **told)


def _meant(words: str, published: PartialDate | None) -> PartialDate | None:
    try:
        return resolve_written(words, published)
    except WrittenDateError:
        return None
