"""What stands in the way of a proposal: each fault with the proposal and the field."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.loading.problems import Field, field_name
from app.models import Proposal


@dataclass(frozen=True, slots=True)
class ProposalProblem:
    """One fault. ``is_conflict``: the proposal is right in itself, but does not fit the record."""

    proposal_id: str
    field: Field
    message: str
    is_conflict: bool = False

    def __str__(self) -> str:
        return f"{self.proposal_id}: {self.told}"

    @property
    def told(self) -> str:
        """The fault with its field, where it is about one."""
        return f"{field_name(self.field)}: {self.message}" if self.field else self.message


class ProposalError(Exception):
    """A proposal cannot be taken, or decided as asked for; ``reasons`` tell why, by their ids."""

    reasons: Mapping[str, str]


class UnknownProposalError(ProposalError):
    """There is no such proposal."""

    def __init__(self, ids: Sequence[str]) -> None:
        """``ids``: those that there are none of."""
        super().__init__(f"there is no proposal {', '.join(map(repr, ids))}")
        self.reasons = dict.fromkeys(ids, "there is no such proposal")


class DecidedError(ProposalError):
    """It was decided before."""

    def __init__(self, decided: Sequence[Proposal]) -> None:
        """``decided``: those that were."""
        super().__init__("; ".join(fate(each) for each in decided))
        self.reasons = {each.id: fate(each) for each in decided}


class StaleError(ProposalError):
    """It was edited or decided since it was read."""

    def __init__(self, proposal: Proposal) -> None:
        """``proposal``: as it is now."""
        message = f"{proposal.id} is at revision {proposal.revision} now: read it again"
        super().__init__(message)
        self.reasons = {proposal.id: message}


class TooManyOpenError(ProposalError):
    """Whoever proposes has so many proposals open that curators should see to them first."""

    def __init__(self, most: int) -> None:
        """``most``: how many may be open."""
        super().__init__(f"no more than {most:,} proposals of one holder may be open at once")
        self.reasons = {}


class RefusedError(ProposalError):
    """There is something wrong; ``problems`` says what."""

    def __init__(self, problems: Sequence[ProposalProblem]) -> None:
        """Collect the faults."""
        super().__init__("\n".join(map(str, problems)))
        self.problems = list(problems)
        self.reasons = {each.proposal_id: each.told for each in problems}


def fate(proposal: Proposal) -> str:
    """What became of a proposal, in words."""
    if proposal.decided_at is None:
        return f"{proposal.id} is {proposal.status}"
    when = f"{proposal.decided_at:%Y-%m-%d %H:%M} UTC"
    told = f"{proposal.id} was {proposal.status} by {proposal.decided_by} at {when}"
    told += f" with change {proposal.change}" if proposal.change else ""
    return told + (f": {proposal.reason}" if proposal.reason else "")
