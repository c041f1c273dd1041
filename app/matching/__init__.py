"""Telling how likely it is that a description and an entity are of the same."""
