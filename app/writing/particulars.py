"""What is known of an article and its draft beside the text."""

from dataclasses import dataclass
from datetime import datetime

from app.dates import PartialDate


@dataclass(frozen=True, slots=True, kw_only=True)
class Particulars:
    """What is known of an article and its draft beside the text."""

    id: str
    file: str
    title: str
    curator: str
    provider: str
    drafted_at: datetime
    publisher: str | None = None
    authors: tuple[str, ...] = ()
    url: str | None = None
    language: str | None = None
    published: PartialDate | None = None
    published_note: str | None = None
