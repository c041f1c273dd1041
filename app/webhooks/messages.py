"""What a receiver gets: the change as the feed has it, and the id by which to tell repeats."""

import orjson
from sqlalchemy.orm import Session

from app.profiles.feed import write_feed
from app.queries.changes import changes_by_number, entities_touched, fields_of_changes


def message_id(webhook_id: str, change: int) -> str:
    """The same over all attempts."""
    return f"msg_{webhook_id}_{change}"


def message_body(session: Session, number: int) -> bytes:
    """The JSON of one change."""
    numbers = [number]
    changes = changes_by_number(session, numbers)
    fields = fields_of_changes(session, numbers)
    touched = entities_touched(session, numbers)
    (entry,) = write_feed(session, changes, fields, touched)
    return orjson.dumps({"type": "change.recorded", "timestamp": entry["at"], "data": entry})
