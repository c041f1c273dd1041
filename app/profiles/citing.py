"""How a document is cited, and what is added to a ready one when it is served."""

from urllib.parse import urlencode

import orjson

from app.dates import PartialDate
from app.profiles.facts import Json
from app.vocabulary import PATHS, EntityKind


def cite(
    kind: str, entity_id: str, name: str, change: int, when: str, as_of: PartialDate | None = None
) -> Json:
    """The URL that gives the document's bytes for good, and a text to print.

    ``change``: the change since which it reads so; ``when``: when it was retrieved or recorded, in
    words.
    """
    then = urlencode({"as_of": as_of.text}) + "&" if as_of else ""
    url = f"{PATHS[EntityKind(kind)]}/{entity_id}?{then}known_at={change}"
    text = f"“{name}”, Incumbent, change {change}, {when}, {url}"
    return {"change": change, "url": url, "text": text}


def ready_ending(kind: str, entity_id: str, name: str, change: int, day: str) -> bytes:
    """What follows the body of a ready document, without its last brace; ``day``: of retrieval."""
    cited = cite(kind, entity_id, name, change, f"retrieved {day}")
    return b"," + orjson.dumps({"as_of": None, "cite": cited})[1:]


def ready_etag(change: int, digest: str, day: str, language: str | None = None) -> str:
    """The strong validator of a ready document: its version, its bytes, and the day in its text.

    And the language of its name, where that was chosen. The day stands last: ``br`` is Breton, and
    at the end of a validator it would be taken for an encoding.
    """
    said = f"{digest}-{language}" if language else digest
    return f'"{change}-{said}-{day}"'
