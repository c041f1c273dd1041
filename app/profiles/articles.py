"""An article's document. Its text is added when it is served, since it never changes."""

from collections.abc import Iterable
from typing import Any, Final

from app.models.rows import FactRow
from app.profiles.best import best_value
from app.profiles.evidence import Evidence
from app.profiles.facts import Json, Writer
from app.profiles.parts import opening
from app.vocabulary import EntityKind, FactKind

_FIELDS: Final = ("title", "author", "publisher", "publication_date", "language_code")


def document(article_id: str, evidence: Evidence, writer: Writer) -> Json:
    """The article's own particulars, its boilerplate spans, and how many facts it supports."""
    facts = evidence.about[article_id]
    spans = [fact.value for fact in facts if _is_boilerplate(fact)]
    return {
        **_head(article_id, evidence),
        "boilerplate": sorted(spans, key=lambda span: int(span["start"])),
        "datasets": writer.datasets([facts]),
        "facts": writer.facts(fact for fact in facts if not _is_boilerplate(fact)),
        "facts_url": f"/v1/articles/{article_id}/facts",
    }


def short(article_id: str, evidence: Evidence, _writer: Writer) -> Json:
    """One line of the list of articles."""
    return _head(article_id, evidence) | {"api_url": f"/v1/articles/{article_id}"}


def boilerplate(facts: Iterable[FactRow]) -> list[tuple[int, int]]:
    """The parts of the text that are not the article's, in their order."""
    spans: list[Any] = [fact.value for fact in facts if _is_boilerplate(fact)]
    return sorted((int(span["start"]), int(span["end"])) for span in spans)


def _head(article_id: str, evidence: Evidence) -> Json:
    facts = evidence.about[article_id]
    return {
        **opening(article_id, EntityKind.ARTICLE, facts),
        **{name: best_value(facts, name) for name in _FIELDS},
        "url": best_value(facts, "url"),
        "fact_count": evidence.citing.get(article_id, 0),
    }


def _is_boilerplate(fact: FactRow) -> bool:
    return fact.kind == FactKind.ATTRIBUTE and fact.property == "boilerplate"
