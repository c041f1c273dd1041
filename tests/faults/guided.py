"""Fuzzing led by coverage, in a process of its own: ``python -m tests.faults.guided --help``.

atheris is no dependency, since it has wheels for few platforms: install it where it is wanted
(``pip install atheris``). What it finds is written into a folder, one file for each sort of fault.
"""

import argparse
import sys
import traceback
from contextlib import ExitStack
from hashlib import sha256
from pathlib import Path
from typing import Any

import atheris

with atheris.instrument_imports(include=["app", "yaml"]):
    from tests.faults.fuzz_targets import TARGETS
    from tests.faults.fuzzing import Around, Target, watch


def main() -> None:
    """Alter the examples of a target for so many seconds, and go on behind what is found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", choices=TARGETS)
    parser.add_argument("seconds", type=int)
    parser.add_argument("folder", type=Path, help="for what is found, and for files meanwhile")
    parser.add_argument("url", help="a database with the seed")
    given = parser.parse_args()
    found, corpus, scratch = (given.folder / each for each in ("found", "corpus", "scratch"))
    for each in (found, corpus, scratch):
        each.mkdir(parents=True, exist_ok=True)
    target = TARGETS[given.target](Around(scratch, given.url, ExitStack()))
    for number, seed in enumerate(target.seeds):
        (corpus / str(number)).write_bytes(seed)
    words = given.folder / "words"
    words.write_text("".join(f'"{_escaped(each)}"\n' for each in target.words))
    options = {"max_total_time": given.seconds, "max_len": 20_000, "timeout": 120}
    options |= {"rss_limit_mb": 3_000, "artifact_prefix": f"{found}/"}
    options |= {"dict": words} if target.words else {}  # an empty one is refused
    told = [f"-{name}={value}" for name, value in options.items()]
    atheris.Setup([sys.argv[0], *told, str(corpus)], _keeping(target, found))
    atheris.Fuzz()


def _escaped(word: bytes) -> str:
    return "".join(f"\\x{each:02x}" for each in word)


def _keeping(target: Target, folder: Path) -> Any:
    """Reads an input; where that goes wrong in a way not seen before, keeps it."""

    def read(given_bytes: bytes) -> None:
        try:
            watch(target.run, given_bytes)
        except Exception as error:  # noqa: BLE001 (whatever it is, it is looked for)
            where = traceback.extract_tb(error.__traceback__)[-1]
            sort = f"{type(error).__name__}-{Path(where.filename).stem}-{where.lineno}"
            path = folder / f"{sort}-{sha256(sort.encode()).hexdigest()[:8]}"
            if not path.exists():
                path.write_bytes(given_bytes)

    return read


if __name__ == "__main__":
    main()
