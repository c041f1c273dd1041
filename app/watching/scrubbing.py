"""Keeping secrets out of what is logged, wherever a client or a library put them."""

import re
from collections.abc import Iterable
from typing import Final

_HIDDEN: Final = "…"
_WITH_START: Final = rf"\1{_HIDDEN}"
_SHORTEST: Final = 4  # a shorter password would hide parts of words; URLs hide it all the same
_QUOTED: Final = r"""[^\s"'&;,\\]+"""
_LONG: Final = r"""[^\s"'&;,\\]{8,}"""  # bearers of news are none
# Each with what stands, in small letters, in a text that has one: so most are passed over.
_SECRETS: Final = (
    # Our keys: the id may be seen. Also where somebody escaped the underscores.
    (
        ("inc_", "inc%"),
        re.compile(r"(inc(?:_|%(?:25)*5f)[a-z0-9]+(?:_|%(?:25)*5f))[a-z0-9]+", re.IGNORECASE),
    ),
    (("whsec_",), re.compile(r"(whsec_)[A-Za-z0-9+/=_-]+")),
    (("session=",), re.compile(rf"((?:incumbent_)?session=){_QUOTED}", re.IGNORECASE)),
    (
        ("bearer", "basic", "digest"),
        re.compile(rf"\b((?:bearer|basic|digest)(?: |%20|\+)){_LONG}", re.IGNORECASE),
    ),
    (("://",), re.compile(r"(://[^/\s:@\"]*:)[^/\s@\"]+(?=@)")),
    (
        ("=",),
        re.compile(
            rf"\b((?:api[_-]?key|(?:access_)?token|secret|pass(?:word|wd)?|pwd|key)=){_QUOTED}",
            re.IGNORECASE,
        ),
    ),
    (
        ("",),
        re.compile(r"()(?<![a-z0-9])[a-z2-7]{52}(?![a-z0-9])", re.IGNORECASE),
    ),  # of a key, alone
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
        small = text.lower()
        for hints, pattern in _SECRETS:
            if any(hint in small for hint in hints):
                text = pattern.sub(_WITH_START, text)
        return text
