"""Changes as an Atom feed (RFC 4287, paged as RFC 5005 says): one entry a change, the newest first.

Ids are made from what never changes of a change and of an entity, so that a replica of the ledger
gives the same ones under any host name.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID, uuid5
from xml.etree import ElementTree as ET

from app.profiles.facts import Json

MOST_TOLD: Final = 10  # entities of one change, in the feed of all changes
_ATOM: Final = "http://www.w3.org/2005/Atom"
_JSON: Final = "application/json"
_NAMESPACE: Final = UUID("5f3f6a0c-9d43-4c1e-8a5b-6f0e2b7c4d19")
_NEVER: Final = "1970-01-01T00:00:00+00:00"  # a feed has to say when; of one without changes
# What XML 1.0 cannot carry, not even escaped.
_FORBIDDEN: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class FeedHead:
    """Of what the feed is (``entity_id``; None: of all), and where it and its parts are found.

    ``ledger`` tells this ledger from others: when its first change was made.
    """

    title: str
    entity_id: str | None
    ledger: str
    base_url: str
    page_url: str
    self_url: str
    next_url: str | None


def write_atom(head: FeedHead, changes: Sequence[Json], names: Mapping[str, str]) -> bytes:
    """The feed of these changes, as ``profiles/feed.py`` writes them, the newest first.

    ``names`` are those of their entities; ``entity_count`` of a change says how many there are.
    """
    feed = ET.Element("feed", {"xmlns": _ATOM})
    _text(feed, "id", _urn("feed", head.ledger, head.entity_id or ""))
    _text(feed, "title", head.title)
    _text(feed, "updated", max((change["at"] for change in changes), default=_NEVER))
    _link(feed, "self", head.self_url, "application/atom+xml")
    _link(feed, "alternate", head.page_url, _JSON)
    if head.next_url:
        _link(feed, "next", head.next_url, "application/atom+xml")
    for change in changes:
        _entry(feed, head, change, names)
    written: bytes = ET.tostring(feed, encoding="utf-8", xml_declaration=True)
    return written


def _entry(feed: ET.Element, head: FeedHead, change: Json, names: Mapping[str, str]) -> None:
    number, reason = change["number"], change["reason"].rstrip(".")
    told = "; ".join(_told(entity, names) for entity in change["entities"])
    more = change["entity_count"] - len(change["entities"])
    rest = f"; and {more} more" if more else ""
    of_one = head.entity_id is not None
    entry = ET.SubElement(feed, "entry")
    _text(entry, "id", _urn(str(number), change["at"], head.entity_id or ""))
    _text(entry, "title", told if of_one else f"Change {number}: {reason}")
    _text(entry, "updated", change["at"])
    _text(ET.SubElement(entry, "author"), "name", change["actor"])
    _text(entry, "summary", f"{reason}. {told}{rest}.")
    url = f"{head.base_url}/v1/changes/{number}"
    if of_one:
        _link(entry, "alternate", f"{head.page_url}/history?from={number - 1}&to={number}", _JSON)
        _link(entry, "related", url, _JSON)
    else:
        _link(entry, "alternate", url, _JSON)


def _told(entity: Json, names: Mapping[str, str]) -> str:
    """What became of an entity, in a line."""
    what = ", ".join(entity["fields"]) or "mentioned by others"
    if entity["is_gone"]:
        what = "withdrawn"
    if entity["merged_into"]:
        what = f"merged into {entity['merged_into']}"
    return f"{names[entity['id']]} ({entity['kind']}): {what}"


def _urn(*parts: str) -> str:
    return uuid5(_NAMESPACE, "\n".join(parts)).urn


def _text(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = _FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text)


def _link(parent: ET.Element, rel: str, href: str, media_type: str) -> None:
    ET.SubElement(parent, "link", {"rel": rel, "type": media_type, "href": href})
