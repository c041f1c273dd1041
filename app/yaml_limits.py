"""What YAML may not be: nested without measure, since its parser in C ends the process there.

Events come one after the other, without recursion, so they are looked at first, wherever there are
enough signs that could open something.
"""

import re
from typing import Final

import yaml

DEEPEST: Final = 100
TOO_DEEP: Final = f"nested more than {DEEPEST} deep"
_OPENING: Final = (b"[", b"{", b"- ", b"-\t", b"? ", b"?\t")  # what may nest on one line
_DEEP: Final = re.compile(rb"\n {%d}" % DEEPEST)
_EventLoader: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class HarmfulYamlError(ValueError):
    """The YAML would grow, or nest, beyond measure as it is read; the text says how."""


def refuse_deep(text: bytes, *, takes_aliases: bool) -> None:
    """Raise HarmfulYamlError for what nests too deep, or has aliases where none are taken.

    Raises a YAMLError for what is no YAML.
    """
    may_be_deep = sum(map(text.count, _OPENING)) > DEEPEST or _DEEP.search(text)
    if not may_be_deep and (takes_aliases or b"*" not in text):
        return
    depth = 0
    for event in yaml.parse(text, _EventLoader):
        if isinstance(event, yaml.AliasEvent) and not takes_aliases:
            raise HarmfulYamlError(f"the alias *{event.anchor}: write out what it stands for")
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise HarmfulYamlError(TOO_DEEP)
