"""Drafting with a model of spaCy: it names what the rules missed, and they read the text again."""

import sys
from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module
from typing import Any, Final

from app.drafting.failing import DraftingError
from app.drafting.records import (
    Draft,
    DraftEntity,
    KnownEntity,
    Named,
    Provider,
    SourceText,
    Span,
)

DEFAULT_MODEL: Final = "en_core_web_sm"
_KINDS: Final = {
    "PERSON": Named.PERSON,
    "PER": Named.PERSON,
    "ORG": Named.ORGANIZATION,
    "GPE": Named.PLACE,
    "LOC": Named.PLACE,
    "EVENT": Named.EVENT,
}
_FOUND: Final = "spacy-found-"  # before the ids under which the rules are told of them


class SpacyProvider:
    """The rules, told of the names that a model finds."""

    def __init__(self, model: str, rules: Provider) -> None:
        """Load the model: a package's name, or a folder. Raises DraftingError."""
        self._model = _load(model)
        self._rules = rules
        self.name = f"spacy:{model}"

    def draft(self, source: SourceText) -> Draft:
        """What the rules find with the model's names, and the names of which they say nothing."""
        first = self._rules.draft(source)
        missed = [*_missed(source.text, first, self._model(source.text).ents)]
        if not missed:
            return first
        told = tuple(
            KnownEntity(id=f"{_FOUND}{index}", kind=each.kind, names=(each.name,))
            for index, each in enumerate(missed)
        )
        draft = self._rules.draft(replace(source, known=(*source.known, *told)))
        entities = [
            replace(each, known_id=None) if (each.known_id or "").startswith(_FOUND) else each
            for each in draft.entities
        ]
        named = {name.casefold() for each in entities for name in (each.name, *each.aliases)}
        entities += [each for each in missed if each.name.casefold() not in named]
        return replace(draft, entities=tuple(entities))


def _load(model: str) -> Any:
    try:
        spacy = import_module("spacy")
    except ImportError:
        raise DraftingError(
            f"spaCy is not installed: {sys.executable} -m pip install 'spacy>=3.8'"
        ) from None
    try:
        return spacy.load(model)
    except OSError:
        raise DraftingError(
            f"spaCy has no model {model!r}: {sys.executable} -m spacy download {model}"
        ) from None


def _missed(text: str, draft: Draft, found: Any) -> Iterator[DraftEntity]:
    """What the model names and no entity of the draft is called, each once."""
    known = {name.casefold() for each in draft.entities for name in (each.name, *each.aliases)}
    for each in found:
        kind, span = _KINDS.get(each.label_), _trimmed(text, each.start_char, each.end_char)
        name = " ".join(text[span.start : span.end].split())
        folded = name.casefold()
        is_part = any({*folded.split()} <= {*other.split()} for other in known)
        if kind and name and not is_part:
            known.add(folded)
            yield DraftEntity(id=f"{_FOUND}{span.start}", kind=kind, name=name, mention=span)


def _trimmed(text: str, start: int, end: int) -> Span:
    """Without an article in front and a genitive behind."""
    for article in ("the ", "The ", "a ", "A "):
        if text.startswith(article, start, end):
            start += len(article)
    for ending in ("’s", "'s"):
        if text.endswith(ending, start, end):
            end -= len(ending)
    return Span(start, end)
