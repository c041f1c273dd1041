"""The only way in: facts are recorded and retracted under numbered changes."""

from app.ledger.changes import LedgerError, OpenChange
from app.ledger.facts import NewCitation, NewEntity, NewFact

__all__ = ["LedgerError", "NewCitation", "NewEntity", "NewFact", "OpenChange"]
