"""Labelled pairs: two descriptions of one person, and of two people with names that are near.

Made of the sets beside the project (``../shared``), which are read only:

* names without attributes: each query of ``names/queries.tsv`` with the name that it means, and
  with the nearest names of others in ``names/index.tsv``;
* people with birth dates, genders, countries and parties: EveryPolitician's legislatures, the
  members of the Congress of the United States, and those of three state legislatures. One name of
  a person against another; and against those of others whose names are nearest. What the asking
  side tells is thinned out by lot, as people know it: some attributes are left out, some dates cut
  to the year, and of every fifty one is wrong.

All pairs of a person fall into one half, by a hash of the id: ``fit`` or ``held_out``.
"""

import csv
import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, Final

import yaml
from rapidfuzz import fuzz, process

from app.dates import PartialDate
from app.matching.description import Description, gender_key
from app.search.keys import words
from app.search.scoring import similarity

SHARED: Final = Path(__file__).resolve().parents[2] / "shared"
OWN: Final = "own"  # the source of pairs that came from elsewhere
_NEAREST: Final = 4  # others that each query is held against
_COMPARED: Final = 40  # names that are near, of which the likest are taken
_MOST_SHARING: Final = 3000  # who bear one word
_KEPT: Final = 0.6  # of the attributes, on the asking side
_CUT: Final = 0.25  # of the dates, to the year
_WRONG: Final = 0.02  # of the attributes
_ELSEWHERE: Final = 0.15  # of the parties: people change them, and their names are written anyhow
_CONGRESS: Final = 4000  # of the members of the past, the latest


@dataclass(frozen=True, slots=True)
class Pair:
    """``group``: the query that it belongs to; ``same``: the label."""

    group: str
    asked: Description
    candidate: Description
    same: bool
    source: str

    @property
    def is_held_out(self) -> bool:
        """Whether the pair is kept for measuring; all pairs of one's own are."""
        if self.source == OWN:
            return True
        return hashlib.sha256(self.group.partition("#")[0].encode()).digest()[0] % 2 == 1


@dataclass(frozen=True, slots=True)
class Someone:
    """A person of a set: what is told, and other names of theirs."""

    id: str
    told: Description
    other_names: tuple[str, ...] = field(default=())


def pairs(shared: Path = SHARED, *, queries: int | None = None) -> list[Pair]:
    """All labelled pairs; ``queries``: of names without attributes, at most those of so many."""
    return [*_of_names(shared, queries), *_of_people(shared)]


def _of_names(shared: Path, most: int | None) -> Iterator[Pair]:
    index = {row[0]: tuple(row[1].split(" || ")) for row in _rows(shared / "names" / "index.tsv")}
    asked = [row for row in _rows(shared / "names" / "queries.tsv") if row[2] in index][:most]
    crowd = Crowd(index)
    for number, (query, _, expected) in enumerate(asked):
        group, told = f"{expected}#{number}", Description(names=(query,))
        yield Pair(group, told, Description(names=index[expected]), same=True, source="names")
        for other in crowd.nearest(query, expected, apart=True):
            yield Pair(group, told, Description(names=index[other]), same=False, source="names")


class Crowd:
    """The names of many people, asked for those that are nearest to another name."""

    def __init__(self, names: dict[str, tuple[str, ...]]) -> None:
        """``names``: of each person, by id."""
        told = [(each, name) for each, known in names.items() for name in known]
        self._names = [name for _, name in told]
        self._spelled = [(each, words(name)) for each, name in told]
        self._sorted = [" ".join(sorted(spelled)) for _, spelled in self._spelled]
        self._ids = list(names)
        self._bearing: dict[str, list[int]] = defaultdict(list)
        for at, (_, spelled) in enumerate(self._spelled):
            for word in set(spelled):
                self._bearing[word].append(at)

    def nearest(self, query: str, own_id: str, *, apart: bool) -> list[str]:
        """The people whose names are likest, of those near in letters or words; and anybody.

        ``apart``: without those whose name has the same words. Where sets overlap and no more is
        known of them, they may be the same.
        """
        spelled = words(query)
        text = " ".join(sorted(spelled))
        found = process.extract(text, self._sorted, scorer=fuzz.ratio, limit=12)
        sharing = {at for word in spelled for at in self._bearing[word][:_MOST_SHARING]}
        near = {at for *_, at in found} | sharing
        mine = {self._sorted[at] for at in near if self._spelled[at][0] == own_id} if apart else ()
        rough = sorted(near, key=lambda at: (-self._near(text, at), at))[:_COMPARED]
        ranked = sorted(rough, key=lambda at: (-similarity(query, self._names[at]), at))
        others = (self._spelled[at][0] for at in ranked if self._sorted[at] not in mine)
        nearest = [each for each in dict.fromkeys(others) if each != own_id][:_NEAREST]
        anybody = _random(f"{own_id} {query}", "anybody").choice(self._ids)
        return nearest if anybody in (own_id, *nearest) else [*nearest, anybody]

    def _near(self, text: str, at: int) -> float:
        known = self._sorted[at]
        return float(fuzz.ratio(text, known) + fuzz.token_set_ratio(text, known))


def _of_people(shared: Path) -> Iterator[Pair]:
    people = {each.id: each for each in _people(shared)}
    crowd = Crowd({each.id: each.told.names for each in people.values()})
    asking = [each for each in people.values() if _drawn(each.id, "asks", 0.45)]
    spellings = {each.id: _spellings(each) for each in asking}
    queries = [(each, spelling) for each in asking for spelling in spellings[each.id]]
    for number, (person, spelling) in enumerate(queries):
        group = f"{person.id}#{number}"
        told = _thinned(replace(person.told, names=(spelling,)), group)
        kept = replace(person.told, names=person.told.names[:1])
        yield Pair(group, told, kept, same=True, source="people")
        for other in crowd.nearest(spelling, person.id, apart=False):
            found = replace(people[other].told, names=people[other].told.names[:1])
            if not _may_be_one(person.told, found):
                yield Pair(group, told, found, same=False, source="people")


