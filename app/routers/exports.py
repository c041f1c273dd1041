"""``/v1/exports``: each export under the name of its file."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from itertools import groupby
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response

from app.errors import NotFoundError
from app.exports.catalog import ALL, Export
from app.queries.checks import checks_of
from app.queries.parameters import Parameter
from app.routers.authorization import open_to_all
from app.routers.dependencies import SessionDep, invalid_parameter
from app.routers.exporting import export_response
from app.routers.lists import documented, read_given
from app.routers.openapi import EXPORTED, answers
from app.routers.responses import whole_response
from app.schemas.exports import ExportFile, ExportsPage

router = APIRouter(prefix="/exports", tags=["exports"])


@router.get("", responses=answers(ExportsPage))
@open_to_all
def list_exports(request: Request, session: SessionDep) -> Response:
    """List the files that there are to be had, with what each takes."""
    return whole_response(request, session, exports_listed())


def exports_listed() -> list[dict[str, Any]]:
    """Every export: its name and format, what it is, where it is, what it takes."""
    return [_listed(each).model_dump() for each in ALL]


def _listed(export: Export) -> ExportFile:
    return ExportFile(
        name=export.name,
        format=export.format,
        media_type=export.media_type.partition(";")[0],
        description=export.description,
        url=f"/v1/exports/{export.file}",
        parameters=[each.name for each in export.takes],
    )


class _Taken:
    """What the exports of one name take."""

    def __init__(self, exports: Sequence[Export]) -> None:
        self._parameters = {each.name: each for one in exports for each in one.takes}

    def parameters(self) -> Sequence[Parameter]:
        """All of it."""
        return list(self._parameters.values())


def _add_route(name: str, exports: Mapping[str, Export]) -> None:
    """The route of the exports of one name, which differ in their format."""
    taken = _Taken(list(exports.values()))
    checks = checks_of(taken)
    formats = Path(
        description="The format.",
        examples=[next(iter(exports))],
        json_schema_extra={"enum": list(exports)},
    )

    @open_to_all
    async def get_export(
        request: Request,
        format: Annotated[str, formats],  # noqa: A002 (as it stands in the path)
    ) -> Response:
        export = exports.get(format)
        if export is None:
            raise _not_there(f"{name}.{format}")
        given = read_given(request.query_params, checks)
        for each in given.keys() - {one.name for one in export.takes}:
            raise invalid_parameter(each, f"{format} does not take it: leave it out")
        return await export_response(request, export, given)

    get_export.__doc__ = " ".join(dict.fromkeys(each.description for each in exports.values()))
    router.add_api_route(
        f"/{name}.{{format}}",
        get_export,
        name=f"export_{name}",
        responses=_answers(exports.values()),
        response_class=Response,
        openapi_extra=documented(taken),
    )


def _not_there(file: str) -> NotFoundError:
    """There is no such file: which there are, those first that are spelled like it."""
    files = [each.file for each in ALL]
    name = file.partition(".")[0]
    of_name = [each for each in files if each.partition(".")[0] == name]
    near = of_name or get_close_matches(file, files, n=len(files), cutoff=0.6)
    there = ", ".join(dict.fromkeys([*near, *files]))
    return NotFoundError(f"There is no export {file!r}: there are {there}. See /v1/exports.")


def _answers(exports: Any) -> Any:
    """A body for each format, or a part of it."""
    told = answers(str, EXPORTED)
    file = {"schema": {"type": "string", "format": "binary"}}
    content = {each.media_type.partition(";")[0]: file for each in exports}
    told[200] = {"description": "The file", "content": content}
    told[206] = {"description": "The part of it that Range asked for", "content": content}
    return told


for _name, _of_name in groupby(ALL, lambda each: each.name):
    _add_route(_name, {each.format: each for each in _of_name})


@router.get("/{file}", include_in_schema=False)
@open_to_all
def no_export(file: str) -> None:
    """Every other name."""
    raise _not_there(file)
