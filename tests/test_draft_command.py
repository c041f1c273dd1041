"""From an article, as a file or a page, to a dossier that a curator reviews."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from app.intake.article import IntakeError, read_article
from app.intake.pages import extract
from app.loading.load import check, load
from tests import commands
from tests.conftest import MakeDatabase, _engine
from tests.dossiers import KESSARIA, write_dossier
from tests.test_draft_llm import GOOD, KEY, completion
from tests.test_draft_llm import TEXT as ASKED
from tests.web import Answer, web

TEXT = """New mayor for Vaikolo

Ada Moreau, the former chair of the Kessaria Water Board, met Otmar Brezhanyi, the mayor of Vaikolo, on Tuesday.
Bea Lind, a hydrologist, was named secretary of the Harbour Office in June last year.
She is tipped to become finance minister. Brezhanyi has never held a post in the Harbour Office.

Share this article
"""  # noqa: E501 (an article's line)
PAGE = """<!doctype html><html lang="en"><head><title>New mayor | The Courier</title>
<meta property="og:title" content="New mayor for Vaikolo">
<meta property="og:site_name" content="The Courier"><meta name="author" content="Bo Ek">
<meta property="article:published_time" content="2021-03-04T08:00:00Z"></head>
<body><nav><a href="/">Home</a> <a href="/politics">Politics</a></nav><article>
<h1>New mayor for Vaikolo</h1><p>{}</p><p>{}</p></article><footer>Copyright</footer></body></html>
""".format(*TEXT.splitlines()[2:4])


def test_no_day_of_which_a_page_speaks_is_taken_for_that_of_its_publication() -> None:
    silent = PAGE.replace("2021-03-04T08:00:00Z", "").replace("last year", "2019")
    found = extract(silent.encode(), None)
    assert found is not None
    assert ("June 2019" in found.text, found.published) == (True, None)


@pytest.fixture
def database(make_database: MakeDatabase, tmp_path: Path) -> str:
    """A database with the small dossier. What finds names there is tested on both kinds."""
    url, folder = make_database("sqlite"), tmp_path / "kessaria"
    folder.mkdir()
    write_dossier(folder, KESSARIA)
    with _engine(url) as engine:
        load(engine, folder)
    return url


def ids(dossier: dict[str, Any], section: str) -> list[str]:
    return [each["id"] for each in dossier[section]]


def test_an_article_is_drafted_and_what_is_on_record_is_found(
    database: str, tmp_path: Path
) -> None:
    (tmp_path / "mayor.txt").write_text("\ufeff" + TEXT)
    done = commands.run(
        database, "draft", tmp_path / "mayor.txt", "--published", "2021-03-04",
        "--publisher", "The Courier", "--language", "en", "--curator", "Ann", "--author", "Bo Ek",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    path = tmp_path / "mayor.yaml"
    draft = yaml.safe_load(path.read_text())
    assert check(path)
    assert (draft["curator"], draft["draft"]["provider"]) == ("Ann", "rules")
    article = draft["article"]
    assert article["id"] == "new-mayor-for-vaikolo"
    assert (article["publisher"], article["author"]) == ("The Courier", ["Bo Ek"])
    assert ids(draft, "people")[0] == "ada-moreau"
    known = draft["people"][0]["draft"]["matches"][0]
    assert (known["id"], known["name"]) == ("ada-moreau", "Ada Moreau")
    assert "water-board" in ids(draft, "organizations")
    assert "chair-of-the-water-board" in ids(draft, "posts"), "a post is found within its body"
    held = {each["post"]: each for each in draft["people"][0]["memberships"]}
    assert "2021-03-04" in str(held["chair-of-the-water-board"]["end_date"])
    bea = next(each for each in draft["people"] if each["id"] == "bea-lind")
    (named,) = bea["memberships"]
    assert "June last year" in named["start_date"]["written"]
    assert named["start_date"]["date"] == "2020-06"
    assert not [each for each in ids(draft, "posts") if "finance" in each]
    for told in (
        "Drafted: 3 people",
        "of them on record",
        "memberships",
        f"incumbent review {path}",
    ):
        assert told in done.stderr
    refused = commands.run(database, "load", path)
    assert (refused.returncode, "incumbent review" in refused.stderr) == (1, True)
    (tmp_path / "mayor.yaml").write_text("mine")
    again = commands.run(database, "draft", tmp_path / "mayor.txt")
    assert (again.returncode, "mayor.yaml is there already" in again.stderr) == (1, True)
    assert "Nobody says when this was published" in again.stderr


def test_a_page_is_taken_from_a_file_or_the_web_with_what_it_says_of_itself(
    tmp_path: Path,
) -> None:
    nowhere = f"sqlite:///{tmp_path / 'none.db'}"
    with pytest.raises(IntakeError, match="addresses start with http"):
        read_article("file:///etc/passwd", private=True)
    (tmp_path / "long.txt").write_text("word " * 200_001)
    refused = commands.run(nowhere, "draft", tmp_path / "long.txt")
    assert (refused.returncode, "more than 1,000,000 bytes" in refused.stderr) == (1, True)
    (tmp_path / "saved.html").write_text(PAGE)
    done = commands.run(nowhere, "draft", tmp_path / "saved.html")
    assert done.returncode == 0, done.stderr
    assert "There is no database at" in done.stderr
    saved = yaml.safe_load((tmp_path / "saved.yaml").read_text())
    assert check(tmp_path / "saved.yaml")
    told = {
        name: str(saved["article"][name]) for name in ("title", "publisher", "publication_date")
    }
    assert told == {
        "title": "New mayor for Vaikolo",
        "publisher": "The Courier",
        "publication_date": "2021-03-04",
    }
    assert (saved["article"]["author"], saved["article"]["language"]) == (["Bo Ek"], "en")
    kept = (tmp_path / "saved.txt").read_text()
    assert "Bea Lind, a hydrologist" in kept
    assert "Politics" not in kept

    def answer(_number: int, path: str, _body: bytes) -> Answer:
        if path == "/moved":
            return 302, {"Location": "/page"}, b""
        kind = {"/page": "text/html; charset=utf-8", "/text": "text/plain"}.get(path)
        told = TEXT if path == "/text" else PAGE
        return 200, {"Content-Type": kind or "image/png"}, told.encode()

    with web(answer) as served:
        output = tmp_path / "fetched.yaml"
        fetched = commands.run(
            nowhere, "draft", f"{served.url}/moved", "--private", "--output", output, "--no-known"
        )
        assert fetched.returncode == 0, fetched.stderr
        assert yaml.safe_load(output.read_text())["article"]["url"] == f"{served.url}/page"
        inside = commands.run(nowhere, "draft", f"{served.url}/text")
        assert "no address on the public internet" in inside.stderr
        image = commands.run(nowhere, "draft", f"{served.url}/image", "--private")
        assert "is image/png: only pages and plain text are taken" in image.stderr
    offline = commands.run(nowhere, "draft", "https://no-such-host.invalid/x")
    assert "is this machine online?" in offline.stderr
    assert not (tmp_path / "none.db").exists()


def test_what_cannot_be_drafted_is_told_plainly(tmp_path: Path) -> None:
    nowhere = f"sqlite:///{tmp_path / 'none.db'}"
    (tmp_path / "latin.txt").write_bytes(b"caf\xe9")
    (tmp_path / "empty.txt").write_text(" \n")
    (tmp_path / "a.pdf").write_text("x")
    (tmp_path / "a.txt").write_text(TEXT)
    wrong: list[tuple[list[str], str]] = [
        (["gone.txt"], "gone.txt cannot be read"),
        (["latin.txt"], "is not UTF-8: byte 3"),
        (["empty.txt"], "has no text"),
        (["a.pdf"], "give a text (.txt), a web page (.html), or an address"),
        (["a.txt", "--with", "magic"], "'magic' is no way to draft"),
        (["a.txt", "--with", "llm"], "set LLM_BASE_URL and LLM_MODEL"),
        (["a.txt", "--published", "May"], "is not a date"),
        (["a.txt", "--id", "A B"], "an id has lower-case letters"),
    ]
    for (name, *more), told in wrong:
        done = commands.run(nowhere, "draft", tmp_path / name, *more)
        assert (done.returncode != 0, told in " ".join(done.stderr.split())) == (True, True), told
        assert "Traceback" not in done.stderr
    assert not [*tmp_path.glob("*.yaml")]


def test_a_language_model_drafts_and_its_cost_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(ASKED)
    with web(lambda *_: completion(GOOD)) as served:
        done = commands.run(
            f"sqlite:///{tmp_path / 'none.db'}", "draft", tmp_path / "a.txt", "--with", "llm",
            "--published", "2021-03-04", LLM_BASE_URL=served.url, LLM_MODEL="m", LLM_API_KEY=KEY,
            LLM_PRICE_OUT="4",
        )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "m: 1 requests, 1,000 tokens in and 500 out; price 0.0020" in done.stderr
    assert KEY not in done.stderr
    draft = yaml.safe_load((tmp_path / "a.yaml").read_text())
    assert draft["draft"]["provider"] == "llm:m"
    assert [each["reason"] for each in draft["draft"]["withheld"]] == ["negated", "negated"]
    assert len(draft["draft"]["dropped"]) == 2
    assert check(tmp_path / "a.yaml")


def test_a_page_on_which_its_reader_fails_is_no_article(monkeypatch: pytest.MonkeyPatch) -> None:
    """As lxml did on a page that fuzzing made."""

    def fail(*_: Any, **__: Any) -> None:
        raise AssertionError

    monkeypatch.setattr("trafilatura.bare_extraction", fail)
    assert extract(b"<svg>", None) is None
