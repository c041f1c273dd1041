"""The changes that touched an entity."""

from app.assistants.answers import ChangeMade, Changes
from app.assistants.api import Api, Json
from app.assistants.reading import following, value_of
from app.assistants.wording import quoted
from app.vocabulary import PATHS, EntityKind

_MOST = 20  # facts of one change that are told


async def read_changes(
    api: Api, kind: EntityKind, entity_id: str, *, limit: int, cursor: str | None
) -> Changes:
    """A page of the entity's history; raises RefusedError."""
    path = f"{PATHS[kind]}/{entity_id}/history"
    answer = await api.get(path, {"limit": limit, "cursor": cursor})
    return Changes(
        permalink=api.link(path),
        merged_into=answer.survivor,
        more=following(answer.body["page"]),
        changes=[_change(each) for each in answer.body["data"]],
    )


def _change(told: Json) -> ChangeMade:
    did = [_did(each) for each in told["diff"][:_MOST]]
    if left := len(told["diff"]) - _MOST:
        did += [f"and {left} facts more"] if left > 0 else []
    plain = {name: told[name] for name in ("number", "at", "actor", "action", "reason")}
    return ChangeMade(**plain, did=did)


def _did(entry: Json) -> str:
    """What a change did to a fact: what it said before, and says since."""
    said = [quoted(value_of(each)) for each in (entry["before"], entry["after"]) if each]
    why = f", because {quoted(entry['reason'])}" if entry["reason"] else ""
    return f"{entry['event']} {entry['property']} {' -> '.join(said)}{why}"
