"""One POST to a receiver, and what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from app.outgoing.addresses import UnsafeUrlError
from app.outgoing.exchange import Exchange, NoAnswerError

_OK: Final = range(200, 300)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came back: a status, or why there is none. ``pause``: seconds the receiver asked for."""

    status: int | None = None
    error: str | None = None
    pause: float = 0.0

    @property
    def is_delivered(self) -> bool:
        """Whether the receiver took it."""
        return self.status in _OK


class Post(Exchange):
    """A delivery that another thread can break off."""

    def send(self, body: bytes, headers: Mapping[str, str]) -> Outcome:
        """Send the body and wait for the status; what goes wrong is told in the outcome."""
        try:
            answer = self.request("POST", body, headers, most=0)
        except (UnsafeUrlError, NoAnswerError) as error:
            return Outcome(error=str(error))
        return Outcome(status=answer.status, pause=answer.pause)
