"""Incumbent: who held which post, when, and how we know."""
