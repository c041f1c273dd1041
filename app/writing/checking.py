"""Dossiers checked as files are, before they are one."""

from pathlib import Path

from app.ledger import NewFact
from app.loading.compiling import compile_facts, declared
from app.loading.dossier import Dossier
from app.loading.problems import Field, Problem
from app.loading.values import Checker


class _InMemory:
    """Tells faults by their fields alone."""

    def problem(self, field: Field, message: str) -> Problem:
        """A fault in this field."""
        return Problem(Path("dossier"), 1, field, message)


def compiled(dossier: Dossier, text: str) -> tuple[list[NewFact], list[Problem]]:
    """The facts that the dossier would record for this text, and all that is wrong with it."""
    checker = Checker(
        places=_InMemory(),
        article_id=dossier.article.id,
        text=text,
        published=dossier.article.publication_date,
        kinds={entity.id: entity.kind for _, entity in declared(dossier)},
        problems=[],
    )
    return compile_facts(dossier, checker), checker.problems
