"""Keeping secrets out of what is logged, wherever a client or a library put them."""

import re
from collections.abc import Iterable
from typing import Final

_HIDDEN: Final = "…"
_SHORTEST: Final = 4  # a shorter password would hide parts of words; URLs hide it all the same
_QUOTED: Final = r"""[^\s"'&;,\\]+"""
_LONG: Final = r"""[^\s"'&;,\\]{8,}"""  # bearers of news are none
_SECRETS: Final = (
    # Our keys: the id may be seen. Also where somebody escaped the underscores.
    (re.compile(r"(inc(?:_|%(?:25)*5f)[a-z0-9]+(?:_|%(?:25)*5f))[a-z0-9]+", re.IGNORECASE), r"\1"),
    (re.compile(r"(?<![a-z0-9])[a-z2-7]{52}(?![a-z0-9])"), ""),  # the secret of one, alone
    (re.compile(r"(whsec_)[A-Za-z0-9+/=_-]+"), r"\1"),
    (re.compile(r"((?:incumbent_)?session=)" + _QUOTED, re.IGNORECASE), r"\1"),
    (re.compile(r"\b((?:bearer|basic|digest)(?: |%20|\+))" + _LONG, re.IGNORECASE), r"\1"),
    (re.compile(r"(://[^/\s:@\"]*:)[^/\s@\"]+(?=@)"), r"\1"),
    (
        re.compile(
            rf"\b((?:api[_-]?key|(?:access_)?token|secret|pass(?:word|wd)?|pwd|key)=){_QUOTED}",
            re.IGNORECASE,
        ),
        r"\1",
    ),
)


class Scrubber:
    """Hides what looks like a secret, and the secrets of this process wherever they stand."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        """``secrets``: passwords and keys of the settings."""
        told = sorted({each for each in secrets if len(each) >= _SHORTEST}, key=len, reverse=True)
        self._own = re.compile("|".join(map(re.escape, told))) if told else None

    def __call__(self, text: str) -> str:
        """The text with every secret hidden."""
        if self._own is not None:
            text = self._own.sub(_HIDDEN, text)
        for pattern, kept in _SECRETS:
            text = pattern.sub(kept + _HIDDEN, text)
        return text
