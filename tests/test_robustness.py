"""What goes wrong around the API and the loader, and what then stands."""

import json
import logging
import socket
import subprocess
import sys
import threading
from pathlib import Path

import httpx
import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from app.config import ROOT, Settings
from app.db import make_engine
from app.ledger.upgrading import upgrade_views
from app.loading.load import load
from app.loading.problems import DossierError
from app.main import create_app
from app.migrate import NewerDatabaseError, migrate
from app.queries.documents import find_document
from tests.commands import environment, run
from tests.conftest import MakeDatabase, Serve, run_apart
from tests.dossiers import KESSARIA, KESSARIA_TEXT, edited, numbered_dossier, write_dossier
from tests.test_errors_api import check_shape


def test_a_fault_carries_the_id_under_which_the_log_has_it(
    caplog: pytest.LogCaptureFixture,
) -> None:
    app = create_app(Settings(database_url="sqlite:///unused.db"))
    app.add_api_route("/fault", lambda: 1 / 0)
    transport = httpx.ASGITransport(app=app)

    async def ask() -> httpx.Response:
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            headers = {"X-Request-ID": "mine", "Origin": "http://example.org"}
            return await client.get("/fault", headers=headers)

    with caplog.at_level(logging.ERROR):
        answer = run_apart(ask)
    check_shape(answer, "internal-error")
    assert answer.headers["X-Request-ID"] == "mine"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "division" not in answer.text


def test_head_answers_as_get_without_the_body(api: httpx.Client) -> None:
    for path in ("/v1/people/liu-jianchao", "/v1/people", "/healthz", "/docs", "/v1/people/nobody"):
        got, head = api.get(path), api.head(path)
        assert (head.status_code, head.content) == (got.status_code, b"")
        for name in ("ETag", "Content-Type", "Content-Length"):
            assert head.headers.get(name) == got.headers.get(name)


def test_a_page_elsewhere_may_send_the_headers_that_the_docs_name(api: httpx.Client) -> None:
    headers = {
        "Origin": "http://example.org",
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": "if-none-match, x-request-id",
    }
    assert api.options("/v1/people", headers=headers).status_code == 204


def test_every_unknown_parameter_is_named(api: httpx.Client) -> None:
    problem = check_shape(api.get("/v1/people?lmit=1&zz=2"), "unknown-parameter")
    assert [each["parameter"] for each in problem["errors"]] == ["lmit", "zz"]


def test_a_postgresql_without_tables_is_unavailable(
    make_database: MakeDatabase, postgres_url: str, serve: Serve
) -> None:
    make_database("postgresql")
    engine = make_engine(postgres_url)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("CREATE DATABASE bare"))
    engine.dispose()
    url = postgres_url.rpartition("/")[0] + "/bare"
    answer = serve(url).get("/v1/people")
    assert "incumbent migrate" in check_shape(answer, "unavailable")["detail"]
    done = run(url, "load", "seed_data")
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    assert "run incumbent migrate" in done.stderr
    done = run(url, "serve")
    assert "run incumbent migrate" in done.stderr


