"""What a curator should know of a proposal, in lines of text."""

from app.console import harmless
from app.curating.showing import Shown


def remarks(shown: Shown) -> list[str]:
    """What a curator should know of a proposal beside its words, a line each."""
    clashes = shown.clashes
    told = [f"cannot be accepted: {one.told}" for one in shown.problems]
    if shown.undone:
        told.append(f"undone with change {shown.undone.change}: {shown.undone.reason}")
    for what, found in (("known", clashes.duplicates), ("conflict", clashes.conflicts)):
        for one in found:
            key = one.fact.id if one.fact else one.proposal.id if one.proposal else ""
            of = "" if one.fact else f" [proposal {key}]"
            same = ", same article" if one.same_article else ""
            told.append(f"{what} ({one.why}{same}): {shown.clashing[key]}{of}")
    may_be = enumerate(clashes.matches, start=1)
    told += [f"may be [{n}] {one.id} ({one.name}), {one.score:.2f}" for n, one in may_be]
    return [harmless(line) for line in told]
