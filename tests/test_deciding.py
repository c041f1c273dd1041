"""Proposals decided: what becomes a fact, with what, and what is refused."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from app.curating.deciding import (
    Accepted,
    Decision,
    accept,
    defer,
    find_proposals,
    reject,
    reopen,
)
from app.curating.outcomes import Undone
from app.curating.parts import NewProposal, ProposedPart
from app.curating.problems import DecidedError, RefusedError, StaleError
from app.curating.settling import Verdict, settle
from app.curating.showing import show_proposals
from app.curating.submitting import Proposer, submit
from app.db import make_engine, write_session
from app.ledger.merging import merge
from app.ledger.undoing import revert, withdraw
from app.loading.load import load
from app.loading.problems import DossierError
from app.models import Change, Fact, known
from app.vocabulary import ProposalStatus
from tests.conftest import DATABASES, MakeDatabase
from tests.dossiers import KESSARIA, edited, numbered_dossier, write_dossier
from tests.imports import import_lines
from tests.proposed import ARTICLE, SURE, draft_of, one_of, proposals, propose, said

CLEO = Decision(by="Cleo", reason="Read it")


def accepted(engine: Engine, *ids: str, **more: Any) -> Accepted:
    with write_session(engine) as session:
        return accept(session, ids, CLEO, **more)


def count_facts(engine: Engine) -> int:
    with Session(engine) as session:
        return session.scalar(select(func.count()).where(known(None)).select_from(Fact)) or 0


def test_a_draft_becomes_the_facts_that_its_dossier_would_be(
    engine: Engine, tmp_path: Path, make_database: MakeDatabase
) -> None:
    submitted = propose(engine, tmp_path)
    assert (len(submitted.new), submitted.proposed_before) == (9, 0)
    assert count_facts(engine) == 0
    again = propose(engine, tmp_path)
    assert (len(again.new), again.proposed_before) == (0, 9)

    held = one_of(proposals(engine), "memberships")
    assert (held.rule, held.confidence) == (SURE["rule"], SURE["confidence"])
    done = accepted(engine, held.id)
    named = {(each.section, each.subject_id) for each in done.along}
    assert named == {
        ("name", "ada-moreau"),
        ("name", "water-board"),
        ("name", "chair-of-the-water-board"),
        ("facts", "chair-of-the-water-board"),
    }
    with Session(engine) as session:
        change = session.get_one(Change, 1)
        assert (change.actor, change.action, change.origin) == ("Cleo", "accept", ARTICLE)
        assert held.id in change.reason
        assert "of Ada: Read it" in change.reason
    left = [each.id for each in proposals(engine) if each.status == "open"]
    assert accepted(engine, *left).change == 2

    loaded = make_engine(make_database("sqlite"))
    write_dossier(tmp_path, KESSARIA)
    load(loaded, tmp_path)
    assert said(engine) == said(loaded)
    (unchanged,) = load(engine, tmp_path).loaded
    assert unchanged.change is None


def test_what_stands_is_proposed_no_more_and_what_differs_is_shown_beside_it(
    engine: Engine, tmp_path: Path
) -> None:
    write_dossier(tmp_path, KESSARIA)
    load(engine, tmp_path)
    people = ("people", 0)
    other = edited(draft_of(), (*people, "memberships", 0, "start_date"), "2019")
    other = edited(other, (*people, "facts", 0, "value"), "Hydrologist")
    submitted = propose(engine, tmp_path, other)
    assert (len(submitted.new), submitted.on_record) == (2, 7)
    with write_session(engine) as session:
        job, held = show_proposals(session, find_proposals(session, [e.id for e in submitted.new]))
        assert job.clashes.duplicates[0].same_article
        assert not job.clashes.conflicts
        assert [each.why for each in held.clashes.conflicts] == ["the same with other dates"]
        assert held.words == "Ada Moreau holds chair of the Kessaria Water Board, since 2019"


def test_an_edit_is_checked_and_recorded_as_it_reads(engine: Engine, tmp_path: Path) -> None:
    propose(engine, tmp_path)
    job = one_of(proposals(engine), "facts")
    wrong = {"property": "occupation", "value": "diver", "cite": "a diver"}
    with pytest.raises(RefusedError) as refused:
        accepted(engine, job.id, edits={job.id: ProposedPart.model_validate({"facts": wrong})})
    (problem,) = refused.value.problems
    assert problem.field == ("part", "facts", "cite", 0)
    assert "does not stand in the article" in problem.message
    assert count_facts(engine) == 0
    right = wrong | {"cite": "a hydrologist"}
    edits = {job.id: ProposedPart.model_validate({"facts": right})}
    done = accepted(engine, job.id, edits=edits)
    # It is opened again where it was undone, with the name that came along, and as it reads now.
    with write_session(engine) as session:
        with pytest.raises(DecidedError, match="was accepted by Cleo"):
            reopen(session, [job.id], CLEO)
        revert(session, done.change or 0, actor="Cleo", reason="Not yet")
        (shown,) = show_proposals(session, find_proposals(session, [job.id]))
        assert shown.undone == Undone(2, "change 1 was reverted")
        assert len(reopen(session, [job.id], CLEO)) == 2
    assert len(accepted(engine, job.id).along) == 1
    assert one_of(proposals(engine), "facts").part == right | {"cite": [{"exact": "a hydrologist"}]}
    with Session(engine) as session:
        found = session.scalar(select(Fact.value).where(Fact.property == "occupation"))
    assert found == "diver"


def test_what_speaks_of_something_withdrawn_is_refused(engine: Engine, tmp_path: Path) -> None:
    write_dossier(tmp_path, KESSARIA)
    load(engine, tmp_path)
    other = edited(draft_of(), ("people", 0, "events", 0, "role"), "spoke")
    (part,) = propose(engine, tmp_path, other).new
    with write_session(engine) as session:
        withdraw(session, "delta-congress", actor="Cleo", reason="No such congress")
    with pytest.raises(RefusedError, match="'delta-congress' was withdrawn"):
        accepted(engine, part.id)
    # So are new proposals of the article, which say so, and the article itself.
    other = edited(other, ("people", 0, "events", 0, "role"), "closed")
    closed = one_of(propose(engine, tmp_path, other).new, "events")
    with write_session(engine) as session:
        (shown,) = show_proposals(session, find_proposals(session, [closed.id]))
        assert [each.field for each in shown.problems] == [()]
        withdraw(session, ARTICLE, actor="Cleo", reason="A hoax")
    with pytest.raises(DossierError, match=f"{ARTICLE!r} was withdrawn"):
        propose(engine, tmp_path, other)
    with pytest.raises(RefusedError, match=f"{ARTICLE!r} was withdrawn"):
        accepted(engine, closed.id)


def test_what_is_accepted_as_wrong_in_an_import_stays_wrong_after_the_next(
    make_database: MakeDatabase, tmp_path: Path
) -> None:
    engine = make_engine(make_database("sqlite"))
    born = {"person": "ada", "name": "Ada", "born": "1980"}
    import_lines(engine, tmp_path, [born])
    source = {"url": "https://example.org/ada", "exact": "Ada, born in 1981.", "title": "Ada"}
    source |= {"text": "Ada, born in 1981."}

    def ranks() -> dict[str, tuple[str, str | None]]:
        with Session(engine) as session:
            found = select(Fact).where(Fact.property == "birth_date", known(None))
            return {str(row.value): (row.rank, row.rank_reason) for row in session.scalars(found)}

    with Session(engine) as session:
        fact_id = session.scalar(select(Fact.id).where(Fact.property == "birth_date"))

    def proposed(**wanted: Any) -> str:
        with write_session(engine) as session:
            told = {"fact_id": fact_id, "note": "No", "source": source} | wanted
            return submit(session, [NewProposal.model_validate(told)], Proposer("Pat"))[0].id

    with pytest.raises(RefusedError, match="whose next import would bring it back: deprecate it"):
        proposed(action="retract")
    same = {"property": "birth_date", "value": "1980", "cite": "in 1981"}
    with pytest.raises(RefusedError, match="it says the same as"):
        proposed(part={"facts": same})
    done = accepted(engine, proposed(part={"facts": same | {"value": "1981"}}))
    wrong = ("deprecated", "No (https://example.org/ada: “Ada, born in 1981.”)")
    assert ranks() == {"1980": wrong, "1981": ("normal", None)}
    import_lines(engine, tmp_path, [born | {"wikidata": "Q1"}])
    assert ranks() == {"1980": wrong, "1981": ("normal", None)}
    with pytest.raises(RefusedError, match="is deprecated already"):
        proposed(action="deprecate")
    with write_session(engine) as session:
        revert(session, done.change or 0, actor="Cleo", reason="It was so")
    assert ranks() == {"1980": ("normal", None)}
    engine.dispose()


def test_what_is_said_of_a_merged_entity_is_recorded_of_its_survivor(
    engine: Engine, tmp_path: Path
) -> None:
    write_dossier(tmp_path, KESSARIA)
    load(engine, tmp_path)
    load(engine, write_dossier(tmp_path, *numbered_dossier(7), stem="seven"))
    other = edited(draft_of(), ("people", 0, "facts", 0, "value"), "diver")
    (job,) = propose(engine, tmp_path, other).new
    with write_session(engine) as session:
        merge(session, "ada-moreau", "person-7", actor="Cleo", reason="The same")
    done = accepted(engine, job.id)
    assert done.recorded == 1
    with Session(engine) as session:
        stands = select(Fact).where(Fact.id == done.accepted[0].made_fact_id, known(None))
        assert session.scalars(stands).one().subject_id == "person-7"


def test_of_several_none_is_kept_where_one_is_wrong_and_the_terminal_keeps_the_rest(
    engine: Engine, tmp_path: Path
) -> None:
    propose(engine, tmp_path)
    found = proposals(engine)
    job, part = one_of(found, "facts"), one_of(found, "events")
    event = one_of(found, "name", "delta-congress")
    with write_session(engine) as session:
        reject(session, [event.id], CLEO)
    with pytest.raises(RefusedError) as refused:
        accepted(engine, job.id, part.id)
    assert {each.proposal_id for each in refused.value.problems} == {part.id}
    assert count_facts(engine) == 0
    verdicts = [Verdict(each.id, 1, ProposalStatus.ACCEPTED) for each in (job, part)]
    settled = settle(engine, verdicts, "Cleo")
    assert settled.accepted
    assert [each.id for each in settled.accepted.accepted] == [job.id]
    assert "delta-congress" in settled.refused[part.id]
    again = settle(engine, [Verdict(job.id, 1, ProposalStatus.REJECTED, "No")], "Ben")
    assert "accepted by Cleo" in again.refused[job.id]


@pytest.mark.parametrize("kind", DATABASES)
def test_curators_at_once_record_nothing_twice_and_lose_nothing(
    make_database: MakeDatabase, kind: str, tmp_path: Path
) -> None:
    url = make_database(kind)
    engine = make_engine(url)
    ids = [each.id for each in propose(engine, tmp_path, *numbered_dossier(1, facts=6)).new]
    start = threading.Barrier(4)

    def decide(number: int) -> list[str]:
        """One curator, who goes through all of them; what this one was first with."""
        own = make_engine(url)
        start.wait()
        won: list[str] = []
        told: list[str] = []
        for each in ids[number:] + ids[:number]:
            try:
                with write_session(own) as session:
                    done = accept(session, [each], Decision(by=f"Curator {number}"))
                    won += [one.id for one in (*done.accepted, *done.along)]
            except DecidedError as error:
                told.append(str(error))
        own.dispose()
        assert all("was accepted by Curator" in each for each in told)
        return won

    with ThreadPoolExecutor(4) as pool:
        won = [each for found in pool.map(decide, range(4)) for each in found]
    assert sorted(won) == sorted(ids)
    assert {each.status for each in proposals(engine)} == {"accepted"}
    assert count_facts(engine) == len(ids) + 1  # and the article's title
    engine.dispose()


DECIDE: dict[str, Callable[..., Any]] = {
    "accepted": accept,
    "rejected": reject,
    "deferred": defer,
    "open": reopen,
}
MAY = {
    "open": {"accepted", "rejected", "deferred"},
    "deferred": {"accepted", "rejected", "open"},
    "rejected": {"open"},
    "accepted": set[str](),
}
NUMBERS = iter(range(10, 1000))


def expected(status: dict[int, str], asked: int, to: str) -> dict[int, str] | None:
    """What becomes of a name (0) and two facts of whom it names; None where that is refused."""
    if to not in MAY[status[asked]]:
        return None
    if to != "accepted" or asked == 0 or status[0] == "accepted":
        return status | {asked: to}
    return status | {asked: to, 0: to} if status[0] == "open" else None


def test_whatever_is_decided_in_whatever_order_only_what_is_accepted_stands(
    make_database: MakeDatabase, tmp_path: Path
) -> None:
    engine = make_engine(make_database("sqlite"))

    @settings(max_examples=10, suppress_health_check=[HealthCheck.too_slow])
    @given(st.lists(st.tuples(st.integers(0, 2), st.sampled_from([*DECIDE])), max_size=8))
    def walk(steps: list[tuple[int, str]]) -> None:
        ids = [e.id for e in propose(engine, tmp_path, *numbered_dossier(next(NUMBERS), 2)).new]
        status = dict.fromkeys(range(3), "open")
        before = count_facts(engine)
        for asked, to in steps:
            after = expected(status, asked, to)
            try:
                with write_session(engine) as session:
                    DECIDE[to](session, [ids[asked]], CLEO)
                assert after is not None
                status = after
            except (DecidedError, RefusedError):
                assert after is None
        with Session(engine) as session:
            now = [each.status for each in find_proposals(session, ids)]
        assert now == [*status.values()]
        accepted_ones = now.count("accepted")
        article = 1 if accepted_ones else 0
        assert count_facts(engine) == before + accepted_ones + article

    walk()
    engine.dispose()


def test_what_was_edited_meanwhile_is_read_again(engine: Engine, tmp_path: Path) -> None:
    propose(engine, tmp_path)
    job = one_of(proposals(engine), "facts")
    with write_session(engine) as session:
        defer(session, [job.id], CLEO)
    stale = Decision(by="Ben", revisions={job.id: job.revision})
    with write_session(engine) as session, pytest.raises(StaleError, match="at revision 2"):
        reject(session, [job.id], stale)