def test_several_may_migrate_at_once(postgres_url: str) -> None:
    engine = make_engine(postgres_url)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("CREATE DATABASE raced"))
    engine.dispose()
    url = postgres_url.rpartition("/")[0] + "/raced"
    done: list[bool] = []

    def go() -> None:
        racing = make_engine(url)
        done.append(migrate(racing))
        racing.dispose()

    threads = [threading.Thread(target=go) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == [False, False, False, True]


def test_a_database_of_a_newer_version_is_refused(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(NewerDatabaseError, match="9999"):
        migrate(engine)


def test_documents_of_an_older_format_are_written_anew(
    engine: Engine, dossier_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(engine, dossier_folder)
    with Session(engine) as session, session.begin():
        assert upgrade_views(session) == 2  # nothing had said yet which format it is in
    with Session(engine) as session, session.begin():
        assert upgrade_views(session) is None
    monkeypatch.setattr("app.ledger.upgrading.VIEW_VERSION", "next")
    monkeypatch.setattr("app.profiles.people._FIELDS", ["gender"])
    with Session(engine) as session, session.begin():
        assert upgrade_views(session) == 3
    with Session(engine) as session:
        after, before = (find_document(session, "ada-moreau", known) for known in (None, 2))
        assert "occupation" in json.loads(str(before and before.body))
        assert "occupation" not in json.loads(str(after and after.body))


def test_two_files_of_one_article_are_refused_also_when_one_is_loaded(
    engine: Engine, dossier_folder: Path
) -> None:
    load(engine, dossier_folder)
    write_dossier(dossier_folder, KESSARIA, stem="copy")
    with pytest.raises(DossierError, match="is the id of the article of"):
        load(engine, dossier_folder)


def test_a_clash_with_the_ledger_keeps_all_out_and_names_the_field(
    engine: Engine, dossier_folder: Path
) -> None:
    load(engine, dossier_folder)
    write_dossier(dossier_folder, *numbered_dossier(1, facts=1), stem="a")
    write_dossier(dossier_folder, KESSARIA, KESSARIA_TEXT + "More.\n")
    with pytest.raises(DossierError) as refused:
        load(engine, dossier_folder)
    (problem,) = refused.value.problems
    assert (problem.field, problem.path.name) == (("article", "file"), "kessaria.yaml")
    with Session(engine) as session:
        assert find_document(session, "person-1") is None


def test_a_dossier_that_is_gone_is_named(engine: Engine, dossier_folder: Path) -> None:
    load(engine, dossier_folder)
    write_dossier(dossier_folder, edited(KESSARIA, ("article", "id"), "renamed"), stem="kessaria")
    assert load(engine, dossier_folder).missing == ["kessaria-water-board"]


def test_alleged_and_disputed_facts_stay_out_of_profiles(
    engine: Engine, dossier_folder: Path, serve: Serve, database_url: str
) -> None:
    alleged = edited(KESSARIA, ("people", 0, "memberships", 0, "certainty"), "alleged")
    quote = {"exact": "a hydrologist", "stance": "disputes"}
    write_dossier(dossier_folder, edited(alleged, ("people", 0, "facts", 0, "cite"), quote))
    load(engine, dossier_folder)
    api = serve(database_url)
    profile = api.get("/v1/people/ada-moreau").json()
    assert profile["memberships"] == []
    assert [fact["property"] for fact in profile["facts"]] == ["name"]
    assert api.get("/v1/memberships").json()["data"] == []
    assert api.get("/v1/posts/chair-of-the-water-board").json()["holder_count"] == 0
    supported = api.get("/v1/articles/kessaria-water-board/facts").json()["data"]
    assert "membership" in {fact["kind"] for fact in supported}


@pytest.mark.parametrize("content", [b"", b"  \n", b"Text\x00with NUL"])
def test_an_article_that_no_database_takes_is_refused(dossier_folder: Path, content: bytes) -> None:
    (dossier_folder / "kessaria.txt").write_bytes(content)
    done = run("sqlite:///unused.db", "check", dossier_folder)
    assert done.returncode == 1
    assert "article.file: the article's text" in done.stderr
    assert "1 problem" in done.stderr


def test_names_as_long_as_a_dossier_may_have_them_load(engine: Engine, tmp_path: Path) -> None:
    long = "刘" * 500
    dossier, _ = numbered_dossier(1, facts=1)
    dossier = edited(dossier, ("people", 0, "name"), {"value": long, "cite": long})
    write_dossier(tmp_path, edited(dossier, ("people", 0, "facts"), []), long)
    assert load(engine, tmp_path).loaded[0].change == 1


def test_withdraw_and_revert_on_the_command_line(database_url: str, dossier_folder: Path) -> None:
    run(database_url, "load", dossier_folder)
    done = run(database_url, "withdraw", "kessaria-water-board", "--reason", "Wrong")
    assert done.stdout.startswith(
        "Withdrawn 11 facts with change 2; undo it with: incumbent revert 2"
    )
    again = run(database_url, "load", dossier_folder)
    assert "Passed over, since withdrawn: kessaria-water-board." in again.stdout
    wrong = run(database_url, "withdraw", "nothing", "--reason", "x")
    assert (wrong.returncode, "no article or entity with the id 'nothing'" in wrong.stderr) == (
        1,
        True,
    )
    done = run(database_url, "revert", "2", "--reason", "Right", "--by", "Ed")
    assert done.stdout.startswith("Reverted with change 3; undo it with: incumbent revert 3")
    silent = run(database_url, "revert", "3", "--reason", " ")
    assert (silent.returncode, "say why" in silent.stderr) == (2, True)


def test_a_port_in_use_is_told_before_anything_is_done(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = subprocess.run(
            [sys.executable, "-m", "app", "serve", "--migrate"],
            env=environment(f"sqlite:///{tmp_path}/x.db", PORT=port),
            capture_output=True, text=True, check=False, cwd=ROOT,
        )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.startswith(f"Cannot serve on HOST=127.0.0.1 PORT={port}: ")
    assert not (tmp_path / "x.db").exists()


def test_the_dockerfile_is_well_formed() -> None:
    hadolint = Path(sys.executable).parent / "hadolint"
    if not hadolint.exists():
        pytest.skip("hadolint has no wheel for this machine")
    done = subprocess.run(
        [hadolint, ROOT / "Dockerfile"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "")


def test_sources_that_disagree_stand_side_by_side_as_disputed(
    engine: Engine, dossier_folder: Path, serve: Serve, database_url: str
) -> None:
    born = {"property": "birth_date", "value": "1970", "cite": "a hydrologist"}
    first = edited(KESSARIA, ("people", 0, "facts"), [born])
    second = edited(first, ("article", "id"), "second")
    second = edited(second, ("people", 0, "facts", 0, "value"), "1971")
    second = edited(second, ("people", 0, "memberships", 0, "start_date"), "2020-08")
    third = edited(second, ("article", "id"), "third")
    wrong = {"rank": "deprecated", "rank_reason": "Misprint", "value": "1907"}
    third = edited(third, ("people", 0, "facts", 0), born | wrong)
    for stem, dossier in (("kessaria", first), ("second", second), ("third", third)):
        write_dossier(dossier_folder, dossier, stem=stem)
    load(engine, dossier_folder)
    api = serve(database_url)

    def facts(**query: str) -> dict[str, tuple[bool, str]]:
        told = api.get("/v1/people/ada-moreau", params=query).json()["facts"]
        return {each["value"]: (each["disputed"], each["rank"]) for each in told}

    normal = (True, "normal")
    assert facts() == {"Ada Moreau": (False, "normal"), "1970": normal, "1971": normal}
    assert facts(include="all_ranks")["1907"][1] == "deprecated"
    held = api.get("/v1/people/ada-moreau").json()["memberships"]
    assert {each["start_date"]: each["disputed"] for each in held} == {
        "2020-06": True,
        "2020-08": True,
    }
