"""What a curator reads who wrote something wrong: file, line, field, and what would be right."""

import re
from pathlib import Path
from typing import Any

import pytest

from app.loading.load import check
from app.loading.problems import DossierError
from app.loading.reading import input_digest
from tests.dossiers import KESSARIA, KESSARIA_TEXT, edited, write_dossier

CITE = "a hydrologist"

HELD = ("people", 0, "memberships", 0)
WRONG: list[tuple[tuple[str | int, ...], Any, str]] = [
    (("people", 0, "nmae"), "x", r"people\[0\].nmae: is not a key .* did you mean 'name'\?"),
    ((*HELD, "rol"), "x", r"memberships\[0\].rol: .* did you mean 'role'"),
    (("people", 0, "name", "cite"), {"exact": "Ada", "strat": 1}, r"cite.*strat.* 'start'"),
    (("people", 0, "name"), ..., r"people\[0\].name: is missing"),
    (("people", 0, "id"), "Ada Moreau", r"people\[0\].id: 'Ada Moreau': an id has lower-case"),
    (("people", 0, "name", "cite"), [], r"people\[0\].name.cite: .*at least 1"),
    (("people", 0, "name", "cite"), "Ada", r"stands 3 times, at .*: say which"),
    (("people", 0, "name", "cite"), "Ada Moreau, the hydrologist", r"nearest passage is at \d+"),
    ((*HELD, "post"), "chair-of-water", "did you mean 'chair-of-the-water"),
    ((*HELD, "post"), "water-board", "declared as organization, not as post"),
    ((*HELD, "start_date"), "2023-02-30", "not in the calendar"),
    ((*HELD, "start_date"), {"written": "soon"}, "'soon' is not understood"),
    ((*HELD, "start_date"), {}, "give written, date or both"),
    ((*HELD, "certainty"), "sure", "'asserted', 'reported'"),
    ((*HELD, "rank"), "deprecated", "a deprecated fact needs a rank_reason"),
    (("people", 0, "facts", 0, "property"), "ocupation", "did you mean 'occupation'"),
    (("people", 0, "facts", 0, "value"), ..., "give either value or object"),
    (
        ("people", 0, "facts", 0),
        {"property": "birth_date", "value": "x", "cite": CITE},
        "not a date",
    ),
    (
        ("people", 0, "facts", 0),
        {"property": "occupation", "object": "water-board", "cite": CITE},
        "give value",
    ),
    (("posts", 0, "facts"), [], "a post needs a fact with property organization"),
    (("posts", 0, "facts", 0, "object"), ..., "give either value or object"),
    (("events", 0, "id"), "ada-moreau", "'ada-moreau' is declared twice"),
    (("article", "file"), "gone.txt", r"article.file: .*gone.txt cannot be read"),
    (("article", "publication_date"), ..., "needs the article's publication_date"),
    (("dossier",), 2, "dossier: "),
    (("article", "file"), "../kessaria.txt", "not a file beside the dossier"),
    (("people", 0, "links"), [{"url": "javascript:x", "cite": CITE}], "starts with http"),
    ((*HELD, "start_date"), {"written": "in May", "date": "2020"}, "'in May' does not stand"),
    ((*HELD, "end_date"), "1999", "starts .2020-06. after it ends .1999."),
    (("statements",), [{"about": "nobody", "kind": "opinion", "cite": CITE}], "'nobody' is not"),
]  # fmt: skip


def problems_of(folder: Path) -> list[str]:
    with pytest.raises(DossierError) as refused:
        check(folder)
    return [str(problem) for problem in refused.value.problems]


@pytest.mark.parametrize(("field", "value", "message"), WRONG)
def test_a_wrong_field_is_named_with_its_line_and_what_would_be_right(
    tmp_path: Path, field: tuple[str | int, ...], value: Any, message: str
) -> None:
    path = write_dossier(tmp_path, KESSARIA)
    if field == ("article", "file"):
        path.write_text(path.read_text().replace("kessaria.txt", str(value)))
    else:
        write_dossier(tmp_path, edited(KESSARIA, field, value))
    found = problems_of(tmp_path)

    assert any(re.search(message, problem) for problem in found), found
    assert all(re.match(rf"{re.escape(str(path))}:\d+: ", problem) for problem in found)


def test_the_line_is_that_of_the_field(tmp_path: Path) -> None:
    path = write_dossier(tmp_path, edited(KESSARIA, ("people", 0, "facts", 0, "cite"), "an artist"))
    line = path.read_text().splitlines().index("    cite: an artist") + 1
    (problem,) = problems_of(tmp_path)
    assert problem.startswith(f"{path}:{line}: people[0].facts[0].cite[0]: ")


