"""Which view of an entity is wanted."""

from dataclasses import dataclass

from app.dates import PartialDate


@dataclass(frozen=True, slots=True)
class View:
    """``known_at``: as of which change (None: now); ``as_of``: true on which day (None: ever)."""

    known_at: int | None = None
    as_of: PartialDate | None = None
    all_citations: bool = False
    all_ranks: bool = False

    @property
    def is_kept(self) -> bool:
        """Whether documents of this view are kept ready, and their past versions with them."""
        return self.as_of is None and not (self.all_citations or self.all_ranks)
