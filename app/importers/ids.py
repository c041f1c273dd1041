"""Our ids of a source's entities: derived from its own, so that a second import changes nothing."""

import hashlib
import re
from functools import lru_cache
from typing import Final

from anyascii import anyascii

from app.vocabulary import EntityKind

DATASET_PATTERN: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
MOST_OF_DATASET: Final = 40  # characters of a dataset's id; ids of entities have at most 128
_PLAIN: Final = re.compile(r"[a-z0-9]+([_-][a-z0-9]+)*")
_MOST_OF_KEY: Final = 64
_MOST_OF_SLUG: Final = 48
_HASH: Final = 14  # hexadecimal digits: 56 bits
# A key that looks like one of ours with a hash is given a hash as well: so no two keys meet.
_LIKE_HASHED: Final = re.compile(rf".*-[0-9a-f]{{{_HASH}}}")


@lru_cache(maxsize=65_536)
def entity_id(dataset: str, kind: EntityKind, key: str) -> str:
    """The id of an entity: ``<dataset>.<local>`` of a person, else ``<dataset>.<kind>.<local>``.

    ``local`` is the source's key where it can stand in an id, else a slug of it with a hash.
    """
    local = _local(key)
    return f"{dataset}.{local}" if kind is EntityKind.PERSON else f"{dataset}.{kind}.{local}"


def _local(key: str) -> str:
    if len(key) <= _MOST_OF_KEY and _PLAIN.fullmatch(key) and not _LIKE_HASHED.fullmatch(key):
        return key
    digest = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:_HASH]
    words = re.findall(r"[a-z0-9]+", anyascii(key).lower())
    slug = "-".join(words)[:_MOST_OF_SLUG].rstrip("-")
    return f"{slug}-{digest}" if slug else f"x-{digest}"
