"""The names of a record of Popolo as facts: one for each name, in however many languages it is."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import orjson

from app.dates import PartialDate
from app.importers.cleaning import Cleaner
from app.importers.records import Json
from app.ledger import NewFact
from app.popolo_fields import SOURCE
from app.vocabulary import NAME_PARTS, FactKind

# What a note must begin with for a name to be more than an alias.
_KINDS: Final = {"birth name": "birth_name", "maiden name": "birth_name", "former": "former_name"}
EMPTY: Final[tuple[Any, ...]] = (None, "", [])


@dataclass(frozen=True, slots=True)
class _OtherName:
    """What one entry of ``other_names`` says; ``written`` is the entry."""

    written: Json
    value: str
    lang: str | None
    kind: str
    parts: Json | None
    start: PartialDate | None
    end: PartialDate | None
    note: str | None
    is_as_written: bool

    @property
    def key(self) -> bytes:
        """What makes it another name than others."""
        dates = (self.start and self.start.text, self.end and self.end.text)
        return orjson.dumps([self.value, self.kind, self.parts, dates, self.note])


def name_parts(said: Json, clean: Cleaner) -> tuple[Json | None, Json]:
    """The parts of a name, and those of them that stand otherwise in the source."""
    parts: Json = {}
    left: Json = {}
    for part in NAME_PARTS:
        if part in said and (written := said[part]) not in EMPTY:
            text = clean.text(part, written)
            if text:
                parts[part] = text
            if text != written:
                left[part] = written
    return parts or None, left


def other_names(
    entries: Sequence[Json], subject_id: str, name: str | None, clean: Cleaner
) -> tuple[list[NewFact], list[Json], list[Json]]:
    """Facts of the other names; how ``name`` itself is said once more; entries without a name."""
    same: dict[bytes, list[_OtherName]] = defaultdict(list)
    nameless: list[Json] = []
    for entry in entries:
        if read := _read(entry, clean):
            same[read.key].append(read)
        else:
            nameless.append(entry)
    facts: list[NewFact] = []
    also: list[Json] = []
    for group in same.values():
        if group[0].value == name and _says_no_more(group[0]):
            also.append(_as_said(group) or {"langs": [group[0].lang]})
            also[-1] |= {"note": group[0].note} if "langs" in also[-1] and group[0].note else {}
        else:
            facts.append(_fact(group, subject_id))
    return facts, also, nameless


def _read(entry: Json, clean: Cleaner) -> _OtherName | None:
    value = clean.text("other_names.name", entry.get("name"))
    if value is None:
        return None
    note = clean.text("other_names.note", entry.get("note"))
    lang = clean.text("other_names.lang", entry.get("lang"))
    plain = {"name": value, "lang": lang, "note": note}
    kind = _kind(note)
    if entry == plain:
        return _OtherName(entry, value, lang, kind, None, None, None, note, is_as_written=True)
    parts, left = name_parts(entry, clean)
    start, end = clean.span(("start_date", "end_date"), entry)
    is_as_written = not left and {**dict.fromkeys(plain), **entry} == plain
    return _OtherName(entry, value, lang, kind, parts, start, end, note, is_as_written)


@lru_cache(maxsize=1024)
def _kind(note: str | None) -> str:
    word = (note or "").lower()
    return next((kind for words, kind in _KINDS.items() if word.startswith(words)), "alias")


def _says_no_more(name: _OtherName) -> bool:
    return name.kind == "alias" and not (name.parts or name.start or name.end)


def _as_said(group: Sequence[_OtherName]) -> Json | None:
    """What the fact of these entries does not tell of them: their languages, or all they say."""
    if not all(name.is_as_written for name in group):
        return {"said": [name.written for name in group]}
    langs = [name.lang for name in group]
    return {"langs": langs} if len(langs) > 1 else None


def _fact(group: Sequence[_OtherName], subject_id: str) -> NewFact:
    first = group[0]
    said = _as_said(group)
    return NewFact(
        kind=FactKind.NAME,
        subject_id=subject_id,
        property=first.kind,
        value=first.value,
        lang=_common({name.lang for name in group}),
        name_parts=first.parts,
        start_date=first.start,
        end_date=first.end,
        note=first.note,
        source_data={SOURCE: said} if said else None,
    )


def other_labels(entries: Sequence[Any], subject_id: str, clean: Cleaner) -> Iterator[NewFact]:
    """The other labels of a post, which are plain texts."""
    for entry in entries:
        if value := clean.text("other_label", entry):
            said = {SOURCE: {"said": [entry]}} if entry != value else None
            yield NewFact(
                kind=FactKind.NAME,
                subject_id=subject_id,
                property="alias",
                value=value,
                source_data=said,
            )


def _common(langs: set[str | None]) -> str | None:
    """The one language of a name: ``en`` of one that is said in ``en``, ``en-gb`` and ``en-ca``."""
    bases = {(lang or "").partition("-")[0] for lang in langs}
    if len(langs) == 1:
        return next(iter(langs))
    return bases.pop() if len(bases) == 1 and bases <= langs else None
