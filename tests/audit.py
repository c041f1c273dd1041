"""What is installed to serve with: its licences, and advisories about it (``make audit``).

That is what ``requirements-extras.txt`` locks, which is all but drafting with spaCy.
``python -m tests.audit`` fails where a licence is not among those of pyproject.toml, or an advisory
is known. Where nobody can be asked about advisories it says so, and fails only with ``--strict``.
"""

import argparse
import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, Final

from license_expression import ExpressionError, ExpressionParseError, Licensing

from app.config import ROOT

_SPDX: Final = Licensing()
_BIN: Final = Path(sys.executable).parent
_LOCK: Final = ROOT / "requirements-extras.txt"
_PINNED: Final = re.compile(r"^([A-Za-z0-9][\w.-]*)==([^\s;\\]+)", re.MULTILINE)
# How packages call them that do not use SPDX's words.
_CALLED: Final = {
    "3-Clause BSD License": "BSD-3-Clause",
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}


def licences() -> dict[str, str]:
    """The licence of each package that serving needs and that is installed, by its name."""
    command = [str(_BIN / "pip-licenses"), "--from=mixed", "--format=json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    needed = served_with()
    told = {_plain(each["Name"]): str(each["License"]) for each in json.loads(done.stdout)}
    return {name: licence for name, licence in told.items() if name in needed}


def served_with() -> dict[str, str]:
    """The version of each package that serving needs, with or without an extra, by its name."""
    return {_plain(name): version for name, version in _PINNED.findall(_LOCK.read_text())}


def refused(told: dict[str, str]) -> Iterator[str]:
    """A sentence for each package with a licence that is neither allowed nor an exception."""
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["incumbent"]["licences"]
    allowed, exceptions = set(wanted["allowed"]), wanted["exceptions"]
    for name, licence in sorted(told.items()):
        if not is_allowed(licence, allowed) and name not in exceptions:
            yield f"{name}: {licence} is not among the licences allowed in pyproject.toml"
    for name in sorted(set(exceptions) - set(told)):
        yield f"{name}: is an exception in pyproject.toml, but not installed"


def is_allowed(licence: str, allowed: set[str]) -> bool:
    """Whether each licence that holds at once, and one of those to choose from, is allowed."""
    # Several classifiers stand with semicolons between them, in words of their own.
    several = [each.strip() for each in licence.split(";")]
    if not _CALLED.keys().isdisjoint(several):
        return all(_CALLED.get(each, each) in allowed for each in several)
    try:
        return _holds(_SPDX.parse(licence), allowed)
    except (ExpressionError, ExpressionParseError):  # no expression: a name that nobody knows
        return False


def _holds(expression: Any, allowed: set[str]) -> bool:
    if isinstance(expression, _SPDX.OR):
        return any(_holds(each, allowed) for each in expression.args)
    if isinstance(expression, _SPDX.AND):
        return all(_holds(each, allowed) for each in expression.args)
    return str(expression) in allowed


def advisories() -> tuple[list[str], list[str]]:
    """What is known of these packages, and those about which nobody could be asked."""
    asked = served_with()
    with NamedTemporaryFile("w", suffix=".txt") as pins:
        pins.writelines(f"{name}=={version}\n" for name, version in asked.items())
        pins.flush()
        command = [str(_BIN / "pip-audit"), "-r", pins.name, "--disable-pip", "--no-deps"]
        done = subprocess.run(
            [*command, "--format=json", "--progress-spinner=off"],
            capture_output=True,
            text=True,
            check=False,
        )
    try:
        told: dict[str, Any] = json.loads(done.stdout)
    except ValueError:  # it could not ask at all, and says why in its last line
        reason = (done.stderr.strip().splitlines() or ["no answer"])[-1]
        return [], [f"{name}: {reason}" for name in asked]
    packages = told["dependencies"]
    found = [
        f"{each['name']} {each['version']}: {one['id']}, fixed in {', '.join(one['fix_versions'])}"
        for each in packages
        for one in each.get("vulns", ())
    ]
    return found, [f"{e['name']}: {e['skip_reason']}" for e in packages if "skip_reason" in e]


def main() -> None:
    """Say what is found; the exit code is 0 where nothing is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--strict", action="store_true", help="fail where nobody could be asked")
    strict = parser.parse_args().strict
    told = licences()
    wrong = [*refused(told)]
    known, unasked = advisories()
    for line in [*wrong, *known]:
        print(line)  # noqa: T201 (to whoever runs it)
    print(f"Licences of {len(told)} packages: {len(wrong)} not allowed.")  # noqa: T201 (as above)
    # No source that answers is no reason to trust: it is said, and --strict fails.
    print(_answered(known, unasked))  # noqa: T201 (as above)
    sys.exit(bool(wrong or known or (strict and unasked)))


def _answered(known: list[str], unasked: list[str]) -> str:
    of = len(served_with())
    if not unasked:
        return f"Advisories: {len(known)} known; the source answered about all {of} packages."
    return (
        f"Advisories: NOT CHECKED for {len(unasked)} of {of} packages, since the source did not"
        f" answer about them ({unasked[0]} …). Run make audit where it can be reached."
    )


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    main()
