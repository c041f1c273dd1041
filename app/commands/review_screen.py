"""What a curator sees of a proposal in the terminal."""

from collections.abc import Iterator, Sequence
from typing import Final

from rich.console import Console
from rich.rule import Rule
from rich.text import Text

from app.commands.common import count
from app.commands.review_remarks import remarks
from app.console import harmless
from app.curating.settling import Settled
from app.curating.showing import Shown
from app.curating.wording import Context

KEYS: Final = "a accept  e edit  m same as  r reject  d defer  s skip  u undo  q quit  ? help"
HELP: Final = """
  a  accept: it becomes a fact, with the open proposals that name what it mentions
  e  edit it in your editor (EDITOR), then decide
  m  the new one is somebody on record: one of those it may be, or another by id; at once
     all that is proposed with it names that one
  r  reject, with a reason that the proposer can read
  d  defer, with a reason: it is asked again with --status deferred
  s  skip: it stays open
  u  undo the last decision
  q  record what was decided, and end; so does Ctrl-C
What is accepted is recorded as one change, when you end.
"""
_HEADINGS: Final = {
    "known": "green",
    "conflict": "red",
    "may be": "yellow",
    "cannot": "red",
    "undone": "red",
}


def draw(console: Console, shown: Shown, place: int, of: int) -> None:
    """Show a proposal, the ``place``-th of so many."""
    proposal = shown.proposal
    source = proposal.article_id or (proposal.source or {}).get("url", "")
    source = "" if shown.withheld else source
    console.print(Rule(Text(f"{place} of {of}  {harmless(source)}"), style="dim"))
    console.print(Text(harmless(shown.words), style="bold"))
    if shown.context:
        console.print(_quoted(console, shown.context))
    console.print(Text(harmless("  ".join(_particulars(shown))), style="dim"))
    for line in remarks(shown):
        style = next(style for start, style in _HEADINGS.items() if line.startswith(start))
        console.print(Text(f"  {line}", style=style))
    console.print(Text(KEYS, style="dim"))


def _quoted(console: Console, context: Context) -> Text:
    """The quote within its sentence, marked in one way or other."""
    before, exact, after = map(harmless, (context.before, context.exact, context.after))
    if console.color_system is None:
        exact = f"[{exact}]"
    return Text("  ").append(before).append(exact, "reverse").append(after)


def summary(settled: Settled, left: int) -> Iterator[str]:
    """What was kept of a review, line by line; ``left``: how many stay undecided."""
    accepted = settled.accepted
    if accepted is not None:
        number = len(accepted.accepted) + len(accepted.along)
        where = f"with change {accepted.change}" if accepted.change else "which stood already"
        facts = f"{count(accepted.recorded, 'fact')} recorded, {accepted.retracted} retracted"
        yield f"Accepted {count(number, 'proposal')} {where}: {facts}."
        if accepted.along:
            yield f"Accepted along: {', '.join(each.id for each in accepted.along)}."
    for what, ids in (("Rejected", settled.rejected), ("Deferred", settled.deferred)):
        if ids:
            yield f"{what} {count(len(ids), 'proposal')}."
    yield from (f"Not kept: {one}: {why}" for one, why in settled.refused.items())
    if not settled.kept():
        yield "Nothing was decided."
    if left:
        yield f"{count(left, 'proposal')} left undecided."


def _particulars(shown: Shown) -> Sequence[str]:
    proposal = shown.proposal
    told = [proposal.id, f"proposed by {proposal.proposer}"]
    if proposal.rule:
        told.append(f"rule {proposal.rule}")
    if proposal.confidence is not None:
        told.append(f"confidence {proposal.confidence:.2f}")
    return [*told, f"note: {proposal.note}"] if proposal.note and not shown.withheld else told
