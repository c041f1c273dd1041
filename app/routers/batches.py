"""``POST /v1/changes``: many changes as one; and a change undone."""

from typing import Annotated, Final

from fastapi import APIRouter, Query, Response
from sqlalchemy.orm import Session

from app.curating import editing
from app.curating.bodies import Batch, Revert
from app.curating.gathering import Written
from app.databases.choosing import CHANGE
from app.errors import NotFoundError
from app.queries.changes import changes_by_number
from app.routers.dependencies import change_path
from app.routers.editing import told_as_problems
from app.routers.openapi import ADDED, BATCHED, Answers, answers
from app.routers.writing import CurateDep
from app.schemas.base import MergedId
from app.schemas.written import NewId, WrittenChange
from app.vocabulary import PATHS

router = APIRouter(prefix="/changes", tags=["changes"])

_NOTHING: Final[Answers] = {
    200: {"model": WrittenChange, "description": "All is well, and nothing was written"}
}
DryRunQuery = Annotated[
    bool,
    Query(description="Check it all and say what it would do, but write nothing.", examples=[True]),
]


class _TriedError(Exception):
    """All is well, and nothing is to be written."""

    def __init__(self, answer: Response) -> None:
        super().__init__()
        self.answer = answer


@router.post("", status_code=201, responses=answers(WrittenChange, BATCHED, status=201) | _NOTHING)
def create_change(
    write: CurateDep,
    wanted: Batch,
    dry_run: DryRunQuery = False,  # noqa: FBT002 (of the query, where it has a name)
) -> Response:
    """Write many things as one change: all of them, or none where one is wrong.

    What is new here may be named by all the rest: facts may quote new articles, and new entities
    name one another.
    """

    def do(session: Session) -> Response:
        with told_as_problems():
            written = editing.write_batch(session, wanted, actor=write.key.holder)
        if dry_run:
            raise _TriedError(_answer(written, dry_run=True))
        return _answer(written)

    try:
        return write.once(do)
    except _TriedError as tried:
        return tried.answer


@router.post(
    "/{number}/revert",
    status_code=201,
    responses=answers(WrittenChange, (*ADDED, NotFoundError), status=201) | _NOTHING,
)
def revert_change(
    write: CurateDep, number: Annotated[int, change_path()], wanted: Revert
) -> Response:
    """Undo a change with another one; what later changes did to the same facts stays."""

    def do(session: Session) -> Response:
        if not changes_by_number(session, [number]):
            raise NotFoundError(f"There is no change {number}.")
        with told_as_problems():
            reverted = editing.revert_change(
                session, number, actor=write.key.holder, reason=wanted.reason
            )
        return _answer(reverted)

    return write.once(do)


def _answer(written: Written, *, dry_run: bool = False) -> Response:
    number = None if dry_run else written.change
    body = WrittenChange(
        change=number,
        dry_run=dry_run,
        recorded=written.recorded,
        retracted=written.retracted,
        created=[
            NewId(id=each.id, kind=each.kind, api_url=f"{PATHS[each.kind]}/{each.id}")
            for each in written.created
        ],
        merged=[MergedId(id=each, survivor=into) for each, into in written.merged.items()],
    )
    told = {"Location": f"/v1/changes/{number}", CHANGE: str(number)} if number else {}
    status = 201 if number else 200
    return Response(body.model_dump_json(), status, told, media_type="application/json")
