"""From an article to its verified draft, with what on record its entities are."""

from dataclasses import replace

from sqlalchemy.orm import Session

from app.drafting.records import Provider, SourceText
from app.drafting.verifying import verify
from app.writing.drafted_article import Drafted
from app.writing.matching import known_entities, resolve
from app.writing.post_bodies import with_bodies


def draft_article(
    source: SourceText, provider: Provider, rules: Provider, session: Session | None
) -> Drafted:
    """Draft an article, and verify the draft against its text.

    With a database, entities on record whose names stand in the text are told to the provider:
    ``rules`` says first which names to look for, which is cheap. Raises DraftingError.
    """
    if session is None:
        return Drafted(*with_bodies(verify(source, provider.draft(source))))
    first = verify(source, rules.draft(source))
    known = known_entities(session, first, source.text)
    if known or provider is not rules:
        source = replace(source, known=known)
        first = verify(source, provider.draft(source))
    draft, inferred = with_bodies(first)
    return Drafted(draft, inferred, resolve(session, draft))
