"""Parts that the documents of every kind share."""

from collections.abc import Sequence

from app.models import Fact
from app.profiles.best import display_name
from app.profiles.facts import Json, Writer, has_kind
from app.vocabulary import EntityKind, FactKind


def opening(entity_id: str, kind: EntityKind, facts: Sequence[Fact]) -> Json:
    """How every document begins: id, kind, name."""
    return {"id": entity_id, "kind": kind, "name": display_name(entity_id, facts)}


def other_names(facts: Sequence[Fact], writer: Writer) -> list[Json]:
    """Popolo's other names: every name but the one shown, each as a fact."""
    shown = display_name("", facts)
    names = [fact for fact in has_kind(facts, FactKind.NAME) if fact.value != shown]
    return [written | {"name": written["value"]} for written in writer.facts(names)]


def about_itself(facts: Sequence[Fact], writer: Writer) -> list[Json]:
    """The facts behind the document's own fields: the name shown, attributes, relations."""
    shown = display_name("", facts)
    names = [fact for fact in has_kind(facts, FactKind.NAME) if fact.value == shown]
    return writer.facts(names + has_kind(facts, FactKind.ATTRIBUTE, FactKind.RELATION))


def ending(facts: Sequence[Fact], writer: Writer) -> Json:
    """How every profile ends: the articles of the citations shown, and the number of facts."""
    written = writer.facts(facts)
    return {"articles": writer.articles(written), "fact_count": len(written)}
