"""Drafting with a model of spaCy, where spaCy is installed: it adds names that the rules missed."""

import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from app.drafting.failing import DraftingError
from app.drafting.providers import provider_named
from app.drafting.records import Named, SourceText
from app.drafting.rules import RulesProvider
from app.drafting.verifying import verify

TEXT = """Mzuri Wa Bahari chairs the Water Board. On Tuesday qapik met Otmar Brezhanyi.
The people of the Lower Lock’s towns were there.
"""


def test_spacy_or_its_model_that_is_missing_is_told_with_the_command_that_installs_it() -> None:
    spacy = find_spec("spacy") is not None
    told = "has no model 'no_such_model'" if spacy else "spaCy is not installed"
    with pytest.raises(DraftingError, match=told) as refused:
        provider_named("spacy:no_such_model", None)
    installs = "-m spacy download no_such_model" if spacy else "-m pip install 'spacy>=3.8'"
    assert f"{sys.executable} {installs}" in str(refused.value)


def test_names_that_the_rules_missed_are_added(tmp_path: Path) -> None:
    if find_spec("spacy") is None:
        pytest.skip("spaCy is not installed")
    model: Any = import_module("spacy").blank("en")
    ruler = model.add_pipe("entity_ruler")
    ruler.add_patterns(
        [
            {"label": "PERSON", "pattern": "qapik"},
            {"label": "GPE", "pattern": "the Lower Lock’s"},
            {"label": "PERSON", "pattern": "Brezhanyi"},
            {"label": "DATE", "pattern": "Tuesday"},
        ]
    )
    model.to_disk(tmp_path / "model")
    source = SourceText(text=TEXT)
    alone = RulesProvider().draft(source)
    provider = provider_named(f"spacy:{tmp_path / 'model'}", None)
    draft = verify(source, provider.draft(source))
    found = {(each.kind, each.name) for each in draft.entities}
    assert found >= {(each.kind, each.name) for each in alone.entities if each.kind != Named.EVENT}
    assert {(Named.PERSON, "qapik"), (Named.PLACE, "Lower Lock")} <= found
    assert len([name for _, name in found if "Brezhanyi" in name]) == 1
    assert not any(each.known_id for each in draft.entities)
    assert not draft.dropped
