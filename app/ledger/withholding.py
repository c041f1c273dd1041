"""What is in no output: the rows of facts that a note of the ledger, or a setting, withholds.

A withdrawal withholds all that ever spoke of an entity, or that rests on an article; a hidden field
withholds what is said of it. The rows stay in the ledger, and are shown again when the note goes.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from sqlalchemy import ColumnElement, delete, exists, insert, literal, or_, select
from sqlalchemy.orm import Session

from app.batches import batches
from app.hidden_fields import parse_field
from app.ledger.facts import ID_COLUMNS
from app.models import Citation, Entity, Fact, WithheldFact, known
from app.models.facts import noted
from app.models.rows import FactRow, fact_rows
from app.profiles.hidden import excluded_fields
from app.vocabulary import DEPRECATED, HIDDEN, MERGED_INTO, WITHDRAWN, Rank

WITHHOLDING: Final = (WITHDRAWN, HIDDEN)
Condition = ColumnElement[bool]


def excluded_note(field: str) -> str:
    """The note of a field that the installation does not show."""
    return f"excluded/{field}"


def apply_notes(session: Session, change: int, origins: Iterable[str]) -> set[str]:
    """Withhold what the notes of these origins say, as they stand now, and no more than that.

    The ids of the entities that the rows speak of which are shown no longer, or again.
    """
    concerned: set[str] = set()
    for origin in sorted(set(origins)):
        concerned |= release(session, origin)
        for note in fact_rows(session, Fact.origin == origin, known(None)):
            concerned |= {note.subject_id, *_apply(session, change, note)}
    return concerned


def release(session: Session, note: str) -> set[str]:
    """Show again what only this note withheld; the ids of the entities concerned."""
    rows = list(session.scalars(select(WithheldFact.row).where(WithheldFact.note == note)))
    session.execute(delete(WithheldFact).where(WithheldFact.note == note))
    return _mentioned(session, rows)


def subjects_withheld(session: Session, notes: Iterable[str]) -> set[str]:
    """The entities of which something is withheld by these notes, under every id that they had."""
    found = select(Fact.subject_id).join(WithheldFact, WithheldFact.row == Fact.row)
    noted_here = WithheldFact.note.in_(sorted(notes))
    return set(session.scalars(found.where(noted_here).distinct()))


def exclude(session: Session, change: int, field: str) -> set[str]:
    """Withhold a field of every entity; the ids of the entities concerned."""
    return _withhold(session, change, excluded_note(field), [_of_field(field)])


def withhold_recorded(
    session: Session, change: int, facts: Sequence[FactRow], hidden: Sequence[FactRow]
) -> set[int]:
    """Withhold those of the rows just recorded that are of hidden fields; their numbers.

    ``hidden``: the notes of fields that one entity does not show.
    """
    subjects = {fact.subject_id for fact in facts}
    fresh = Fact.row.between(facts[0].row, facts[-1].row)
    conditions = {excluded_note(each): _of_field(each) for each in excluded_fields(session)}
    for note in hidden:
        if note.subject_id in subjects:
            conditions[note.origin] = _hidden_by(session, note)
    for origin, condition in conditions.items():
        _insert(session, change, origin, condition & fresh)
    if not conditions:
        return set()
    between = WithheldFact.row.between(facts[0].row, facts[-1].row)
    return set(session.scalars(select(WithheldFact.row).where(between)))


def hidden_notes(session: Session) -> list[FactRow]:
    """The notes of fields that one entity does not show."""
    return fact_rows(session, noted(HIDDEN), known(None))


def _apply(session: Session, change: int, note: FactRow) -> set[str]:
    return _withhold(session, change, note.origin, _conditions(session, note))


def _conditions(session: Session, note: FactRow) -> list[Condition]:
    """Any of which a row meets that a note withholds."""
    if note.property == HIDDEN:
        return [_hidden_by(session, note)]
    ids = _merged_into(session, note.subject_id)
    moved = _moved_away(session, ids)
    return [*_speaking_of(ids), *(Fact.row.in_(batch) for batch in batches(moved))]


def _withhold(
    session: Session, change: int, note: str, conditions: Iterable[Condition]
) -> set[str]:
    for condition in conditions:
        _insert(session, change, note, condition)
    by_note = select(WithheldFact.row).where(WithheldFact.note == note)
    _insert(session, change, note, _wrong(Fact.row.in_(by_note)))
    return _mentioned(session, list(session.scalars(by_note)))


def _wrong(withheld: Condition) -> Condition:
    """What the ledger notes of a wrong fact repeats it."""
    wrong = select(literal(f"{DEPRECATED}/") + Fact.id)
    return Fact.origin.in_(wrong.where(withheld, Fact.rank == Rank.DEPRECATED))


def rows_by_note(session: Session) -> Iterator[tuple[str, set[int]]]:
    """What each note that stands, and each field that is excluded, withholds by what it says."""
    notes = fact_rows(session, or_(*(noted(each) for each in WITHHOLDING)), known(None))
    told = [(note.origin, _conditions(session, note)) for note in notes]
    fields = excluded_fields(session)
    for origin, conditions in (*told, *((excluded_note(f), [_of_field(f)]) for f in fields)):
        rows = {row for each in conditions for row in _rows_that(session, each)}
        for batch in batches(sorted(rows)):
            rows |= {*_rows_that(session, _wrong(Fact.row.in_(batch)))}
        yield origin, rows


def _rows_that(session: Session, condition: Condition) -> Iterable[int]:
    return session.scalars(select(Fact.row).where(condition))


def _insert(session: Session, change: int, note: str, condition: Condition) -> None:
    there = exists().where(WithheldFact.row == Fact.row, WithheldFact.note == note)
    wanted = select(Fact.row, literal(note), literal(change)).where(condition, ~there)
    columns = [WithheldFact.row, WithheldFact.note, WithheldFact.change]
    session.execute(insert(WithheldFact).from_select(columns, wanted))


def _speaking_of(entity_ids: Sequence[str]) -> Iterator[Condition]:
    """What speaks of these entities, cites them, or comes from them; but not the ledger's notes."""
    said = Fact.property.not_in((MERGED_INTO, WITHDRAWN))
    for name in ID_COLUMNS:
        yield getattr(Fact, name).in_(entity_ids) & said
    cited = select(Citation.fact_row).where(Citation.article_id.in_(entity_ids))
    yield Fact.row.in_(cited)
    yield Fact.origin.in_(entity_ids)


