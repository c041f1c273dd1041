"""The values of one FollowTheMoney entity, put together."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app.dates import PartialDate
from app.ftm_words import PRIVATE, THREE_LETTERS
from app.models.rows import FactRow
from app.privacy import public
from app.profiles.evidence import Evidence
from app.profiles.facts import Json


class Properties:
    """Values by property, none twice, in the order of their names; with languages where known."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._values: dict[str, list[str]] = {}
        self._langs: dict[str, dict[str, str]] = {}

    def add(self, name: str, values: Iterable[Any], lang: str | None = None) -> None:
        """Add what there is of these values."""
        told = self._values.setdefault(name, [])
        for value in values:
            if value and str(value) not in told:
                told.append(str(value))
            if value and lang:
                code = THREE_LETTERS.get(lang.partition("-")[0], lang)
                self._langs.setdefault(name, {})[str(value)] = code

    def add_left(self, left: Json, *, is_private: bool) -> None:
        """Add what an import left over, but for what is nobody's business."""
        withheld = {"proof", *(PRIVATE if is_private else ())}
        langs = left.get("langs", {})
        for name, values in public(left.get("properties", {})).items():
            if name not in withheld and isinstance(values, list):
                for value in values:
                    self.add(name, [value], langs.get(name, {}).get(value))

    def add_sources(self, facts: Iterable[FactRow], evidence: Evidence) -> None:
        """Add the articles that these facts are from, and where they are to be read."""
        cited = [each.article_id for fact in facts for each in evidence.citations[fact.row]]
        articles = list(dict.fromkeys(cited))
        self.add("proof", articles)
        for article_id in articles:
            told = evidence.references[article_id].told
            self.add("sourceUrl", [told.get("url")])
            self.add("publisher", [told.get("publisher")])

    def has(self, name: str) -> bool:
        """Whether there is any value of a property."""
        return bool(self._values.get(name))

    def entity(self, entity_id: str, schema: str, datasets: Iterable[str]) -> Json:
        """The entity that has these properties."""
        told = {name: values for name, values in sorted(self._values.items()) if values}
        entity: Json = {"id": entity_id, "schema": schema, "properties": told}
        if langs := {name: each for name, each in sorted(self._langs.items()) if name in told}:
            entity["langs"] = langs
        return entity | {"datasets": sorted(set(datasets))}


def left_over(facts: Sequence[FactRow]) -> Json:
    """What an import of this format left over on the first of these facts that has anything."""
    for fact in facts:
        data = fact.source_data
        if isinstance(data, Mapping) and isinstance(data.get("ftm"), Mapping):
            return dict(data["ftm"])
    return {}


def plain_date(text: str | None) -> str | None:
    """A date as the model has dates: without marks of doubt; None of a range of days."""
    if not text or ".." in text:
        return None
    return PartialDate.parse(text).text.rstrip("?~%")
