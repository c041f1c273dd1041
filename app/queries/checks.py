"""Checking the values of parameters: each by what it takes."""

from collections.abc import Sequence
from typing import Annotated, Any, Final, Literal, Protocol

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, TypeAdapter

from app.dates import PartialDate
from app.queries.parameters import Parameter, Takes
from app.vocabulary import ID_PATTERN, NO_NUL_PATTERN


class Described(Protocol):
    """Something that tells which parameters it takes."""

    def parameters(self) -> Sequence[Parameter]:
        """All that may be given."""


def checks_of(spec: Described) -> dict[str, TypeAdapter[Any]]:
    """What checks the values of each parameter."""
    return {each.name: TypeAdapter[Any](taken(each)) for each in spec.parameters()}


def taken(parameter: Parameter) -> Any:
    """The type of a parameter's value; the one of a single value takes it out of the list."""
    one: Any = Literal[parameter.choices] if parameter.choices else _TAKEN[parameter.takes]
    if parameter.most > 1:
        return Annotated[list[one], Field(max_length=parameter.most)]
    return Annotated[one, BeforeValidator(lambda values: values[0])]


_TAKEN: Final[dict[Takes, Any]] = {
    Takes.WORD: Annotated[
        str, StringConstraints(min_length=1, max_length=200, pattern=NO_NUL_PATTERN)
    ],
    Takes.ID: Annotated[str, StringConstraints(pattern=ID_PATTERN, max_length=128)],
    Takes.DATE: Annotated[str, StringConstraints(max_length=30), AfterValidator(PartialDate.parse)],
    # A change's number; the databases know no larger ones.
    Takes.NUMBER: Annotated[int, Field(ge=0, le=2_147_483_647)],
}
