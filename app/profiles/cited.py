"""The citations behind a line of a list: of each field that it shows, and of each part."""

from collections import defaultdict

from app.profiles.best import Facts
from app.profiles.evidence import Evidence
from app.profiles.facts import Json, Writer, has_kind
from app.profiles.parts import about_itself
from app.vocabulary import FactKind

# A field that is named otherwise than the property behind it.
_FIELDS = {"part_of": "parent"}


def add_citations(short: Json, evidence: Evidence, writer: Writer) -> Json:
    """The line with ``citations`` by field, and on each membership and participant its own."""
    facts = evidence.about[short["id"]]
    short["citations"] = _by_field(short, facts, writer)
    held = {fact["id"]: fact for fact in writer.facts(has_kind(facts, FactKind.MEMBERSHIP))}
    for line in short.get("memberships", ()):
        line["citations"] = held[line["id"]]["citations"]
    attending = writer.facts(evidence.attending[short["id"]])
    # The participants of a line stand in the order of the participations.
    for line, part in zip(short.get("participants", ()), attending, strict=False):
        line["citations"] = part["citations"]
    return short


def _by_field(short: Json, facts: Facts, writer: Writer) -> dict[str, list[Json]]:
    by_field: dict[str, list[Json]] = defaultdict(list)
    for fact in about_itself(facts, writer):
        name = _FIELDS.get(fact["property"], fact["property"])
        if name in short:
            by_field[name] += fact["citations"]
    return dict(by_field)
