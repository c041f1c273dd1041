"""What is fuzzed: every reader of what others give us, each with what it may raise."""

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Final

import yaml

from app.dates import PartialDate, PartialDateError
from app.importers.formats import FORMATS
from app.importers.records import InputError
from app.intake.article import IntakeError, read_article
from app.loading.anchors import AnchorError, anchor
from app.loading.problems import DossierError
from app.loading.reading import input_digest, is_draft, read_dossier
from app.search import language
from app.search.name_keys import heard, keys_of, readings_of
from app.search.parsing import parse as parse_name
from app.vocabulary import EntityKind
from app.written_dates import WrittenDateError, resolve_written
from tests.dossiers import KESSARIA, KESSARIA_TEXT
from tests.faults.fuzz_requests import asked, body, cursor, http, signed_cursor
from tests.faults.fuzz_words import CSV, DATES, JSON, NAMES, YAML
from tests.faults.fuzzing import Around, Make, Target
from tests.ftm_data import SET, write_statements
from tests.imports import DEMO, import_file
from tests.test_csv_import import FLAT, MAPPING
from tests.test_popolo_import import BOARD, HELD, PERSON
from tests.us_data import CONGRESS_FILES, STATE_FILES, write_files


def _text(given: bytes) -> str:
    """Any bytes as text; what is no UTF-8 becomes half characters, as JSON can bring them."""
    return given.decode("utf-8", "surrogateescape")


def dossier(around: Around) -> Target:
    """A dossier, from its YAML to its facts."""
    path = around.folder / "dossier.yaml"
    (around.folder / "kessaria.txt").write_text(KESSARIA_TEXT)

    def read(given: bytes) -> bool:
        path.write_bytes(given)
        is_draft(path)
        input_digest(path)
        with suppress(DossierError):
            read_dossier(path)
            return True
        return False

    return Target(read, [yaml.safe_dump(KESSARIA, sort_keys=False).encode()], YAML)


def article(around: Around) -> Target:
    """A text file with an article."""
    return _intake(around.folder / "article.txt", [KESSARIA_TEXT.encode()], ())


_PAGE: Final = f"""<!doctype html><html lang="en"><head><title>Board named</title>
<meta property="og:site_name" content="The Courier"><meta name="author" content="A; B">
<meta property="article:published_time" content="2021-03-04T10:00:00Z">
<script type="application/ld+json">{{"@type":"NewsArticle","datePublished":"2021-03-04"}}</script>
</head><body><nav><a href="/">Home</a></nav><article><h1>Board named</h1>
<p>{"</p><p>".join(KESSARIA_TEXT.splitlines())}</p></article><footer>All rights</footer>
</body></html>"""


def page(around: Around) -> Target:
    """A saved page of the web."""
    tags = "<p>|</p>|<div>|<table><tr><td>|<article>|<!--|-->|<![CDATA[|&#x0;|&amp;|<svg>|<a href="
    words = [*tags.split("|"), "<meta charset=utf-16>", "\0", "<html lang='x", "datePublished"]
    return _intake(around.folder / "page.html", [_PAGE.encode()], [each.encode() for each in words])


def _intake(path: Path, seeds: list[bytes], words: Iterable[bytes]) -> Target:
    def read(given: bytes) -> bool:
        path.write_bytes(given)
        with suppress(IntakeError):
            read_article(str(path), private=False)
            return True
        return False

    return Target(read, seeds, tuple(words))


def partial_date(_around: Around) -> Target:
    """A date in our notation, which reads the same once it is written."""

    def read(given: bytes) -> bool:
        with suppress(PartialDateError):
            found = PartialDate.parse(_text(given))
            if PartialDate.parse(str(found)) != found:
                raise AssertionError(found)
            return True
        return False

    return Target(read, [b"2022-06-01", b"2022?", b"..2023", b"2020~..2021-02"], DATES)


def written_date(_around: Around) -> Target:
    """A date in words, in an article of a date: both on a line."""

    def read(given: bytes) -> bool:
        published, _, written = _text(given).partition("\n")
        with suppress(PartialDateError, WrittenDateError):
            resolve_written(written, PartialDate.parse(published) if published else None)
            return True
        return False

    said = (
        "June last year|three weeks ago|12 June 2022|the 1990s|next Monday|late 2021|in May|in 2022"
    )
    seeds = [f"2021-03-04\n{each}".encode() for each in said.split("|")]
    words = [
        each.encode() for each in f"{said}|0001-01-01\n|9999-12-31\n|999|early |since ".split("|")
    ]
    return Target(read, seeds, (*words, *DATES))


