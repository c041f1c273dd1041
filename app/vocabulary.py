"""The field's words as types: kinds of entity and fact, ranks, certainties, and known properties.

Sources: Popolo 1.0 for entity kinds and property names; Wikibase for ranks; W3C Web Annotation for
citations. ``docs/data-model.md`` explains each word.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class EntityKind(StrEnum):
    """What an id stands for."""

    PERSON = "person"
    ORGANIZATION = "organization"
    POST = "post"
    EVENT = "event"
    ARTICLE = "article"


# Where the documents of each kind are served.
PATHS: Final = {
    EntityKind.PERSON: "/v1/people",
    EntityKind.ORGANIZATION: "/v1/organizations",
    EntityKind.POST: "/v1/posts",
    EntityKind.EVENT: "/v1/events",
    EntityKind.ARTICLE: "/v1/articles",
}


class FactKind(StrEnum):
    """What a fact says; each kind uses its own columns of the ledger."""

    NAME = "name"
    ATTRIBUTE = "attribute"
    IDENTIFIER = "identifier"
    LINK = "link"
    MEMBERSHIP = "membership"
    PARTICIPATION = "participation"
    RELATION = "relation"
    STATEMENT = "statement"


class Rank(StrEnum):
    """Wikibase's ranks."""

    PREFERRED = "preferred"
    NORMAL = "normal"
    DEPRECATED = "deprecated"


class Certainty(StrEnum):
    """What the source itself commits to."""

    ASSERTED = "asserted"
    REPORTED = "reported"
    HEDGED = "hedged"
    ALLEGED = "alleged"
    PLANNED = "planned"
    INFERRED = "inferred"


# Kept with the article, but never among a profile's facts.
NOT_IN_PROFILES: Final = (Certainty.ALLEGED, Certainty.PLANNED)


class Stance(StrEnum):
    """What a quote does to its fact."""

    SUPPORTS = "supports"
    DISPUTES = "disputes"


class Voice(StrEnum):
    """Who speaks in a quote."""

    ARTICLE = "article"
    HEADLINE = "headline"
    QUOTED = "quoted"
    UNNAMED = "unnamed"


class Scope(StrEnum):
    """What the holder of a key may do; each includes those before it."""

    PROPOSE = "propose"
    CURATE = "curate"
    ADMIN = "admin"

    def includes(self, other: "Scope") -> bool:
        """Whether this scope is enough where the other one is asked for."""
        order = list(Scope)
        return order.index(self) >= order.index(other)


class DeliveryStatus(StrEnum):
    """What became of a change that a webhook is to be told."""

    PENDING = "pending"
    DELIVERED = "delivered"
    DEAD = "dead"


class MergeStatus(StrEnum):
    """What became of a proposal to merge two entities."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


class ProposalAction(StrEnum):
    """What a proposal wants done: a fact added, or one on record replaced or taken back."""

    ADD = "add"
    REPLACE = "replace"
    DEPRECATE = "deprecate"
    RETRACT = "retract"


class ProposalStatus(StrEnum):
    """What became of a proposal; what is deferred waits for somebody to know more."""

    OPEN = "open"
    DEFERRED = "deferred"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


UNDECIDED: Final = (ProposalStatus.OPEN, ProposalStatus.DEFERRED)


class ValueType(StrEnum):
    """How a property's value is written."""

    TEXT = "text"
    DATE = "date"
    URL = "url"
    ENTITY = "entity"


@dataclass(frozen=True, slots=True)
class Property:
    """What may be said of entities of some kinds.

    ``many``: several values stand side by side (languages); else the best one stands on the
    profile itself. ``target``: the kind of entity that an ENTITY value names.
    """

    of: frozenset[EntityKind]
    value: ValueType = ValueType.TEXT
    many: bool = False
    target: EntityKind | None = None


_PERSON = frozenset({EntityKind.PERSON})
_ORGANIZATION = frozenset({EntityKind.ORGANIZATION})
_POST = frozenset({EntityKind.POST})
_EVENT = frozenset({EntityKind.EVENT})
_ARTICLE = frozenset({EntityKind.ARTICLE})
_BODY = _ORGANIZATION | _POST
_ANY = _PERSON | _BODY | _EVENT