def _may_be_one(one: Description, other: Description) -> bool:
    """Whether two records may be of one person, whom a set has under two ids."""
    if one.began and other.began:
        return one.began[0].first_day == other.began[0].first_day
    return sorted(words(one.names[0])) == sorted(words(other.names[0]))


def _spellings(person: Someone) -> list[str]:
    """Up to three other names, or one with a slip of the keyboard where there is none."""
    random = _random(person.id, "spelling")
    name = person.told.names[0]
    others = [each for each in person.other_names if words(each) and each != name]
    chosen = random.sample(others, min(3, len(others)))
    return [*chosen, _slip(name, random)]


def _slip(name: str, random: Random) -> str:
    at = random.randrange(1, max(2, len(name) - 1))
    swapped = name[:at] + name[at : at + 2][::-1] + name[at + 2 :]
    return random.choice([name[:at] + name[at + 1 :], swapped, " ".join(reversed(name.split()))])


def _thinned(told: Description, group: str) -> Description:
    random = _random(group, "thin")
    began = told.began if random.random() < _KEPT else ()
    if began and random.random() < _CUT:
        began = (PartialDate.parse(began[0].text[:4]),)
    if began and random.random() < _WRONG:
        began = (PartialDate.parse(str(int(began[0].text[:4]) + random.choice([-10, -1, 1, 3]))),)
    genders = told.genders if random.random() < _KEPT else ()
    if genders and random.random() < _WRONG:
        genders = ("female" if genders == ("male",) else "male",)
    countries = told.countries if random.random() < _KEPT else ()
    if random.random() < _WRONG:
        countries = ("Utopia",)
    parties = told.organizations[:1] if random.random() < _KEPT else ()
    if parties and random.random() < _ELSEWHERE:
        parties = ("The movement of another name",)
    return replace(
        told,
        began=began,
        genders=genders,
        countries=countries,
        organizations=parties,
        family_names=told.family_names if random.random() < _KEPT else (),
    )


def _people(shared: Path) -> Iterator[Someone]:
    data = shared / "data"
    for path in sorted((data / "everypolitician-2015" / "data").rglob("ep-popolo-v1.0.json")):
        yield from _everypolitician(path)
    yield from _congress(data / "congress-legislators" / "gh-pages" / "legislators-historical.csv")
    for folder in ("legislature", "retired"):
        for path in sorted((data / "openstates-people" / "data").glob(f"*/{folder}/*.yml")):
            yield _openstates(path)


def _everypolitician(path: Path) -> Iterator[Someone]:
    told, country = json.loads(path.read_bytes()), path.parent.parent.name.replace("_", " ")
    parties: dict[str, list[str]] = defaultdict(list)
    names = {each["id"]: each["name"] for each in told["organizations"]}
    for each in told["memberships"]:
        if each.get("on_behalf_of_id") in names:
            parties[each["person_id"]].append(names[each["on_behalf_of_id"]])
    for each in told["persons"]:
        others = tuple(other["name"] for other in each.get("other_names", ()))
        yield _someone(each, country, each["name"], others, parties[each["id"]])


def _congress(path: Path) -> Iterator[Someone]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))[-_CONGRESS:]
    for row in rows:
        first, middle, last = row["first_name"], row["middle_name"], row["last_name"]
        others = [f"{last}, {first}", f"{first} {last}", f"{first[:1]}. {last}"]
        if middle:
            others += [f"{first} {middle} {last}", f"{first} {middle[:1]}. {last}"]
        if row["nickname"]:
            others.append(f"{row['nickname']} {last}")
        told = {
            "id": row["bioguide_id"],
            "birth_date": row["birthday"],
            "gender": row["gender"],
            "family_name": last,
        }
        name = " ".join(each for each in (first, middle, last, row["suffix"]) if each)
        yield _someone(told, "United States", name, tuple(others), [row["party"]])


def _openstates(path: Path) -> Someone:
    told = yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)
    others = tuple(each["name"] for each in told.get("other_names", ()))
    parties = [each["name"] for each in told.get("party", ())]
    return _someone(told, "United States", told["name"], others, parties)


def _someone(
    told: dict[str, Any], country: str, name: str, others: tuple[str, ...], parties: list[str]
) -> Someone:
    born = str(told.get("birth_date") or "")
    return Someone(
        told["id"],
        Description(
            names=(name,),
            family_names=(told["family_name"],) if told.get("family_name") else (),
            began=(PartialDate.parse(born),) if re.fullmatch(r"\d{4}(-\d\d-\d\d)?", born) else (),
            genders=(gender_key(told["gender"]),) if told.get("gender") else (),
            countries=(country,),
            organizations=tuple(each for each in dict.fromkeys(parties) if each),
        ),
        other_names=tuple(dict.fromkeys(others)),
    )


def _drawn(key: str, what: str, share: float) -> bool:
    return _random(key, what).random() < share


@cache
def _seed(key: str, what: str) -> int:
    return int.from_bytes(hashlib.sha256(f"{what} {key}".encode()).digest()[:8])


def _random(key: str, what: str) -> Random:
    return Random(_seed(key, what))  # noqa: S311 (to repeat, not to hide)


def _rows(path: Path) -> list[tuple[str, ...]]:
    with path.open(encoding="utf-8") as file:
        return [tuple(line.rstrip("\n").split("\t")) for line in file]
