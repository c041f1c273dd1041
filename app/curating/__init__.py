"""Curated work over HTTP: what is added and corrected, checked as dossiers are."""
