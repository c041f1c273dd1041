"""The ways to draft, by name."""

from importlib import import_module
from typing import Final

from app.config import Settings
from app.drafting.endpoint import Client, Endpoint
from app.drafting.failing import DraftingError
from app.drafting.llm import LlmProvider
from app.drafting.records import Provider
from app.drafting.spacy_model import DEFAULT_MODEL, SpacyProvider

RULES: Final = "rules"
_SPACY, _LLM = "spacy", "llm"


def endpoint_of(settings: Settings) -> Endpoint:
    """The endpoint of the settings; raises DraftingError where they name none."""
    if settings.llm_base_url is None or settings.llm_model is None:
        raise DraftingError(
            "set LLM_BASE_URL and LLM_MODEL (and LLM_API_KEY): docs/operating.md names them"
        )
    key = settings.llm_api_key
    return Endpoint(
        base_url=settings.llm_base_url,
        model=settings.llm_model,
        key=key.get_secret_value() if key else None,
        timeout=settings.llm_timeout,
        retries=settings.llm_retries,
        price_in=settings.llm_price_in,
        price_out=settings.llm_price_out,
    )


def rules() -> Provider:
    """The rules; imported only here, since their patterns take a fifth of a second to compile."""
    provider: Provider = import_module("app.drafting.rules").RulesProvider()
    return provider


def provider_named(name: str, client: Client | None) -> Provider:
    """``rules``, ``spacy``, ``spacy:MODEL`` or ``llm``; raises DraftingError.

    ``client`` asks the language model, where one is asked.
    """
    kind, _, model = name.partition(":")
    if kind == _SPACY:
        return SpacyProvider(model or DEFAULT_MODEL, rules())
    if name == _LLM and client is not None:
        return LlmProvider(client)
    if name == RULES:
        return rules()
    raise DraftingError(f"{name!r} is no way to draft: rules, spacy, spacy:MODEL or llm")


def is_llm(name: str) -> bool:
    """Whether this is the way that costs money."""
    return name == _LLM
