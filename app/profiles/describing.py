"""An entity described in a few words, for a search box, from its line of a list."""

from collections.abc import Callable, Iterable
from typing import Final

from app.profiles.facts import Json
from app.vocabulary import EntityKind


def described(line: Json) -> str | None:
    """The post held, the body it belongs to, when it was …; None where nothing is told."""
    return ", ".join(dict.fromkeys(each for each in _SAYS[line["kind"]](line) if each)) or None


def _person(line: Json) -> Iterable[str | None]:
    held = line["memberships"]  # what goes on stands first, then the latest
    if not held:
        return list(line["occupation"][:2])
    label, organization = held[0]["label"], held[0]["organization_name"]
    return (label,) if label and organization.lower() in label.lower() else (label, organization)


def _organization(line: Json) -> Iterable[str | None]:
    return line["classification"], line["parent"] and line["parent"]["name"]


def _post(line: Json) -> Iterable[str | None]:
    return (line["organization"] and line["organization"]["name"],)


def _event(line: Json) -> Iterable[str | None]:
    return line["classification"], *line["location"][:1], line["start_date"]


def _article(line: Json) -> Iterable[str | None]:
    return line["publisher"], line["publication_date"]


_SAYS: Final[dict[str, Callable[[Json], Iterable[str | None]]]] = {
    EntityKind.PERSON: _person,
    EntityKind.ORGANIZATION: _organization,
    EntityKind.POST: _post,
    EntityKind.EVENT: _event,
    EntityKind.ARTICLE: _article,
}
