"""From an article to its verified draft, with what on record its entities are."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from app.drafting.records import Draft, Provider, SourceText
from app.drafting.verifying import verify
from app.writing.draft_entities import Resolved
from app.writing.matching import known_entities, resolve


@dataclass(frozen=True, slots=True)
class Drafted:
    """A verified draft; ``resolved`` says by its ids what is on record."""

    draft: Draft
    resolved: Mapping[str, Resolved]


def draft_article(
    source: SourceText, provider: Provider, rules: Provider, session: Session | None
) -> Drafted:
    """Draft an article, and verify the draft against its text.

    With a database, entities on record whose names stand in the text are told to the provider:
    ``rules`` says first which names to look for, which is cheap. Raises DraftingError.
    """
    if session is None:
        return Drafted(verify(source, provider.draft(source)), {})
    first = verify(source, rules.draft(source))
    known = known_entities(session, first, source.text)
    if known or provider is not rules:
        source = replace(source, known=known)
        first = verify(source, provider.draft(source))
    return Drafted(first, resolve(session, first))
