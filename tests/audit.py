"""What is installed to serve with: its licences, and advisories about it (``make audit``).

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
from typing import Any, Final

from app.config import ROOT

_BIN: Final = Path(sys.executable).parent
_LOCK: Final = ROOT / "requirements-extras.txt"
_PINNED: Final = re.compile(r"^([A-Za-z0-9][\w.-]*)==", re.MULTILINE)
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
    needed = {_plain(each) for each in _PINNED.findall(_LOCK.read_text())}
    told = {_plain(each["Name"]): str(each["License"]) for each in json.loads(done.stdout)}
    return {name: licence for name, licence in told.items() if name in needed}


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
    choices = re.split(r" OR ", licence.replace("(", "").replace(")", ""))
    if licence in _CALLED:
        choices = [licence]
    return any(
        all(
            _CALLED.get(each.strip(), each.strip()) in allowed for each in re.split(r" AND |;", one)
        )
        for one in choices
    )


def advisories() -> tuple[list[str], list[str]]:
    """What is known of the locked packages, and those about which nobody could be asked."""
    command = [str(_BIN / "pip-audit"), "-r", str(_LOCK), "--disable-pip", "--no-deps"]
    done = subprocess.run(
        [*command, "--format=json", "--progress-spinner=off"],
        capture_output=True,
        text=True,
        check=False,
    )
    try:
        told: dict[str, Any] = json.loads(done.stdout)
    except ValueError:  # it could not ask at all, and says why in its last line
        return [], [(done.stderr.strip().splitlines() or ["no answer"])[-1]]
    packages = told["dependencies"]
    found = [
        f"{each['name']} {each['version']}: {one['id']}, fixed in {', '.join(one['fix_versions'])}"
        for each in packages
        for one in each.get("vulns", ())
    ]
    return found, [each["name"] for each in packages if "skip_reason" in each]


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
    print(_unasked(unasked) if unasked else f"Advisories: {len(known)} known.")  # noqa: T201 (as above)
    sys.exit(bool(wrong or known or (strict and unasked)))


def _unasked(packages: list[str]) -> str:
    return (
        f"Advisories: NOT CHECKED for {len(packages)} packages, since their source did not answer"
        f" ({packages[0]} …). Run make audit where it can be reached."
    )


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    main()
