"""The formats that data comes in, by name. A new one is one file and one row here."""

from typing import Final

from app.importers.congress_legislators import CongressLegislators
from app.importers.ftm import FollowTheMoney
from app.importers.openstates import OpenStates
from app.importers.records import Format

_ALL: Final[tuple[Format, ...]] = (CongressLegislators(), FollowTheMoney(), OpenStates())
FORMATS: Final[dict[str, Format]] = {each.name: each for each in _ALL}
