"""What a fact of the API says, as a short line of words with links.

Each line is "subject: what it says, when": it claims no more than the fact does, in no tense.
Templates write it with ``parts/telling.html``; ``plain_words`` is the same for titles.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from app.pages.occasions import attended_words
from app.pages.words import date_words, page_path, period_words, property_words, web_address
from app.vocabulary import PROPERTIES, FactKind, ValueType

Json = Mapping[str, Any]
_QUOTED: Final = "\N{LEFT DOUBLE QUOTATION MARK}{}\N{RIGHT DOUBLE QUOTATION MARK}"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a line. ``path``: where they lead, ``lang``: their language if told,
    ``style``: ``subject``, ``value`` (what is said) or ``when``; nothing for words in between.
    """

    text: str
    path: str | None = None
    lang: str | None = None
    style: str = ""

    @property
    def is_outside(self) -> bool:
        """Whether it leads to another site."""
        return self.path is not None and not self.path.startswith("/")


def tell(fact: Json) -> list[Piece]:
    """What a fact says of its subject, whose name is left out."""
    pieces = [*_TELLING.get(fact["kind"], _value)(fact)]
    if when := _when(fact):
        pieces += [Piece(", "), Piece(when, style="when")]
    return pieces


def _when(fact: Json) -> str:
    return attended_words(fact) if fact["kind"] == FactKind.PARTICIPATION else period_words(fact)


def tell_whole(fact: Json) -> list[Piece]:
    """What a fact says, with its subject in front."""
    return [_entity(fact["subject"], "subject"), Piece(": "), *tell(fact)]


def plain_words(fact: Json) -> str:
    """What a fact says, with its subject, without links."""
    return joined(tell_whole(fact))


def joined(pieces: Iterable[Piece]) -> str:
    """The words of these pieces alone."""
    return "".join(piece.text for piece in pieces)


def _value(fact: Json) -> Iterator[Piece]:
    yield Piece(f"{property_words(fact['property'])} ")
    yield Piece(*_said(fact), lang=fact.get("lang"), style="value")


def _said(fact: Json) -> tuple[str, str | None]:
    """The value in words, and where it leads."""
    known = PROPERTIES.get(fact["property"]) if fact["kind"] == FactKind.ATTRIBUTE else None
    text = value_words(fact["value"])
    if known is not None and known.value is ValueType.DATE:
        return date_words(text), None
    is_address = fact["kind"] == FactKind.LINK or (known and known.value is ValueType.URL)
    return text, web_address(text) if is_address else None


def value_words(value: Any) -> str:
    """A value in words: of a span of text its words, of other parts each with its name."""
    if isinstance(value, Mapping):
        parts = (f"{property_words(name)} {value_words(each)}" for name, each in value.items())
        return str(value["exact"]) if "exact" in value else ", ".join(parts)
    if isinstance(value, list | tuple):
        return ", ".join(value_words(each) for each in value)
    return "" if value is None else str(value)


def _identifier(fact: Json) -> Iterator[Piece]:
    yield Piece(f"identifier {property_words(fact['property'])} ")
    yield Piece(value_words(fact["value"]), style="value")


def _statement(fact: Json) -> Iterator[Piece]:
    words = value_words(fact["value"])
    if not words and fact["citations"]:
        words = fact["citations"][0]["exact"]
    yield Piece(f"{property_words(fact['property'])} ")
    yield Piece(_QUOTED.format(words), lang=fact.get("lang"), style="value")


def _membership(fact: Json) -> Iterator[Piece]:
    post, body, label = fact["post"], fact["organization"], fact["label"]
    if post:
        yield _entity(post, "value")
    elif label:
        yield Piece(label, style="value")
    shown = post["name"] if post else label or ""
    if body and body["name"] not in shown:
        yield Piece(", " if shown else "member of ")
        yield _entity(body)
    if fact["on_behalf_of"]:
        yield Piece(" for ")
        yield _entity(fact["on_behalf_of"])
    if fact["area"] and fact["area"] not in shown:
        yield Piece(f", {fact['area']}")
    role = fact["role"]
    if post and role and not _alike(role.lower(), shown.lower()):
        yield Piece(f" ({role})")


def _alike(one: str, other: str) -> bool:
    return one in other or other in one


def _participation(fact: Json) -> Iterator[Piece]:
    yield Piece(f"{property_words(fact['role'])}, ")
    yield _entity(fact["event"], "value")


def _relation(fact: Json) -> Iterator[Piece]:
    yield Piece(f"{property_words(fact['property'])} ")
    yield _entity(fact["object"], "value")


def _entity(reference: Json, style: str = "") -> Piece:
    return Piece(reference["name"], page_path(reference), style=style)


_TELLING: Final[dict[str, Callable[[Json], Iterator[Piece]]]] = {
    FactKind.IDENTIFIER: _identifier,
    FactKind.STATEMENT: _statement,
    FactKind.MEMBERSHIP: _membership,
    FactKind.PARTICIPATION: _participation,
    FactKind.RELATION: _relation,
}
