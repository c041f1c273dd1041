"""Reviewing proposals one by one, a key each; what was decided is recorded at the end.

Ctrl-C, and a terminal that goes away, end it as ``q`` does: nothing that was decided is lost.
"""

import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from typing import Any, Final

import typer
from rich.console import Console
from sqlalchemy import Engine

from app.commands.common import INTERRUPTED, count
from app.commands.review_editor import EditError, edit_text, read_text, text_of
from app.commands.review_keys import Keys
from app.commands.review_screen import HELP, draw, summary
from app.console import say
from app.curating.deciding import find_proposals
from app.curating.identifying import identify, renamed
from app.curating.parts import ProposedPart
from app.curating.problems import ProposalError
from app.curating.settling import Verdict, settle
from app.curating.showing import Shown, show_edited, show_proposals
from app.db import read_session, write_session
from app.models import Proposal
from app.vocabulary import ProposalStatus

Json = dict[str, Any]
_ENDS: Final = (signal.SIGHUP, signal.SIGTERM, signal.SIGINT)


@dataclass(slots=True)
class Reviewing:
    """A review: whose, and what was decided so far, by the ids of the proposals."""

    engine: Engine
    by: str
    console: Console = field(default_factory=lambda: Console(highlight=False))
    keys: Keys = field(default_factory=Keys)
    verdicts: dict[str, Verdict] = field(default_factory=dict)
    edits: dict[str, ProposedPart] = field(default_factory=dict)


def review(reviewing: Reviewing, ids: Sequence[str]) -> None:
    """Ask for a decision on each of these proposals, and record them."""
    if not ids:
        say("There is nothing to review.")
        return
    stopped = False
    with _signals(signal.SIG_IGN, _ENDS):  # nothing stops what was decided from being kept
        try:
            with _signals(_end, _ENDS), reviewing.keys.singly():
                _ask_all(reviewing, ids)
        except (KeyboardInterrupt, EOFError, OSError):
            stopped = True
        settled = settle(reviewing.engine, [*reviewing.verdicts.values()], reviewing.by)
        lines = [*summary(settled, len({*ids} - settled.kept()))]
        with suppress(OSError):  # nobody reads it where the terminal is gone
            for line in (*(["\nStopped."] if stopped else []), *lines):
                say(line)
    if stopped:
        raise typer.Exit(INTERRUPTED)


def _end(*_: Any) -> None:
    raise KeyboardInterrupt


@contextmanager
def _signals(handler: Any, which: Sequence[signal.Signals]) -> Iterator[None]:
    before = {each: signal.signal(each, handler) for each in which}
    try:
        yield
    finally:
        for each, usual in before.items():
            signal.signal(each, usual)


def _ask_all(reviewing: Reviewing, ids: Sequence[str]) -> None:
    place = 0
    while place < len(ids):
        shown = _shown(reviewing, ids[place])
        draw(reviewing.console, shown, place + 1, len(ids))
        key = _key(reviewing, shown)
        if key == "q":
            return
        if key == "u":
            place = max(place - 1, 0)
            reviewing.verdicts.pop(ids[place], None)
        elif key not in ("e", "m"):
            place += 1


def _shown(reviewing: Reviewing, proposal_id: str) -> Shown:
    """The proposal as it is now, with what was edited here."""
    with read_session(reviewing.engine) as session:
        found = find_proposals(session, [proposal_id])
        part = reviewing.edits.get(proposal_id)
        if part is not None:
            return show_edited(session, found[0], part)
        (shown,) = show_proposals(session, found, matching=True)
        return shown


def _key(reviewing: Reviewing, shown: Shown) -> str:
    """The key that was pressed, after what it asks for was done."""
    while True:
        key = reviewing.keys.read().lower()
        if key in ("q", "u", "s"):
            return key
        if key == "e" and shown.proposal.part is not None and not shown.withheld:
            _edit(reviewing, shown)
            return key
        if key == "m" and _identified(reviewing, shown):
            return key
        if key in _DECIDES and _decided(reviewing, shown, _DECIDES[key]):
            return key
        if key == "?":
            reviewing.console.print(HELP)


_DECIDES: Final = {
    "a": ProposalStatus.ACCEPTED,
    "r": ProposalStatus.REJECTED,
    "d": ProposalStatus.DEFERRED,
}


def _decided(reviewing: Reviewing, shown: Shown, status: ProposalStatus) -> bool:
    """Note a decision, where it can be taken."""
    proposal = shown.proposal
    if status is ProposalStatus.ACCEPTED and shown.problems:
        say(f"It cannot be accepted as it is: {shown.problems[0].message}.")
        return False
    reason = None
    if status is not ProposalStatus.ACCEPTED:
        reason = reviewing.keys.line("Why? ")
        if not reason:
            say("Nothing was decided: a reason is needed.")
            return False
    reviewing.verdicts[proposal.id] = Verdict(
        proposal.id, proposal.revision, status, reason, reviewing.edits.get(proposal.id)
    )
    return True


def _identified(reviewing: Reviewing, shown: Shown) -> bool:
    """Let proposals name somebody on record, where the user says whom."""
    matches = {str(n): each.id for n, each in enumerate(shown.clashes.matches, start=1)}
    asked = reviewing.keys.line("Who is it? Number or id: ")
    if not asked:
        return False
    try:
        with write_session(reviewing.engine) as session:
            (proposal,) = find_proposals(session, [shown.proposal.id])
            new_id, known_id = proposal.subject_id, matches.get(asked, asked)
            named = identify(session, proposal, known_id)
    except ProposalError as error:
        say(f"{error}.")
        return False
    for each in named:
        _keep_up(reviewing, each, lambda part: renamed(part, new_id, known_id))
    say(f"{count(len(named), 'proposal')} {'names' if len(named) == 1 else 'name'} {known_id} now.")
    return True


def _keep_up(reviewing: Reviewing, proposal: Proposal, rename: Callable[[Json], Json]) -> None:
    """Let what was edited and decided here be of the proposal as it is now."""
    one = proposal.id
    if (part := reviewing.edits.get(one)) is not None:
        told = {part.section: rename(part.stated())}
        reviewing.edits[one] = ProposedPart.model_validate(told)
    verdict = reviewing.verdicts.get(one)
    if verdict and verdict.revision == proposal.revision - 1:
        reviewing.verdicts[one] = replace(
            verdict, revision=proposal.revision, part=reviewing.edits.get(one)
        )


def _edit(reviewing: Reviewing, shown: Shown) -> None:
    """Let the user edit the part, again and again until it can be read or is given up."""
    text = text_of(shown, reviewing.edits.get(shown.proposal.id))
    while True:
        try:
            with reviewing.keys.as_usual():
                text = edit_text(text)
            part = read_text(text)
        except EditError as error:
            say(f"{error}\ne edits it again; any other key leaves it as it was.")
            if reviewing.keys.read().lower() != "e":
                return
            continue
        reviewing.edits[shown.proposal.id] = part
        return
