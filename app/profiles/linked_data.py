"""JSON-LD: documents and lines of lists in the words of schema.org.

What depends on time (a post held, a body belonged to, a part taken) is a Role between the two, with
its dates. Ids are the paths of the API, relative to the server. A date that ISO 8601 cannot say
keeps its marks, typed as EDTF.
"""

import re
from collections.abc import Callable, Iterable
from typing import Any, Final

from app.profiles.facts import Json
from app.vocabulary import PATHS, EntityKind, FactKind

CONTEXT: Final[Json] = {
    "@vocab": "https://schema.org/",
    "org": "http://www.w3.org/ns/org#",
    "edtf": "http://id.loc.gov/datatypes/edtf/",
    "image": {"@type": "@id"},
    "sameAs": {"@type": "@id"},
    "url": {"@type": "@id"},
}
_TYPES: Final = {
    EntityKind.PERSON: "Person",
    EntityKind.ORGANIZATION: "Organization",
    EntityKind.POST: ["Occupation", "org:Post"],
    EntityKind.EVENT: "Event",
    EntityKind.ARTICLE: "NewsArticle",
}
_ISO_DATE: Final = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")


def linked_node(item: Json) -> Json:
    """A document or a line of a list as a node. It tells what the item has: fields may be missing;
    ``id`` and ``kind`` may not.
    """
    return _told(_NODES[item["kind"]](item))


def linked_document(item: Json) -> Json:
    """A document that says what its words mean."""
    return {"@context": CONTEXT, **linked_node(item)}


def linked_list(items: Iterable[Json], total: int) -> Json:
    """A page of a list; ``total``: how many items the whole list has."""
    elements = [linked_node(item) for item in items]
    head = {"@context": CONTEXT, "@type": "ItemList", "numberOfItems": total}
    return head | {"itemListElement": elements}


def _person(item: Json) -> Json:
    roles = [(each.get("post_id"), _role(each)) for each in item.get("memberships") or ()]
    held = [role for post_id, role in roles if post_id]
    return {
        **_entity(item),
        "familyName": item.get("family_name"),
        "givenName": item.get("given_name"),
        "additionalName": item.get("additional_name"),
        "honorificPrefix": item.get("honorific_prefix"),
        "honorificSuffix": item.get("honorific_suffix"),
        "gender": item.get("gender"),
        "birthDate": _date(item.get("birth_date")),
        "deathDate": _date(item.get("death_date")),
        "nationality": item.get("nationality"),
        "jobTitle": item.get("occupation"),
        "knowsLanguage": item.get("language"),
        "hasOccupation": held,
        "worksFor": [{"@id": role["@id"]} for role in held if "@id" in role],
        "memberOf": [role for post_id, role in roles if not post_id],
    }


def _organization(item: Json) -> Json:
    return {
        **_entity(item),
        "additionalType": item.get("classification"),
        "foundingDate": _date(item.get("founding_date")),
        "dissolutionDate": _date(item.get("dissolution_date")),
        "parentOrganization": _other(item, "parent", EntityKind.ORGANIZATION),
        "location": item.get("location"),
    }


def _post(item: Json) -> Json:
    return {
        **_entity(item),
        "org:role": item.get("role"),
        "org:postIn": _other(item, "organization", EntityKind.ORGANIZATION),
        **_dates(item),
    }


def _event(item: Json) -> Json:
    return {
        **_entity(item),
        "additionalType": item.get("classification"),
        **_dates(item),
        "location": item.get("location"),
        "superEvent": _other(item, "parent", EntityKind.EVENT),
        "organizer": [_reference(each) for each in item.get("organizations") or ()],
        "attendee": [_part(each) for each in item.get("participants") or ()],
    }


