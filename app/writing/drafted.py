"""A draft as a dossier, which a curator reviews: all that the format has a place for, quoted."""

from collections import Counter
from typing import Any, Final

from pydantic import ValidationError

from app.drafting.records import Draft, Named
from app.loading.dossier import Dossier
from app.loading.problems import Field
from app.writing.checking import compiled
from app.writing.draft_entities import Declared
from app.writing.draft_facts import Claims
from app.writing.drafted_article import Drafted
from app.writing.new_ids import NewIds
from app.writing.one_line import one_line
from app.writing.particulars import Particulars

_LISTS: Final = frozenset(
    {"other_names", "facts", "memberships", "events", "statements", "boilerplate", "withheld"}
)


def draft_dossier(
    text: str,
    drafted: Drafted,
    particulars: Particulars,
    ids: NewIds,
) -> Dossier:
    """The dossier of a verified draft; what it has no place for is counted in its ``draft`` part.

    ``ids`` gives those of what is not on record.
    """
    ids.reserve(particulars.id)
    draft = drafted.draft
    declared = Declared(text, drafted, ids, particulars)
    for entity in draft.entities:
        if entity.kind in (Named.PERSON, Named.ORGANIZATION):
            declared.entity(entity.id)
    claims = Claims(declared, text, particulars.published)
    for claim in draft.claims:
        claims.add(claim)
    content: dict[str, Any] = {
        "dossier": "1",
        "curator": particulars.curator,
        "draft": _note(draft, particulars, declared),
        "article": _article(draft, particulars, declared),
        **declared.sections,
        "statements": claims.statements,
    }
    return _checked(content, text, claims.left_out)


def _note(draft: Draft, particulars: Particulars, declared: Declared) -> dict[str, Any]:
    withheld = [{"reason": why, "cite": declared.cite(place)} for place, why in draft.withheld]
    return {
        "provider": particulars.provider,
        "drafted_at": particulars.drafted_at,
        "withheld": withheld,
        "dropped": dict(draft.dropped),
    }


def _article(draft: Draft, particulars: Particulars, declared: Declared) -> dict[str, Any]:
    return {
        "id": particulars.id,
        "file": particulars.file,
        "title": one_line(particulars.title) or "Untitled",
        "title_cite": declared.cite(draft.title) if draft.title else None,
        "author": [name for each in particulars.authors if (name := one_line(each))],
        "publisher": one_line(particulars.publisher or "") or None,
        "url": particulars.url,
        "language": particulars.language,
        "publication_date": particulars.published,
        "publication_date_note": particulars.published_note,
        "boilerplate": [declared.cite(part.place) for part in draft.boilerplate],
    }


def _checked(content: dict[str, Any], text: str, left_out: Counter[str]) -> Dossier:
    """The dossier, without what ``incumbent check`` would refuse in it."""
    while True:
        content["draft"]["left_out"] = dict(sorted(left_out.items()))
        faults: list[Field] = []
        try:
            dossier = Dossier.model_validate(content)
        except ValidationError as error:
            faults = [each["loc"] for each in error.errors()]
        else:
            faults = [each.field for each in compiled(dossier, text)[1]]
            if not faults:
                return dossier
        for place in sorted({_part(each) for each in faults}, key=_order, reverse=True):
            _remove(content, place)
            left_out["refused by the check"] += 1


def _part(field: Field) -> Field:
    """The smallest part around a fault that can be taken out: a fact, a quote, an entity."""
    for end in range(len(field), 1, -1):
        if isinstance(field[end - 1], int) and field[end - 2] in _LISTS:
            return field[:end]
    return field[:2]


def _order(field: Field) -> tuple[tuple[str, int], ...]:
    return tuple(("", step) if isinstance(step, int) else (step, -1) for step in field)


def _remove(content: dict[str, Any], field: Field) -> None:
    part: Any = content
    for step in field[:-1]:
        part = part[step]
    del part[field[-1]]
