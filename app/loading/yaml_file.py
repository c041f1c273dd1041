"""YAML read with the line of every field.

Every plain scalar is text (or null where empty): ``2022-06-01`` stays what the curator wrote, and
``no`` is not false. Types are the dossier's to decide. A key given twice is refused.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from app.loading.problems import DossierError, Field, Problem
from app.yaml_limits import DEEPEST, TOO_DEEP, HarmfulYamlError, refuse_deep

_Loader: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MOST_VALUES: Final = 100_000  # aliases counted as what they stand for; the largest has 10,000
_NULL: Final = frozenset({"", "~", "null"})


@dataclass(frozen=True, slots=True)
class YamlFile:
    """A file's content, and the line on which each field starts."""

    path: Path
    content: Any
    lines: dict[Field, int]

    def problem(self, field: Field, message: str) -> Problem:
        """A fault in this field; where the field is absent, on the line of what should hold it."""
        at = field
        while at and at not in self.lines:
            at = at[:-1]
        return Problem(self.path, self.lines.get(at, 1), field, message)


def read_yaml(path: Path, text: str) -> YamlFile:
    """Read one YAML document; raises DossierError."""
    try:
        refuse_deep(text.encode(), takes_aliases=True)
        node = yaml.compose(text, Loader=_Loader)
    except HarmfulYamlError as error:
        raise DossierError([Problem(path, 1, (), str(error))]) from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise DossierError([Problem(path, line, (), f"not YAML: {error.problem}")]) from None
    except yaml.YAMLError as error:
        raise DossierError([Problem(path, 1, (), f"not YAML: {error}")]) from None
    if node is None:
        raise DossierError([Problem(path, 1, (), "the file is empty")])
    reader = _Reader(path)
    try:
        content = reader.read(node, ())
    except HarmfulYamlError as error:
        raise DossierError([Problem(path, 1, (), str(error))]) from None
    if reader.problems:
        raise DossierError(reader.problems)
    return YamlFile(path, content, reader.lines)


class _Reader:
    def __init__(self, path: Path) -> None:
        self._path = path
        self._open: set[int] = set()
        self._left = _MOST_VALUES
        self.lines: dict[Field, int] = {}
        self.problems: list[Problem] = []

    def read(self, node: yaml.Node, field: Field) -> Any:
        self._left -= 1
        if self._left < 0:
            raise HarmfulYamlError(f"more than {_MOST_VALUES:,} values: its aliases multiply them")
        if len(field) > DEEPEST:
            raise HarmfulYamlError(TOO_DEEP)
        self.lines.setdefault(field, node.start_mark.line + 1)
        if isinstance(node, yaml.ScalarNode):
            return None if node.style is None and node.value in _NULL else node.value
        if id(node) in self._open:
            self._refuse(node, field, "an alias stands for what it stands in")
            return None
        self._open.add(id(node))
        content: Any = (
            {key: self.read(value, (*field, key)) for key, value in self._pairs(node, field)}
            if isinstance(node, yaml.MappingNode)
            else [self.read(item, (*field, index)) for index, item in enumerate(node.value)]
        )
        self._open.discard(id(node))
        return content

    def _pairs(self, node: yaml.MappingNode, field: Field) -> Iterator[tuple[str, yaml.Node]]:
        seen: set[str] = set()
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                self._refuse(key, field, "a key must be plain text")
            elif key.value in seen:
                self._refuse(key, field, f"{key.value!r} is given twice: keep one")
            else:
                seen.add(key.value)
                self.lines[(*field, key.value)] = key.start_mark.line + 1
                yield key.value, value

    def _refuse(self, node: yaml.Node, field: Field, message: str) -> None:
        self.problems.append(Problem(self._path, node.start_mark.line + 1, field, message))
