"""The command ``review``: proposals decided in the terminal, or by a script."""

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from sqlalchemy import Engine

from app.batches import batches
from app.commands.common import ByOption, actor, count, database
from app.commands.review_loop import Reviewing, review
from app.commands.review_remarks import remarks
from app.console import fail, harmless, say
from app.curating.deciding import Accepted, Decision, accept, find_proposals, reject, reopen
from app.curating.needed import standing_in
from app.curating.problems import ProposalError
from app.curating.showing import Shown, show_proposals
from app.curating.submitting import Proposer, Submitted, submit_dossier
from app.curating.writing import write_proposal
from app.db import read_session, write_session
from app.loading.load import check
from app.loading.problems import DossierError
from app.queries.proposals import Wanted, matching_ids
from app.vocabulary import ProposalStatus

cli = typer.Typer()
_AT_ONCE: Final = 50


@cli.command("review")
def review_command(  # noqa: PLR0913 (one argument for each option)
    *,
    file: Annotated[
        Path | None, typer.Argument(help="A draft or another dossier, whose facts are proposed.")
    ] = None,
    article: Annotated[str | None, typer.Option(help="Only proposals of this article.")] = None,
    batch: Annotated[str | None, typer.Option(help="Only what came with this draft.")] = None,
    status: Annotated[
        ProposalStatus, typer.Option(help="Only proposals of this status.")
    ] = ProposalStatus.OPEN,
    min_confidence: Annotated[
        float | None, typer.Option(min=0, max=1, help="Only proposals that are at least so sure.")
    ] = None,
    listed: Annotated[bool, typer.Option("--list", help="Print them, and decide nothing.")] = False,
    accepted: Annotated[
        list[str] | None, typer.Option("--accept", metavar="ID", help="Accept; may be repeated.")
    ] = None,
    accept_all: Annotated[
        bool,
        typer.Option(
            "--accept-all",
            help="Accept all that are chosen, with one change, but posts of bodies only inferred.",
        ),
    ] = False,
    rejected: Annotated[
        list[str] | None, typer.Option("--reject", metavar="ID", help="Reject; may be repeated.")
    ] = None,
    reopened: Annotated[
        list[str] | None,
        typer.Option(
            "--reopen", metavar="ID", help="Open again what was deferred, rejected or undone."
        ),
    ] = None,
    reason: Annotated[str | None, typer.Option(help="Why; kept with the decision.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    by: ByOption = None,
) -> None:
    """Decide on proposals, one by one where there is a terminal: accept, edit, reject or defer.

    A FILE is checked first, and those of its facts proposed that are neither on record nor were
    proposed before.
    """
    if rejected and not (reason or "").strip():
        raise fail("--reject: say why with --reason; who proposed it can read that.")
    with database() as engine:
        if file is not None:
            submitted = _submit(engine, file, actor(by), quiet=as_json)
            article = article or submitted.article_id
        wanted = Wanted(
            status=status, article_id=article, batch=batch, min_confidence=min_confidence
        )
        decision = Decision(by=actor(by), reason=reason)
        if accepted or accept_all or rejected or reopened:
            asked = _Asked(accepted or [], rejected or [], reopened or [], accept_all)
            _decide(engine, wanted, decision, asked, as_json=as_json)
        elif listed or as_json or not (sys.stdin.isatty() and sys.stdout.isatty()):
            _list(engine, wanted, as_json=as_json)
        else:
            review(Reviewing(engine, actor(by)), _ids(engine, wanted))


def _submit(engine: Engine, file: Path, by: str, *, quiet: bool) -> Submitted:
    try:
        dossiers = check(file)
        if len(dossiers) != 1:
            raise fail(f"{file}: give one dossier, not {count(len(dossiers), 'dossier')}.")
        with write_session(engine) as session:
            submitted = submit_dossier(session, dossiers[0], Proposer(by))
    except DossierError as error:
        problems = count(len(error.problems), "problem")
        raise fail(f"{error}\n{problems}; nothing was proposed.") from None
    if not quiet:
        say(_told(submitted))
    return submitted


def _told(submitted: Submitted) -> str:
    told = f"{count(len(submitted.new), 'fact')} of {submitted.article_id} proposed"
    known = {"proposed before": submitted.proposed_before, "on record": submitted.on_record}
    more = [f"{number} {what}" for what, number in known.items() if number]
    return f"{told} ({', '.join(more)})." if more else f"{told}."


def _ids(engine: Engine, wanted: Wanted) -> list[str]:
    with read_session(engine) as session:
        return matching_ids(session, wanted)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a script asks for, by the ids of proposals."""

    accepted: Sequence[str]
    rejected: Sequence[str]
    reopened: Sequence[str]
    all: bool


def _decide(
    engine: Engine, wanted: Wanted, decision: Decision, asked: _Asked, *, as_json: bool
) -> None:
    every = _ids(engine, wanted) if asked.all else []
    with read_session(engine) as session:
        left = standing_in(session, every)
    ids = [*asked.accepted, *(each for each in every if each not in left)]
    told: dict[str, Any] = {"left": sorted(left)} if left else {}
    try:
        with write_session(engine) as session:
            if asked.reopened:
                told["reopened"] = [each.id for each in reopen(session, asked.reopened, decision)]
            if asked.rejected:
                told["rejected"] = [each.id for each in reject(session, asked.rejected, decision)]
            if ids:
                done = accept(session, ids, decision)
                told |= _accepted(done, show_proposals(session, done.along))
    except ProposalError as error:
        raise fail(f"{error}\nNothing was decided.") from None
    if as_json:
        say(json.dumps(told, ensure_ascii=False, indent=2))
        return
    if asked.all and not ids:
        say("There was nothing to accept.")
    for line in _lines(told):
        say(line)


def _accepted(done: Accepted, along: Sequence[Shown]) -> dict[str, Any]:
    return {
        "change": done.change,
        "recorded": done.recorded,
        "retracted": done.retracted,
        "accepted": [each.id for each in done.accepted],
        "along": [{"id": each.proposal.id, "words": each.words} for each in along],
    }


def _lines(told: dict[str, Any]) -> list[str]:
    lines = [
        f"{what.capitalize()} {count(len(told[what]), 'proposal')}."
        for what in ("reopened", "rejected")
        if what in told
    ]
    if "left" in told:
        left = count(len(told["left"]), "proposal")
        lines.append(f"Left {left} of posts whose organization the article does not name: look.")
    if "accepted" not in told:
        return lines
    with_change = f" with change {told['change']}" if told["change"] else ": all stood already"
    facts = f"{count(told['recorded'], 'fact')} recorded, {told['retracted']} retracted"
    number = count(len(told["accepted"]) + len(told["along"]), "proposal")
    lines.append(f"Accepted {number}{with_change}; {facts}.")
    return lines + [f"Accepted along: {each['id']} {each['words']}" for each in told["along"]]


def _list(engine: Engine, wanted: Wanted, *, as_json: bool) -> None:
    shown = _all_shown(engine, _ids(engine, wanted))
    if as_json:
        lines = [write_proposal(each, matching=True) for each in shown]
        say(json.dumps(lines, ensure_ascii=False, indent=2))
        return
    number = 0
    for each in shown:
        number += 1
        sure = f"{each.proposal.confidence:.2f}" if each.proposal.confidence is not None else "-"
        say(f"{each.proposal.id}  {each.proposal.status}  {sure:>4}  {harmless(each.words)}")
        for line in remarks(each):
            say(f"{'':18}{line}")
    say(f"{count(number, 'proposal')}.")


def _all_shown(engine: Engine, ids: Sequence[str]) -> Iterator[Shown]:
    """These proposals, some at a time: the first are printed at once, however many they are."""
    for some in batches(ids, _AT_ONCE):
        with read_session(engine) as session:
            yield from show_proposals(session, find_proposals(session, some), matching=True)
