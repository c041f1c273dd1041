"""Parts that the documents of every kind share."""

from collections.abc import Sequence

from app.models.rows import FactRow
from app.profiles.best import Facts, best, best_value, display_name
from app.profiles.facts import Json, Writer, has_kind
from app.vocabulary import NAME_PARTS, EntityKind, FactKind


def opening(entity_id: str, kind: EntityKind, facts: Facts) -> Json:
    """How every document and every line of a list begins: id, kind, name.

    ``display_name`` is the name in the reader's language when it is served (display.py).
    """
    name = display_name(entity_id, facts)
    return {"id": entity_id, "kind": kind, "name": name, "display_name": name}


def other_names(facts: Facts, writer: Writer) -> list[Json]:
    """Popolo's other names: every name but the one shown, each as a fact."""
    shown = display_name("", facts)
    names = [fact for fact in has_kind(facts, FactKind.NAME) if fact.value != shown]
    return [written | {"name": written["value"]} for written in writer.facts(names)]


def name_parts(facts: Facts) -> Json:
    """Popolo's parts of a person's name: as facts of their own say, else as the name shown has."""
    shown = display_name("", facts)
    named = [fact for fact in has_kind(facts, FactKind.NAME) if fact.value == shown]
    parts: Json = next((fact.name_parts for fact in best(named) if fact.name_parts), {})
    return {name: best_value(facts, name) or parts.get(name) for name in NAME_PARTS}


def about_itself(facts: Facts, writer: Writer) -> list[Json]:
    """The facts behind the document's own fields: the name shown, attributes, relations."""
    shown = display_name("", facts)
    names = [fact for fact in has_kind(facts, FactKind.NAME) if fact.value == shown]
    return writer.facts(names + has_kind(facts, FactKind.ATTRIBUTE, FactKind.RELATION))


def ending(facts: Sequence[FactRow], writer: Writer) -> Json:
    """How every profile ends: what its facts rest on, and how many they are."""
    groups = writer.said_alike(facts)
    return {
        "articles": writer.articles(groups),
        "datasets": writer.datasets(groups),
        "fact_count": len(groups),
    }
