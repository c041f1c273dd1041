"""The page of the search: what was found, why, and how to narrow it; or what else to try."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.pages.addresses import Address
from app.pages.cards import card
from app.pages.facets import chosen_of, facets_of
from app.pages.frame import Frame
from app.pages.marking import how_words, marked
from app.pages.rendering import render

Json = Mapping[str, Any]
Errors = Sequence[Mapping[str, str]]


def search_page(
    frame: Frame,
    address: Address,
    answer: Json,
    lines: Mapping[str, Json],
    errors: Errors,
    meant: Sequence[Json],
) -> str:
    """The page. ``answer`` is as the API has it, ``lines`` are the short forms of what was found.

    ``errors``: what was filled in and is wrong; ``meant``: suggestions where nothing was found.
    """
    shown = [_hit(each, lines[each["id"]]) for each in answer["data"] if each["id"] in lines]
    return render(
        "search.html",
        frame=frame,
        address=address,
        answer=answer,
        hits=shown,
        errors=errors,
        meant=meant,
        facets=facets_of(answer["facets"], address),
        chosen=chosen_of(answer["names"], address, ("q", "on")),
        hidden=[each for each in address.query if each[0] not in ("q", "on")],
    )


def _hit(hit: Json, line: Json) -> Json:
    """A hit with its line, and what it matched by that the name shown does not say itself."""
    name = next((each for each in hit["matches"] if each["field"] == "name"), None)
    as_shown = name is not None and name["text"] == hit["display_name"]
    if as_shown and name:
        parts = list(marked(name["text"], name["highlights"]))
    else:
        parts = [(hit["display_name"], False)]
    also = _match(name) if name and (not as_shown or how_words(name["how"])) else None
    texts = [_match(each) for each in hit["matches"] if each["field"] != "name"]
    told = {"name": parts, "also": also, "is_other": not as_shown, "texts": texts}
    shown = {each: hit[each] for each in ("display_name", "display_lang")}
    return {"line": card({**line, **shown}), **told}


def _match(match: Json) -> Json:
    parts = list(marked(match["text"], match["highlights"]))
    return {**match, "parts": parts, "how_words": how_words(match["how"])}
