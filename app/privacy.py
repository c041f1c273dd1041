"""What a source says of a person that is kept as it came, but never goes out.

Profiles are of real, mostly living people, in their public roles. A record that is imported may say
more than that; its fact keeps it in ``source_data``, so that the record can be told from another.
"""

from collections.abc import Container
from typing import Any, Final

# Keys of records, in the words of Popolo, congress-legislators, Open States and FollowTheMoney,
# folded: what somebody believes, is born as, looks like, or is related to.
SENSITIVE: Final = (
    *("religion", "ethnicity", "ethnicgroup", "nationalidentity", "race", "caste"),
    *("family", "spouse", "children", "parents", "siblings", "sexualorientation"),
    *("eyecolor", "haircolor", "height", "weight", "appearance", "bloodtype", "health"),
)


def public(data: Any, keep: Container[str] = ()) -> Any:
    """A source's data without what never goes out, at any depth; the data itself is not changed.

    ``keep``: keys that may go out after all.
    """
    return without(data, SENSITIVE, keep)


def without(data: Any, keys: Container[str], keep: Container[str] = ()) -> Any:
    """A source's data without these folded keys, but for those of ``keep``, at any depth."""
    if isinstance(data, dict):
        shown = ((k, value) for k, value in data.items() if k in keep or folded(k) not in keys)
        return {key: without(value, keys, keep) for key, value in shown}
    if isinstance(data, list):
        return [without(each, keys, keep) for each in data]
    return data


def folded(key: Any) -> str:
    """A key as it is compared: without case, hyphens and underscores."""
    return str(key).replace("_", "").replace("-", "").lower()
