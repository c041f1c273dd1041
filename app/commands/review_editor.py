"""Editing a proposal's part in the user's editor, as the YAML that a dossier would have."""

import os
import shlex
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml

from app.curating.parts import ProposedPart, read_part
from app.curating.showing import Shown
from app.loading.problems import DossierError, field_name
from app.loading.yaml_file import read_yaml


class EditError(Exception):
    """What was written cannot be read; the text says where and why."""


def edit_text(text: str) -> str:
    """The text as it is after the user has edited it; raises EditError."""
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
    with TemporaryDirectory() as folder:
        path = Path(folder) / "proposal.yaml"
        path.write_text(text, encoding="utf-8")
        try:
            done = subprocess.run([*shlex.split(editor), str(path)], check=False)  # noqa: S603 (the user's own editor)
        except OSError as error:
            raise EditError(f"{editor} cannot be run ({error.strerror}): set EDITOR") from None
        if done.returncode:
            raise EditError(f"{editor} ended with {done.returncode}: nothing was taken over")
        return path.read_text(encoding="utf-8")


def text_of(shown: Shown, part: ProposedPart | None) -> str:
    """A proposal's part as text to be edited, below what it says now."""
    proposal = shown.proposal
    content = {part.section: part.stated()} if part else {proposal.section: proposal.part}
    written = yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=100)
    return f"# {' '.join(shown.words.split())}\n{written}"


def read_text(text: str) -> ProposedPart:
    """The part that the text has; raises EditError with every fault and its line."""
    try:
        file = read_yaml(Path("proposal.yaml"), text)
    except DossierError as error:
        raise EditError(str(error)) from None
    part, faults = read_part(file.content)
    if part is None:
        told = (
            f"line {file.problem(field, message).line}, {field_name(field)}: {message}"
            for field, message in faults
        )
        raise EditError("\n".join(told))
    return part
