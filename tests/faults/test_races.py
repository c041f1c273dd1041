"""Twenty writers at one entity, each with the version that it saw: one wins, and all are told."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.db import make_engine
from app.loading.load import load
from app.vocabulary import Scope
from tests.conftest import DATABASES, MakeDatabase
from tests.faults.servers import Server
from tests.faults.sizes import report, size
from tests.faults.whole import assert_whole
from tests.keys import make_key, with_key
from tests.test_errors_api import check_shape
from tests.writing import ADA, ARTICLE, etag, newest

WRITERS, ROUNDS, SERVERS = 20, size(2, 100), size(1, 2)


def spoken(language: str) -> dict[str, Any]:
    fact = {"property": "language", "value": language, "cite": "a hydrologist"}
    return {"reason": "A test", "article_id": ARTICLE, "add": {"facts": [fact]}}


def all_write(clients: list[httpx.Client]) -> list[dict[int, httpx.Response]]:
    """The answers to all writers, by round."""
    together = threading.Barrier(len(clients))

    def write(writer: int) -> list[httpx.Response]:
        answers = []
        for number in range(ROUNDS):
            seen = etag(clients[writer], ADA)
            together.wait()
            body = spoken(f"{number} {writer}")
            answers.append(clients[writer].patch(ADA, json=body, headers=seen))
            together.wait()  # or one would read what another wrote in this round
        return answers

    with ThreadPoolExecutor(len(clients)) as pool:
        answers = list(pool.map(write, range(len(clients))))
    return [dict(enumerate(of_round)) for of_round in zip(*answers, strict=True)]


def the_winner(number: int, answers: dict[int, httpx.Response]) -> str:
    """The language that was recorded in a round."""
    (won,) = (writer for writer, answer in answers.items() if answer.status_code == 200)
    for writer, answer in answers.items():
        if writer != won:
            check_shape(answer, "precondition-failed")
    language = f"{number} {won}"
    assert language in answers[won].json()["language"]
    return language


@pytest.mark.parametrize("kind", size(["postgresql"], DATABASES))
def test_of_twenty_writers_one_wins_each_round_and_all_that_won_stands(
    make_database: MakeDatabase, kind: str, dossier_folder: Path, tmp_path: Path
) -> None:
    url = make_database(kind)
    engine = make_engine(url)
    load(engine, dossier_folder)
    with ExitStack() as stack:
        started = (Server(url, tmp_path / f"server-{number}") for number in range(SERVERS))
        servers = [stack.enter_context(server) for server in started]
        keys = [with_key(make_key(engine, "Ada", Scope.CURATE)) for _ in range(WRITERS)]
        curators = (servers[n % SERVERS].client(key) for n, key in enumerate(keys))
        clients = [stack.enter_context(curator) for curator in curators]
        before = newest(clients[0])
        rounds = all_write(clients)
        won = [the_winner(number, answers) for number, answers in enumerate(rounds)]
        for client in clients[:SERVERS]:
            assert sorted(client.get(ADA).json()["language"]) == sorted(won)
        assert newest(clients[0]) == before + ROUNDS
    assert_whole(engine)
    engine.dispose()
    report(f"races, {kind}", rounds=ROUNDS, writers=WRITERS, servers=SERVERS, winners=len(won))
