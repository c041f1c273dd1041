"""Why what a curator sent cannot be written. Nothing is, then."""

from collections.abc import Iterable

from app.model_errors import Field

Fault = tuple[Field, str]


class BodyError(Exception):
    """Something in the body is wrong; ``faults`` name each field and say what would be right."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        """Each fault once, in the order found."""
        self.faults = [*dict.fromkeys(faults)]
        super().__init__("; ".join(message for _, message in self.faults))


class StateError(Exception):
    """It does not fit what is on record; the text says why."""


class StaleError(Exception):
    """An entity is not what was seen any more; ``field`` said what that was."""

    def __init__(self, entity_id: str, field: Field) -> None:
        """The entity, and the field of the body."""
        super().__init__(f"{entity_id!r} is not what you saw any more: GET it again")
        self.field = field
