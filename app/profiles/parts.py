"""Parts that the documents of every kind share."""

from collections.abc import Sequence

from app.models import Fact
from app.profiles.facts import Json, Writer, display_name, has_kind
from app.vocabulary import EntityKind, FactKind


def opening(entity_id: str, kind: EntityKind, facts: Sequence[Fact]) -> Json:
    """How every document begins: id, kind, name."""
    return {"id": entity_id, "kind": kind, "name": display_name(entity_id, facts)}


def other_names(facts: Sequence[Fact], writer: Writer) -> list[Json]:
    """Popolo's other names: every name but the primary one, each as a fact."""
    names = [fact for fact in has_kind(facts, FactKind.NAME) if fact.property != "name"]
    return [written | {"name": written["value"]} for written in writer.facts(names)]


def about_itself(facts: Sequence[Fact], writer: Writer) -> list[Json]:
    """The facts behind the document's own fields: the primary name, attributes, relations."""
    names = [fact for fact in has_kind(facts, FactKind.NAME) if fact.property == "name"]
    return writer.facts(names + has_kind(facts, FactKind.ATTRIBUTE, FactKind.RELATION))


def ending(facts: Sequence[Fact], writer: Writer) -> Json:
    """How every profile ends: the articles cited and the number of facts."""
    profile = [fact for fact in facts if fact.kind != FactKind.STATEMENT]
    return {"articles": writer.articles(profile), "fact_count": len(writer.facts(profile))}