def _article(item: Json) -> Json:
    publisher = item.get("publisher")
    return {
        **_entity(item),
        "headline": item.get("title"),
        "author": [{"@type": "Person", "name": name} for name in item.get("author") or ()],
        "publisher": publisher and {"@type": "Organization", "name": publisher},
        "datePublished": _date(item.get("publication_date")),
        "inLanguage": item.get("language_code"),
        "url": item.get("url"),
        "articleBody": item.get("text"),
    }


def _membership(item: Json) -> Json:
    return _role(item) | {"member": _other(item, "subject", EntityKind.PERSON)}


_NODES: Final[dict[str, Callable[[Json], Json]]] = {
    EntityKind.PERSON: _person,
    EntityKind.ORGANIZATION: _organization,
    EntityKind.POST: _post,
    EntityKind.EVENT: _event,
    EntityKind.ARTICLE: _article,
    FactKind.MEMBERSHIP: _membership,
}


def _entity(item: Json) -> Json:
    facts = item.get("facts") or ()
    by_field = (item.get("citations") or {}).values()  # in lists, where included
    return {
        **_reference(item),
        "alternateName": [_name(each) for each in item.get("other_names") or ()],
        "description": item.get("summary"),
        "image": item.get("image"),
        "sameAs": [each["value"] for each in item.get("links") or ()],
        "citation": [
            *(_quote(each) for fact in facts for each in fact.get("citations") or ()),
            *(_quote(each) for citations in by_field for each in citations),
        ],
    }


def _name(other: Json) -> Any:
    """A name, as text in its language where that is known."""
    language = other.get("lang")
    return {"@value": other["name"], "@language": language} if language else other["name"]


def _reference(item: Json) -> Json:
    kind = item.get("kind")
    node: Json = {"@type": _TYPES[EntityKind(kind)]} if kind else {}
    if kind and "id" in item:
        node["@id"] = f"{PATHS[EntityKind(kind)]}/{item['id']}"
    return node | {"name": item.get("name")}


def _other(item: Json, name: str, kind: EntityKind) -> Json | None:
    """The entity that an item names, however much of it the item tells."""
    told = {"id": item[f"{name}_id"]} if item.get(f"{name}_id") else {}
    told |= item.get(name) or {}
    return _told(_reference(told | {"kind": kind})) if told else None


def _role(membership: Json) -> Json:
    """A membership; in lists of people it names its organization by fields of its own."""
    organization = _other(membership, "organization", EntityKind.ORGANIZATION)
    if organization and "organization_name" in membership:
        organization["name"] = membership["organization_name"]
    post = _other(membership, "post", EntityKind.POST)
    return _told(
        {
            "@type": "OrganizationRole",
            "@id": "id" in membership and f"/v1/memberships/{membership['id']}",
            "roleName": membership.get("label"),
            **_dates(membership),
            "hasOccupation": post,
            "worksFor" if post else "memberOf": organization,
            "citation": [_quote(each) for each in membership.get("citations") or ()],
        }
    )


def _part(participation: Json) -> Json:
    """A part in an event: ``subject`` took it, or in lists the item itself names who did."""
    who = participation.get("subject") or participation
    quotes = [_quote(each) for each in participation.get("citations") or ()]
    role = {"@type": "Role", "roleName": participation.get("role"), "citation": quotes}
    return _told(role | {"attendee": _told(_reference(who))})


def _quote(citation: Json) -> Json:
    article = {"kind": EntityKind.ARTICLE, "id": citation.get("article_id")}
    node = {"@type": "Quotation", "text": citation.get("exact")}
    return _told(node | {"isPartOf": article["id"] and _told(_reference(article))})


def _dates(item: Json) -> Json:
    return {"startDate": _date(item.get("start_date")), "endDate": _date(item.get("end_date"))}


def _date(text: str | None) -> Any:
    if text is None or _ISO_DATE.fullmatch(text):
        return text
    return {"@type": "edtf:EDTF", "@value": text}


def _told(node: Json) -> Json:
    return {name: value for name, value in node.items() if value}
