"""What drafting cannot go on after."""


class DraftingError(Exception):
    """A provider cannot draft; the text says why, and what would help. It never holds a key."""
