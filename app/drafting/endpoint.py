"""An OpenAI-compatible endpoint: chat completions, asked again where that may help."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import orjson

from app.drafting.failing import DraftingError
from app.outgoing.addresses import UnsafeUrlError
from app.outgoing.exchange import Answer, Exchange, NoAnswerError
from app.watching.tracing import outgoing_headers

Message = dict[str, str]

_LARGEST: Final = 20_000_000  # bytes of an answer
_OK: Final = 200
_TOO_MANY: Final = 429
_TRIED_AGAIN: Final = (408, 409, 425, _TOO_MANY)
_SERVER_FAULT: Final = 500
_LONGEST_PAUSE: Final = 60.0  # seconds; whoever asks for more is told of
_SHOWN: Final = 300  # characters of what an endpoint says
_PER_MILLION: Final = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """Where a model is asked, and how patiently. Prices are for a million tokens.

    ``first_pause``: seconds before the second try; each further one waits twice as long.
    """

    base_url: str
    model: str
    key: str | None = field(default=None, repr=False)
    timeout: float = 120.0
    retries: int = 3
    first_pause: float = 1.0
    price_in: float = 0.0
    price_out: float = 0.0


@dataclass(slots=True)
class Usage:
    """What asking has cost so far. ``untold``: requests whose tokens the endpoint did not tell."""

    requests: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    untold: int = 0

    def in_words(self, endpoint: Endpoint) -> str:
        """The cost in words."""
        price = (
            self.tokens_in * endpoint.price_in + self.tokens_out * endpoint.price_out
        ) / _PER_MILLION
        words = (
            f"{endpoint.model}: {self.requests} requests, {self.tokens_in:,} tokens in and"
            f" {self.tokens_out:,} out"
        )
        if self.untold:
            words += f" (not told of {self.untold} requests)"
        if not endpoint.price_in and not endpoint.price_out:
            return f"{words}; set LLM_PRICE_IN and LLM_PRICE_OUT to see the price"
        return f"{words}; price {price:.4f}"


class Client:
    """Asks an endpoint, and counts what that costs."""

    def __init__(self, endpoint: Endpoint, sleep: Callable[[float], None] = time.sleep) -> None:
        """``sleep`` waits between tries."""
        self.endpoint = endpoint
        self._sleep = sleep
        self.usage = Usage()

    def complete(self, messages: Sequence[Message], schema: dict[str, Any]) -> tuple[str, str]:
        """The model's answer, and why it ended; raises DraftingError.

        Tried again, as often as the endpoint's retries say, after time-outs, broken connections and
        statuses that may pass; ``Retry-After`` is honoured up to a minute.
        """
        wanted = {"name": "draft", "strict": True, "schema": schema}
        body = orjson.dumps(
            {
                "model": self.endpoint.model,
                "messages": list(messages),
                "response_format": {"type": "json_schema", "json_schema": wanted},
            }
        )
        for tried in range(self.endpoint.retries + 1):
            answer, fault, asked_for = self._try(body)
            if answer is not None:
                return self._content(answer)
            if tried < self.endpoint.retries:
                self._wait(asked_for, tried, fault)
        raise DraftingError(self._without_key(f"{self.endpoint.base_url}: {fault}"))

    def _try(self, body: bytes) -> tuple[Answer | None, str, float]:
        """An answer that can be read; or the fault that may pass, and how long to wait."""
        try:
            answer = self._post(body)
        except NoAnswerError as error:
            return None, str(error), 0.0
        if answer.status == _OK:
            return answer, "", 0.0
        fault = f"it answered {answer.status}: {_reason(answer.body)}"
        if answer.status in _TRIED_AGAIN or answer.status >= _SERVER_FAULT:
            return None, fault, answer.pause
        raise DraftingError(self._without_key(f"{self.endpoint.base_url}: {fault}"))

    def _post(self, body: bytes) -> Answer:
        url = f"{self.endpoint.base_url.rstrip('/')}/chat/completions"
        headers = {"Content-Type": "application/json", "User-Agent": "Incumbent"}
        headers |= outgoing_headers()
        if self.endpoint.key:
            headers["Authorization"] = f"Bearer {self.endpoint.key}"
        self.usage.requests += 1
        try:
            # The operator named the address, so it may be on this machine.
            exchange = Exchange(url, timeout=self.endpoint.timeout, private=True)
            return exchange.request("POST", body, headers, most=_LARGEST)
        except UnsafeUrlError as error:
            raise DraftingError(f"LLM_BASE_URL: {error}") from None

    def _wait(self, asked_for: float, tried: int, fault: str) -> None:
        if asked_for > _LONGEST_PAUSE:
            told = f"{fault}, and asks to wait {asked_for:,.0f} s"
            raise DraftingError(self._without_key(f"{self.endpoint.base_url}: {told}"))
        self._sleep(max(asked_for, self.endpoint.first_pause * 2**tried))

    def _content(self, answer: Answer) -> tuple[str, str]:
        try:
            told = orjson.loads(answer.body)
            choice = told["choices"][0]
            content, ended = choice["message"]["content"], choice.get("finish_reason")
        except (orjson.JSONDecodeError, LookupError, TypeError, AttributeError):
            shown = self._without_key(answer.body[:_SHOWN].decode(errors="replace"))
            raise DraftingError(
                f"{self.endpoint.base_url} does not answer as chat completions do: {shown!r}"
            ) from None
        self._count(told.get("usage"))
        return (content if isinstance(content, str) else ""), str(ended)

    def _count(self, usage: Any) -> None:
        try:
            self.usage.tokens_in += int(usage["prompt_tokens"])
            self.usage.tokens_out += int(usage["completion_tokens"])
        except (LookupError, TypeError, ValueError):
            self.usage.untold += 1

    def _without_key(self, text: str) -> str:
        return text.replace(self.endpoint.key, "[key]") if self.endpoint.key else text


def _reason(body: bytes) -> str:
    """What an endpoint says is wrong, shortened."""
    try:
        told = orjson.loads(body)["error"]
        words = str(told["message"] if isinstance(told, dict) else told)
    except (orjson.JSONDecodeError, LookupError, TypeError):
        words = body.decode(errors="replace")
    return " ".join(words.split())[:_SHOWN] or "nothing"
