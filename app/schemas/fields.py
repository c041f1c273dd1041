"""Which fields an answer has, told by its model, and an answer cut down to those asked for."""

from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from functools import cache
from typing import Annotated, Any, Final, TypeAlias, get_args, get_origin

from pydantic import BaseModel

from app.schemas.base import Page

# The fields below a field by their names; none where it has no fields of its own.
Tree: TypeAlias = dict[str, Any]


_SHOWN: Final = 100  # characters of what was asked for, in an error


class FieldError(ValueError):
    """A field is asked for that the answer does not have."""


def answer_models(model: Any) -> list[type[BaseModel]]:
    """The models of which an endpoint's answer is one; none where it is no JSON."""
    members = get_args(model) or [model]
    return [each for each in members if isinstance(each, type) and issubclass(each, BaseModel)]


@cache
def fields_of(model: Any) -> Tree:
    """The fields of an endpoint's answer: of its items, where it is a list."""
    tree: Tree = {}
    for each in answer_models(model):
        shown: Any = each
        if issubclass(each, Page):
            shown = each.model_fields["data"].annotation
        _merge(tree, _tree(shown))
    return tree


def parse_fields(asked: Sequence[str], tree: Tree) -> tuple[str, ...]:
    """The paths named by comma lists such as ``id,memberships.post.label``, each once.

    Raises FieldError, which names the nearest field.
    """
    paths = dict.fromkeys(path.strip() for text in asked for path in text.split(","))
    for path in paths:
        if subtree(tree, path) is None:
            raise FieldError(_unknown(path[:_SHOWN], tree))
    return tuple(paths)


def subtree(tree: Tree, path: str) -> Tree | None:
    """What is below a path; None where there is no such path."""
    found: Tree | None = tree
    for name in path.split("."):
        found = found.get(name) if found is not None else None
    return found


def paths_in(tree: Tree, above: str = "") -> Iterator[str]:
    """Every path of a tree, each before those below it."""
    for name, below in tree.items():
        yield above + name
        yield from paths_in(below, f"{above}{name}.")


def leaves(tree: Tree, path: str) -> list[str]:
    """The paths below this one that have no fields of their own; itself where it has none."""
    below = subtree(tree, path) or {}
    return [leaf for name in below for leaf in leaves(tree, f"{path}.{name}")] or [path]


def selection(paths: Sequence[str]) -> Tree:
    """The tree of these paths; a path named whole has nothing below it."""
    tree: Tree = {}
    for path in sorted(paths, key=lambda each: each.count("."), reverse=True):
        *above, last = path.split(".")
        place = tree
        for name in above:
            place = place.setdefault(name, {})
        place[last] = {}
    tops = dict.fromkeys(path.partition(".")[0] for path in paths)
    return {name: tree[name] for name in tops}  # in the order asked


def select(value: Any, wanted: Tree) -> Any:
    """The value with the fields wanted alone; each is there, null where the value has none."""
    if isinstance(value, list):
        return [select(each, wanted) for each in value]
    if isinstance(value, dict) and wanted:
        return {name: select(value.get(name), below) for name, below in wanted.items()}
    return value


def nearest(word: str, known: Sequence[str]) -> str:
    """A hint at the known word nearest to an unknown one, where there is one, after a colon."""
    near = get_close_matches(word, known, n=1, cutoff=0.5)
    return f": did you mean {near[0]}?" if near else ":"


def _tree(annotation: Any) -> Tree:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        fields = annotation.model_fields.items()
        return {field.alias or name: _tree(field.annotation) for name, field in fields}
    tree: Tree = {}
    if get_origin(annotation) is not dict:  # whose keys are no fields
        arguments = get_args(annotation)
        for each in arguments[:1] if get_origin(annotation) is Annotated else arguments:
            _merge(tree, _tree(each))
    return tree


def _merge(tree: Tree, other: Tree) -> None:
    for name, below in other.items():
        _merge(tree.setdefault(name, {}), below)


def _unknown(path: str, tree: Tree) -> str:
    if not path:
        return "names an empty field: write fields=id,name"
    hint = nearest(path, list(paths_in(tree)))
    return f"{path!r} is no field of this answer{hint} at the top it has {', '.join(tree)}"
