"""What pages that stand for no entity say to programs, in the words of schema.org."""

from collections.abc import Mapping
from typing import Any, Final

Json = Mapping[str, Any]
_CONTEXT: Final = "https://schema.org"


def linked_page(origin: str, path: str, title: str) -> dict[str, Any]:
    """A page of this server; the first one is the site itself, with its search."""
    site = {"@type": "WebSite", "@id": f"{origin}/", "name": "Incumbent", "url": f"{origin}/"}
    if path == "/":
        return {"@context": _CONTEXT} | site | {"potentialAction": _search(origin)}
    page = {"@type": "WebPage", "@id": origin + path, "name": title, "url": origin + path}
    return {"@context": _CONTEXT} | page | {"isPartOf": site}


def linked_dataset(origin: str, path: str, dataset: Json) -> dict[str, Any]:
    """A dataset, as the API has it, of whose page this is the path."""
    told = {
        "@type": "Dataset",
        "@id": f"{origin}/v1{path}",
        "name": dataset["title"],
        "description": f"{dataset['title']}: {_CONTENTS}",
        "license": dataset["licence"],
        "creditText": dataset["attribution"],
        "sameAs": dataset["url"],
        "url": origin + path,
    }
    return {"@context": _CONTEXT} | {name: value for name, value in told.items() if value}


_CONTENTS: Final = "people, organizations and the posts that were held, each fact with its source"


def _search(origin: str) -> dict[str, Any]:
    address = f"{origin}/search?q={{search_term_string}}"
    return {
        "@type": "SearchAction",
        "target": {"@type": "EntryPoint", "urlTemplate": address},
        "query-input": "required name=search_term_string",
    }
