"""Writes that may be sent again: the first answer is kept, and given once more."""
