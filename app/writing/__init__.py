"""Dossiers written: from what was drafted, and from what the ledger says."""
