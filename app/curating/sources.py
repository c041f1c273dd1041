"""What proposals are of: an article on record, one that came with them, or another source."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

from anyascii import anyascii
from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.curating.problems import ProposalProblem
from app.dates import PartialDate
from app.ledger import NewFact
from app.loading.adding import SourceArticle, article_on_record
from app.loading.compiling import Compiler
from app.loading.dossier import Dossier, DossierArticle
from app.loading.problems import Field, Problem, field_name
from app.loading.values import Checker
from app.model_errors import field_of, is_in, words_of
from app.models import EntityValue, Fact, Proposal, ProposedArticle, holds
from app.profiles.merges import withdrawn
from app.vocabulary import CURATED, EntityKind

_MOST_OF_SLUG: Final = 60
_HASH: Final = 8


@dataclass(frozen=True, slots=True)
class Source:
    """An article with the dataset of its facts; ``particulars`` where it is yet to be recorded."""

    article: SourceArticle
    dataset_id: str
    particulars: DossierArticle | None = None


@dataclass(slots=True)
class Sources:
    """The sources of proposals, by the ids of the proposals, and what stands in the way."""

    found: dict[str, Source] = field(default_factory=dict)
    problems: list[ProposalProblem] = field(default_factory=list)


def find_sources(session: Session, proposals: Sequence[Proposal], *, deciding: bool) -> Sources:
    """The source of each proposal that has a part.

    Unless it is being decided, a source without its text is good enough: its quote is its text.
    """
    sources = Sources()
    by_article: dict[str, Source | str] = {}
    for each in proposals:
        if each.article_id is None and each.part is None:
            continue
        if each.article_id is not None:
            if each.article_id not in by_article:
                by_article[each.article_id] = _article(session, each.article_id)
            found = by_article[each.article_id]
        else:
            found = _elsewhere(session, each, deciding=deciding)
        if isinstance(found, Source) and each.part is not None:
            sources.found[each.id] = found
        elif isinstance(found, str):
            place: Field = ("article_id",) if each.article_id else ("source",)
            sources.problems.append(ProposalProblem(each.id, place, found, is_conflict=True))
    return sources


def particulars_of(source: Source) -> list[NewFact]:
    """What is recorded of an article that is new itself."""
    if source.particulars is None:
        return []
    checker = Checker(
        places=_Nowhere(),
        article_id=source.article.id,
        text=source.article.text,
        published=source.article.published,
        kinds={},
        problems=[],
    )
    dossier = Dossier(dossier=1, curator="-", article=source.particulars)
    return [*Compiler(dossier, checker, {}).article_facts(source.particulars)]


class _Nowhere:
    """Particulars were checked when they came."""

    def problem(self, field: Field, message: str) -> Problem:
        raise ValueError(f"{field}: {message}")


def _article(session: Session, article_id: str) -> Source | str:
    """The article, or why it cannot be had."""
    known = article_on_record(session, article_id)
    if known is not None:
        return Source(known, _dataset(session, article_id))
    if was_withdrawn(session, article_id):
        return f"the article {article_id!r} was withdrawn"
    # Known it may be nonetheless: what recorded it can have been reverted.
    proposed = session.get(ProposedArticle, article_id)
    if proposed is None:
        return f"there is no article {article_id!r} on record: add it first"
    particulars = _read(article_id, proposed.particulars)
    if isinstance(particulars, str):
        return particulars
    article = SourceArticle(article_id, proposed.text, particulars.publication_date)
    return Source(article, proposed.dataset_id, particulars)


def _read(article_id: str, particulars: Any) -> DossierArticle | str:
    """Particulars that came when perhaps less was asked of them, or what is wrong with them."""
    try:
        return DossierArticle.model_validate(particulars)
    except ValidationError as error:
        schema = DossierArticle.model_json_schema()
        faults = (
            f"{field_name(at)}: {words_of(each, at, schema, 'the article')}"
            for each in error.errors()
            for at in (field_of(each["loc"], partial(is_in, particulars)),)
        )
        return f"the article {article_id!r} cannot be recorded as proposed: {'; '.join(faults)}"


def _dataset(session: Session, article_id: str) -> str:
    said = select(Fact.dataset_id).where(Fact.origin == article_id).order_by(Fact.row.desc())
    return session.scalar(said.limit(1)) or CURATED


def _elsewhere(session: Session, proposal: Proposal, *, deciding: bool) -> Source | str:
    """A source that was not on record when it was proposed."""
    given = proposal.source or {}
    known = article_at(session, given["url"])
    if known is not None:
        return _article(session, known)
    written = given.get("publication_date")
    published = PartialDate.parse(written) if written else None
    if not deciding:
        return Source(SourceArticle("", given.get("text") or given["exact"], published), CURATED)
    missing = [name for name in ("title", "text") if not given.get(name)]
    if missing:
        return (
            f"{given['url']} is not on record, and the proposal lacks its {' and '.join(missing)}:"
            " the article must be added first"
        )
    told = {name: given.get(name) for name in ("title", "publisher", "url", "publication_date")}
    new_id = _new_id(given["title"], given["url"])
    particulars = _read(new_id, told | {"id": new_id, "file": "-"})
    if isinstance(particulars, str):
        return particulars
    article = SourceArticle(particulars.id, given["text"], published)
    if was_withdrawn(session, particulars.id):
        return f"the article {particulars.id!r} was withdrawn"
    return Source(article, CURATED, particulars)


def was_withdrawn(session: Session, article_id: str) -> bool:
    """Whether nothing is to be recorded of an article."""
    return article_id in withdrawn(session, [article_id])


def article_at(session: Session, url: str) -> str | None:
    """The article on record that is found under this address."""
    found = select(EntityValue.entity_id).where(
        EntityValue.kind == EntityKind.ARTICLE,
        EntityValue.property == "url",
        EntityValue.value == url,
        holds(EntityValue, None),
    )
    return session.scalar(found.order_by(EntityValue.entity_id).limit(1))


def _new_id(title: str, url: str) -> str:
    """An id that says what the article is, and is the same whenever it is asked for."""
    words = "-".join(re.findall(r"[a-z0-9]+", anyascii(title).lower()))
    digest = hashlib.sha256(url.encode()).hexdigest()[:_HASH]
    return f"{words[:_MOST_OF_SLUG].strip('-') or 'article'}-{digest}"
