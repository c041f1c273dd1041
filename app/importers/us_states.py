"""The states and territories of the United States, as political data writes them: two letters.

With how they call their lower chambers, where these are no House of Representatives, and whom they
send to Congress, where that is no representative.
"""

from typing import Any, Final

STATES: Final = {
    "AK": "Alaska",
    "AL": "Alabama",
    "AR": "Arkansas",
    "AS": "American Samoa",
    "AZ": "Arizona",
    "CA": "California",
    "CO": "Colorado",
    "CT": "Connecticut",
    "DC": "the District of Columbia",
    "DE": "Delaware",
    "DK": "Dakota Territory",
    "FL": "Florida",
    "GA": "Georgia",
    "GU": "Guam",
    "HI": "Hawaii",
    "IA": "Iowa",
    "ID": "Idaho",
    "IL": "Illinois",
    "IN": "Indiana",
    "KS": "Kansas",
    "KY": "Kentucky",
    "LA": "Louisiana",
    "MA": "Massachusetts",
    "MD": "Maryland",
    "ME": "Maine",
    "MI": "Michigan",
    "MN": "Minnesota",
    "MO": "Missouri",
    "MP": "the Northern Mariana Islands",
    "MS": "Mississippi",
    "MT": "Montana",
    "NC": "North Carolina",
    "ND": "North Dakota",
    "NE": "Nebraska",
    "NH": "New Hampshire",
    "NJ": "New Jersey",
    "NM": "New Mexico",
    "NV": "Nevada",
    "NY": "New York",
    "OH": "Ohio",
    "OK": "Oklahoma",
    "OL": "Orleans Territory",
    "OR": "Oregon",
    "PA": "Pennsylvania",
    "PI": "the Philippines",
    "PR": "Puerto Rico",
    "RI": "Rhode Island",
    "SC": "South Carolina",
    "SD": "South Dakota",
    "TN": "Tennessee",
    "TX": "Texas",
    "UT": "Utah",
    "VA": "Virginia",
    "VI": "the United States Virgin Islands",
    "VT": "Vermont",
    "WA": "Washington",
    "WI": "Wisconsin",
    "WV": "West Virginia",
    "WY": "Wyoming",
}

# Those that elect one person to Congress who has no vote there: two under another title.
DELEGATES: Final = ("AS", "DC", "DK", "GU", "MP", "OL", "VI")
RESIDENT_COMMISSIONERS: Final = ("PI", "PR")

# What stands in the place of a party where there is none.
_NO_PARTY: Final = {"no party", "none", "unknown"}

_ASSEMBLY: Final = ("Assembly", "Assembly Member")
_DELEGATES: Final = ("House of Delegates", "Delegate")
# The lower chamber and its members.
LOWER_CHAMBERS: Final = {
    "CA": _ASSEMBLY,
    "MD": _DELEGATES,
    "NJ": ("General Assembly", "Assembly Member"),
    "NV": _ASSEMBLY,
    "NY": _ASSEMBLY,
    "VA": _DELEGATES,
    "WI": _ASSEMBLY,
    "WV": _DELEGATES,
}


def state_name(code: str) -> str:
    """The name of a state; its code as it stands where it is none of these."""
    return STATES.get(code.upper(), code)


def ordinal(number: int) -> str:
    """A number as English counts: 1st, 2nd, 3rd, 4th, 11th."""
    if number % 100 in (11, 12, 13):
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"


def party_name(name: Any) -> str | None:
    """A party as the source names it; None where there is none."""
    if not isinstance(name, str) or not name.strip():
        return None
    return None if name.strip().lower() in _NO_PARTY else name


def party_key(name: str) -> str:
    """The key of a party's organization."""
    return f"party-{name.strip().lower()}"
