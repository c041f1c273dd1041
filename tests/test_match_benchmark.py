"""The benchmark of matching: its pairs, its figures, and the fit that its weights come from."""

import json
from pathlib import Path

import pytest

from app.matching.description import Description
from app.matching.model import FITTED_NAMES, WEIGHTS
from benchmarks.match import auc, best_f1, f1, measure, read_pairs, show
from benchmarks.match_fit import fit, rows
from benchmarks.match_pairs import Pair, pairs

INDEX = "a\tAda Moreau || Moreau, A.\nb\tAda Morel\nc\tJuan Moreau\nd\tXi Jinping\n"
QUERIES = "moreau ada\torder\ta\nada morell\ttypo1\tb\nXi Jin Ping\tspacing\td\n"
CONGRESS = """bioguide_id,first_name,middle_name,last_name,suffix,nickname,birthday,gender,party
m1,Ada,Marie,Moreau,,Addie,1950-06-01,F,League
m2,Ada,Louise,Moreau,Jr.,,1971-01-02,F,Union
m3,Juan,,Morel,,,1930-03-04,M,Union
"""


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    folder = tmp_path / "data" / "congress-legislators" / "gh-pages"
    folder.mkdir(parents=True)
    (folder / "legislators-historical.csv").write_text(CONGRESS)
    (tmp_path / "names").mkdir()
    (tmp_path / "names" / "index.tsv").write_text(INDEX)
    (tmp_path / "names" / "queries.tsv").write_text(QUERIES)
    return tmp_path


def test_pairs_are_of_one_person_or_of_two_with_names_that_are_near(shared: Path) -> None:
    made = pairs(shared)
    assert made == pairs(shared)
    named = [each for each in made if each.source == "names"]
    same = [(each.asked.names, each.candidate.names) for each in named if each.same]
    assert same[0] == (("moreau ada",), ("Ada Moreau", "Moreau, A."))
    assert len(same) == 3
    others = {each.candidate.names[0] for each in named if each.group == "a#0" and not each.same}
    assert others >= {"Ada Morel", "Juan Moreau"}
    halves = {each.group.partition("#")[0]: each.is_held_out for each in made}
    assert all(each.is_held_out == halves[each.group.partition("#")[0]] for each in made)


def test_figures_are_those_of_the_textbook() -> None:
    scored = [(0.9, True), (0.8, False), (0.7, True), (0.1, False)]
    assert auc(scored) == 0.75
    assert auc([(0.5, True), (0.5, False)]) == 0.5
    assert f1(scored, 0.7) == pytest.approx(0.8)
    assert best_f1(scored)[1] == 0.7
    assert best_f1(scored)[0] == pytest.approx(0.8)


def test_pairs_of_ones_own_are_measured(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = [
        {"query": {"names": "Ada Moreau"}, "candidate": {"names": ["Moreau, Ada"]}, "same": True},
        {"query": {"names": "Ada Moreau"}, "candidate": {"names": ["Xi Jinping"]}, "same": False},
        {
            "query": {"names": "Ada Moreau", "birth_date": "1950"},
            "candidate": {"names": ["Ada Moreau"], "birth_date": "1990-01-01"},
            "same": False,
        },
    ]
    path = tmp_path / "pairs.jsonl"
    path.write_text("\n".join(json.dumps(each) for each in told))
    show(measure(list(read_pairs(path))))
    figures = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (figures["auc"], figures["best_f1"]) == (1, 1)
    assert figures["reference"]["auc"] < 1


def test_a_fit_finds_what_tells_apart_and_holds_what_would_turn_round_at_nothing() -> None:
    male, female = Description(genders=("male",)), Description(genders=("female",))
    labelled = [
        Pair(str(at), male, male if at % 2 else female, same=bool(at % 2), source="x")
        for at in range(40)
    ]
    weights = fit(rows(labelled))
    assert weights["gender_agrees"] > 0.5
    assert weights["gender_differs"] < -0.5
    turned = [Pair(e.group, e.asked, e.candidate, same=not e.same, source="x") for e in labelled]
    weights = fit(rows(turned))
    assert weights["gender_agrees"] == weights["gender_differs"] == 0
    assert set(weights) == {"", *FITTED_NAMES} < {"", *WEIGHTS}
