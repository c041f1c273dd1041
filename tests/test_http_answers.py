"""What headers say: validators on every endpoint, compression, HEAD, OPTIONS and other origins."""

import gzip
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from sqlalchemy import Engine

from app.loading.load import load
from tests.conftest import Serve
from tests.dossiers import KESSARIA, edited, write_dossier
from tests.keys import EXAMPLE_KEY, with_key
from tests.test_openapi import DOCUMENT, first_example, operations

PERSON = "/v1/people/liu-jianchao"
ENCODINGS = ["gzip", "br", "zstd"]
# Which tell of nothing in the ledger.
OUR_OWN_WORDS = {
    f"/v1/reconcile/{each}" for each in ("suggest/property", "suggest/type", "properties")
}
# From one answer to the next; and how a body comes, where it does.
NOT_EQUAL = {"date", "x-request-id", "transfer-encoding"}


def path_of(template: str, operation: Any) -> str:
    required = [each for each in operation.get("parameters", ()) if each.get("required")]
    for parameter in required:
        if parameter["in"] == "path":
            name = "{" + parameter["name"] + "}"
            template = template.replace(name, first_example(parameter))
    asked = {each["name"]: first_example(each) for each in required if each["in"] == "query"}
    return f"{template}?{urlencode(asked)}" if asked else template


CASES = [
    (path_of(path, operation), each, "security" in operation)
    for path, method, operation in operations(DOCUMENT)
    if method == "GET"
    for each in operation["responses"]["200"]["content"]
]


def headers_of(answer: httpx.Response) -> dict[str, str]:
    return {name: value for name, value in answer.headers.items() if name not in NOT_EQUAL}