def test_every_problem_is_told_at_once(tmp_path: Path) -> None:
    wrong = edited(KESSARIA, ("people", 0, "facts", 0, "cite"), "an artist")
    wrong = edited(wrong, ("people", 0, "events", 0, "event"), "beta-congress")
    write_dossier(tmp_path, wrong)
    assert len(problems_of(tmp_path)) == 2


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", ":1: the file is empty"),
        ("- a\n- b\n", ":1: a dossier is a mapping"),
        ("dossier: 1\n  wrong: [", "not YAML"),
        ("dossier: 1\ndossier: 1\n", ":2: 'dossier' is given twice"),
        ("? [a]\n: b\n", "a key must be plain text"),
        ("&a\nx: *a\n", "an alias stands for what it stands in"),
    ],
)
def test_what_is_no_dossier_is_refused(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "wrong.yaml").write_text(text)
    assert message in problems_of(tmp_path)[0]


def test_an_article_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    write_dossier(tmp_path, KESSARIA)
    (tmp_path / "kessaria.txt").write_bytes(KESSARIA_TEXT.encode() + b"\xff")
    (problem,) = problems_of(tmp_path)
    assert "article.file" in problem
    assert "is not UTF-8: byte" in problem


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    assert "there is no such file or folder" in problems_of(tmp_path / "nowhere")[0]


def test_dates_and_words_stay_what_the_curator_wrote(tmp_path: Path) -> None:
    text = KESSARIA_TEXT + "It said no on 2022-06-01.\n"
    dossier = edited(KESSARIA, ("people", 0, "facts", 0, "value"), "no")
    write_dossier(tmp_path, edited(dossier, ("article", "publication_date"), "2022"), text)
    path = tmp_path / "kessaria.yaml"
    path.write_text(path.read_text().replace("'no'", "no").replace("'2022'", "2022"))
    (dossier_read,) = check(tmp_path)
    values = {fact.property: fact.value for fact in dossier_read.facts}
    assert (values["occupation"], values["publication_date"]) == ("no", "2022")


def test_a_decomposed_quote_is_found_in_the_composed_text(tmp_path: Path) -> None:
    text = KESSARIA_TEXT.replace("Moreau", "More\u0301au")
    dossier = edited(KESSARIA, ("people", 0, "name", "cite"), "Ada Mor\u00e9au, a hydrologist")
    dossier = edited(dossier, ("people", 0, "events", 0, "cite"), "opened the Delta Congress")
    dossier = edited(dossier, ("article", "title"), "Kessaria")
    write_dossier(tmp_path, dossier, text)
    (read,) = check(tmp_path)
    cited = [c for fact in read.facts for c in fact.citations]
    assert all(read.text[c.start : c.end] == c.exact for c in cited)
    assert "Mor\u00e9au" in read.text


def aliases(times: int, count: int) -> str:
    """Lists of which each stands for that before it, so many times."""
    listed = (f"a{n}: &a{n} [{f'*a{n - 1},' * times}]\n" for n in range(1, count))
    return "a0: &a0 [x]\n" + "".join(listed)


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("[" * 200_000, "nested more than 100 deep"),
        ("- " * 100_000, "nested more than 100 deep"),
        (aliases(1, 500), "nested more than 100 deep"),
        (aliases(9, 9), "more than 100,000 values"),
    ],
)
def test_yaml_that_is_meant_to_do_harm_is_refused(tmp_path: Path, written: str, told: str) -> None:
    """The parser in C would end the process where something nests too deeply."""
    path = tmp_path / "harm.yaml"
    path.write_text(written)
    with pytest.raises(DossierError, match=told):
        check(path)


@pytest.mark.parametrize("name", ['"a\\0.txt"', "a\x07.txt", "/dev/zero", "../a.txt", '"\\ud800"'])
def test_no_file_but_one_beside_the_dossier_is_read(tmp_path: Path, name: str) -> None:
    path = write_dossier(tmp_path, KESSARIA)
    path.write_text(path.read_text().replace("kessaria.txt", name))
    assert input_digest(path) is None
    with pytest.raises(DossierError):
        check(path)


def test_a_name_with_nul_on_its_line_is_no_article(tmp_path: Path) -> None:
    path = write_dossier(tmp_path, KESSARIA)
    path.write_bytes(path.read_bytes().replace(b"kessaria.txt", b"a\0.txt"))
    assert input_digest(path) is None
