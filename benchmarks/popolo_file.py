"""The synthetic set as one file of Popolo JSON: what `incumbent import popolo` reads."""

import json
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, TextIO

from app.ledger import NewFact
from app.vocabulary import EntityKind, FactKind
from benchmarks.legislature import world
from benchmarks.population import legislatures

Json = dict[str, Any]
_LISTS: Final = ("persons", "organizations", "posts", "memberships")
_OF_KIND: Final = {
    EntityKind.PERSON: "persons",
    EntityKind.ORGANIZATION: "organizations",
    EntityKind.POST: "posts",
}
_PROGRESS: Final = 100_000


def write_popolo_file(file: Path, people: int, seed: int) -> None:
    """Write so many people, with all that they belong to; the same for the same arguments."""
    with TemporaryDirectory(dir=file.parent) as folder, ExitStack() as stack:
        parts = {name: _Part(stack, Path(folder) / name) for name in _LISTS}
        for name, record in _records(people, seed):
            parts[name].add(record)
        stack.close()
        _join(file, [(name, part.file) for name, part in parts.items()])


class _Part:
    """One list of the file, being written."""

    def __init__(self, stack: ExitStack, file: Path) -> None:
        self.file = file
        self._open: TextIO = stack.enter_context(file.open("w"))
        self._separator = ""

    def add(self, record: Json) -> None:
        self._open.write(self._separator + json.dumps(record, ensure_ascii=False))
        self._separator = ",\n"


def _records(people: int, seed: int) -> Iterator[tuple[str, Json]]:
    entities, facts = world()
    yield from _of({each.id: each.kind for each in entities}, facts)
    done = 0
    for each in legislatures(people, seed):
        filled = each.fill()
        yield from _of({one.id: one.kind for one in filled.entities}, filled.facts)
        if (done + filled.size) // _PROGRESS > done // _PROGRESS:
            print(f"  made up: {done + filled.size:,} people", file=sys.stderr, flush=True)
        done += filled.size


def _of(kinds: dict[str, EntityKind], facts: Iterable[NewFact]) -> Iterator[tuple[str, Json]]:
    about: dict[str, list[NewFact]] = defaultdict(list)
    for fact in facts:
        about[fact.subject_id].append(fact)
    for entity_id, kind in kinds.items():
        if kind not in _OF_KIND:
            continue
        record: Json = {"id": entity_id}
        for fact in about[entity_id]:
            if fact.kind is FactKind.MEMBERSHIP:
                yield "memberships", _membership(fact)
            else:
                _SAID[fact.kind](record, fact)
        yield _OF_KIND[kind], record


def _name(record: Json, fact: NewFact) -> None:
    if fact.property == "name":
        is_post = record["id"].startswith(("seat-", "office-"))
        record["label" if is_post else "name"] = fact.value
    else:
        record.setdefault("other_names", []).append({"name": fact.value})


def _attribute(record: Json, fact: NewFact) -> None:
    record[fact.property] = fact.value


def _identifier(record: Json, fact: NewFact) -> None:
    said = {"scheme": fact.property, "identifier": fact.value}
    record.setdefault("identifiers", []).append(said)


def _link(record: Json, fact: NewFact) -> None:
    record.setdefault("links", []).append({"note": fact.property, "url": fact.value})


def _relation(record: Json, fact: NewFact) -> None:
    record[f"{fact.property}_id"] = fact.object_id


_SAID: Final[dict[FactKind, Callable[[Json, NewFact], None]]] = {
    FactKind.NAME: _name,
    FactKind.ATTRIBUTE: _attribute,
    FactKind.IDENTIFIER: _identifier,
    FactKind.LINK: _link,
    FactKind.RELATION: _relation,
}


def _membership(fact: NewFact) -> Json:
    told = {
        "person_id": fact.subject_id,
        "organization_id": fact.organization_id,
        "post_id": fact.post_id,
        "on_behalf_of_id": fact.on_behalf_of_id,
        "start_date": fact.start_date and fact.start_date.text,
        "end_date": fact.end_date and fact.end_date.text,
    }
    return {name: value for name, value in told.items() if value is not None}


def _join(file: Path, parts: list[tuple[str, Path]]) -> None:
    whole = file.with_suffix(".part")
    with whole.open("w") as out:
        separator = "{"
        for name, part in parts:
            out.write(f'{separator}"{name}":[')
            with part.open() as lines:
                out.writelines(lines)
            out.write("]")
            separator = ",\n"
        out.write("}\n")
    whole.rename(file)
