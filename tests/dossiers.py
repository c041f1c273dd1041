"""Small fictional dossiers, written as files."""

import copy
from pathlib import Path
from typing import Any

import yaml

KESSARIA_TEXT = """Kessaria names Ada Moreau to the water board

Ada Moreau, a hydrologist, was named chair of the Kessaria Water Board in June last year.
She had previously led the Harbour Office. Ada Moreau opened the Delta Congress on Tuesday.
"""

KESSARIA: dict[str, Any] = {
    "dossier": 1,
    "curator": "Test Curator",
    "article": {
        "id": "kessaria-water-board",
        "file": "kessaria.txt",
        "title": "Kessaria names Ada Moreau to the water board",
        "publication_date": "2021-03-04",
    },
    "people": [
        {
            "id": "ada-moreau",
            "name": {"value": "Ada Moreau", "cite": "Ada Moreau, a hydrologist"},
            "facts": [{"property": "occupation", "value": "hydrologist", "cite": "a hydrologist"}],
            "memberships": [
                {
                    "post": "chair-of-the-water-board",
                    "role": "chair",
                    "start_date": {"written": "June last year"},
                    "cite": "was named chair of the Kessaria Water Board in June last year",
                }
            ],
            "events": [
                {
                    "event": "delta-congress",
                    "role": "opened",
                    "cite": "Ada Moreau opened the Delta Congress on Tuesday",
                }
            ],
        }
    ],
    "organizations": [
        {
            "id": "water-board",
            "name": {"value": "Kessaria Water Board", "cite": "the Kessaria Water Board"},
        }
    ],
    "posts": [
        {
            "id": "chair-of-the-water-board",
            "name": {
                "value": "chair of the Kessaria Water Board",
                "cite": "chair of the Kessaria Water Board",
            },
            "facts": [
                {
                    "property": "organization",
                    "object": "water-board",
                    "cite": "chair of the Kessaria Water Board",
                }
            ],
        }
    ],
    "events": [
        {
            "id": "delta-congress",
            "name": {"value": "Delta Congress", "cite": "the Delta Congress"},
            "facts": [
                {
                    "property": "start_date",
                    "value": {"written": "Tuesday"},
                    "cite": "opened the Delta Congress on Tuesday",
                }
            ],
        }
    ],
}


def write_dossier(
    folder: Path, dossier: dict[str, Any], text: str = KESSARIA_TEXT, stem: str = "kessaria"
) -> Path:
    """Write a dossier and its article; the dossier's path."""
    path = folder / f"{stem}.yaml"
    dossier = edited(dossier, ("article", "file"), f"{stem}.txt")
    (folder / f"{stem}.txt").write_text(text, encoding="utf-8")
    path.write_text(yaml.safe_dump(dossier, sort_keys=False, allow_unicode=True), encoding="utf-8")
    return path


def edited(dossier: dict[str, Any], field: tuple[str | int, ...], value: Any) -> dict[str, Any]:
    """A copy of the dossier with one field set, or removed where the value is ``...``."""
    changed = copy.deepcopy(dossier)
    part: Any = changed
    for step in field[:-1]:
        part = part[step]
    if value is ...:
        del part[field[-1]]
    else:
        part[field[-1]] = value
    return changed


def numbered_dossier(number: int, facts: int = 20) -> tuple[dict[str, Any], str]:
    """A dossier of its own about a person of its own, with its text."""
    name = f"Person Number{number}"
    lines = [f"{name} speaks language {index} well." for index in range(facts)]
    dossier = {
        "dossier": 1,
        "curator": "Test Curator",
        "article": {"id": f"article-{number}", "file": "", "title": f"About {name}"},
        "people": [
            {
                "id": f"person-{number}",
                "name": {"value": name, "cite": lines[0]},
                "facts": [
                    {"property": "language", "value": f"language {index}", "cite": line}
                    for index, line in enumerate(lines)
                ],
            }
        ],
    }
    return dossier, "\n".join(lines)
