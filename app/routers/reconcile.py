"""``/v1/reconcile``: the Reconciliation Service API 0.2, for OpenRefine and its like.

One path answers the manifest, batches of queries, and data extension; the services beside it are in
``reconcile_services.py``. What goes wrong is a problem document as everywhere: the API leaves the
body of errors open, and OpenRefine looks at the status.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Annotated, Any, Final, TypeVar
from urllib.parse import parse_qsl

import orjson
from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, ValidationError
from sqlalchemy.orm import Session

from app.errors import InvalidParameterError, TooLargeError, UnknownParameterError
from app.matching.candidates import Candidate, find_candidates
from app.reconciling import asking
from app.reconciling.extending import SettingError, Settings, Wanted, extend
from app.reconciling.manifest import MOST_QUERIES, manifest
from app.reconciling.properties import UnknownPropertyError, find_property
from app.reconciling.suggesting import type_json
from app.reconciling.telling import tell
from app.routers.authorization import open_to_all
from app.routers.dependencies import SessionDep
from app.routers.openapi import SENT, answers
from app.routers.responses import json_response, last_change_shown
from app.schemas.reconcile import (
    ExtensionAnswer,
    ExtensionQuery,
    Manifest,
    QueryBatch,
    ReconciliationQuery,
    ResultBatch,
)

router = APIRouter(prefix="/reconcile", tags=["reconcile"])
_FORM: Final = "application/x-www-form-urlencoded"
_LONGEST_IN_URL: Final = 2_500  # characters; two of them in bytes are what the server reads
_ONE: Final = "give either queries or extend, once"
_QUERIES: Final = '{"q0": {"query": "Liu Jianchao", "type": "Person", "limit": 3}}'
_EXTEND: Final = '{"ids": ["liu-jianchao"], "properties": [{"id": "held_post"}]}'
_IN_FORM: Final = {
    "requestBody": {
        "required": True,
        "content": {
            _FORM: {
                "schema": {
                    "type": "object",
                    "description": "Exactly one of the two.",
                    "properties": {
                        "queries": {
                            "type": "string",
                            "description": "A batch of queries, as JSON.",
                            "examples": [_QUERIES],
                        },
                        "extend": {
                            "type": "string",
                            "description": "A data extension query, as JSON.",
                        },
                    },
                    "minProperties": 1,
                    "maxProperties": 1,
                    "additionalProperties": False,
                }
            }
        },
    }
}


def _json_query(what: str, example: str) -> Any:
    """A query parameter that holds JSON."""
    return Query(
        min_length=2,
        max_length=_LONGEST_IN_URL,
        description=f"{what}, as JSON.",
        examples=[example],
    )


QueriesText = Annotated[str | None, _json_query("A batch of reconciliation queries", _QUERIES)]
ExtendText = Annotated[str | None, _json_query("A data extension query", _EXTEND)]


async def get_form(request: Request) -> dict[str, str]:
    """The fields of a form, as the body has them; refuses any but ours, and any given twice."""
    sent = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if sent != _FORM:
        raise _refused("", "body", f"send a form, with Content-Type: {_FORM}")
    try:
        pairs = parse_qsl(
            (await request.body()).decode(), keep_blank_values=True, max_num_fields=10
        )
    except ValueError:
        raise _refused("", "body", "send a form of a few fields, in UTF-8") from None
    for name, _ in pairs:
        if name not in ("queries", "extend"):
            errors = [{"parameter": name[:100], "location": "body", "detail": _ONE}]
            raise UnknownParameterError(
                f"{name[:100]} is no field of this form: {_ONE}", errors=errors
            )
    if len(pairs) != 1:
        raise _refused("queries", "body", _ONE)
    return dict(pairs)


FormDep = Annotated[dict[str, str], Depends(get_form)]


@router.get("", responses=answers(Manifest | ResultBatch | ExtensionAnswer, SENT))
@open_to_all
def reconcile(
    request: Request,
    session: SessionDep,
    queries: QueriesText = None,
    extend: ExtendText = None,
) -> Response:
    """Get the manifest of the reconciliation service; with `queries` or `extend`, their answer.

    Give this URL to OpenRefine. The service follows the Reconciliation Service API 0.2.
    """
    if queries is not None and extend is not None:
        raise _refused("extend", "query", _ONE)
    given = {"queries": queries, "extend": extend}
    asked = {name: text for name, text in given.items() if text is not None}
    told = _answer(request, session, asked, "query") if asked else manifest(base_of(request))
    changed_at = last_change_shown(request, session)
    return json_response(request, orjson.dumps(told), changed_at=changed_at)


@router.post(
    "", responses=answers(ResultBatch | ExtensionAnswer, SENT), openapi_extra=dict(_IN_FORM)
)
@open_to_all
def reconcile_by_form(request: Request, session: SessionDep, form: FormDep) -> Response:
    """Reconcile a batch of queries, or extend data by the values of properties."""
    told = _answer(request, session, form, "body")
    return Response(orjson.dumps(told), media_type="application/json")


def base_of(request: Request) -> str:
    """Our own address, as the client wrote it."""
    return str(request.base_url).rstrip("/")


def _answer(
    request: Request, session: Session, given: Mapping[str, str], location: str
) -> dict[str, Any]:
    ((name, text),) = given.items()
    answer = _reconciled if name == "queries" else _extended
    return answer(session, text, partial(_refused_in, name, location), base_of(request))


Model = TypeVar("Model", bound=BaseModel)
Refuse = Callable[[str, str], InvalidParameterError]


def _reconciled(session: Session, text: str, refuse: Refuse, base: str) -> dict[str, Any]:
    batch = _read(QueryBatch, text, refuse).root
    if len(batch) > MOST_QUERIES:
        raise TooLargeError(f"There are {len(batch)} queries: send at most {MOST_QUERIES} at once.")
    asked = {}
    for key, query in batch.items():
        try:
            asked[key] = asking.asked_for(_query(query, base))
        except asking.QueryError as error:
            raise refuse(f"{key}.{error.field}", str(error)) from None
    found = find_candidates(session, asked)
    return {
        key: {"result": [_candidate(each) for each in found[key][: query.limit]]}
        for key, query in batch.items()
    }


def _query(query: ReconciliationQuery, base: str) -> asking.Query:
    return asking.Query(
        query.text,
        types=query.type,
        strict=query.type_strict,
        properties=[
            (each.pid, [asking.Value(value.text, value.id) for value in each.v])
            for each in query.properties
        ],
        base=base,
    )


def _candidate(found: Candidate) -> dict[str, Any]:
    return {
        "id": found.id,
        "name": found.name,
        "description": tell(found.document),
        "type": [type_json(found.kind)],
        "score": round(found.score * 100, 2),
        "match": found.is_match,
        "features": [{"id": name, "value": value} for name, value in found.features.items()],
    }


def _extended(session: Session, text: str, refuse: Refuse, _base: str) -> dict[str, Any]:
    query = _read(ExtensionQuery, text, refuse)
    wanted = _wanted(query, refuse)
    meta = [
        {"id": each.id, "name": each.name}
        | ({"type": type_json(each.target)} if each.target else {})
        for each, _ in wanted
    ]
    return {"meta": meta, "rows": extend(session, query.ids, wanted)}


def _wanted(query: ExtensionQuery, refuse: Refuse) -> Wanted:
    wanted = []
    for at, each in enumerate(query.properties):
        try:
            wanted.append((find_property(each.id), Settings.read(each.settings)))
        except UnknownPropertyError as error:
            raise refuse(f"properties.{at}.id", str(error)) from None
        except SettingError as error:
            raise refuse(f"properties.{at}.settings.{error.name}", str(error)) from None
    return wanted


def _read(model: type[Model], text: str, refuse: Refuse) -> Model:
    try:
        return model.model_validate_json(text)
    except ValidationError as error:
        first = error.errors()[0]
        path = ".".join(str(each) for each in first["loc"])
        raise refuse(path, str(first["msg"]).removeprefix("Value error, ")) from None


def _refused_in(name: str, location: str, path: str, detail: str) -> InvalidParameterError:
    """The refusal of what stands somewhere in the JSON of a parameter."""
    return _refused(f"{name}.{path}".rstrip("."), location, detail)


def _refused(parameter: str, location: str, detail: str) -> InvalidParameterError:
    errors = [{"parameter": parameter, "location": location, "detail": detail}]
    where = f"{location} parameter {parameter}" if parameter else location
    return InvalidParameterError(f"{where}: {detail}", errors=errors)