@pytest.mark.parametrize(("path", "media_type", "keyed"), CASES)
def test_every_endpoint_has_validators_that_hold(
    api: httpx.Client, path: str, media_type: str, *, keyed: bool
) -> None:
    accept = {"Accept": media_type} | (with_key(EXAMPLE_KEY) if keyed else {})
    first = api.get(path, headers=accept)
    assert first.status_code == 200, first.text
    head = api.head(path, headers=accept)
    assert (head.status_code, head.content) == (200, b"")
    assert headers_of(head) == headers_of(first)
    if first.headers.get("Cache-Control") == "no-store":  # nothing is kept, so nothing validated
        assert "ETag" not in first.headers
        return
    if keyed:
        assert first.headers["Cache-Control"] == "private, no-store"
        return
    assert first.headers["ETag"].startswith('"')
    assert {"Accept", "Accept-Encoding"} <= set(first.headers["Vary"].split(", "))
    if path.startswith("/v1/"):
        assert '</openapi.json>; rel="describedby"' in first.headers["Link"]
    if path.startswith("/v1/") and path not in OUR_OWN_WORDS:
        assert parsedate_to_datetime(first.headers["Last-Modified"]).tzinfo
    again = api.get(path, headers=accept | {"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    told = {"etag", "cache-control", "vary", "last-modified", "link"}
    expected = headers_of(first)
    assert {name: again.headers.get(name) for name in told} == {
        name: expected.get(name) for name in told
    }


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_each_encoding_has_an_etag_of_its_own(api: httpx.Client, encoding: str) -> None:
    plain = api.get(PERSON, headers={"Accept-Encoding": "identity"})
    with api.stream("GET", PERSON, headers={"Accept-Encoding": encoding}) as answer:
        raw = b"".join(answer.iter_raw())
        headers = answer.headers
    assert headers["Content-Encoding"] == encoding
    assert int(headers["Content-Length"]) == len(raw) < len(plain.content) / 3
    assert headers["ETag"] == plain.headers["ETag"][:-1] + f'-{encoding}"'
    if encoding == "gzip":
        assert gzip.decompress(raw) == plain.content


def test_any_form_of_the_same_version_is_not_modified(api: httpx.Client) -> None:
    etag = api.get(PERSON, headers={"Accept-Encoding": "identity"}).headers["ETag"]
    for form in [etag, *(f'{etag[:-1]}-{each}"' for each in ENCODINGS)]:
        for encoding in ["identity", *ENCODINGS]:
            for had in (form, f'"other", {form}', f"W/{form}"):
                asked = {"Accept-Encoding": encoding, "If-None-Match": had}
                answer = api.get(PERSON, headers=asked)
                assert (answer.status_code, answer.headers["ETag"]) == (304, form)
    other = api.get(PERSON, headers={"If-None-Match": '"other-gzip"'})
    assert other.status_code == 200


def test_small_answers_are_not_compressed(api: httpx.Client) -> None:
    answer = api.get("/v1/people?fields=id", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in answer.headers
    assert answer.headers["Vary"] == "Accept, Accept-Language, Accept-Encoding"


@pytest.mark.parametrize("format", ["json", "jsonl", "csv", "jsonld"])
def test_every_format_is_compressed(api: httpx.Client, format: str) -> None:  # noqa: A002
    answer = api.get(f"/v1/events?format={format}", headers={"Accept-Encoding": "br"})
    assert answer.headers["Content-Encoding"] == "br"


def test_a_list_links_to_its_next_and_first_page(api: httpx.Client) -> None:
    first = api.get("/v1/events?limit=3")
    second = api.get(first.links["next"]["url"])
    assert first.links["next"]["url"] == first.json()["page"]["next"]
    assert second.links["first"]["url"] == str(first.url) == first.links["first"]["url"]
    assert "next" not in api.get(second.links["next"]["url"]).links


def test_last_modified_is_when_the_change_was_recorded(api: httpx.Client) -> None:
    (change,) = api.get("/v1/changes").json()["data"]
    for url in (PERSON, "/v1/people", "/v1/people?known_at=1", PERSON + "/timeline"):
        modified = parsedate_to_datetime(api.get(url).headers["Last-Modified"])
        assert modified.isoformat()[:19] == change["at"][:19], url


# Other origins


def test_options_tells_what_a_path_takes(api: httpx.Client) -> None:
    answer = api.options(PERSON)
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["Allow"] == "DELETE, GET, PATCH, HEAD, OPTIONS"
    assert api.options("/nowhere").status_code == 404


def test_a_preflight_allows_what_the_page_wants_to_send(api: httpx.Client) -> None:
    asked = {
        "Origin": "http://page.example",
        "Access-Control-Request-Method": "PATCH",
        "Access-Control-Request-Headers": "authorization, idempotency-key, if-match",
    }
    answer = api.options(PERSON, headers=asked)
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Access-Control-Allow-Methods"] == "PATCH"
    assert answer.headers["Access-Control-Allow-Headers"] == asked["Access-Control-Request-Headers"]
    assert int(answer.headers["Access-Control-Max-Age"]) > 0


@pytest.mark.parametrize("url", ["/v1/people", PERSON, "/v1/people/nobody", "/nowhere"])
def test_pages_of_any_origin_may_read_every_answer(api: httpx.Client, url: str) -> None:
    answer = api.get(url, headers={"Origin": "http://page.example"})
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    exposed = set(answer.headers["Access-Control-Expose-Headers"].split(", "))
    assert {"ETag", "Link", "Last-Modified", "Content-Disposition", "Retry-After"} <= exposed
    assert {"X-Request-ID", "RateLimit", "RateLimit-Policy"} <= exposed
    assert {"Location", "Idempotency-Replayed", "Incumbent-Change", "Incumbent-Merged"} <= exposed
    assert "Origin" not in answer.headers.get("Vary", "")


def test_what_is_included_counts_for_the_validator(
    engine: Engine, dossier_folder: Path, serve: Serve, database_url: str
) -> None:
    load(engine, dossier_folder)
    api = serve(database_url)
    url = "/v1/people/ada-moreau?include=memberships.organization"
    first = api.get(url)
    told = {"property": "classification", "value": "board", "cite": "the Kessaria Water Board"}
    dossier = edited(KESSARIA, ("organizations", 0, "facts"), [told])
    write_dossier(dossier_folder, dossier)
    load(engine, dossier_folder)
    again = api.get(url, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 200
    assert again.json()["memberships"][0]["organization"]["classification"] == "board"
