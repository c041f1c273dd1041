"""An input held in memory, for the tests of formats without a database."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from app.importers.records import Format, Json, Piece
from app.ledger import NewFact
from app.vocabulary import EntityKind
from tests.notes import KeptNotes


@dataclass
class MemorySource:
    """Reads a whole input and compiles its entities, as the engine does."""

    format: Format
    path: Path
    dataset: str = "ds"
    notes: KeptNotes = field(default_factory=KeptNotes)

    def __post_init__(self) -> None:
        self.pieces: dict[tuple[str, str], list[Piece]] = {}
        for piece in self.format.read(self.path, self.notes):
            self.pieces.setdefault((piece.kind, piece.key), []).append(piece)

    def entity_id(self, kind: EntityKind, key: str) -> str:
        return f"{self.dataset}.{key}" if kind == "person" else f"{self.dataset}.{kind}.{key}"

    def find(self, kind: str, key: str) -> Json | None:
        found = self.pieces.get((kind, key))
        return found[0].data if found else None

    def compiled(self) -> Iterator[tuple[EntityKind, str, list[NewFact]]]:
        """Each entity of which something is said: its kind, key and facts."""
        for kind in self.format.kinds:
            for (of, key), pieces in self.pieces.items():
                if of == kind and (facts := self.format.compile(kind, key, pieces, self)):
                    yield kind, key, facts

    def facts(self) -> list[NewFact]:
        """All facts."""
        return [fact for _, _, facts in self.compiled() for fact in facts]
