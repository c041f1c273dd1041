"""Small data sets of the United States in the shapes that people publish, and the real ones beside.

The real sets lie in ``../shared``. In CI they must be there; elsewhere the tests that need them are
skipped, and the others still cover each feature.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pytest
import yaml
from sqlalchemy import Engine

from app.config import ROOT
from app.importers.datasets import Particulars
from app.importers.formats import FORMATS
from app.importers.importing import Import, run_import
from app.importers.report import Report
from app.importers.runs import Run

DATA: Final = ROOT.parent / "shared" / "data"
CONGRESS: Final = DATA / "congress-legislators"
STATES: Final = DATA / "openstates-people"

LEGISLATORS: Final = """\
- id: {bioguide: M000001, govtrack: 41, fec: [S1, H1], wikidata: Q41, icpsr: 0007}
  name: {first: Adelaide, middle: B., last: Moreau, suffix: Jr., nickname: Ada,
    official_full: Adelaide B. Moreau}
  bio: {birthday: '1970-05-01', gender: F, religion: Quaker}
  other_names:
  - {last: Kiss, end: '1999-01-01'}
  family:
  - {name: Bo Moreau, relation: daughter}
  leadership_roles:
  - {title: Majority Whip, chamber: house, start: '2005-01-04', end: '2007-01-03'}
  terms:
  - {type: rep, start: '2001-01-03', end: '2003-01-03', state: WA, district: 1, party: Democrat,
    address: 1 Main Street, phone: 202-555-0100, url: 'https://old.example'}
  - {type: rep, start: '2003-01-03', end: '2005-01-03', state: AK, district: 0, party: Republican,
    party_affiliations: [{start: '2003-01-03', end: '2004-02-01', party: Democrat},
      {start: '2004-02-02', end: '2005-01-03', party: Republican}]}
  - {type: sen, start: '2005-01-03', end: '2037-01-03', state: WA, class: 3, party: Independent,
    caucus: Democrat, how: appointment, state_rank: junior, url: 'https://moreau.example'}
- id: {bioguide: L000002}
  name: {first: Bo, last: Li}
  bio: {gender: M}
  terms:
  - {type: rep, start: '2001-01-03', end: '2003-01-03', state: GU, district: 0, party: Democrat}
  - {type: rep, start: '2003-01-03', end: '2005-01-03', state: PR, district: 0, party: no party}
  - {type: rep, start: '1803-01-03', end: '1801-01-03', state: OH, district: -1, party: Unknown}
"""
EXECUTIVE: Final = """\
- id: {bioguide: L000002, icpsr_prez: 9}
  name: {first: Bo, last: Li}
  bio: {birthday: '1960-02-02', gender: M}
  terms:
  - {type: prez, start: '2009-01-20', end: '2013-01-20', party: Democrat, how: election}
- id: {govtrack: 77}
  name: {first: Cy, last: Voss}
  bio: {gender: M}
  terms:
  - {type: viceprez, start: '2009-01-20', end: '2013-01-20', party: Whig, how: succession}
"""
COMMITTEES: Final = """\
- {type: house, name: House Committee on Farms, thomas_id: HSFA, house_committee_id: FA,
  url: 'https://farms.example', phone: (202) 555-0101, jurisdiction: Farms and forests.,
  subcommittees: [{name: Forests, thomas_id: '07'}]}
- {type: joint, name: Joint Committee on Ink, thomas_id: JSIN}
"""
MEMBERS: Final = """\
HSFA:
- {name: Adelaide Moreau, party: majority, rank: 1, title: Chairwoman, bioguide: M000001}
- {name: Dee Okafor, party: minority, rank: 1, bioguide: O000009}
HSFA07:
- {name: Bo Li, party: minority, rank: 2, bioguide: L000002}
XXXX:
- {name: Bo Li, party: minority, rank: 2, bioguide: L000002}
"""
ROWS: Final = """\
last_name,first_name,middle_name,full_name,birthday,gender,type,state,district,senate_class,party,\
url,bioguide_id,fec_ids,icpsr_id,wikipedia_id,twitter_id
Basset,Dick,,,1745-04-02,M,sen,DE,,2,Anti-Administration,,B000226,,507,Dick Basset,
Li,Bo,,,1960-02-02,M,rep,OH,9,,Democrat,,L000002,"H1,H2",,,12
"""
CONGRESS_FILES: Final = {
    "legislators-current.yaml": LEGISLATORS,
    "executive.yaml": EXECUTIVE,
    "committees-current.yaml": COMMITTEES,
    "committee-membership-current.yaml": MEMBERS,
    "gh-pages/legislators-historical.csv": ROWS,
}

_STATE: Final = "jurisdiction: ocd-jurisdiction/country:us/state:ak/government"
STATE_FILES: Final = {
    "municipalities.yml": """\
