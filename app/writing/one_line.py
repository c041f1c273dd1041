"""Names and titles as a dossier takes them: on one line, with nothing unseen in it."""

import unicodedata
from typing import Final

_LONGEST: Final = 500
_UNSEEN: Final = ("Cc", "Cf")


def one_line(text: str) -> str:
    """The text on one line, without control characters and marks of direction; cut where long."""
    spaced = " ".join(unicodedata.normalize("NFC", text).split())
    seen = "".join(each for each in spaced if unicodedata.category(each) not in _UNSEEN)
    return seen[:_LONGEST].strip() if any(each.isalnum() for each in seen) else ""
