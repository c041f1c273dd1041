"""Who held a post, or belonged to an organization."""

from urllib.parse import urlencode

from app.assistants.answers import Tenures
from app.assistants.api import Api
from app.assistants.reading import following, held, read_datasets, read_sources


async def read_tenures(
    api: Api, path: str, on: str | None, known_at: str | None, *, limit: int, cursor: str | None
) -> Tenures:
    """A page of tenures, all as of one change, so that its permalink gives the same.

    Raises RefusedError.
    """
    moment = known_at or await _newest(api)
    view = {"on": on, "known_at": moment}
    answer = await api.get(path, view | {"limit": limit, "cursor": cursor})
    tenures = [held(each) for each in answer.body["data"]]
    change = int(moment) if moment and moment.isdecimal() else None
    asked = urlencode({name: value for name, value in view.items() if value})
    return Tenures(
        on=on,
        total=answer.body["page"]["total"],
        tenures=tenures,
        permalink=api.link(f"{path}?{asked}" if asked else path),
        known_at=change,
        merged_into=answer.survivor,
        more=following(answer.body["page"]),
        not_known=_not_known(on, tenures=len(tenures)),
        sources=await read_sources(api, tenures, moment),
        datasets=await read_datasets(api, tenures),
    )


async def _newest(api: Api) -> str | None:
    """The newest change; None where there is none."""
    change = (await api.get("/readyz")).body["change"]
    return str(change) if change else None


def _not_known(on: str | None, *, tenures: int) -> list[str]:
    if tenures:
        return []
    when = f" on {on}" if on else ""
    return [f"anybody{when}, which does not say that there was nobody"]