- {id: 'ocd-jurisdiction/country:us/state:ak/place:nome/government', name: Nome}
- {id: 'ocd-jurisdiction/country:us/state:ak/place:sitka/government', name: Sitka}
""",
    "legislature/Ada-Moreau-1.yml": f"""\
id: ocd-person/00000000-0000-4000-8000-000000000001
name: Ada Moreau
given_name: Ada
family_name: Moreau
middle_name: B.
suffix: Jr.
birth_date: 1970-05-01
gender: Female
email: ada@legislature.example
image: https://legislature.example/ada.jpg
biography: Born in Nome.
party:
- {{name: Republican, end_date: 2014-06-30}}
- {{name: Independent, start_date: 2014-07-01}}
roles:
- {{type: upper, district: E, {_STATE}, start_date: 2015-01-20}}
- {{type: lower, district: '14', {_STATE}, start_date: 2013-01-15, end_date: '2015',
  end_reason: elected to the senate}}
links:
- {{url: 'https://legislature.example/ada', note: homepage}}
sources:
- {{url: 'https://legislature.example/members', note: member list page}}
other_names:
- {{name: Ada Kiss, end_date: '1999'}}
ids: {{twitter: adamoreau}}
other_identifiers:
- {{scheme: legacy_openstates, identifier: AKL000001, start_date: '2011'}}
extras: {{toll_free_phone: 800-555-0100}}
""",
    "executive/Bo-Li-2.yml": f"""\
id: ocd-person/00000000-0000-4000-8000-000000000002
name: Bo Li
roles:
- {{type: lt_governor, {_STATE}, start_date: '2018-12-03', end_date: '2026-12-07'}}
- {{type: chief election officer, {_STATE}}}
""",
    "municipalities/Cy-Voss-3.yml": """\
id: ocd-person/00000000-0000-4000-8000-000000000003
name: Cy Voss
roles:
- type: mayor
  jurisdiction: ocd-jurisdiction/country:us/state:ak/place:nome/government
  end_date: 2027-06-31
""",
    "committees/lower-Farms-4.yml": f"""\
id: ocd-organization/00000000-0000-4000-8000-000000000004
{_STATE}
classification: committee
name: Farms
chamber: lower
members:
- {{name: Ada Moreau, role: chair, person_id: ocd-person/00000000-0000-4000-8000-000000000001}}
- {{name: Gone Long, role: member, person_id: ocd-person/00000000-0000-4000-8000-000000000099}}
- {{name: Nobody Knows, role: clerk}}
extras: {{room: Room 5}}
""",
    "committees/lower-Forests-5.yml": f"""\
id: ocd-organization/00000000-0000-4000-8000-000000000005
{_STATE}
classification: subcommittee
parent: ocd-organization/00000000-0000-4000-8000-000000000004
name: Forests
chamber: lower
""",
}


def write_files(folder: Path, files: Mapping[str, str]) -> Path:
    """A folder with these files."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def require(path: Path) -> Path:
    """Skip the test where a set is not at hand; fail in CI."""
    if not path.exists():
        if os.environ.get("CI"):
            pytest.fail(f"{path} is missing")
        pytest.skip("the sets of the United States are not beside the project (../shared)")
    return path


def read_yaml(path: Path) -> Any:
    """A file of a real set, read at once by another reader than the one under test."""
    return yaml.load(path.read_bytes(), yaml.CSafeLoader)


def import_set(engine: Engine, format_name: str, path: Path, dataset: str = "demo") -> Run:
    """Import a file or folder into a dataset."""
    told = Particulars(id=dataset, title="D", licence="L", attribution="A", url="https://d.example")
    wanted = Import(format=FORMATS[format_name], path=path, dataset=told, actor="Ada")
    return run_import(engine, wanted, Report(), lambda *_: None)
