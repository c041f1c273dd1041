"""The order of lists: as asked, alike on both databases, and whole across pages."""

from itertools import product
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from app.db import write_session
from app.ledger import NewEntity, OpenChange
from app.vocabulary import EntityKind, FactKind
from tests.conftest import Serve
from tests.list_data import DATES, attributes, say
from tests.list_oracle import SPECS, Listed, sorted_by
from tests.test_errors_api import check_shape


def sorts(path: str) -> list[str]:
    """Every key upwards and downwards, and every two of them."""
    keys = [[name, f"-{name}"] for name in SPECS[path].sorts]
    two = [",".join(pair) for pair in product(*keys)] if len(keys) > 1 else []
    turned = [",".join(reversed(each.split(","))) for each in two]
    return [*(each for pair in keys for each in pair), *two, *turned]


@pytest.mark.parametrize(("path", "sort"), [(path, each) for path in SPECS for each in sorts(path)])
def test_a_list_is_sorted_as_asked_across_its_pages(listed: Listed, path: str, sort: str) -> None:
    documents = listed.documents[path]
    expected = [each["id"] for each in sorted_by(sort, documents)]
    url, shown = f"{path}?limit={max(2, len(documents) // 4)}&sort={sort}", list[str]()
    while url:
        page = listed.client.get(url).json()
        shown += [each["id"] for each in page["data"]]
        url = page["page"]["next"]
    assert shown == expected


@pytest.mark.parametrize("path", SPECS)
def test_every_sort_is_documented_and_changes_the_order(listed: Listed, path: str) -> None:
    own = [each["id"] for each in listed.documents[path]]
    for name in SPECS[path].sorts:
        assert listed.ids(path, {"sort": f"-{name}"}) != own
        told = next(one for one in SPECS[path].parameters() if one.name == "sort").description
        assert name in told


def test_a_cursor_of_another_sort_is_refused(listed: Listed) -> None:
    following = listed.client.get("/v1/people?limit=2&sort=birth_date").json()["page"]["next"]
    for other in ("-birth_date", "name", "birth_date,name"):
        moved = following.replace("sort=birth_date", f"sort={other}")
        check_shape(listed.client.get(moved), "invalid-cursor")
    # Not its last letter, of which two bits say nothing.
    other = "A" if following[-5] != "A" else "B"
    check_shape(listed.client.get(following[:-5] + other + following[-4:]), "invalid-cursor")


def write_people(engine: Engine, people: dict[str, tuple[str, str | None]]) -> None:
    """Let these people, with a name and a birth date, be all that there are."""
    with write_session(engine) as session:
        change = OpenChange(session, actor="Tester", action="load", reason="these")
        change.declare_dataset("curated", "Curated")
        change.declare(NewEntity(id=each, kind=EntityKind.PERSON) for each in people)
        facts = [say(FactKind.NAME, each, "name", name) for each, (name, _) in people.items()]
        for each, (_, born) in people.items():
            facts += attributes(each, birth_date=born)
        change.record("people", "curated", facts)
        change.close()


def test_nothing_is_skipped_or_shown_twice_when_people_come_and_go(
    engine: Engine, serve: Serve, database_url: str
) -> None:
    api = serve(database_url)

    @given(seed=st.integers(0, 10_000), sort=st.sampled_from(sorts("/v1/people")))
    @settings(parent=settings.get_profile("quick"), max_examples=8)
    def walk(seed: int, sort: str) -> None:
        random = Random(seed)  # noqa: S311 (to repeat, not to hide)
        there = {f"p{number}": drawn(random) for number in range(12)}
        write_people(engine, there)
        always, shown = set(there), list[str]()
        url: Any = f"/v1/people?limit=3&sort={sort}"
        while url:
            page = api.get(url).json()
            shown += [each["id"] for each in page["data"]]
            url = page["page"]["next"]
            gone = random.choice(sorted(there))
            del there[gone]
            there[f"q{len(shown)}-{random.randint(0, 99)}"] = drawn(random)
            always -= {gone}
            write_people(engine, there)
        assert len(shown) == len(set(shown)), sort
        assert always <= set(shown), sort

    walk()


def drawn(random: Random) -> tuple[str, str | None]:
    return random.choice(["Ab", "Äb", "b", "ć", "Z"]), random.choice([*DATES, None, None])
