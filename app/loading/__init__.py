"""Dossiers: from curated YAML files to facts in the ledger."""
