"""Curated work: what is proposed, decided, added and corrected, checked as dossiers are."""
