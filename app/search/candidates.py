"""Candidates: the names that share the most, and the rarest, keys with a query. One statement."""

from collections.abc import Collection, Mapping
from functools import lru_cache, partial
from typing import Any, Final, NamedTuple

import orjson
from sqlalchemy import TextClause, text
from sqlalchemy.orm import Session

from app.search.asking import Asked, Range

MOST: Final = 500  # names that are compared with a query
EXACT: Final = 10_000_000  # what it tells that a name reads exactly so
MOST_READING: Final = 500  # of a range of readings that is the whole query
_MOST_OF_WORD: Final = 300  # of one that is a word of it
_MOST_OF_KEY: Final = 3000  # a key with more names tells nothing
_MOST_AWAY: Final = 200  # nor does one with more, a letter away from the query's
# How rare a key is, by how many names have it: a logarithm in whole numbers, so that both databases
# add up the same.
_RARITY: Final = """CASE WHEN {n} < 2 THEN 12 WHEN {n} < 4 THEN 11 WHEN {n} < 10 THEN 10
    WHEN {n} < 25 THEN 9 WHEN {n} < 60 THEN 8 WHEN {n} < 160 THEN 7 WHEN {n} < 450 THEN 6
    WHEN {n} < 1200 THEN 5 ELSE 4 END"""
_ASKED: Final = {
    "sqlite": "SELECT key AS key, value AS weight FROM json_each(:{name})",
    "postgresql": """SELECT CAST(key AS integer) AS key, CAST(value AS integer) AS weight
    FROM json_each_text(CAST(:{name} AS json))""",
}

# Where keys and words are read: of the names that hold, and of those that held once, too.
_TABLES: Final = ("name_keys", "name_words")
_ONCE_TOO: Final = "(SELECT * FROM {0} UNION ALL SELECT * FROM closed_{0}) AS {0}"
_TEXTS: Final = {
    "sqlite": "json_each(:exactly)",
    "postgresql": "json_array_elements_text(CAST(:exactly AS json))",
}


class Candidate(NamedTuple):
    """A name that may be meant, and how much it shares with the query."""

    number: int
    entity_id: str
    kind: str
    name: str
    heard: str
    evidence: int


def candidates(
    session: Session, asked: Asked, known_at: int | None, *, exact_suffices: bool
) -> list[Candidate]:
    """The names that share the most with what is asked for, the first of them first.

    ``exact_suffices``: where names read exactly so, no others but those that go on so.
    """
    dialect = session.get_bind().dialect.name
    shape = (len(asked.ranges), asked.kinds, known_at is None, exact_suffices)
    statement = _statement(dialect, *shape)
    given: dict[str, Any] = {"own": _keys(asked.own), "away": _keys(asked.away)}
    given |= _bounds(asked.ranges) | {"exactly": orjson.dumps(asked.exactly).decode()}
    given |= {f"weight_{n}": each.weight for n, each in enumerate(asked.ranges)}
    given |= {} if known_at is None else {"known_at": known_at}
    return [Candidate(*row) for row in session.execute(statement, given).all()]


def _keys(keys: Mapping[int, int]) -> str:
    return orjson.dumps({str(key): weight for key, weight in keys.items()}).decode()


def _bounds(ranges: Collection[Range]) -> dict[str, str]:
    first = {f"first_{n}": each.first for n, each in enumerate(ranges)}
    return first | {f"behind_{n}": each.behind for n, each in enumerate(ranges)}


@lru_cache(maxsize=200)
def _statement(dialect: str, ranges: int, kinds: int, *shape: bool) -> TextClause:
    """The statement for so many ranges and kinds; for now or then; whether exact names suffice."""
    is_now, exact_suffices = shape
    keys, words = _TABLES if is_now else map(_ONCE_TOO.format, _TABLES)
    none_exact = " WHERE NOT EXISTS (SELECT 1 FROM exact)"
    unless_exact = none_exact if exact_suffices else ""
    read = [_weighed(n, words, n < kinds, unless_exact) for n in range(ranges)]
    counted = partial(_counted, keys)
    holds = (
        "until IS NULL" if is_now else "since <= :known_at AND (until IS NULL OR until > :known_at)"
    )
    return text(f"""
WITH exact AS MATERIALIZED (
    SELECT number FROM {words} WHERE text IN (SELECT value FROM {_TEXTS[dialect]})
    ORDER BY text, number LIMIT {MOST_READING}
),
asked AS MATERIALIZED (
    SELECT key, weight, {counted(_MOST_OF_KEY)} AS names, {_MOST_OF_KEY} AS most
    FROM ({_ASKED[dialect].format(name="own")}) AS asked{unless_exact}
    UNION ALL
    SELECT key, weight, {counted(_MOST_AWAY)} AS names, {_MOST_AWAY} AS most
    FROM ({_ASKED[dialect].format(name="away")}) AS asked{none_exact}
),
telling AS MATERIALIZED (
    SELECT key, weight * {_RARITY.format(n="names")} AS weight
    FROM asked WHERE names BETWEEN 1 AND most
),
shared AS (
    SELECT name_keys.number, telling.weight
    FROM telling CROSS JOIN {keys} WHERE name_keys.key = telling.key
    UNION ALL SELECT number, {EXACT} AS weight FROM exact
    {"".join(f" UNION ALL {each}" for each in read)}
),
best AS (
    SELECT number, sum(weight) AS evidence FROM shared
    GROUP BY number ORDER BY evidence DESC, number LIMIT {MOST}
)
SELECT best.number, entity_id, kind, name, heard, CAST(evidence AS integer)
FROM best JOIN search_names ON search_names.number = best.number
WHERE {holds} ORDER BY evidence DESC, best.number
""")  # noqa: S608 (put together from constants)


def _counted(keys: str, most: int) -> str:
    """How many names have the key that is asked for: one more than ``most`` where more have it."""
    within = f"SELECT 1 FROM {keys} WHERE key = asked.key LIMIT {most + 1}"  # noqa: S608 (put together from constants)
    return f"(SELECT count(*) FROM ({within}) AS counted)"  # noqa: S608 (the same)


def _weighed(number: int, words: str, is_whole: bool, unless_exact: str) -> str:  # noqa: FBT001
    """The names of one range with what they tell; ``is_whole``: it is that of the whole query."""
    most, condition = (MOST_READING, "") if is_whole else (_MOST_OF_WORD, unless_exact)
    weight = f":weight_{number} * {_RARITY.format(n='count(*) OVER ()')}"
    return f"""SELECT number, {weight} AS weight FROM (
        SELECT text, number FROM {words}
        WHERE text >= :first_{number} AND text < :behind_{number}
        ORDER BY text, number LIMIT {most}
    ) AS range_{number}{condition}"""  # noqa: S608 (put together from constants)
