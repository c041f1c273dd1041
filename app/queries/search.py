"""Search across people, organizations, posts, events and articles.

What is looked for may stand in a name (app/search/finding.py) or in a text (app/search/texts.py).
What is found, at most some thousands, is then narrowed as the lists are narrowed, each kind by the
filters that its own list has.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Document, Fact, holds, known
from app.queries import articles, events, organizations, people, posts
from app.queries.lists import ListSpec, facets_parameter, listing
from app.queries.narrowing import narrowed
from app.queries.parameters import Given, ListError, Parameter, Takes
from app.search.finding import Found, find
from app.search.hits import Hit, hits_of, intersected, ranked
from app.search.language import NAME, TEXT, Piece, Query, parse
from app.search.suggesting import suggest
from app.search.texts import FoundText, find_texts
from app.search.tokens import Term, contains, term
from app.vocabulary import EntityKind, FactKind

MOST_NAMED: Final = 500  # names that are looked at
MOST_LISTED: Final = 1000  # of each kind, where only filters are given
LONGEST: Final = 500  # characters of a query
FACETS: Final = ("kind", "organization", "nationality", "dataset")
LISTS: Final[dict[EntityKind, ListSpec]] = {
    EntityKind.PERSON: people.LIST,
    EntityKind.ORGANIZATION: organizations.LIST,
    EntityKind.POST: posts.LIST,
    EntityKind.EVENT: events.LIST,
    EntityKind.ARTICLE: articles.LIST,
}
_FILTERS: Final = (
    "nationality",
    "gender",
    "occupation",
    "held_post",
    "organization",
    "on",
    "classification",
    "dataset",
    "identifier",
    "article",
    "changed_since",
)
# What the list of a kind calls a filter, where it has another name for it.
_CALLED: Final[dict[EntityKind, dict[str, str]]] = {
    EntityKind.POST: {"organization": "organization_id"},
    EntityKind.EVENT: {"organization": "organization_id"},
    EntityKind.ARTICLE: {"article": "id"},
}
# Field words of q: the filter that each is, and of what its value may also be a name.
_FIELDS: Final[dict[str, tuple[str, EntityKind | None]]] = {
    "nationality": ("nationality", None),
    "dataset": ("dataset", None),
    "identifier": ("identifier", None),
    "post": ("held_post", EntityKind.POST),
    "organization": ("organization", EntityKind.ORGANIZATION),
    "article": ("article", EntityKind.ARTICLE),
}
_MOST_MEANT: Final = 50  # entities that one such name may stand for
_SURE: Final = 0.9  # the score from which on a name that is spelled otherwise is taken for it


@dataclass(frozen=True, slots=True)
class Searched:
    """What was found, the best first; whether that is all; by which words names are marked."""

    hits: list[Hit]
    is_whole: bool
    words: str


class SearchSpec:
    """What a search takes, beside what it looks for."""

    def parameters(self) -> list[Parameter]:
        """The filters, most of which the lists have too."""
        known: dict[str, Parameter] = {}
        for spec in LISTS.values():
            known = {each.name: each for each in spec.parameters()} | known
        filters = [known[name] for name in _FILTERS]
        return [_kind_parameter(), *filters, facets_parameter(FACETS)]


SEARCH: Final = SearchSpec()


def search(session: Session, q: str, given: Given) -> Searched:
    """The entities that a query finds; raises ListError."""
    query = parse(q)
    if query.is_empty and query.pieces:
        raise ListError("q", "it only says what is not wanted: add a word to look for")
    kinds = _kinds(query, given)
    filters = [{name: value for name, value in given.items() if name in _FILTERS}]
    filters += [_filter(session, piece) for piece in query.of(*_FIELDS)]
    looked_for = query.of(None, NAME, TEXT)
    if query.is_empty or not kinds:
        return Searched([], is_whole=True, words="")
    if looked_for:
        found, is_whole = _looked_up(session, query, kinds)
    else:
        found, is_whole = _listed(session, kinds, filters)
    found = _narrowed(session, found, filters)
    found = _without(session, query, found)
    words = " ".join(piece.text for piece in query.of(None, NAME))
    return Searched(ranked(found.values()), is_whole, words)


def suggested(
    session: Session, prefix: str, kinds: Collection[EntityKind], limit: int
) -> list[Found]:
    """The entities of which a name goes on as typed; where there is none, those like it."""
    wanted = kinds or tuple(EntityKind)
    found = suggest(session, prefix, kinds=wanted, limit=limit)
    return found or find(session, prefix, kinds=wanted, limit=limit)


def _kinds(query: Query, given: Given) -> set[EntityKind]:
    kinds = {EntityKind(each) for each in given.get("kind", tuple(EntityKind))}
    named = {_kind(piece) for piece in query.of("kind")}
    if named:
        kinds &= named
    return kinds - {_kind(piece) for piece in query.of("kind", excluded=True)}


def _kind(piece: Piece) -> EntityKind:
    try:
        return EntityKind(piece.text.lower())
    except ValueError:
        listed = ", ".join(EntityKind)
        raise ListError("q", f"{piece.text[:50]!r} is no kind: kinds are {listed}") from None


def _looked_up(
    session: Session, query: Query, kinds: Collection[EntityKind]
) -> tuple[dict[str, Hit], bool]:
    """What has the words looked for: those without a field in a name or in a text."""
    anywhere, in_names, in_texts = (query.of(each) for each in (None, NAME, TEXT))
    sets: list[dict[str, Hit]] = []
    is_whole = True
    if anywhere:
        names = _named(session, anywhere, kinds)
        texts, is_whole = _texts(session, anywhere, kinds)
        sets.append(hits_of(names, texts))
        is_whole = is_whole and len(names) < MOST_NAMED
    if in_names:
        names = _named(session, in_names, kinds)
        sets.append(hits_of(names, []))
        is_whole = is_whole and len(names) < MOST_NAMED
    if in_texts:
        texts, all_texts = _texts(session, in_texts, kinds)
        sets.append(hits_of([], texts))
        is_whole = is_whole and all_texts
    return intersected(sets), is_whole


def _named(session: Session, pieces: Sequence[Piece], kinds: Collection[EntityKind]) -> list[Found]:
    """Entities by name; where a phrase is asked for, a name has to have it to the letter."""
    words = " ".join(piece.text for piece in pieces)
    found = find(session, words, kinds=kinds, limit=MOST_NAMED)
    phrases = _terms(piece for piece in pieces if piece.phrase)
    if not phrases:
        return found
    names = _names(session, [each.entity_id for each in found])
    return [each for each in found if contains(phrases, names.get(each.entity_id, [each.name]))]


def _texts(
    session: Session, pieces: Sequence[Piece], kinds: Collection[EntityKind]
) -> tuple[list[FoundText], bool]:
    return find_texts(session, _terms(pieces), kinds=kinds)


def _terms(pieces: Any) -> list[Term]:
    return [found for piece in pieces if (found := term(piece.text))]


def _names(session: Session, entity_ids: Sequence[str]) -> dict[str, list[str]]:
    """All names of these entities."""
    found = select(Fact.subject_id, Fact.value).where(
        Fact.subject_id.in_(entity_ids), Fact.kind == FactKind.NAME, known(None)
    )
    names: dict[str, list[str]] = {}
    for row in session.execute(found):
        names.setdefault(row.subject_id, []).append(str(row.value))
    return names


def _listed(
    session: Session, kinds: Collection[EntityKind], filters: Sequence[Given]
) -> tuple[dict[str, Hit], bool]:
    """What meets the first filter that says something, where there is nothing else to look for."""
    first = next((each for each in filters if each), {})
    hits: dict[str, Hit] = {}
    is_whole = True
    for kind in sorted(kinds):
        asked = _called(kind, first)
        if asked is None:
            continue
        found = listing(session, LISTS[kind], asked, None)
        statement = found.statement.order_by(*found.order).limit(MOST_LISTED + 1)
        ids = [row.id for row in session.execute(statement)]
        is_whole = is_whole and len(ids) <= MOST_LISTED
        hits |= {each: Hit(each, kind, 0.0) for each in ids[:MOST_LISTED]}
    return hits, is_whole


def _narrowed(
    session: Session, hits: Mapping[str, Hit], filters: Sequence[Given]
) -> dict[str, Hit]:
    """Those that meet each of the filters."""
    for asked in filters:
        if asked:
            kept = _meeting(session, hits, asked)
            hits = {each: hit for each, hit in hits.items() if each in kept}
    return dict(hits)


def _meeting(session: Session, hits: Mapping[str, Hit], asked: Given) -> set[str]:
    kept: set[str] = set()
    for kind in {hit.kind for hit in hits.values()}:
        own = _called(kind, asked)
        if own is None:
            continue
        ids = [hit.entity_id for hit in hits.values() if hit.kind == kind]
        ids = [each for each in ids if each in own["id"]] if "id" in own else ids
        spec = LISTS[kind]
        met = [condition for one in spec.filters for condition in one.conditions(own, None)]
        present = select(spec.item).where(holds(spec.table, None), spec.item.in_(ids))
        kept |= set(session.scalars(narrowed(session, present, met)))
    return kept


def _called(kind: EntityKind, asked: Given) -> dict[str, Any] | None:
    """The filters as the list of a kind calls them; None where it does not have one of them."""
    names = _CALLED.get(kind, {})
    called = {names.get(name, name): value for name, value in asked.items()}
    known = {each.name for each in LISTS[kind].parameters()}
    return called if called.keys() <= known else None


def _without(session: Session, query: Query, hits: Mapping[str, Hit]) -> dict[str, Hit]:
    """Those that have nothing of what is not wanted."""
    unwanted = set[str]()
    for piece in query.of(*_FIELDS, excluded=True):
        asked = _filter(session, piece)
        unwanted |= _meeting(session, hits, asked) if asked else set()
    names = _names(session, list(hits)) if query.of(None, NAME, excluded=True) else {}
    for piece in query.of(None, NAME, TEXT, excluded=True):
        terms = _terms([piece])
        if piece.field != TEXT:
            unwanted |= {each for each in names if contains(terms, names[each])}
        if piece.field != NAME and hits:
            unwanted |= {each.entity_id for each in find_texts(session, terms, among=hits)[0]}
    return {each: hit for each, hit in hits.items() if each not in unwanted}


def _filter(session: Session, piece: Piece) -> dict[str, list[str]]:
    """The filter that a field word is, with the ids of what its value names."""
    name, kind = _FIELDS[str(piece.field)]
    if kind is not None:
        return {name: _ids(session, kind, piece.text)}
    text = piece.text
    spelled = (text, text.lower(), text.capitalize(), text.title(), text.upper())
    return {name: list(dict.fromkeys(spelled)) if name == "nationality" else [text]}


def _ids(session: Session, kind: EntityKind, text: str) -> list[str]:
    """The entities of a kind that are meant: the one with this id, else those so called.

    A name may say more than is asked for, if it has these words side by side.
    """
    of_id = select(Document.id, Document.merged_into).where(
        Document.id == text, Document.kind == kind, holds(Document, None)
    )
    row = session.execute(of_id).one_or_none()
    if row:
        return [row.merged_into or row.id]
    found = find(session, text, kinds=(kind,), limit=_MOST_MEANT)
    said = _terms([Piece(text)])
    meant = [each for each in found if each.score >= _SURE or contains(said, [each.name])]
    return [each.entity_id for each in meant] or [_NOTHING]


_NOTHING: Final = ""  # no entity has this id


def _kind_parameter() -> Parameter:
    description = "Only those of this kind; several times: any of these."
    return Parameter(
        "kind", Takes.CHOICE, description, "person", len(EntityKind), tuple(EntityKind)
    )
