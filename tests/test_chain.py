"""The digests of changes can be checked by anybody, from the API alone, as the docs say."""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import httpx
import orjson
from sqlalchemy import update

from app.db import make_engine, write_session
from app.ledger.hiding import hide
from app.ledger.undoing import revert
from app.loading.load import load
from app.models import Change, Quality
from app.models.base import table_of
from tests.commands import run
from tests.conftest import MakeDatabase, Serve
from tests.tampering import Place, changed, unlock


def as_json(told: Any, **more: Any) -> bytes:
    return json.dumps(told, separators=(",", ":"), ensure_ascii=False, **more).encode()


def part(entry: Any, lines: Iterable[list[Any]]) -> str:
    whole = b"".join(as_json(line) + b"\n" for line in lines)
    return hashlib.sha256(entry["salt"].encode() + b"\n" + whole).hexdigest()


def digest(entry: Any, before: str | None) -> str:
    """The digest of an entry of the feed, by the recipe in docs/data-model.md."""
    words = ("at", "actor", "action", "reason", "origin", "input_digest")
    parts = [
        part(entry, [[entry[name] for name in words]]),
        part(entry, ([r["row"], r["id"], r["digest"], r["origin"]] for r in entry["recorded"])),
        part(entry, ([each["row"], each["reason"]] for each in entry["retracted"])),
        part(entry, sorted([each["id"], each["kind"]] for each in entry["declared"])),
        part(entry, sorted([each["article_id"], each["sha256"]] for each in entry["articles"])),
        part(entry, sorted([each["id"]] for each in entry["entities"])),
    ]
    return hashlib.sha256(as_json([before, *parts])).hexdigest()


def fact_digest(row: Any) -> str:
    beside = ("row", "id", "digest", "dataset_id", "origin", "citations")
    told = {name: value for name, value in row.items() if name not in beside and value is not None}
    citations = [
        {name: value for name, value in each.items() if name not in ("fact_row", "ordinal")}
        for each in row["citations"]
    ]
    parts = (as_json(row["dataset_id"]), as_json(told, sort_keys=True), as_json(citations))
    return hashlib.sha256(b"[" + b",".join(parts) + b"]").hexdigest()[:32]


def feed(api: httpx.Client) -> list[Any]:
    entries: list[Any] = api.get("/v1/changes", params={"include": "facts"}).json()["data"]
    return entries


def test_every_digest_comes_out_of_what_the_feed_tells(
    make_database: MakeDatabase, dossier_folder: Path, serve: Serve
) -> None:
    url = make_database("sqlite")
    engine = make_engine(url)
    load(engine, dossier_folder)
    with write_session(engine) as session:
        hide(session, "ada-moreau", "occupation", actor="Ed", reason="Asked for")
    api = serve(url)
    hidden = feed(api)
    # What was taken down cannot be found by trying what gives the digest of its change.
    assert [entry["salt"] is None for entry in hidden] == [True, False]
    with write_session(engine) as session:
        revert(session, 2, actor="Ed", reason="Agreed since")
    before = None
    for entry in feed(api):
        assert digest(entry, before) == entry["digest"]
        assert [fact_digest(row) for row in entry["recorded"]] == [
            row["digest"] for row in entry["recorded"]
        ]
        before = entry["digest"]
    assert (
        api.get("/readyz").json()["digest"] == before == api.get("/v1/changes/3").json()["digest"]
    )
    assert str(before) in api.get("/changes/3").text
    assert f"Digest of change 3: {before}" in run(url, "status").stdout
    for noted, code in ((f"3:{before}", 0), (f"3:{before}0", 1), (f"9:{before}", 1)):
        held = run(url, "verify", "--only", "ledger", "--noted", noted, "--json")
        assert held.returncode == code
        assert orjson.loads(held.stdout)["is_clean"] is (code == 0)
    unread = (("--only", "leger", "no part leger"), ("--noted", "3", "NUMBER:DIGEST"))
    for *wrong, what in unread:
        refused = run(url, "verify", *wrong)
        assert refused.returncode == 1
        assert what in refused.stderr
    with engine.begin() as connection:
        assert connection.execute(update(Quality).values(place=Quality.place + 1)).rowcount
    mended = run(url, "verify", "--repair", "--json")
    assert mended.returncode == 0
    one = orjson.loads(mended.stdout)  # one document, as a program reads it
    assert (one["is_clean"], one["before"]["is_clean"]) == (True, False)
    unlock(engine)
    with changed(engine, Place(table_of(Change).c.reason, (1,))):
        left = run(url, "verify", "--repair", "--json")
        assert left.returncode == 1
        one = orjson.loads(left.stdout)
        assert (one["is_clean"], one["before"]["first_wrong_change"]) == (False, 1)
        assert "restore a backup" in left.stderr
    engine.dispose()
