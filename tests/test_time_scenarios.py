"""Scenarios: (facts, question, answer) for every rule of docs/time.md, asked over HTTP.

Each line of the table is a membership, what closes it, and questions with their answers: D for
definitely, P for possibly, - for no. All memberships are loaded once, each into a post of its own.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.db import make_engine
from app.loading.load import load
from tests.conftest import DATABASES, MakeDatabase, running_server
from tests.dossiers import write_dossier

Closings = dict[str, str]
# Each: when it starts, when it ends, what closes it, and the questions with their answers.
SCENARIOS: list[tuple[str | None, str | None, Closings, dict[str, str]]] = [
    ("2001-02-03", "2010-05-06", {}, {"2001-02-02": "-", "2001-02-03": "D", "2005": "D",
        "2010-05-06": "D", "2010-05-07": "-", "2001": "P", "2010": "P", "2000": "-",
        "2000..2001": "D", "2010-05-06..2011": "D", "2011..2012": "-", "2005?": "P", "..2001": "D",
        "2010..": "D", "..": "D"}),
    ("2001", "2010", {}, {"2001-06-01": "P", "2001-12-31": "D", "2005-01-01": "D",
        "2010-01-01": "D", "2010-06-01": "P", "2001": "P", "2001..2002": "D", "2011": "-"}),
    ("2001-02", "2001-02", {}, {"2001-02-10": "P", "2001-02": "P", "2001-02..2001-03": "D",
        "2001-03": "-"}),
    ("2001", None, {}, {"2000": "-", "2001": "P", "2002": "D", "2050": "D", "2000..2001": "D"}),
    (None, "2010", {}, {"1950": "P", "2010-01-01": "P", "2011": "-", "1950..2010": "D"}),
    (None, "2010-05-06", {}, {"2010-05-06": "D", "2010-05-05": "P", "2010-05-07": "-"}),
    (None, None, {}, {"1900": "P", "2020": "P"}),
    ("2001?", "2010", {}, {"2000": "-", "2005": "P", "2010-01-01": "P", "2011": "-"}),
    ("2001", "2010~", {}, {"2005": "P", "2011": "-"}),
    ("2001", "..", {}, {"2000": "-", "2001": "P", "2005": "P", "2050": "P"}),
    ("2001-02-03", "..", {}, {"2001-02-03": "D", "2001-02-04": "P"}),
    ("2001", "..2005", {}, {"2002": "P", "2005": "P", "2006": "-"}),
    ("2001", "2005..", {}, {"2003": "D", "2005-01-01": "D", "2006": "P", "2050": "P"}),
    ("..2001", "2005", {}, {"1990": "P", "2002": "D", "2001-12-31": "D", "2006": "-"}),
    ("2001..", "2005", {}, {"2000": "-", "2003": "P", "2005": "P"}),
    ("2001..2003", "2005..2007", {}, {"2002": "P", "2004": "D", "2006": "P", "2008": "-"}),
    ("2001", None, {"death": "2010-05-06"}, {"2009": "D", "2010-05-06": "D", "2010-05-07": "-"}),
    ("2001", None, {"death": "2010"}, {"2009": "D", "2010-06": "P", "2010-01-01": "D"}),
    ("2001", None, {"death": "2010?"}, {"2009": "P", "2011": "-"}),
    ("2001", "2020", {"death": "2019..2020"}, {"2018": "D", "2020-06-01": "P", "2021": "-"}),
    ("2001", None, {"post": "2008-01-31"}, {"2008-01-31": "D", "2008-02-01": "-"}),
    ("2001", None, {"organization": "2008"}, {"2007": "D", "2008-06": "P", "2009": "-"}),
    ("2001", None, {"parent": "2008-01-31"}, {"2008-01-31": "D", "2008-02-01": "-"}),
    ("2001", None, {"death": "2012", "parent": "2008"}, {"2007": "D", "2010": "-"}),
    ("2001", None, {"organization": ".."}, {"2005": "P", "2050": "P"}),
    ("2001", "2019", {"death": "2010"}, {"2005": "P", "2015": "P", "2020": "-"}),
    ("2012", None, {"death": "2010"}, {"2011": "P", "2005": "-"}),
]  # fmt: skip
CASES = [
    (number, question, answer)
    for number, (*_, asked) in enumerate(SCENARIOS)
    for question, answer in asked.items()
]
WORDS = {"D": "definitely", "P": "possibly"}


def closing(property_: str, closings: Closings, name: str) -> list[dict[str, str]]:
    date = closings.get(name)
    return [{"property": property_, "value": date, "cite": "It is so."}] if date else []


def scenario_dossier(number: int) -> dict[str, Any]:
    start, end, closings, _ = SCENARIOS[number]
    name = {"value": f"N{number}", "cite": "It is so."}
    dates = {"start_date": start, "end_date": end}
    held = {key: date for key, date in dates.items() if date}
    cite = {"cite": "It is so."}
    return {
        "dossier": 1,
        "curator": "Test Curator",
        "article": {"id": f"article-{number}", "file": "", "title": "Scenario"},
        "people": [{
            "id": f"person-{number}", "name": name,
            "facts": closing("death_date", closings, "death"),
            "memberships": [{"post": f"post-{number}", **held, **cite}],
        }],
        "posts": [{
            "id": f"post-{number}", "name": name,
            "facts": [
                {"property": "organization", "object": f"body-{number}", **cite},
                *closing("end_date", closings, "post"),
            ],
        }],
        "organizations": [
            {
                "id": f"body-{number}", "name": name,
                "facts": [
                    {"property": "parent", "object": f"above-{number}", **cite},
                    *closing("dissolution_date", closings, "organization"),
                ],
            },
            {
                "id": f"above-{number}", "name": name,
                "facts": closing("dissolution_date", closings, "parent"),
            },
        ],
    }  # fmt: skip


@pytest.fixture(scope="module", params=DATABASES)
def scenarios(
    request: pytest.FixtureRequest,
    make_database: MakeDatabase,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[httpx.Client]:
    folder: Path = tmp_path_factory.mktemp("scenarios")
    for number in range(len(SCENARIOS)):
        write_dossier(folder, scenario_dossier(number), "It is so.", f"s{number:02d}")
    url = make_database(request.param)
    engine = make_engine(url)
    load(engine, folder)
    engine.dispose()
    with running_server(url) as client:
        yield client


def test_there_are_enough_of_them() -> None:
    assert len(CASES) >= 60


@pytest.mark.parametrize(("number", "question", "answer"), CASES)
def test_the_answer_is_that_of_the_table(
    scenarios: httpx.Client, number: int, question: str, answer: str
) -> None:
    asked = scenarios.get(f"/v1/posts/post-{number}/holders", params={"on": question})
    found = [each["holds"] for each in asked.json()["data"]]
    assert found == ([WORDS[answer]] if answer in WORDS else []), SCENARIOS[number]


def test_contradictions_are_reported(scenarios: httpx.Client) -> None:
    for number, expected in ((25, "ends (2019) after the person's death (2010)"),
                             (26, "starts (2012) after the person's death (2010)")):  # fmt: skip
        (held,) = scenarios.get(f"/v1/posts/post-{number}/holders").json()["data"]
        assert held["contradiction"] == expected
