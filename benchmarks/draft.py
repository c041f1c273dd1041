"""How well drafting by rules finds what an article names and claims, against gold claims.

``ARTICLES`` is a folder of articles, each a text and a YAML file of the same name with entities,
claims and boilerplate. A proposed claim is right when its kind is the gold claim's, its subject and
object are the same entities by name or alias, and the quotes share half of the longer one. A gold
claim that is negated, hedged or planned is a trap: to propose it as asserted is counted. Dates and
certainty are scored on the right claims.
"""

import argparse
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import yaml

from app.dates import PartialDate
from app.drafting.records import Draft, DraftClaim, DraftDate, SourceText
from app.drafting.rules import RulesProvider
from benchmarks.figures import Bar, print_bars, print_json, print_row

_TRAPS: Final = frozenset(["negated", "hedged", "planned"])
_BARS: Final = (
    ("spans_valid", 1.0),
    ("claims.precision", 0.90),
    ("claims.recall", 0.70),
    ("memberships.precision", 0.92),
    ("memberships.recall", 0.75),
    ("persons.precision", 0.92),
    ("persons.recall", 0.95),
    ("organizations.precision", 0.90),
    ("organizations.recall", 0.85),
    ("dates_right", 0.95),
)
_SLOWEST: Final = 0.5


@dataclass(slots=True)
class Tally:
    """How many were proposed and are right, how many are in the gold and were found."""

    proposed: int = 0
    right: int = 0
    gold: int = 0
    found: int = 0

    def add(self, proposed: int, right: int, gold: int, found: int | None = None) -> None:
        """Count in an article; what was found is what is right, where it is not told."""
        self.proposed += proposed
        self.right += right
        self.gold += gold
        self.found += right if found is None else found

    def told(self) -> dict[str, float]:
        """Precision and recall; of nothing proposed or nothing to find, 1."""
        return {
            "precision": round(self.right / self.proposed, 4) if self.proposed else 1.0,
            "recall": round(self.found / self.gold, 4) if self.gold else 1.0,
            "proposed": self.proposed,
            "gold": self.gold,
        }


