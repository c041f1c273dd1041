"""Bodies as the OpenAPI document shows them. They are sent, in this order, by a test."""

from typing import Any, Final

Example = dict[str, Any]
_ID: Final = "kessaria-names-ada-moreau"
_LIU: Final = "liu-jianchao-new-face-of-the-communist-party"
_CHAIR: Final = "chair of the Kessaria Water Board"
_TRUST: Final = "was seen as a sign of Xi’s trust and confidence in him"
_NEW: Final[Example] = {"reason": "A new article", "article_id": _ID}
_MORE: Final[Example] = {"reason": "It is told there, too", "article_id": _LIU}

ARTICLE: Final[Example] = {
    "id": _ID,
    "title": "Kessaria names Ada Moreau to the water board",
    "publisher": "The Kessaria Courier",
    "language": "en",
    "publication_date": "2021-03-04",
    "text": "Kessaria names Ada Moreau to the water board\n\nAda Moreau, a hydrologist, was named"
    " chair of the Kessaria Water Board in June last year. She opened the Delta Congress on"
    " Tuesday.\nRead more: Ten rivers to see\n",
    "boilerplate": ["Read more: Ten rivers to see"],
    "reason": "A new article",
}
ARTICLE_EDIT: Final[Example] = {
    "reason": "It stands in the masthead",
    "publisher": "The Kessaria Courier",
}
ORGANIZATION: Final[Example] = _NEW | {
    "name": {"value": "Kessaria Water Board", "cite": "the Kessaria Water Board"}
}
POST: Final[Example] = _NEW | {
    "id": "chair-of-the-kessaria-water-board",
    "name": {"value": _CHAIR, "cite": _CHAIR},
    "facts": [{"property": "organization", "object": "kessaria-water-board", "cite": _CHAIR}],
}
EVENT: Final[Example] = _NEW | {
    "name": {"value": "Delta Congress", "cite": "the Delta Congress"},
    "facts": [
        {
            "property": "start_date",
            "value": {"written": "Tuesday"},
            "cite": "opened the Delta Congress on Tuesday",
        }
    ],
}
PERSON: Final[Example] = _NEW | {
    "name": {"value": "Ada Moreau", "cite": "Ada Moreau, a hydrologist"},
    "facts": [{"property": "occupation", "value": "hydrologist", "cite": "a hydrologist"}],
    "memberships": [
        {
            "post": "chair-of-the-kessaria-water-board",
            "start_date": {"written": "June last year"},
            "cite": f"was named {_CHAIR} in June last year",
        }
    ],
}
PERSON_EDIT: Final[Example] = _MORE | {
    "add": {"other_names": [{"value": "Liu", "kind": "alias", "cite": "Liu, a veteran diplomat"}]}
}
ORGANIZATION_EDIT: Final[Example] = _MORE | {
    "add": {
        "facts": [
            {
                "property": "summary",
                "value": "It has been expanding its scope and influence.",
                "cite": "has been expanding its scope and influence",
            }
        ]
    }
}
EDIT: Final[Example] = _MORE | {
    "add": {
        "facts": [
            {"property": "summary", "value": "It was seen as a sign of trust.", "cite": _TRUST}
        ]
    }
}
FACT_EDIT: Final[Example] = {"reason": "The Courier printed a correction", "deprecate": True}
BATCH: Final[Example] = {
    "reason": "It is told there, too",
    "additions": [
        {
            "article_id": _LIU,
            "people": [
                {
                    "id": "liu-jianchao",
                    "facts": [
                        {
                            "property": "summary",
                            "value": "A veteran diplomat who speaks fluent English.",
                            "cite": "a veteran diplomat who speaks fluent English",
                        }
                    ],
                }
            ],
        }
    ],
}
REVERT: Final[Example] = {"reason": "It was loaded by mistake"}
