"""JSON-LD of one kind: the words of schema.org, and beside them those of Popolo's own contexts."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.exports.lines import Chunks, Source, Writer, joined
from app.exports.wanted import Wanted
from app.models import Dataset
from app.profiles.facts import Json
from app.profiles.linked_data import CONTEXT, linked_node
from app.vocabulary import PATHS, EntityKind

_CONTEXT: Final = CONTEXT | {
    "as": "https://www.w3.org/ns/activitystreams#",
    "bio": "http://purl.org/vocab/bio/0.1/",
    "contact": "http://www.w3.org/2000/10/swap/pim/contact#",
    "opengov": "http://www.w3.org/ns/opengov#",
    "person": "http://www.w3.org/ns/person#",
}
# What schema.org has no word for, as Popolo's contexts have it.
_POPOLO: Final = {
    "sort_name": "contact:sortName",
    "patronymic_name": "person:patronymicName",
    "biography": "bio:biography",
    "area": "opengov:area",
}
_ROLES: Final = ("hasOccupation", "memberOf")


def linked_graph(source: Source) -> Writer:
    """One JSON-LD document: all items are nodes of its graph."""

    def nodes(session: Session, wanted: Wanted) -> Iterator[list[Any]]:
        datasets = {each.id: _dataset(each) for each in session.scalars(select(Dataset))}
        for piece in source.pieces(session, wanted):
            yield [_node(orjson.loads(line), datasets) for line in piece.splitlines()]
        for tombstones in source.tombstones(session, wanted):
            yield [_linked_tombstone(each) for each in tombstones]

    def write(session: Session, wanted: Wanted) -> Chunks:
        yield b'{"@context":' + orjson.dumps(_CONTEXT) + b',"@graph":['
        yield from joined(nodes(session, wanted))
        yield b"\n]}\n"

    return write


def _node(item: Json, datasets: Mapping[str, Json]) -> Json:
    """An item with all that either vocabulary has a word for, and what to say when it is used."""
    node = linked_node(item)
    of_it = [each["id"] for each in item.get("datasets", ())]
    if "dataset" in item:  # a membership
        of_it = [item["dataset"]]
    node["isBasedOn"] = [datasets[each] for each in of_it]
    node |= {term: item[name] for name, term in _POPOLO.items() if item.get(name)}
    node |= _on_behalf(item)
    held = {f"/v1/memberships/{each['id']}": each for each in item.get("memberships") or ()}
    for name in _ROLES:
        if isinstance(roles := node.get(name), list):
            node[name] = [role | _on_behalf(held[role["@id"]]) for role in roles]
    return node


def _dataset(dataset: Dataset) -> Json:
    node = {
        "@type": "Dataset",
        "@id": f"/v1/datasets/{dataset.id}",
        "name": dataset.title,
        "license": dataset.licence,
        "creditText": dataset.attribution,
        "url": dataset.url,
    }
    return {name: value for name, value in node.items() if value}


def _on_behalf(membership: Json) -> Json:
    other = membership.get("on_behalf_of")
    if not other:
        return {}
    path = PATHS[EntityKind.ORGANIZATION]
    return {"opengov:onBehalfOf": {"@id": f"{path}/{other['id']}", "name": other["name"]}}


def _linked_tombstone(gone: Json) -> Json:
    path = PATHS.get(gone["kind"], "/v1/memberships")
    node: Json = {"@type": "as:Tombstone", "@id": f"{path}/{gone['id']}"}
    survivor = gone["merged_into"]
    return node | ({"sameAs": f"{path}/{survivor}"} if survivor else {})