PROPERTIES: Final[dict[str, Property]] = {
    # Popolo's Person
    "family_name": Property(_PERSON),
    "given_name": Property(_PERSON),
    "additional_name": Property(_PERSON),
    "honorific_prefix": Property(_PERSON),
    "honorific_suffix": Property(_PERSON),
    "patronymic_name": Property(_PERSON),
    "sort_name": Property(_PERSON),
    "gender": Property(_PERSON),
    "birth_date": Property(_PERSON, ValueType.DATE),
    "death_date": Property(_PERSON, ValueType.DATE),
    "biography": Property(_PERSON),
    "nationality": Property(_PERSON, many=True),
    "occupation": Property(_PERSON, many=True),
    "language": Property(_PERSON, many=True),
    # Popolo's Organization, Post and Event
    "classification": Property(_ORGANIZATION | _EVENT),
    "founding_date": Property(_ORGANIZATION, ValueType.DATE),
    "dissolution_date": Property(_ORGANIZATION, ValueType.DATE),
    "parent": Property(_ORGANIZATION, ValueType.ENTITY, target=EntityKind.ORGANIZATION),
    "organization": Property(
        _POST | _EVENT, ValueType.ENTITY, many=True, target=EntityKind.ORGANIZATION
    ),
    "role": Property(_POST),
    "area": Property(_BODY),
    "start_date": Property(_POST | _EVENT, ValueType.DATE),
    "end_date": Property(_POST | _EVENT, ValueType.DATE),
    "location": Property(_EVENT | _ORGANIZATION, many=True),
    "part_of": Property(_EVENT, ValueType.ENTITY, target=EntityKind.EVENT),
    "attendance": Property(_EVENT, many=True),
    # Shared
    "summary": Property(_ANY),
    "image": Property(_PERSON | _ORGANIZATION, ValueType.URL),
    # Article
    "title": Property(_ARTICLE),
    "publisher": Property(_ARTICLE),
    "author": Property(_ARTICLE, many=True),
    "url": Property(_ARTICLE, ValueType.URL),
    "language_code": Property(_ARTICLE),
    "publication_date": Property(_ARTICLE, ValueType.DATE),
    "boilerplate": Property(_ARTICLE, many=True),
}

# What ids look like: those of entities are chosen, those of facts derived (80 bits in base 32).
ID_PATTERN: Final = r"^[a-z0-9]+([._-][a-z0-9]+)*$"
ID_HELP: Final = "an id has lower-case letters and digits, with single - . or _ between them"
FACT_ID_PATTERN: Final = r"^[a-z2-7]{16}$"
FACT_ID_HELP: Final = "the id of a fact has 16 characters from a-z and 2-7"
# PostgreSQL keeps no NUL in texts, and compares none with them.
NO_NUL_PATTERN: Final = r"^[^\x00]*$"
REASON_PATTERN: Final = r"^[^\x00]*[^\x00\s][^\x00]*$"
REASON_HELP: Final = "say why, without NUL characters: the ledger keeps it"

# The dataset of what curators wrote.
CURATED: Final = "curated"
CURATED_TITLE: Final = "Curated from articles"

# What the ledger itself notes of an entity, as facts, so that every view and the feed follow: a
# relation to the entity that it was merged into, and attributes with the reason of a withdrawal,
# with what is said of it and is wrong, and with the name of a field that is not to be shown.
MERGED_INTO: Final = "merged_into"
WITHDRAWN: Final = "withdrawn"
DEPRECATED: Final = "deprecated"
HIDDEN: Final = "hidden"
NOTES: Final = (MERGED_INTO, WITHDRAWN, DEPRECATED, HIDDEN)

# Actions of changes that have documents written anew: an upgrade, another set of hidden fields, and
# what was damaged and is mended.
UPGRADE: Final = "upgrade"
EXCLUDE: Final = "exclude"
REPAIR: Final = "repair"

# What a name is made of, in Popolo's fields.
NAME_PARTS: Final = (
    "family_name",
    "given_name",
    "additional_name",
    "honorific_prefix",
    "honorific_suffix",
    "patronymic_name",
)
NAME_KINDS: Final = ("name", "alias", "former_name", "birth_name", "transliteration")
STATEMENT_KINDS: Final = ("characterisation", "prediction", "allegation", "opinion")


def properties_of(kind: EntityKind) -> dict[str, Property]:
    """The properties that may be said of this kind of entity, by name."""
    return {name: known for name, known in PROPERTIES.items() if kind in known.of}
