"""What is fuzzed: every reader of what others give us, each with what it may raise."""

import json
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Final
from urllib.parse import quote

import yaml
from sqlalchemy import Engine

from app.dates import PartialDate, PartialDateError
from app.db import make_engine
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
from tests.faults.fuzzing import Target
from tests.faults.one_request import OneServer
from tests.ftm_data import SET, write_statements
from tests.imports import DEMO, import_file
from tests.test_csv_import import FLAT, MAPPING
from tests.test_popolo_import import BOARD, HELD, PERSON
from tests.us_data import CONGRESS_FILES, STATE_FILES, write_files


@dataclass(frozen=True, slots=True)
class Around:
    """A folder to write into, a database with the seed, which is only read, and what to close."""

    folder: Path
    url: str
    closing: ExitStack

    def server(self) -> OneServer:
        """The application on the database."""
        return self.closing.enter_context(closing(OneServer(self.url)))

    def engine(self) -> Engine:
        """An engine on the database."""
        engine = make_engine(self.url)
        self.closing.callback(engine.dispose)
        return engine


Make = Callable[[Around], Target]
_YAML: Final = tuple(
    each.encode()
    for each in (
        *(": ", "- ", "\n", "\n- ", "\n  ", "  ", "{", "}", "[", "]", ", ", "'", '"', "|\n", ">\n"),
        *("&a ", "*a", "<<: ", "!!set ", "!!binary ", "? ", "---\n", "...\n", "%YAML 1.1\n", "# "),
        *("null", "~", "true", "1e999", ".inf", ".nan", "-0", "0x1F", "2020-02-30", "\ufeff"),
    )
)
_JSON: Final = tuple(
    each.encode()
    for each in (
        *("{", "}", "[", "]", '"', ":", ",", "null", "true", "1e999", "-0", "0.1", "NaN", "\n"),
        *('"\\ud800"', '"\\u0000"', '{"a":', "123456789012345678901234567890", '""', "\\"),
    )
)
_CSV: Final = tuple(each.encode() for each in (",", ";", "\t", '"', '""', "\r\n", "\n", "\ufeff"))
_DATES: Final = tuple(
    each.encode() for each in ("2022", "-06", "-31", "..", "?", "~", "%", "0000", "9999", "٢", "/")
)


def _text(given: bytes) -> str:
    """Any bytes as text; what is no UTF-8 becomes half characters, as JSON can bring them."""
    return given.decode("utf-8", "surrogateescape")


def dossier(around: Around) -> Target:
    """A dossier, from its YAML to its facts."""
    path = around.folder / "dossier.yaml"
    (around.folder / "kessaria.txt").write_text(KESSARIA_TEXT)

    def read(given: bytes) -> None:
        path.write_bytes(given)
        is_draft(path)
        input_digest(path)
        with suppress(DossierError):
            read_dossier(path)

    return Target(read, [yaml.safe_dump(KESSARIA, sort_keys=False).encode()], _YAML)


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
    def read(given: bytes) -> None:
        path.write_bytes(given)
        with suppress(IntakeError):
            read_article(str(path), private=False)

    return Target(read, seeds, tuple(words))


def partial_date(_around: Around) -> Target:
    """A date in our notation, which reads the same once it is written."""

    def read(given: bytes) -> None:
        with suppress(PartialDateError):
            found = PartialDate.parse(_text(given))
            if PartialDate.parse(str(found)) != found:
                raise AssertionError(found)

    return Target(read, [b"2022-06-01", b"2022?", b"..2023", b"2020~..2021-02"], _DATES)


def written_date(_around: Around) -> Target:
    """A date in words, in an article of a date: both on a line."""

    def read(given: bytes) -> None:
        published, _, written = _text(given).partition("\n")
        with suppress(PartialDateError, WrittenDateError):
            resolve_written(written, PartialDate.parse(published) if published else None)

    said = "June last year|three weeks ago|12 June 2022|the 1990s|next Monday|late 2021|May|in 2022"
    seeds = [f"2021-03-04\n{each}".encode() for each in said.split("|")]
    words = [
        each.encode() for each in f"{said}|0001-01-01\n|9999-12-31\n|999|early |since ".split("|")
    ]
    return Target(read, seeds, (*words, *_DATES))


def anchored(_around: Around) -> Target:
    """A quote's place in a text: five lines of which the last is the text."""

    def read(given: bytes) -> None:
        exact, prefix, suffix, start, text = (_text(given).split("\n", 4) + [""] * 4)[:5]
        at = int(start) if start.isdecimal() and len(start) < 9 else None
        with suppress(AnchorError):
            found = anchor(text, exact, prefix=prefix, suffix=suffix, start=at)
            if text[found.start : found.end] != exact:
                raise AssertionError(found)

    seeds = [
        f"Ada\n\n Moreau\n\n{KESSARIA_TEXT}",
        f"Ada Moreau\n\n\n7\n{KESSARIA_TEXT}",
        "a\n\n\n\naa",
    ]
    return Target(read, [each.encode() for each in seeds], (b"aaaaaaaa", b"(", b"\\", b"\n"))


_NAMES: Final = (
    "Liu Jianchao|刘建超|Лю Цзяньчао|김정은|محمد بن سلمان|O'Brien-Smith, Jr.|Пётр|東京太郎|ラム"
)


def names(_around: Around) -> Target:
    """A name, and the keys under which it is found."""

    def read(given: bytes) -> None:
        name = parse_name(_text(given))
        heard(name)
        for kind in EntityKind:
            keys_of(name, kind)
            readings_of(name, kind)

    seeds = [each.encode() for each in _NAMES.split("|")]
    return Target(read, seeds, (*seeds, b" ", b"-", "\u200d".encode(), "\u0301".encode()))


