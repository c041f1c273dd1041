"""Proposals: submitted, shown with what they clash with, decided, and recorded where accepted."""
