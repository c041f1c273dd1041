"""People by their names alone, for the tests of the search for names."""

from collections.abc import Mapping

from sqlalchemy import Engine

from app.db import write_session
from app.ledger import NewEntity, NewFact, OpenChange
from app.vocabulary import EntityKind, FactKind


def record_names(
    engine: Engine, names: Mapping[str, list[str]], kind: EntityKind = EntityKind.PERSON
) -> None:
    """Record entities of one kind with these names, by their ids, with a change of its own."""
    facts = [
        NewFact(kind=FactKind.NAME, subject_id=each, property="alias" if n else "name", value=name)
        for each, told in names.items()
        for n, name in enumerate(told)
    ]
    with write_session(engine) as session:
        change = OpenChange(session, actor="Tester", action="load", reason="names")
        change.declare_dataset("curated", "Curated")
        change.declare(NewEntity(id=each, kind=kind) for each in names)
        change.record("|".join(names), "curated", facts)
        change.close()


PEOPLE: dict[str, list[str]] = {
    "liu": ["刘建超"],
    "liu-yandong": ["刘延东"],
    "johnson": ["Hank Johnson"],
    "johansen": ["Hanna Johansen"],
    "pence": ["Mike Pence", "迈克·彭斯"],
    "dickson": ["Hanna Dickson"],
    "wilder": ["Karl-Hans Wilder"],
    "kim": ["김민기"],
    "chan": ["陳健波"],
    "ivanov": ["Иванов, Сергей Борисович"],
    "musawi": ["حسين الموسوي"],
    "zelaya": ["Ana María Zelaya Ruiz"],
    "quist": ["Torben Qvist"],
    "okafor": ["Dr. Ngozi Okafor"],
    "robert": ["Robert C. Farnham"],
    "lemaire": ["Élodie Lemaire"],
    "papadopoulou": ["Παπαδοπούλου Ελένη"],
    "cohen": ["יעל כהן"],
    "gurung": ["माधव गुरुङ"],
    "dehler": ["トーマス・デーラー"],
}
