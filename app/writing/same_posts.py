"""Posts that an article calls by a shorter title and a longer one."""

from collections.abc import Mapping, Sequence
from typing import Final

from app.drafting.records import DraftEntity, Named
from app.writing.drafted_article import Resolved

_BODIES: Final = (Named.ORGANIZATION, Named.PLACE)


def one_post_each(
    entities: Sequence[DraftEntity], resolved: Mapping[str, Resolved]
) -> dict[str, str]:
    """By the ids of posts, the id of the one that is the same.

    Head of the Harbour Office, and head of the Harbour Office of the Water Board: where both are of
    that office, and only the longer title says what the office is a part of. The one on record
    stands for both, else the shorter.
    """
    bodies = {each.id: each for each in entities if each.kind in _BODIES}
    names = {name for each in bodies.values() for name in (each.name, *each.aliases)}
    posts = [each for each in entities if each.kind is Named.POST and each.organization in bodies]
    found: dict[str, str] = {}
    for short in posts:
        for long in posts:
            rest = long.name.removeprefix(f"{short.name} of ").removeprefix("the ")
            is_same = (
                rest in names
                and long.name.startswith(f"{short.name} of ")
                and long.organization == short.organization
                and bodies[short.organization or ""].name in short.name
            )
            if is_same and long.id not in found and short.id not in found:
                is_known = resolved.get(long.id, Resolved()).known_id is not None
                is_known_too = resolved.get(short.id, Resolved()).known_id is not None
                kept, other = (long, short) if is_known and not is_known_too else (short, long)
                found[other.id] = kept.id
    return {each: one for each, one in found.items() if one not in found}