def anchored(_around: Around) -> Target:
    """A quote's place in a text: five lines of which the last is the text."""

    def read(given: bytes) -> bool:
        exact, prefix, suffix, start, text = (_text(given).split("\n", 4) + [""] * 4)[:5]
        at = int(start) if start.isdecimal() and len(start) < 9 else None
        with suppress(AnchorError):
            found = anchor(text, exact, prefix=prefix, suffix=suffix, start=at)
            if text[found.start : found.end] != exact:
                raise AssertionError(found)
            return True
        return False

    seeds = [
        f"Ada\n\n Moreau, a\n\n{KESSARIA_TEXT}",
        f"Ada Moreau\n\n\n15\n{KESSARIA_TEXT}",
        "a\na\n\n\naa",
    ]
    return Target(read, [each.encode() for each in seeds], (b"aaaaaaaa", b"(", b"\\", b"\n"))


def names(_around: Around) -> Target:
    """A name, and the keys under which it is found."""

    def read(given: bytes) -> bool:
        name = parse_name(_text(given))
        heard(name)
        for kind in EntityKind:
            keys_of(name, kind)
            readings_of(name, kind)
        return bool(name.words)

    seeds = [each.encode() for each in NAMES.split("|")]
    return Target(read, seeds, (*seeds, b" ", b"-", "\u200d".encode(), "\u0301".encode()))


def query_language(_around: Around) -> Target:
    """What somebody typed."""
    fields = [f"{each}:".encode() for each in (*language.FIELDS, "name", "text")]
    return Target(
        lambda given: bool(language.parse(_text(given)).pieces),
        [b'"standing committee" -party kind:person post:"secretary of state"'],
        (*fields, b'"', b"-", "«".encode(), b"OR", b"*", b"("),
    )


# How each format's files are named, which of them is altered, and what they are made of.
_FORMATS: Final[Mapping[str, tuple[Mapping[str, str], tuple[bytes, ...]]]] = {
    "congress-legislators": (CONGRESS_FILES, (*YAML, *CSV)),
    "openstates": (STATE_FILES, YAML),
    "popolo": (
        {
            "popolo.json": json.dumps(
                {"persons": [PERSON], "organizations": [BOARD], "memberships": [HELD]}
            )
        },
        JSON,
    ),
    "csv": (
        {"people.csv": FLAT, "memberships.csv": "name,party,start_date\nAda,Greens,2020\n"},
        CSV,
    ),
    "ftm": ({"set.jsonl": "".join(f"{json.dumps(each)}\n" for each in SET)}, JSON),
}
_MAPPED: Final = {
    "mapping.yaml": MAPPING.replace("cp1252", "utf-8"),
    "deputes.csv": "no;nom;né le;alias\n7;Léa  Rey;04/05/1960;L. Rey|Léa R.\n",
}


def importer(name: str) -> Make:
    """A set of a format, of which one file is altered; all of it is imported, and rolled back."""
    return lambda around: _importer(name, *_FORMATS[name], around)


def mapped(around: Around) -> Target:
    """CSV with a mapping, either of which is altered."""
    return _importer("csv", _MAPPED, (*CSV, *YAML), around)


def statements(around: Around) -> Target:
    """FollowTheMoney as statements."""
    text = write_statements(around.folder / "statements.csv", SET).read_text()
    return _importer("ftm", {"statements.csv": text}, CSV, around)


def _importer(
    name: str, files: Mapping[str, str], words: tuple[bytes, ...], around: Around
) -> Target:
    """An input is the name of a file on a line, and its bytes."""
    engine = around.engine()
    folder = write_files(around.folder / name, files)
    first = next(iter(files))
    # Another for each process, so that no staged input is taken for another's.
    datasets = (f"fuzz-{name}-{number}" for number in count())

    def read(given: bytes) -> bool:
        file, _, content = given.partition(b"\n")
        path = folder / (
            file.decode(errors="replace") if file.decode(errors="replace") in files else first
        )
        path.write_bytes(content)
        try:
            whole = folder if len(files) > 1 else path
            import_file(
                engine, whole, dataset=next(datasets), format=FORMATS[name], is_dry=True,
                is_beside=False, **DEMO,
            )  # fmt: skip
        except InputError:
            return False
        finally:
            path.write_text(files[path.relative_to(folder).as_posix()])
        return True

    seeds = [f"{file}\n{text}".encode() for file, text in files.items()]
    return Target(read, seeds, words)


_Q: Final = ['"Liu Jianchao" -party kind:person', *NAMES.split("|")]
TARGETS: Final[dict[str, Make]] = {
    "dossier": dossier,
    "article": article,
    "page": page,
    **{f"import-{name}": importer(name) for name in FORMATS},
    "import-csv-mapped": mapped,
    "import-ftm-statements": statements,
    "partial-date": partial_date,
    "written-date": written_date,
    "anchor": anchored,
    "names": names,
    "query-language": query_language,
    "headers": http,
    "body": body,
    "search": asked(
        "/v1/search", "q", _Q, (b'"', b"-", b"kind:", b"identifier:", b" ", b"%", b"*")
    ),
    "suggest": asked("/v1/suggest", "prefix", NAMES.split("|")),
    "cursor": cursor,
    "cursor-signed": signed_cursor,
    "day": asked("/v1/memberships", "on", ["2022-06", "2022..2023"], DATES),
}
