"""Answers as text, for assistants that read no structured ones.

All that comes from sources is written as JSON strings: it stays on its line and in its marks, so
that no text can pass for ours.
"""

import json
from collections.abc import Iterator, Sequence

from app.assistants.answers import (
    Answer,
    ArticleText,
    Changes,
    Evidence,
    Found,
    Held,
    Profile,
    Quote,
    Stated,
    Statement,
    Tenures,
)


def quoted(text: str) -> str:
    """Text of others in marks that it cannot leave."""
    return json.dumps(text, ensure_ascii=False)


def found_text(found: Found) -> str:
    """What a search found."""
    lines = [f"{found.total}{'' if found.total_is_exact else ' or more'} found."]
    for hit in found.hits:
        about = f": {quoted(hit.description)}" if hit.description else ""
        why = f"; matched {quoted(hit.matched)}" if hit.matched else ""
        lines.append(f"- {hit.kind} {hit.id}, {quoted(hit.name)}{about} (score {hit.score}){why}")
    if not found.hits:
        lines.append("Nothing of that name or with these words is on record here.")
    return "\n".join([*lines, *([found.more] if found.more else [])])


def profile_text(told: Profile) -> str:
    """An entity with its facts."""
    day = f", as of {told.as_of}" if told.as_of else ""
    lines = [f"{quoted(told.name)} ({told.kind}, id {told.id}{day})"]
    lines += _section("Posts and memberships", told.memberships, told)
    lines += _section("Events", told.events, told)
    lines += _section("Facts", told.facts, told)
    return "\n".join([*lines, *_ending(told), f"To cite it: {quoted(told.citation)}"])


def tenures_text(told: Tenures) -> str:
    """Who held a post, or belonged to an organization."""
    when = f"on {told.on}" if told.on else "at any time"
    lines = [f"{told.total} on record {when}."]
    for each in told.tenures:
        sure = f"{each.holds}: " if each.holds else ""
        lines.append(f"- {sure}{quoted(each.person.name)} ({each.person.id}), {_held(each)}")
        lines += _citations(each, told)
    return "\n".join([*lines, *_ending(told)])


def evidence_text(told: Evidence) -> str:
    """A fact with all quotes behind it."""
    lines = [f"{quoted(told.subject.name)} ({told.subject.kind} {told.subject.id}):"]
    lines += [_line(told.fact), *_citations(told.fact, told)]
    return "\n".join([*lines, *_ending(told)])


def changes_text(told: Changes) -> str:
    """The changes that touched an entity."""
    lines = []
    for each in told.changes:
        why = quoted(each.reason)
        lines.append(
            f"Change {each.number}, {each.at}, by {quoted(each.actor)}: {each.action}, {why}"
        )
        lines += [f"- {did}" for did in each.did]
    return "\n".join([*lines, *_ending(told)])


def article_text(told: ArticleText) -> str:
    """A piece of an article's text."""
    end = told.start + len(told.text)
    lines = [f"Characters {told.start} to {end} of {told.length}, quoted data:", quoted(told.text)]
    return "\n".join([*lines, *_ending(told)])


def _section(title: str, facts: Sequence[Stated], told: Answer) -> Iterator[str]:
    if facts:
        yield f"{title}:"
    for fact in facts:
        yield _line(fact)
        yield from _citations(fact, told)


def _line(fact: Stated) -> str:
    if isinstance(fact, Held):
        sure = f"{fact.holds}: " if fact.holds else ""
        return f"- {sure}{_held(fact)}"
    if isinstance(fact, Statement):
        return f"- {fact.property}: {quoted(fact.value)}{_dates(fact)}{_doubts(fact)}"
    return f"- fact {fact.fact_id}"


def _held(fact: Held) -> str:
    body = fact.organization
    of = f" of {quoted(body.name)}" if body and body.name not in fact.label else ""
    dates = _dates(fact) or ", no dates on record"
    return f"{quoted(fact.label)}{of}{dates}{_doubts(fact)}"


def _dates(fact: Stated) -> str:
    if not fact.start_date and not fact.end_date:
        return ""
    start = _date(fact.start_date, fact.start_date_written) or "(start not on record)"
    end = _date(fact.end_date, fact.end_date_written) or "(no end on record)"
    return f", {start} to {end}"


def _date(date: str | None, written: str | None) -> str:
    return f"{date} ({quoted(written)})" if date and written else date or ""


def _doubts(fact: Stated) -> str:
    doubts = [fact.certainty] if fact.certainty != "asserted" else []
    doubts += ["sources disagree"] if fact.disputed else []
    doubts += ["no source on record"] if not fact.citation_count else []
    doubts += [f"note {quoted(fact.note)}"] if fact.note else []
    return f" [{', '.join(doubts)}]" if doubts else ""


def _citations(fact: Stated, told: Answer) -> Iterator[str]:
    places = {each.article_id: place for place, each in enumerate(told.sources, 1)}
    for each in fact.citations:
        yield f"  [{places.get(each.article_id, '?')}] {_said(each)}"
    if missing := fact.citation_count - len(fact.citations):
        yield f"  and {missing} more: citations with fact_id {fact.fact_id}"


def _said(quote: Quote) -> str:
    voice = "" if quote.voice == "article" else f" (voice: {quote.voice})"
    view = f" ({quoted(quote.attribution)})" if quote.attribution else ""
    verb = "disputes it: " if quote.stance == "disputes" else ""
    around = f" in the sentence {quoted(quote.sentence)}" if quote.sentence else ""
    return f"{verb}{quoted(quote.quote)}{voice}{view}{around}"


def _ending(told: Answer) -> Iterator[str]:
    if told.merged_into:
        yield f"The id asked for was merged into {told.merged_into}, which this is about."
    if told.not_known:
        yield f"Not on record here: {'; '.join(told.not_known)}."
    if told.more:
        yield told.more
    yield from _sources(told)
    known = f" (change {told.known_at})" if told.known_at else ""
    yield f"Permalink{known}: {told.permalink}"


def _sources(told: Answer) -> Iterator[str]:
    for place, each in enumerate(told.sources, 1):
        title = quoted(each.title) if each.title else "(no title on record)"
        publisher = quoted(each.publisher) if each.publisher else "publisher not on record"
        about = [publisher, each.publication_date or "no date", *([each.url] if each.url else [])]
        yield f"[{place}] {title}, {', '.join(about)}. {each.permalink}"
    yield from (f"Dataset {line}" for line in _licences(told))


def _licences(told: Answer) -> Iterator[str]:
    for each in told.datasets:
        attribution = f"; attribution: {quoted(each.attribution)}" if each.attribution else ""
        yield f"{each.id}: licence {each.licence or 'not stated'}{attribution}."