def query_language(_around: Around) -> Target:
    """What somebody typed."""
    fields = [f"{each}:".encode() for each in (*language.FIELDS, "name", "text")]
    return Target(
        lambda given: void(language.parse(_text(given))),
        [b'"standing committee" -party kind:person post:"secretary of state"'],
        (*fields, b'"', b"-", "«".encode(), b"OR", b"*", b"("),
    )


def void(_given: object) -> None:
    """Nothing."""


# How each format's files are named, which of them is altered, and what they are made of.
_FORMATS: Final[Mapping[str, tuple[Mapping[str, str], tuple[bytes, ...]]]] = {
    "congress-legislators": (CONGRESS_FILES, (*_YAML, *_CSV)),
    "openstates": (STATE_FILES, _YAML),
    "popolo": (
        {
            "popolo.json": json.dumps(
                {"persons": [PERSON], "organizations": [BOARD], "memberships": [HELD]}
            )
        },
        _JSON,
    ),
    "csv": (
        {"people.csv": FLAT, "memberships.csv": "name,party,start_date\nAda,Greens,2020\n"},
        _CSV,
    ),
    "ftm": ({"set.jsonl": "".join(f"{json.dumps(each)}\n" for each in SET)}, _JSON),
}
_MAPPED: Final = {"mapping.yaml": MAPPING, "deputes.csv": "id;nom;né\n1;Ada;1961\n"}


def importer(name: str) -> Make:
    """A set of a format, of which one file is altered; all of it is imported, and rolled back."""
    return lambda around: _importer(name, *_FORMATS[name], around)


def mapped(around: Around) -> Target:
    """CSV with a mapping, either of which is altered."""
    return _importer("csv", _MAPPED, (*_CSV, *_YAML), around)


def statements(around: Around) -> Target:
    """FollowTheMoney as statements."""
    text = write_statements(around.folder / "statements.csv", SET).read_text()
    return _importer("ftm", {"statements.csv": text}, _CSV, around)


def _importer(
    name: str, files: Mapping[str, str], words: tuple[bytes, ...], around: Around
) -> Target:
    """An input is the name of a file on a line, and its bytes."""
    engine = around.engine()
    folder = write_files(around.folder / name, files)
    first = next(iter(files))
    # Another for each process, so that no staged input is taken for another's.
    datasets = (f"fuzz-{name}-{number}" for number in count())

    def read(given: bytes) -> None:
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
            pass
        finally:
            path.write_text(files[path.relative_to(folder).as_posix()])

    seeds = [f"{file}\n{text}".encode() for file, text in files.items()]
    return Target(read, seeds, words)


def http(around: Around) -> Target:
    """Headers of a request: a path on a line, then headers, each on a line."""
    server = around.server()

    def read(given: bytes) -> None:
        path, *lines = given.split(b"\n")
        headers = [tuple(line.split(b":", 1)) for line in lines[:20] if b":" in line]
        server.get(path, [(name.strip().lower(), value.strip()) for name, value in headers])

    seeds = [
        b'/v1/people/liu-jianchao\nAccept: text/csv;q=0.5, */*;q=0.1\nIf-None-Match: W/"a", *',
        b'/v1/exports/people.csv\nRange: bytes=0-10\nIf-Range: "x"\nAccept-Encoding: gzip, br;q=0',
        b"/people/liu-jianchao\nAccept: text/html\nAccept-Language: zh-Hant-TW, en;q=0.7, *;q=0",
        b"/v1/people?limit=1\nX-Forwarded-For: 1.2.3.4, ::1\nX-Forwarded-Proto: https\nHost: a:80",
        b"/v1/webhooks\nAuthorization: Bearer inc_a_b\nCookie: incumbent=x; a\nForwarded: for=_a",
        b"/v1/changes\nIf-Modified-Since: Thu, 26 Nov 2026 09:00:00 GMT\ntraceparent: 00-0-0-01",
    ]
    words = b'bytes=|;q=|*/*|W/|,|"|gzip|identity|br|zstd|-|Bearer |9999999999999999999|\xff|q=nan'
    return Target(read, seeds, words.split(b"|"))


def asked(path: str, parameter: str, seeds: Iterable[str], words: Iterable[bytes] = ()) -> Make:
    """A parameter of the query of a path."""

    def make(around: Around) -> Target:
        server = around.server()

        def read(given: bytes) -> None:
            server.get(f"{path}?{parameter}={quote(given)}".encode(), [])

        return Target(read, [each.encode() for each in seeds], tuple(words))

    return make


def body(around: Around) -> Target:
    """JSON that is sent."""
    server = around.server()
    asked = [{"name": "Liu Jianchao", "birth_date": "1964", "countries": ["cn"]}]
    seeds = [json.dumps(each).encode() for each in (asked[0], {"queries": {"a": asked[0]}}, asked)]
    return Target(lambda given: server.post("/v1/match", given), seeds, _JSON)


_Q: Final = ['"Liu Jianchao" -party kind:person', *_NAMES.split("|")]
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
    "suggest": asked("/v1/suggest", "q", _NAMES.split("|")),
    "cursor": asked("/v1/people", "cursor", ["WyJhIixbMV1d.abc", "."], (b".", b"eyJ", b"=", b"-")),
    "day": asked("/v1/memberships", "on", ["2022-06", "2022..2023"], _DATES),
}