@dataclass(slots=True)
class Score:
    """The counts over all articles."""

    tallies: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    shares: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    rules: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    traps_asserted: int = 0
    traps: int = 0
    seconds: list[float] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def main() -> None:
    """Measure, print a table and the bars, and all figures as JSON in the last line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--articles", type=Path, nargs="+", default=[Path("../shared/drafting")], metavar="FOLDER"
    )
    parser.add_argument("--verbose", action="store_true", help="each miss and each wrong one")
    parser.add_argument(
        "--rules", action="store_true", help="each rule's right and proposed claims, and no more"
    )
    given = parser.parse_args()
    score = measure(*given.articles)
    if given.rules:
        show_rules(score)
    else:
        show(score, verbose=given.verbose)


def measure(*folders: Path) -> Score:
    """The score over all articles of these folders."""
    score = Score()
    for path in (path for folder in folders for path in sorted(folder.glob("*.yaml"))):
        gold = yaml.safe_load(path.read_text(encoding="utf-8"))
        text = path.with_suffix(".txt").read_text(encoding="utf-8")
        add(score, path.stem, text, gold)
    return score


def add(score: Score, name: str, text: str, gold: dict[str, Any]) -> None:
    """Draft an article and count it in."""
    published = (gold["source"].get("published") or {}).get("edtf")
    day = PartialDate.parse(str(published)) if published else None
    began = time.process_time()
    draft = RulesProvider().draft(SourceText(text=text, published=day))
    score.seconds.append(time.process_time() - began)
    _score(score, name, text, gold, draft)


def _score(score: Score, name: str, text: str, gold: dict[str, Any], draft: Draft) -> None:
    for kind, tally in (
        ("person", "persons"),
        ("organization", "organizations"),
        ("place", "places"),
    ):
        _score_entities(score, name, kind, tally, gold, draft)
    _score_spans(score, text, draft)
    _score_boilerplate(score, name, text, gold, draft)
    _score_claims(score, name, text, gold, draft)


def _score_entities(
    score: Score, article: str, kind: str, tally: str, gold: dict[str, Any], draft: Draft
) -> None:
    wanted = [_names(each) for each in gold["entities"] if each["type"] == kind]
    found = [
        {_plain(n) for n in (each.name, *each.aliases)}
        for each in draft.entities
        if each.kind == kind
    ]
    right = 0
    for names in found:
        match = next((each for each in wanted if each & names), None)
        if match:
            wanted.remove(match)
            right += 1
        else:
            score.notes.append(f"{article}: wrong {kind} {sorted(names)}")
    score.notes += [f"{article}: missed {kind} {sorted(each)}" for each in wanted]
    score.tallies[tally].add(len(found), right, right + len(wanted))


def _names(entity: dict[str, Any]) -> set[str]:
    return {_plain(each) for each in (entity["name"], *(entity.get("aliases") or ()))}


def _plain(name: object) -> str:
    words = str(name).casefold().replace("’", "'").split()
    return " ".join(words[1:] if words and words[0] in ("the", "a", "an") else words)


def _score_spans(score: Score, text: str, draft: Draft) -> None:
    spans = [each.mention for each in draft.entities] + [each.quote for each in draft.claims]
    spans += [each.place for each in draft.boilerplate] + [each for each, _ in draft.withheld]
    valid = sum(0 <= each.start < each.end <= len(text) for each in spans)
    score.shares["spans_valid"].add(len(spans), valid, len(spans))


def _score_boilerplate(
    score: Score, article: str, text: str, gold: dict[str, Any], draft: Draft
) -> None:
    wanted = {(each["start"], each["end"]) for each in gold.get("boilerplate") or ()}
    found = {(each.place.start, each.place.end) for each in draft.boilerplate}
    for word, places in (("wrong", found - wanted), ("missed", wanted - found)):
        score.notes += [f"{article}: {word} boilerplate {text[a:b]!r}" for a, b in sorted(places)]
    score.tallies["boilerplate"].add(len(found), len(found & wanted), len(wanted))


def _score_claims(
    score: Score, article: str, text: str, gold: dict[str, Any], draft: Draft
) -> None:
    names = {each["id"]: _names(each) for each in gold["entities"]}
    _add_labels(names, gold)
    ours = {each.id: {_plain(n) for n in (each.name, *each.aliases)} for each in draft.entities}
    left = list(draft.claims)
    right: list[DraftClaim] = []
    traps = [each for each in gold["claims"] if _is_trap(each)]
    score.traps += len(traps)
    for trap in traps:
        for claim in [each for each in left if _is_same(trap, each, names, ours)]:
            left.remove(claim)
            if claim.certainty == "asserted":
                score.traps_asserted += 1
                score.notes.append(f"{article}: TRAP asserted {trap['id']} by {claim.rule}")
            else:
                right.append(claim)
                _score_details(score, article, trap, claim)
    found: list[DraftClaim] = []
    for each in gold["claims"]:
        one = next((one for one in left if _is_same(each, one, names, ours)), None)
        if one is not None and not _is_trap(each):
            left.remove(one)
            found.append(one)
            _score_details(score, article, each, one)
        elif not _is_trap(each):
            score.notes.append(f"{article}: missed {each['kind']} {each['id']}: {each['quote']}")
    score.notes += [_wrong(article, text, each, ours) for each in left]
    _tally_claims(score, gold, draft, [*right, *found], found)
    for one in (*right, *found):
        score.rules[one.rule].add(1, 1, 0)
    for one in left:
        score.rules[one.rule].add(1, 0, 0)


def _wrong(article: str, text: str, claim: DraftClaim, ours: dict[str, set[str]]) -> str:
    about = [sorted(ours.get(e or "", {str(claim.value)})) for e in (claim.subject, claim.object)]
    quote = text[claim.quote.start : claim.quote.end]
    return f"{article}: wrong {claim.kind} {claim.predicate} by {claim.rule}: {about} {quote!r}"


def _tally_claims(
    score: Score,
    gold: dict[str, Any],
    draft: Draft,
    right: list[DraftClaim],
    found: list[DraftClaim],
) -> None:
    """A trap that was proposed as what it is, is right; to find it is not asked for."""
    proposed = Counter(str(each.kind) for each in draft.claims)
    there = Counter(str(each["kind"]) for each in gold["claims"] if not _is_trap(each))
    rights, finds = (Counter(str(each.kind) for each in some) for some in (right, found))
    for kind in sorted(proposed | there):
        tally = "memberships" if kind == "membership" else f"{kind} claims"
        score.tallies[tally].add(proposed[kind], rights[kind], there[kind], finds[kind])
    score.tallies["claims"].add(proposed.total(), rights.total(), there.total(), finds.total())


def _is_trap(claim: dict[str, Any]) -> bool:
    return (claim.get("qualifiers") or {}).get("certainty") in _TRAPS


def _add_labels(names: dict[str, set[str]], gold: dict[str, Any]) -> None:
    """A post is also what the claims about it call it."""
    for claim in gold["claims"]:
        label = (claim.get("qualifiers") or {}).get("post_label")
        if label and claim["object"] in names:
            names[claim["object"]].add(_plain(label))


def _is_same(
    gold: dict[str, Any], claim: DraftClaim, names: dict[str, set[str]], ours: dict[str, set[str]]
) -> bool:
    if gold["kind"] != claim.kind or not _overlap(gold, claim):
        return False
    subjects = ours.get(claim.subject, set())
    if gold["kind"] == "event":
        taking_part = {each for who, _ in claim.participants for each in ours.get(who, set())}
        main = ours.get(claim.object or "", set()) or taking_part
        return gold["object"] is None or bool(names.get(gold["object"], set()) & main)
    if not names[gold["subject"]] & subjects:
        return False
    if gold["object"] is None and _is_trap(gold):
        return True
    return _is_object(gold, claim, names, ours)


def _is_object(
    gold: dict[str, Any], claim: DraftClaim, names: dict[str, set[str]], ours: dict[str, set[str]]
) -> bool:
    wanted = names.get(gold["object"]) or {_plain(gold["object"])}
    found = set(ours.get(claim.object or "", set()))
    if claim.value is not None:
        found.add(_plain(claim.value.strip('“”"‘’,.')))
        wanted = wanted | {_plain(str(each).strip('“”"‘’,.')) for each in wanted}
    if claim.label:
        found.add(_plain(claim.label))
    return bool(wanted & found)


def _overlap(gold: dict[str, Any], claim: DraftClaim) -> bool:
    shared = min(gold["end"], claim.quote.end) - max(gold["start"], claim.quote.start)
    longer = max(gold["end"] - gold["start"], claim.quote.end - claim.quote.start)
    return bool(shared >= longer / 2)


def _score_details(score: Score, article: str, gold: dict[str, Any], claim: DraftClaim) -> None:
    told = gold.get("qualifiers") or {}
    for name in ("start", "end", "date"):
        wanted, found = told.get(name), _date(getattr(claim, name))
        if name == "date" and claim.kind == "person":
            continue
        if wanted is None and (found is None or name == "date"):
            continue
        agree = wanted is not None and str(wanted).replace("/", "..") == found
        score.shares["dates_right"].add(1, int(agree), 1)
        if not agree:
            score.notes.append(f"{article}: date of {gold['id']}: {name} {found}, gold {wanted}")
    certainty = told.get("certainty")
    if certainty and certainty != "negated":
        score.shares["certainty_right"].add(1, int(certainty == claim.certainty), 1)
        if certainty != claim.certainty:
            score.notes.append(
                f"{article}: certainty of {gold['id']}: {claim.certainty}, gold {certainty}"
            )


def _date(date: DraftDate | None) -> str | None:
    return date.date.text if date and date.date else None


def figures_of(score: Score) -> dict[str, Any]:
    """All figures, as they go into the JSON line."""
    figures: dict[str, Any] = {name: tally.told() for name, tally in sorted(score.tallies.items())}
    for name, tally in score.shares.items():
        figures[name] = tally.told()["precision"]
    figures |= {"traps_asserted": score.traps_asserted, "traps": score.traps}
    return figures | {"seconds_an_article": round(max(score.seconds, default=0.0), 4)}


def show(score: Score, *, verbose: bool) -> None:
    """The table, the bars, and the JSON line."""
    figures = figures_of(score)
    print_row("", "precision", "recall", "proposed", "gold")
    for name in sorted(score.tallies):
        told = figures[name]
        print_row(name, told["precision"], told["recall"], str(told["proposed"]), str(told["gold"]))
    if verbose:
        print("\n".join(["", *score.notes]))
    bars = bars_of(figures)
    print_bars(bars)
    print_json(figures | {"bars": [each.told() for each in bars]})


def show_rules(score: Score) -> None:
    """Each rule with how many of its claims were right and how many it proposed."""
    for rule, tally in sorted(score.rules.items()):
        print(rule, tally.right, tally.proposed)


def bars_of(figures: dict[str, Any]) -> Sequence[Bar]:
    """What drafting by rules must reach."""
    return [
        *(Bar(name, _figure(figures, name), bound) for name, bound in _BARS),
        Bar("traps asserted", figures["traps_asserted"], 0, at_most=True),
        Bar(
            "seconds an article, the slowest", figures["seconds_an_article"], _SLOWEST, at_most=True
        ),
    ]


def _figure(figures: dict[str, Any], name: str) -> float:
    first, _, last = name.partition(".")
    told = figures.get(first, {} if last else 1.0)
    return float(told.get(last, 1.0) if last else told)


if __name__ == "__main__":
    main()
