"""What is served with, and how the code is checked: licences, and reasons where a rule is off."""

import re

import pytest

from app.config import ROOT
from tests.audit import is_allowed, licences, refused

OFF = re.compile(r"# noqa: (?P<rules>[A-Z0-9, ]+)(?P<reason>.*)")


def test_every_package_that_serves_has_a_licence_that_is_allowed_or_a_reason() -> None:
    told = licences()
    assert len(told) > 50
    assert {"mcp", "opentelemetry-sdk", "protobuf"} <= told.keys()  # of the extras
    assert list(refused(told)) == []
    assert list(refused(told | {"fastapi": "AGPL-3.0-only"})) == [
        "fastapi: AGPL-3.0-only is not among the licences allowed in pyproject.toml"
    ]


@pytest.mark.parametrize(
    ("licence", "allowed"),
    [
        ("MIT License", True),
        ("Mozilla Public License 2.0 (MPL 2.0)", True),
        ("MPL-2.0 AND (Apache-2.0 OR MIT)", True),
        ("GPL-3.0-only OR MIT", True),
        ("GPL-3.0-only AND MIT", False),
        ("GPL-3.0-only AND (Apache-2.0 OR MIT)", False),
        ("MIT AND (GPL-3.0-only OR Apache-2.0)", True),
        ("MIT WITH another", False),
        ("Apache Software License; MIT License", True),
        ("MIT License; GPL", False),
        ("as somebody wrote it", False),
        ("UNKNOWN", False),
    ],
)
def test_licences_are_read_as_they_are_written(licence: str, allowed: bool) -> None:  # noqa: FBT001 (a table's column)
    assert is_allowed(licence, {"MIT", "MPL-2.0", "Apache-2.0"}) is allowed


def test_a_rule_of_security_that_is_off_has_its_reason_on_the_line() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in (ROOT / "app").rglob("*.py")
        for line in path.read_text().splitlines()
        for off in [OFF.search(line)]
        if off and re.search(r"\b(S\d+|BLE001)", off["rules"]) and "(" not in off["reason"]
    ]
    assert found == []