def _merged_into(session: Session, entity_id: str) -> list[str]:
    """An entity's id, and those that were merged into it, whatever they were merged into first."""
    found, level = [entity_id], [entity_id]
    while level:
        into = (Fact.property == MERGED_INTO, known(None), Fact.object_id.in_(level))
        ids = session.scalars(select(Fact.subject_id).where(*into))
        level = [each for each in ids if each not in found]
        found += level
    return found


def _moved_away(session: Session, entity_ids: Sequence[str]) -> list[int]:
    """The rows that were said of these entities while they were merged into others."""
    others: set[str] = set()
    level = set(entity_ids)
    while level:
        once = (Fact.property == MERGED_INTO, Fact.subject_id.in_(sorted(level)))
        into = set(session.scalars(select(Fact.object_id).where(*once)))
        level = {str(each) for each in into} - others - set(entity_ids)
        others |= level
    named = [getattr(Fact, name).in_(sorted(others)) for name in ID_COLUMNS]
    moved = fact_rows(session, or_(*named), Fact.said_ids.is_not(None)) if others else []
    return [row.row for row in moved if set(row.said_ids.values()) & set(entity_ids)]


def _hidden_by(session: Session, note: FactRow) -> Condition:
    ids = _merged_into(session, note.subject_id)
    return _of_field(str(note.value)) & Fact.subject_id.in_(ids)


def _of_field(name: str) -> Condition:
    field = parse_field(name)
    met = Fact.kind.in_(field.kinds) & Fact.property.not_in((MERGED_INTO, WITHDRAWN))
    if field.word is not None:
        met &= Fact.property == field.word
    if field.of is not None:
        met &= Fact.subject_id.in_(select(Entity.id).where(Entity.kind == field.of))
    return met


def _mentioned(session: Session, rows: Sequence[int]) -> set[str]:
    found: set[str] = set()
    for batch in batches(rows):
        for fact in fact_rows(session, Fact.row.in_(batch)):
            found |= {each for name in ID_COLUMNS if (each := getattr(fact, name))}
        cited = select(Citation.article_id).where(Citation.fact_row.in_(batch))
        found |= set(session.scalars(cited.distinct()))
    return found
